from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """The admin site. No tables of its own; its migration lets administrators write what the site shows."""

    name = "vbe.administration"
    label = "administration"
