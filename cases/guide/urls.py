from django.urls import path

from cases.guide import views, views_edit, views_numbers

urlpatterns = [
    # Read
    path("hur-gor-jag/", views.guide, name="guide"),
    path("hur-gor-jag/skriv-ut/", views.guide_print, name="guide_print"),
    path("hur-gor-jag/skriv-ut/fil/", views.guide_file, name="guide_file"),
    # Written
    path("hur-gor-jag/redigera/", views_edit.guide_desk, name="guide_desk"),
    path("hur-gor-jag/redigera/borja/", views_edit.guide_begin, name="guide_begin"),
    path("hur-gor-jag/redigera/tillagg/", views_edit.guide_addition, name="guide_addition"),
    path("hur-gor-jag/redigera/<slug:situation>/", views_edit.guide_entry, name="guide_entry"),
    path("hur-gor-jag/versioner/<uuid:pk>/", views_edit.guide_version, name="guide_version"),
    path("hur-gor-jag/versioner/<uuid:pk>/publicera/", views_edit.guide_publish, name="guide_publish"),
    path("hur-gor-jag/versioner/<uuid:pk>/publicera-igen/", views_edit.guide_again, name="guide_again"),
    path("hur-gor-jag/versioner/<uuid:pk>/ta-bort/", views_edit.guide_discard, name="guide_discard"),
    # The phone list
    path("hur-gor-jag/nummer/", views_numbers.guide_numbers, name="guide_numbers"),
    path("hur-gor-jag/nummer/nytt/", views_numbers.guide_number_new, name="guide_number_new"),
    path("hur-gor-jag/nummer/<uuid:pk>/", views_numbers.guide_number, name="guide_number"),
    path("hur-gor-jag/nummer/<uuid:pk>/kontrollerat/", views_numbers.guide_number_checked, name="guide_number_checked"),
    path("hur-gor-jag/nummer/<uuid:pk>/ta-bort/", views_numbers.guide_number_remove, name="guide_number_remove"),
    # One situation; last, since its name stands where the others have theirs.
    path("hur-gor-jag/<slug:situation>/", views.guide_situation, name="guide_situation"),
    path("hur-gor-jag/<slug:situation>/svar/", views.guide_tally, name="guide_tally"),
]
