from django.urls import include, path

from vbe.administration.catalogues import site

urlpatterns = [path("administration/", include(site.get_urls()))]
