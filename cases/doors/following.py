"""What a reporter may know of the report, and answer: with an account, or with the code alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.concerns.models import SAID, Concern
from cases.concerns.states import ENDED, NotAllowed, State
from cases.doors.models import STATE_WORDS, Answer, Question, Sentence, Told, refuse_when_closed
from vbe.access.context import set_context
from vbe.organisation.models import Assignment, Board

COLUMNS = ("pk", "number", "state", "reported_at", "due_on", "board_id")


@dataclass(frozen=True)
class Followed:
    """A report as its reporter sees it."""

    pk: UUID
    number: str
    state: str
    reported_at: datetime
    due_on: date
    board_id: UUID

    def __str__(self) -> str:
        return f"HÄN-{self.number}"

    @property
    def state_words(self) -> str:
        return str(STATE_WORDS[State(self.state)])

    @property
    def is_closed(self) -> bool:
        return self.state in ENDED

    @property
    def board(self) -> Board:
        return Board.objects.select_related("municipality").get(pk=self.board_id)

    def told(self) -> QuerySet[Told]:
        return Told.objects.filter(concern_id=self.pk)

    def questions(self) -> QuerySet[Question]:
        return Question.objects.filter(concern_id=self.pk).select_related("answer")


def by_code(fingerprint: str) -> Followed | None:
    """The report whose code has this fingerprint; None when there is none or the code is no longer valid.

    The database is told of the code alone until the transaction ends, also when somebody is signed in.
    """
    set_context(link=fingerprint)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM doors_status()")
        row = cursor.fetchone()
    return Followed(*row) if row else None


def own(concern: Concern) -> Followed:
    return Followed(*(getattr(concern, name) for name in COLUMNS))


def is_same_report(concern: Concern, *, files: int) -> bool:
    """Whether the report whose code the database has been told of is ``concern``, sent again with so many files."""
    said = {name: getattr(concern, name) for name in SAID}
    with connection.cursor() as cursor:
        cursor.execute("SELECT doors_is_same(%s::jsonb, %s)", [json.dumps(said, default=str), files])
        return cursor.fetchone()[0]


def is_sent_lately(concern: Concern) -> bool:
    """Whether the opened link has sent the same words within the hour, under another id."""
    with connection.cursor() as cursor:
        said: list[Any] = [concern.pk, concern.text, concern.place, concern.happened_on]
        cursor.execute("SELECT doors_sent_like(%s, %s, %s, %s)", said)
        return cursor.fetchone()[0]


def answer(followed: Followed, question: Question, text: str, *, now: datetime) -> bool:
    """Answer the question; False when exactly this was answered already. Raises NotAllowed."""
    earlier = question.answer_or_none
    if earlier is None:
        refuse_when_closed(followed.state)
        try:
            with transaction.atomic():
                Answer(question=question, text=text, at=now).save(force_insert=True)
            return True
        except IntegrityError:
            earlier = Answer.objects.filter(question=question).first()
    if earlier and earlier.text == text:
        return False
    raise NotAllowed(_("Frågan är redan besvarad. Har du mer att berätta, skicka en ny rapport."))


def ask(concern: Concern, pk: UUID, text: str, *, by: Assignment, now: datetime) -> bool:
    """Ask the reporter under the id that the form was opened with; False when it was asked already."""
    refuse_when_closed(concern.state)
    return _once(Question(pk=pk, concern=concern, text=text, by=by, at=now))


def tell(concern: Concern, sentence: Sentence, *, by: Assignment, now: datetime) -> bool:
    """Tell the reporter an approved sentence; False when that was done already."""
    return _once(Told(concern=concern, sentence=sentence, text=sentence.text, by=by, at=now))


def _once(row: Any) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def happened(concern: Concern) -> Iterator[dict[str, Any]]:
    """Lines of the report's timeline: what its reporter was asked, told, and answered. Never who answered."""
    for question in Question.objects.filter(concern=concern).select_related("answer", "by__user", "by__board"):
        who = f"{question.by.user}, {question.by.board}"
        yield {"what": _("Fråga till rapportören"), "when": question.at, "who": who, "note": question.text}
        if answer := question.answer_or_none:
            yield {"what": _("Rapportören svarade"), "when": answer.at, "note": answer.text}
    for told in Told.objects.filter(concern=concern).select_related("by__user", "by__board"):
        who = f"{told.by.user}, {told.by.board}"
        yield {"what": _("Rapportören fick veta"), "when": told.at, "who": who, "note": told.text}
