from django.apps import AppConfig
from django.db.models.signals import post_migrate

from vbe.organisation.legal_rows import put_in_place


class OrganisationConfig(AppConfig):
    name = "vbe.organisation"
    label = "organisation"

    def ready(self) -> None:
        post_migrate.connect(put_in_place, sender=self)
