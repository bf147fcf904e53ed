from django.apps import AppConfig


class SigConfig(AppConfig):
    name = "cases.sig"
    label = "sig"
