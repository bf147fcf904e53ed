from django.urls import include, path

from lagesbild import views, views_finding

urlpatterns = [
    path("lagesbild/", views.pictures, name="pictures"),
    path("lagesbild/antal/", views.picture_counts, name="picture_counts"),
    path("lagesbild/ny/", views.picture_new, name="picture_new"),
    path("lagesbild/<uuid:pk>/", views.picture, name="picture"),
    path("lagesbild/<uuid:pk>/ta-bort/", views.picture_discard, name="picture_discard"),
    # A finding, the reports it rests on and the measures it led to
    path("lagesbild/iakttagelser/<uuid:pk>/", views_finding.finding, name="finding"),
    path("lagesbild/iakttagelser/<uuid:pk>/rapporter/", views_finding.finding_reports, name="finding_reports"),
    path(
        "lagesbild/iakttagelser/<uuid:pk>/rapporter/<uuid:tie>/ta-bort/",
        views_finding.finding_report_remove,
        name="finding_report_remove",
    ),
    path("lagesbild/iakttagelser/<uuid:pk>/atgarder/", views_finding.finding_measure, name="finding_measure"),
    path(
        "lagesbild/iakttagelser/<uuid:pk>/atgarder/<uuid:tie>/ta-bort/",
        views_finding.finding_measure_remove,
        name="finding_measure_remove",
    ),
    path("oro/<number:number>/iakttagelse/", views_finding.concern_finding, name="concern_finding"),
    path("", include("lagesbild.urls_survey")),
]
