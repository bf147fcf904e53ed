from django.urls import path

from cases.concerns import views

urlpatterns = [
    path("oro/", views.concerns, name="concerns"),
    path("oro/<number:number>/", views.concern, name="concern"),
    path("oro/<number:number>/bedom/", views.concern_assess, name="concern_assess"),
    path("oro/<number:number>/bild/", views.concern_picture, name="concern_picture"),
]
