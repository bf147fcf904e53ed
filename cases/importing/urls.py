from django.urls import path

from cases.importing import views

urlpatterns = [
    path("oro/las-in/", views.concerns_import, name="concerns_import"),
    path("oro/las-in/<uuid:pk>/kolumner/", views.concerns_import_columns, name="concerns_import_columns"),
    path("oro/las-in/<uuid:pk>/", views.concerns_import_preview, name="concerns_import_preview"),
    path("oro/las-in/<uuid:pk>/ta-bort/", views.concerns_import_discard, name="concerns_import_discard"),
]
