from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "vbe.organisation"
    label = "organisation"
