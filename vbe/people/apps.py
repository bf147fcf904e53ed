from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """No tables of its own: people and assignments lie on the ground floor, in vbe.organisation."""

    name = "vbe.people"
    label = "people"
