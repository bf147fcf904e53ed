from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AccessConfig(AppConfig):
    name = "vbe.access"
    label = "access"

    def ready(self) -> None:
        from vbe.access.moments import read_moments

        connection_created.connect(read_moments)
