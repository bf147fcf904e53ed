from django.urls import path

from cases.submission import views, views_practice, views_sealed

urlpatterns = [
    # The report
    path("oro/ny/", views.report, name="report"),
    path("oro/ny/utkast/", views.report_draft, name="report_draft"),
    path("oro/ny/borja-om/", views.report_discard, name="report_discard"),
    path("oro/ny/personer/", views_sealed.report_persons, name="report_persons"),
    # Practice
    path("oro/ova/", views_practice.practice, name="practice"),
    path("oro/ova/kvitto/", views_practice.practice_receipt, name="practice_receipt"),
    path("oro/ova/samordnaren/", views_practice.practice_desk, name="practice_desk"),
    path("oro/ova/klart/", views_practice.practice_done, name="practice_done"),
    path("oro/ova/avsluta/", views_practice.practice_end, name="practice_end"),
    # What one has sent
    path("oro/kvitto/<uuid:pk>/", views.receipt, name="receipt"),
    path("oro/mina/", views.my_reports, name="my_reports"),
]
