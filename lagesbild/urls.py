from django.urls import include, path

urlpatterns = [
    path("", include("lagesbild.urls_survey")),
]
