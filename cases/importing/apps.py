from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "cases.importing"
    label = "importing"
