"""``manage.py report --board skarholmen --period 2026T1 --output rapport.pdf``: a report without ordering it.

Goes the worker's way from the same figures to the same checks, and leaves nothing in the database and no half file.
"""

from __future__ import annotations

import errno
import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vbe.organisation.models import Board
from vbe.reports import figures
from vbe.reports.making import NotValid, typeset
from vbe.reports.names import REPORTED
from vbe.reports.tertials import Tertial


class Command(BaseCommand):
    help = gettext_lazy("Gör en nämnds rapport för en period som PDF-fil.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--board", required=True, help=_("nämndens kod, till exempel skarholmen"))
        parser.add_argument("--period", required=True, help=_("2026T1, 2026T2 eller 2026 för hela året"))
        parser.add_argument("--output", required=True, type=Path, help=_("filen som ska skrivas"))

    def handle(self, *, board: str, period: str, output: Path, **options: Any) -> None:
        now = timezone.now()
        chosen = Board.objects.select_related("municipality").filter(code=board).first()
        if chosen is None:
            raise CommandError(_("Det finns ingen nämnd med koden %(code)s.") % {"code": board})
        tertial = _reported(period)
        if tertial.start > timezone.localdate(now):
            raise CommandError(_("Perioden %(period)s har inte börjat.") % {"period": period})
        try:
            with whole_file(output) as file:
                frozen = figures.sealed(figures.collect(chosen, tertial, cut_off=now, on_step=self._say), "")
                file.write(typeset(frozen, on_step=self._say))
        except NotValid as error:
            raise CommandError(_("Filen klarade inte kontrollen:\n%(problems)s") % {"problems": error}) from error
        except OSError as error:
            raise CommandError(
                _("Filen %(file)s kan inte skrivas: %(reason)s") % {"file": output, "reason": error.strerror or error}
            ) from error
        self.stdout.write(str(output))

    def _say(self, stage: str, done: int = 0, total: int = 0) -> None:
        self.stderr.write(f"{stage}, {done}/{total}" if total else stage)


@contextmanager
def whole_file(output: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when all of it is written. Raises OSError before any work, if it cannot be."""
    if output.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(name, output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _reported(text: str) -> Tertial:
    try:
        period = Tertial.parse(text)
    except ValueError:
        period = Tertial(1, 3)
    if period.number not in REPORTED:
        raise CommandError(
            _("Perioden %(period)s finns inte. Skriv 2026T1, 2026T2 eller 2026 för hela året.") % {"period": text}
        )
    return period
