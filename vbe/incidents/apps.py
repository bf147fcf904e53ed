from django.apps import AppConfig
from django.db.models.signals import post_migrate

from vbe.incidents.catalogue import put_in_place


class IncidentsConfig(AppConfig):
    name = "vbe.incidents"
    label = "incidents"

    def ready(self) -> None:
        post_migrate.connect(put_in_place, sender=self)
