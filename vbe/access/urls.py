from django.urls import path

from vbe.access import views

urlpatterns = [
    path("uppdrag/", views.assignments, name="assignments"),
    path("uppdrag/byt/", views.switch, name="switch_assignment"),
]
