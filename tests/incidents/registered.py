"""Incidents by situation, on Skärholmen's board."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tests.conftest import assignment
from vbe.incidents.models import Addition, Answer, ExtractRow, Incident, Kind

REVIEWER = "loggranskare.skarholmen"


def incident(*kinds: str, discovered: datetime | None = None, who: str = REVIEWER, whole: bool = False) -> Incident:
    """A new incident, both kinds unless others are given; ``whole`` has an answer, an addition and an extract too."""
    by, now = assignment(who), timezone.now()
    made = Incident(
        board=by.board,
        title="Obehörig läsning av en akt",
        description="En medarbetare öppnade en akt utan skäl.",
        discovered_at=discovered or now - timedelta(hours=2),
        told=Incident.Told.LATER,
        registered_at=now,
        registered_by=by,
    )
    assert made.register(list(kinds or Kind.values))
    if whole:
        row = ExtractRow(
            incident=made, board=by.board, entry_id=made.pk, at=now, who="Prov", action="Öppnade",
            taken_by=by, taken_at=now,
        )  # fmt: skip
        row.digest = row.reckoned()
        row.save(force_insert=True)
        made.add(Addition(kind=Addition.Kind.FACT, text="Det gällde en akt."), by=by, now=now)
        answer_all(made, keep=1)
    return made


def answer_all(made: Incident, *, keep: int = 0) -> None:
    by, now = assignment(REVIEWER), timezone.now()
    for clock in list(made.clocks.filter(answer=None))[keep:]:
        Answer.objects.create(
            clock=clock, board=made.board, outcome=Answer.Outcome.SENT, sent_at=now, note="Dnr 1", by=by, at=now
        )
