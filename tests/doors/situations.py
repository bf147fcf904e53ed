"""Links, codes, questions and answers as they stand; made by the owner through the domain's own verbs."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from cases.concerns.models import Concern
from cases.doors import following
from cases.doors.codes import new_code
from cases.doors.models import Answer, Question, ReportingLink, Sentence
from cases.doors.receiving import give_code
from cases.doors.sentences import load_standard
from tests import cast
from tests.conftest import ApplicationClient, assignment
from vbe.access.links import fingerprint, new_secret
from vbe.organisation.ids import new_id


def link(who: str = cast.COORDINATOR, *, name: str = "Bostadsbolaget", ends_in: int = 30) -> tuple[ReportingLink, str]:
    """A link of the coordinator's board, and its secret."""
    secret, by, now = new_secret(), assignment(who), timezone.now()
    made = ReportingLink.objects.create(
        board=by.board,
        name=name,
        fingerprint=fingerprint(secret),
        by=by,
        created_at=now,
        ends_on=timezone.localdate(now) + timedelta(days=ends_in),
    )
    return made, secret


def code(concern: Concern, now: datetime | None = None) -> str:
    """A code for the report."""
    made = new_code()
    give_code(concern, made, now=now or timezone.now())
    return made


def question(concern: Concern, text: str = "Finns märkena kvar?", *, who: str = cast.COORDINATOR) -> Question:
    following.ask(concern, new_id(), text, by=assignment(who), now=timezone.now())
    return Question.objects.filter(concern=concern).latest("at")


def of(concern: Concern) -> SimpleNamespace:
    """One of each: a link with its secret, a code, a sentence that is told, a question with its answer."""
    made, secret = link()
    asked = question(concern)
    load_standard(concern.board.municipality)
    sentence = Sentence.objects.filter(municipality=concern.board.municipality)[0]
    following.tell(concern, sentence, by=assignment(cast.COORDINATOR), now=timezone.now())
    answer = Answer.objects.create(question=asked, text="Ja, på två portar.", at=timezone.now())
    return SimpleNamespace(link=made, secret=secret, code=code(concern), sentence=sentence, answer=answer)


def type_code(client: ApplicationClient, typed: str) -> Any:
    return client.post("/kvitto/", {"code": typed})
