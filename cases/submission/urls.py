from django.urls import path

from cases.submission import views, views_sealed

urlpatterns = [
    # The report
    path("oro/ny/", views.report, name="report"),
    path("oro/ny/utkast/", views.report_draft, name="report_draft"),
    path("oro/ny/borja-om/", views.report_discard, name="report_discard"),
    path("oro/ny/personer/", views_sealed.report_persons, name="report_persons"),
    # What one has sent
    path("oro/kvitto/<uuid:pk>/", views.receipt, name="receipt"),
    path("oro/mina/", views.my_reports, name="my_reports"),
]
