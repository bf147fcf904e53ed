from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "cases.concerns"
    label = "concerns"
