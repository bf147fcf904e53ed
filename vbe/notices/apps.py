from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "vbe.notices"
    label = "notices"
