from django.urls import path

from cases.disclosure import views

urlpatterns = [
    path("oro/utlamnande/", views.records_requests, name="records_requests"),
    path("oro/utlamnande/ny/", views.records_request_new, name="records_request_new"),
    path("oro/utlamnande/<uuid:pk>/", views.records_request, name="records_request"),
    path("oro/utlamnande/<uuid:pk>/valj/", views.records_choose, name="records_choose"),
    path("oro/utlamnande/<uuid:pk>/rapport/<uuid:chosen>/", views.records_mask, name="records_mask"),
    path("oro/utlamnande/<uuid:pk>/rapport/<uuid:chosen>/ta-bort/", views.records_leave_out, name="records_leave_out"),
    path("oro/utlamnande/<uuid:pk>/forhandsgranska/", views.records_preview, name="records_preview"),
    path("oro/utlamnande/<uuid:pk>/beslut/", views.records_decide, name="records_decide"),
    path("oro/utlamnande/<uuid:pk>/fil/", views.records_file, name="records_file"),
    path("oro/utlamnande/<uuid:pk>/fil/<int:number>/", views.records_file, name="records_part"),
    path("oro/utlamnande/<uuid:pk>/bilagor/<uuid:released>/", views.records_attachment, name="records_attachment"),
    path("oro/utlamnande/<uuid:pk>/laget/", views.records_progress, name="records_progress"),
    path("oro/utlamnande/<uuid:pk>/forsok-igen/", views.records_remake, name="records_remake"),
]
