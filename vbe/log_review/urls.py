from django.urls import path

from vbe.log_review import views

urlpatterns = [
    path("logggranskning/", views.log_reviews, name="log_reviews"),
    path("logggranskning/<uuid:pk>/", views.log_review, name="log_review"),
    path("logggranskning/<uuid:pk>/pdf/", views.log_review_file, name="log_review_file"),
    path("logggranskning/rad/<uuid:pk>/fraga/", views.log_review_ask, name="log_review_ask"),
    path("logggranskning/rad/<uuid:pk>/svar/", views.log_review_answer, name="log_review_answer"),
]
