from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from vbe.audit import verifying


class Command(BaseCommand):
    help = "Goes through the seals of the log and points at every row that has been changed, removed or put in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="HASH",
            default="",
            help="a hash from the server's log that must be in the chain; shows whether its end has been cut off",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = verifying.verify(timezone.now(), expect=options["expect"].strip())
        for finding in outcome.findings:
            self.stderr.write(finding)
        self.stdout.write(f"{outcome.seals} seals, {outcome.rows} rows, last hash {outcome.head or '-'}")
        if outcome.findings:
            raise CommandError(f"The chain does not agree in {len(outcome.findings)} places.")
        self.stdout.write("The chain agrees.")
