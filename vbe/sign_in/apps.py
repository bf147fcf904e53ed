from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "vbe.sign_in"
    label = "sign_in"
