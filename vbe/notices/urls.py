from django.urls import path

from vbe.notices import views

urlpatterns = [
    path("meddelanden/", views.notices, name="notices"),
    path("meddelanden/<uuid:pk>/kvittera/", views.acknowledge, name="notice_acknowledge"),
]
