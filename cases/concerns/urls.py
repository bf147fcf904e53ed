from django.urls import path

from cases.concerns import views, views_overview, views_recusal

urlpatterns = [
    path("oro/", views.concerns, name="concerns"),
    path("oro/oversikt/", views_overview.concerns_overview, name="concerns_overview"),
    path("oro/oversikt/<uuid:pk>/", views_overview.concerns_area, name="concerns_area"),
    path("oro/<number:number>/", views.concern, name="concern"),
    path("oro/<number:number>/bedom/", views.concern_assess, name="concern_assess"),
    path("oro/<number:number>/jav/", views_recusal.concern_recuse, name="concern_recuse"),
    path("oro/<number:number>/jav/<uuid:pk>/upphor/", views_recusal.concern_recusal_end, name="concern_recusal_end"),
    path("oro/<number:number>/bild/", views.concern_picture, name="concern_picture"),
]
