"""Reads of the log by name, at a given time; and reviews drawn from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cases import deadlines
from cases.sig.models import Case
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import IntakeFactory, board
from vbe.access.context import acting_as_task, set_context
from vbe.audit.models import Action, Entry
from vbe.log_review.asking import ask
from vbe.log_review.drawing import draw_review
from vbe.log_review.models import Mark, Review, SampledRead
from vbe.log_review.sampling import Ground
from vbe.organisation.models import Assignment

MONTH = date(2026, 10, 1)
# A Tuesday.
DAY = 13
NOW = datetime(2026, 11, 2, 4, 20, tzinfo=deadlines.STOCKHOLM)
SEED = "ett frö"


def at(day: int = DAY, hour: int = 10, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=deadlines.STOCKHOLM)


def entry(
    who: str | Assignment, about: Any, when: datetime | None = None, action: Action = Action.OPENED, reason: str = ""
) -> Entry:
    """Somebody did something with a record of Skärholmen's."""
    acting = assignment(who) if isinstance(who, str) else who
    made = Entry.objects.create(
        action=action,
        user_id=acting.user_id,
        assignment_id=acting.pk,
        board_id=about.board_id,
        kind=about._meta.label_lower,
        object_id=about.pk,
        reason=reason,
    )
    Entry.objects.filter(pk=made.pk).update(at=when or at())
    return made


def drawn(code: str = "skarholmen", month: date = MONTH, now: datetime = NOW, seed: str = SEED) -> Review:
    """The review of the month, drawn as the task draws it."""
    with acting_as_task("log_review"):
        review = draw_review(board(code), month, now=now, seed=seed)
    set_context()
    assert review
    return review


def grounds(review: Review, about: Any) -> set[str]:
    """Every ground of the rows about one record; empty when no row is."""
    return {ground for row in SampledRead.objects.filter(review=review, object_id=about.pk) for ground in row.grounds}


def special(review: Review, about: Any) -> set[str]:
    """The grounds that a rule gave: not the lottery's."""
    return grounds(review, about) - {Ground.LOT.value}


def opened(case: Case, when: datetime) -> Case:
    """The case and what it came of, moved to before the month."""
    case.steps.update(at=when)
    case.participations.update(starts=when.date())
    type(case.intake).objects.filter(pk=case.intake_id).update(arrived_at=when, decided_at=when)
    return case


def reviewed() -> SampledRead:
    """A row of a signed review in Skärholmen, with a question that has been sent."""
    entry(cast.CHIEF, IntakeFactory(arrived_at=at(1)))
    review, reviewer = drawn(), assignment("loggranskare.skarholmen")
    row = review.reads_drawn.select_related("assignment").get()
    row.mark, row.comment, row.marked_by, row.marked_at = Mark.QUESTION, "Vad gällde det?", reviewer, NOW
    row.save()
    ask(row, by=reviewer, now=NOW)
    with as_application(reviewer):
        review.sign(by=reviewer, now=NOW)
    return row
