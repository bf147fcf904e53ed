from django.urls import path

from vbe.reports import views, views_cases

urlpatterns = [
    path("rapporter/", views.reports, name="reports"),
    path("rapporter/arenden/", views_cases.sig_numbers, name="sig_numbers"),
    path("rapporter/arenden/csv/", views_cases.sig_numbers_csv, name="sig_numbers_csv"),
    path("rapporter/bestall/", views.report_order, name="report_order"),
    # "report" is the form in which anybody reports a concern.
    path("rapporter/<uuid:pk>/", views.board_report, name="board_report"),
    path("rapporter/<uuid:pk>/lage/", views.report_progress, name="report_progress"),
    path("rapporter/<uuid:pk>/fil/", views.report_file, name="report_file"),
    path("rapporter/<uuid:pk>/csv/", views.report_csv, name="report_csv"),
    path("rapporter/<uuid:pk>/sammanfattning/", views.report_summary, name="report_summary"),
    path("rapporter/<uuid:pk>/gor-om/", views.report_remake, name="report_remake"),
    path("rapporter/<uuid:pk>/publicera/", views.report_publish, name="report_publish"),
    path("rapporter/<uuid:pk>/beslut/", views.report_decision, name="report_decision"),
]
