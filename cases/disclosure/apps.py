from django.apps import AppConfig
from django.db.models.signals import post_migrate

from cases.disclosure.catalogue import put_in_place


class DisclosureConfig(AppConfig):
    name = "cases.disclosure"
    label = "disclosure"

    def ready(self) -> None:
        post_migrate.connect(put_in_place, sender=self)
