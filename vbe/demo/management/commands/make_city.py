from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from vbe.demo.big_city import make_city
from vbe.demo.city import password
from vbe.demo.organisation import load_organisation


class Command(BaseCommand):
    help = (
        "Fills the demonstration with made-up reports, to see what it is like when it is large. Deterministic by seed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concerns", type=int, required=True, help="how many reports there shall be")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: set VBE_DEMO=1 to make up reports.")
        if options["concerns"] < 0:
            raise CommandError("--concerns cannot be less than 0.")
        wanted = options["concerns"]

        def tell(made: int) -> None:
            self.stderr.write(f"\r{made:,} of {wanted:,}", ending="")

        # The city is built as the owner. The application's role may not write most of these tables.
        application = connections["default"]
        connections["default"] = connections["owner"]
        try:
            load_organisation(password=password())
            added = make_city(wanted, seed=options["seed"], progress=tell)
            with connections["owner"].cursor() as cursor:
                cursor.execute("VACUUM concerns_concern, concerns_assessment")
        finally:
            connections["default"] = application
        self.stdout.write(f"\n{added:,} reports were added. There are {wanted:,}.")
