from django.urls import path

from cases.concerns import views, views_desk, views_recusal

urlpatterns = [
    path("oro/", views.concerns, name="concerns"),
    path("oro/<number:number>/", views.concern, name="concern"),
    path("oro/<number:number>/bedom/", views.concern_assess, name="concern_assess"),
    path("oro/<number:number>/jav/", views_recusal.concern_recuse, name="concern_recuse"),
    path("oro/<number:number>/jav/<uuid:pk>/upphor/", views_recusal.concern_recusal_end, name="concern_recusal_end"),
    path("oro/<number:number>/bild/", views.concern_picture, name="concern_picture"),
    path("oro/<number:number>/anteckning/", views_desk.concern_note, name="concern_note"),
    path("oro/<number:number>/anteckning/<uuid:pk>/ratta/", views_desk.concern_note, name="concern_note_correct"),
    path("oro/<number:number>/polis/", views_desk.concern_police, name="concern_police"),
    path("oro/<number:number>/polis/<uuid:pk>/ratta/", views_desk.concern_police, name="concern_police_correct"),
    path("oro/<number:number>/sanering/", views_desk.concern_removal, name="concern_removal"),
    path("oro/<number:number>/sanering/<uuid:pk>/", views_desk.concern_removal_done, name="concern_removal_done"),
    path("oro/<number:number>/aterlamna/<uuid:pk>/", views_desk.concern_return, name="concern_return"),
    path("oro/<number:number>/andra-titt/", views_desk.concern_ask_look, name="concern_ask_look"),
    path("oro/<number:number>/andra-titt/<uuid:pk>/", views_desk.concern_look, name="concern_look"),
]
