from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReorganisationConfig(AppConfig):
    name = "vbe.reorganisation"
    label = "reorganisation"

    def ready(self) -> None:
        post_migrate.connect(_follow_the_rooms, sender=self)


def _follow_the_rooms(using: str, **kwargs: Any) -> None:
    """The database moves what the rooms say, and nothing else: its list follows theirs with every migration."""
    from vbe.reorganisation.rooms import write_kinds

    write_kinds(using)
