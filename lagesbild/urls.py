from django.urls import include, path

from lagesbild import views

urlpatterns = [
    path("lagesbild/", views.pictures, name="pictures"),
    path("lagesbild/antal/", views.picture_counts, name="picture_counts"),
    path("lagesbild/ny/", views.picture_new, name="picture_new"),
    path("lagesbild/<uuid:pk>/", views.picture, name="picture"),
    path("lagesbild/<uuid:pk>/ta-bort/", views.picture_discard, name="picture_discard"),
    path("", include("lagesbild.urls_survey")),
]
