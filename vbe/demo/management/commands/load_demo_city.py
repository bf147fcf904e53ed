from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from vbe.demo.city import load_city


class Command(BaseCommand):
    help = "Loads the demonstration city. Repeatable; refuses to run outside the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: set VBE_DEMO=1 to load made-up people and cases.")
        # The city is built as the owner. The application's role may not write most of these tables.
        application = connections["default"]
        connections["default"] = connections["owner"]
        try:
            loaded = load_city(timezone.now())
        finally:
            connections["default"] = application
        self.stdout.write("The demonstration city is loaded." if loaded else "The demonstration city is there.")
