from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "cases.doors"
    label = "doors"
