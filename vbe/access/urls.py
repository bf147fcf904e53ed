from django.urls import path

from vbe.access import views

urlpatterns = [
    path("logga-in/", views.sign_in, name="sign_in"),
    path("logga-ut/", views.sign_out, name="sign_out"),
    path("uppdrag/", views.assignments, name="assignments"),
    path("uppdrag/byt/", views.switch, name="switch_assignment"),
]
