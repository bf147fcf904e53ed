from django.urls import path

from vbe.start import views

urlpatterns = [
    path("", views.start, name="start"),
    path("halsa/", views.health, name="health"),
]
