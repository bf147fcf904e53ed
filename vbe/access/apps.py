from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "vbe.access"
    label = "access"
