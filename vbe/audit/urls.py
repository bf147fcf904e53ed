from django.urls import path

from vbe.audit import views

urlpatterns = [
    path("logg/kedja/", views.log_chain, name="log_chain"),
]
