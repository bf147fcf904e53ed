from django.urls import path

from vbe.incidents import views, views_recall

urlpatterns = [
    path("incidenter/", views.incidents, name="incidents"),
    path("incidenter/ny/", views.incident_new, name="incident_new"),
    path("incidenter/<uuid:pk>/", views.incident, name="incident"),
    path("incidenter/<uuid:pk>/svar/<uuid:clock>/", views.incident_answer, name="incident_answer"),
    path("incidenter/<uuid:pk>/tillagg/", views.incident_add, name="incident_add"),
    path("incidenter/<uuid:pk>/utdrag/", views.incident_extract, name="incident_extract"),
    path("incidenter/<uuid:pk>/utdrag.csv", views.incident_csv, name="incident_csv"),
    path("incidenter/<uuid:pk>/pdf/", views.incident_file, name="incident_file"),
    path("incidenter/<uuid:pk>/avsluta/", views.incident_close, name="incident_close"),
    path(
        "arenden/<number:number>/utlamnanden/<uuid:pk>/aterkalla/", views_recall.recall, name="case_disclosure_recall"
    ),
]
