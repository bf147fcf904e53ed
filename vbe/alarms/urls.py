from django.urls import path

from vbe.alarms import views, views_edit

urlpatterns = [
    # The chains
    path("larmvagar/", views.alarm_chains, name="alarm_chains"),
    path("larmvagar/ny/", views_edit.alarm_chain_new, name="alarm_chain_new"),
    path("larmvagar/<uuid:pk>/redigera/", views_edit.alarm_chain, name="alarm_chain"),
    path("larmvagar/<uuid:pk>/starta/", views.alarm_start, name="alarm_start"),
    # One of them, running
    path("larmvagar/tidigare/", views.alarms, name="alarms"),
    path("larmvagar/larm/<uuid:pk>/", views.alarm, name="alarm"),
    path("larmvagar/larm/<uuid:pk>/avsluta/", views.alarm_end, name="alarm_end"),
    path("larmvagar/larm/<uuid:pk>/utskrift/", views.alarm_print, name="alarm_print"),
    path("larmvagar/larm/<uuid:pk>/fil/", views.alarm_file, name="alarm_file"),
    path("larmvagar/led/<uuid:pk>/", views.alarm_step, name="alarm_step"),
    path("larmvagar/led/<uuid:pk>/markera/", views.alarm_mark, name="alarm_mark"),
    path("larmvagar/led/<uuid:pk>/anteckna/", views.alarm_note, name="alarm_note"),
]
