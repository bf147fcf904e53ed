"""The demonstration's lägesbilder and surveys: the real documents, and what Skärholmen has made of them since."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from lagesbild import sources
from lagesbild.models import Finding, Invitation, PictureSection, Response, SituationPicture, Survey
from lagesbild.questions import complete
from vbe.demo.organisation import email, read
from vbe.organisation.models import Assignment, Board
from vbe.organisation.permissions import Role


def load_pictures(now: datetime) -> None:
    """The older documents, last year's picture, this year's draft, last year's survey and the one that runs."""
    for path in sorted(sources.DATA.glob("*.toml")):
        sources.load_picture(path, Board.objects.get(code=tomllib.loads(path.read_text(encoding="utf-8"))["board"]))
    by = Assignment.objects.get(role=Role.COORDINATOR, user__email=email("samordnare", "skarholmen"))
    year = timezone.localdate(now).year
    told = read("pictures.toml")
    _picture(told["last_year"], year - 1, by, now).publish(by=by, now=_noon(date(year - 1, 12, 4)))
    _picture(told["this_year"], year, by, now)
    _survey(told, year - 1, by, closes=date(year - 1, 10, 31), answers=told["answers_last_year"])
    # Open, whatever day it is: half have answered, and a fortnight is left.
    _survey(told, year, by, closes=timezone.localdate(now) + timedelta(days=14), answers=told["answers_this_year"])


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _picture(told: dict[str, Any], year: int, by: Assignment, now: datetime) -> SituationPicture:
    picture = SituationPicture(board=by.board, year=year, title=f"Lägesbild {year}", saved_at=now, saved_by=by)
    picture.saved_from = uuid4()
    picture.save(force_insert=True)
    for position, row in enumerate(told["sections"]):
        PictureSection(picture=picture, position=position, **row).save(force_insert=True)
    for position, text in enumerate(told["findings"]):
        Finding(picture=picture, position=position, text=text).save(force_insert=True)
    return picture


def _survey(told: dict[str, Any], year: int, by: Assignment, closes: date, answers: list[list[str]]) -> None:
    opened = _noon(closes - timedelta(days=30))
    survey = Survey(board=by.board, title=f"Enkät om lägesbilden {year}", closes_on=closes, by=by, created_at=opened)
    survey.state, survey.opened_at = Survey.State.OPEN, opened
    survey.save(force_insert=True)
    for number, (name, audience) in enumerate(told["respondents"]):
        invitation = Invitation(survey=survey, board=by.board, name=name, audience=audience, sent_at=opened)
        invitation.email = f"enkat{number + 1}@demo.example"
        invitation.give_link()
        invitation.save(force_insert=True)
        if number < len(answers):
            _answer(invitation, answers[number], opened + timedelta(days=1 + number, hours=number % 5))


def _answer(invitation: Invitation, chosen: list[str], at: datetime) -> None:
    """``chosen`` is the answer to the first question, then those to the second."""
    written = {"sett": chosen[:1], "vad": chosen[1:]}
    sent = complete(written)
    Response(
        invitation=invitation, board_id=invitation.board_id, answers=written, sent=sent, saved_at=at, submitted_at=at
    ).save(force_insert=True)
    Invitation.objects.filter(pk=invitation.pk).update(answered_at=at)
