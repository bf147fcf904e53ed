from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from vbe.demo.big_city import make_city
from vbe.demo.big_room import make_room
from vbe.demo.city import password
from vbe.demo.organisation import load_organisation


class Command(BaseCommand):
    help = (
        "Fills the demonstration with made-up reports, to see what it is like when it is large. Deterministic by seed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concerns", type=int, required=True, help="how many reports there shall be")
        parser.add_argument("--cases", type=int, default=0, help="how many cases, in a room that has no made ones")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: set VBE_DEMO=1 to make up reports.")
        if min(options["concerns"], options["cases"]) < 0:
            raise CommandError("--concerns and --cases cannot be less than 0.")
        wanted = options["concerns"]

        def tell(made: int) -> None:
            self.stderr.write(f"\r{made:,}", ending="")

        # The city is built as the owner. The application's role may not write most of these tables.
        application = connections["default"]
        connections["default"] = connections["owner"]
        try:
            load_organisation(password=password())
            added = make_city(wanted, seed=options["seed"], progress=tell)
            with connections["owner"].cursor() as cursor:
                cursor.execute("VACUUM concerns_concern, concerns_assessment")
            opened = make_room(options["cases"], seed=options["seed"], progress=tell)
        finally:
            connections["default"] = application
        self.stdout.write(f"\n{added:,} reports were added. There are {wanted:,}. {opened:,} cases were added.")
