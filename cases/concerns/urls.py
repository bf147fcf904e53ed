from django.urls import path

from cases.concerns import views, views_recusal

urlpatterns = [
    path("oro/", views.concerns, name="concerns"),
    path("oro/<number:number>/", views.concern, name="concern"),
    path("oro/<number:number>/bedom/", views.concern_assess, name="concern_assess"),
    path("oro/<number:number>/jav/", views_recusal.concern_recuse, name="concern_recuse"),
    path("oro/<number:number>/jav/<uuid:pk>/upphor/", views_recusal.concern_recusal_end, name="concern_recusal_end"),
    path("oro/<number:number>/fil/<int:position>/", views.concern_file, name="concern_file"),
]
