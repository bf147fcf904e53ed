"""The demonstration's *Hur gör jag?*: published versions, a board's lines, a year of counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from cases.guide import statistics
from cases.guide.models import Entry, Guide, LocalAddition, Tally
from cases.guide.situations import Situation
from vbe.demo.organisation import email
from vbe.organisation.models import Assignment, Board, Municipality
from vbe.organisation.permissions import Role

WRITERS = {
    "stockholm": ("central", "kommunstyrelsen", Role.CENTRAL),
    "nykoping": ("samordnare", "nykoping", Role.COORDINATOR),
}
TRACES = (
    "- Ta en bild innan det tas bort, men fotografera inte människor.\n"
    "- Skriv var och när du såg det.\n"
    "- Anmäl klottret till trafikkontoret, så att det tas bort inom ett dygn.\n\n"
    "Rapporten hjälper staden att se mönster i området."
)
ADDITION = (
    "Medborgarkontoret på Bodholmsplan hjälper dig rätt på plats.\n\n"
    "Samordnaren nås genom växeln vardagar 9–16 och svarar gärna på frågor innan du rapporterar."
)
# So many in each of the last six months: on the public page, and in Skärholmen.
COUNTS = {
    Situation.RELATIVE: ([3, 2, 4, 6, 5, 4], [0, 1, 0, 1, 2, 1]),
    Situation.ADULT: ([1, 0, 2, 1, 1, 2], [2, 3, 1, 4, 3, 2]),
    Situation.CHILD: ([0, 1, 1, 2, 0, 1], [1, 2, 2, 3, 4, 3]),
    Situation.TRACES: ([0, 0, 1, 0, 0, 1], [4, 5, 3, 6, 4, 5]),
    Situation.INFLUENCE: ([0, 0, 0, 0, 0, 0], [0, 1, 0, 2, 1, 1]),
}


def load_guides(now: datetime) -> None:
    for code, (account, board, role) in WRITERS.items():
        by = Assignment.objects.get(user__email=email(account, board), board__code=board, role=role)
        municipality = Municipality.objects.get(code=code)
        Guide.begin(municipality).publish(by=by, now=now - timedelta(days=210))
        if code == "stockholm":
            draft = Guide.begin(municipality)
            Entry.objects.filter(guide=draft, situation=Situation.TRACES).update(text=TRACES, saved_at=now, saved_by=by)
            draft.publish(by=by, now=now - timedelta(days=40))
    _addition(now)
    _counts(now)


def _addition(now: datetime) -> None:
    by = Assignment.objects.get(user__email=email("samordnare", "skarholmen"), role=Role.COORDINATOR)
    own = LocalAddition(board=by.board)
    own.save(force_insert=True)
    own.save_written({"text": ADDITION}, version=0, page=uuid4(), by=by, now=now - timedelta(days=30))


def _counts(now: datetime) -> None:
    board = Board.objects.select_related("municipality").get(code="skarholmen")
    months = statistics.months(timezone.localdate(now), 6)
    Tally.objects.bulk_create(
        Tally(
            municipality=board.municipality,
            board=place,
            situation=situation,
            outcome=Tally.Outcome.ADVISED if place else Tally.Outcome.ANSWERED,
            month=month,
            count=count,
        )
        for situation, (public, own) in COUNTS.items()
        for place, counts in ((None, public), (board, own))
        for month, count in zip(months, counts, strict=True)
        if count
    )
