"""The other doors in the demonstration: a link for each board, a report through one, a call, a question answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cases.concerns.models import Category, Concern, Door
from cases.doors import following
from cases.doors.codes import new_code
from cases.doors.models import Answer, Question, ReportingLink, Sentence
from cases.doors.receiving import receive, register
from cases.doors.sentences import load_standard
from vbe.access.links import fingerprint, new_secret
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Municipality
from vbe.organisation.permissions import Role

HOLDERS = ["Bostadsbolaget i området", "Idrottsföreningen", "Föreningsrådet"]


def load_doors(now: datetime) -> None:
    """The secrets of the links are thrown away: to try one, make a new one on the page."""
    for municipality in Municipality.objects.all():
        load_standard(municipality)
    coordinators = Assignment.objects.filter(role=Role.COORDINATOR, board__covers_places=True)
    seen = set()
    for number, by in enumerate(coordinators.select_related("board__municipality", "user").order_by("starts", "id")):
        if by.board_id in seen:
            continue
        seen.add(by.board_id)
        link = _link(by, HOLDERS[number % len(HOLDERS)], now - timedelta(days=60))
        if by.board.code == "skarholmen":
            _reports(by, link, now)


def _link(by: Assignment, name: str, made: datetime) -> ReportingLink:
    link = ReportingLink(
        board=by.board,
        name=name,
        fingerprint=fingerprint(new_secret()),
        ends_on=timezone.localdate(made) + timedelta(days=300),
        by=by,
        created_at=made,
    )
    link.save(force_insert=True)
    return link


def _reports(by: Assignment, link: ReportingLink, now: datetime) -> None:
    seen = _concern(
        by, Category.STICKERS, "Entrén vid Äspholmsvägen", "Klistermärken på tre portar, borttagna i morse."
    )
    receive(seen, link, code=new_code(), now=now - timedelta(hours=26))
    question = Question(
        concern=seen, text="Har ni sett samma märken på andra portar?", by=by, at=now - timedelta(hours=4)
    )
    question.save(force_insert=True)
    text = "Ja, på två portar till i samma kvarter. Vår personal tar bort dem i dag."
    Answer(question=question, text=text, at=now - timedelta(hours=1)).save(force_insert=True)
    following.tell(seen, Sentence.objects.filter(municipality=by.board.municipality)[0], by=by, now=now)
    told = _concern(
        by, Category.GRAFFITI, "Gångtunneln vid tunnelbanan", "Stora symboler på ena väggen, ungefär två meter höga."
    )
    told.door = Door.PHONE
    when = now - timedelta(hours=3)
    register(told, by=by, informant="Boende i området", code=new_code(), received=when, now=when)


def _concern(by: Assignment, category: Category, place: str, text: str) -> Concern:
    return Concern(
        pk=new_id(),
        kind=Concern.Kind.EVENT,
        category=category,
        ground=Concern.Ground.EVENT,
        text=text,
        place=place,
        happened_on=timezone.localdate() - timedelta(days=2),
        board=by.board,
    )
