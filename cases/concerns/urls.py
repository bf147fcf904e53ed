from django.urls import path

from cases.concerns import views, views_desk, views_links, views_overview, views_queue, views_recusal

urlpatterns = [
    path("oro/", views.concerns, name="concerns"),
    path("oro/oversikt/", views_overview.concerns_overview, name="concerns_overview"),
    path("oro/oversikt/<uuid:pk>/", views_overview.concerns_area, name="concerns_area"),
    path("oro/<number:number>/", views.concern, name="concern"),
    path("oro/<number:number>/bedom/", views.concern_assess, name="concern_assess"),
    path("oro/<number:number>/jav/", views_recusal.concern_recuse, name="concern_recuse"),
    path("oro/<number:number>/jav/<uuid:pk>/upphor/", views_recusal.concern_recusal_end, name="concern_recusal_end"),
    path("oro/<number:number>/fil/<int:position>/", views.concern_file, name="concern_file"),
    # The queue as a whole.
    path("oro/export/", views_queue.concerns_export, name="concerns_export"),
    path("oro/bedom-flera/", views_queue.concerns_assess, name="concerns_assess"),
    path("oro/vyer/", views_queue.concern_views, name="concern_views"),
    path("oro/vyer/spara/", views_queue.concern_view_save, name="concern_view_save"),
    path("oro/vyer/<uuid:pk>/namn/", views_queue.concern_view_rename, name="concern_view_rename"),
    path("oro/vyer/<uuid:pk>/ta-bort/", views_queue.concern_view_remove, name="concern_view_remove"),
    path("oro/vyer/<uuid:pk>/angra/", views_queue.concern_view_bring_back, name="concern_view_bring_back"),
    # Reports that belong together.
    path("oro/<number:number>/koppla/", views_links.concern_link, name="concern_link"),
    path("oro/<number:number>/koppla/<number:other>/bort/", views_links.concern_unlink, name="concern_unlink"),
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
