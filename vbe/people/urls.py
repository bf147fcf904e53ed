from django.urls import path, re_path

from vbe.people import views, views_assignment, views_import, views_leave, views_on_call

urlpatterns = [
    path("vem-gor-vad/", views.functions, name="functions"),
    path("vem-gor-vad/<slug:code>/", views.functions, name="functions_of"),
    path("vem-gor-vad/<slug:code>/ge-uppdrag/", views_assignment.assign, name="assign"),
    path("vem-gor-vad/<slug:code>/beredskap/", views_on_call.on_call, name="on_call"),
    path("vem-gor-vad/<slug:code>/beredskap/<uuid:pk>/ta-bort/", views_on_call.on_call_remove, name="on_call_remove"),
    path("lokala-samordnare/", views.coordinators, name="coordinators"),
    path("behorigheter/", views.permissions, name="permissions"),
    path("personer/", views.people, name="people"),
    path("personer/fil/", views_import.people_import, name="people_import"),
    path("personer/fil/mall/", views_import.people_template, name="people_template"),
    path("personer/fil/<uuid:pk>/", views_import.people_import_preview, name="people_import_preview"),
    path("personer/fil/<uuid:pk>/las-in/", views_import.people_import_confirm, name="people_import_confirm"),
    path("personer/fil/<uuid:pk>/ta-bort/", views_import.people_import_discard, name="people_import_discard"),
    re_path(r"^personer/uppdrag\.(?P<form>csv|xlsx)$", views_import.people_export, name="people_export"),
    path("personer/<uuid:pk>/", views.person, name="person"),
    path("personer/<uuid:pk>/avsluta-alla/", views_leave.leave, name="leave"),
    path("personer/<uuid:pk>/mobilnummer/", views_leave.mobile, name="person_mobile"),
    path("personer/<uuid:pk>/oppna-konto/", views_leave.reopen, name="reopen_account"),
    path("uppdrag/<uuid:pk>/", views_assignment.assignment, name="assignment"),
    path("uppdrag/<uuid:pk>/avsluta/", views_assignment.end, name="assignment_end"),
    path("uppdrag/<uuid:pk>/ta-bort/", views_assignment.withdraw, name="assignment_withdraw"),
    path("uppdrag/<uuid:pk>/franvaro/", views_assignment.absence, name="absence"),
    path("franvaro/<uuid:pk>/ta-bort/", views_assignment.absence_end, name="absence_end"),
]
