from django.urls import path

from vbe.reorganisation import views

urlpatterns = [
    path("namnder/", views.boards, name="boards"),
    path("namnder/andra/sla-ihop/", views.merge, name="board_merge"),
    path("namnder/andra/dela/<slug:code>/", views.split, name="board_split"),
    path("namnder/andra/<uuid:pk>/", views.reorganisation, name="reorganisation"),
    path("namnder/andra/<uuid:pk>/plan/", views.reorganisation_change, name="reorganisation_change"),
    path("namnder/andra/<uuid:pk>/ta-tillbaka/", views.reorganisation_withdraw, name="reorganisation_withdraw"),
    path("namnder/andra/<uuid:pk>/genomfor/", views.reorganisation_carry_out, name="reorganisation_carry_out"),
]
