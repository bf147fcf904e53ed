"""What the demonstration's desks have written down and passed on. Run as the owner, when the reports are there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cases.concerns.models import Assessment, Category, Concern, Note, PoliceInformation, RemovalOrder
from cases.concerns.states import Outcome, State
from vbe.organisation.models import Assignment, LegalRow, Recipient
from vbe.organisation.permissions import Role


def load_desk(now: datetime) -> None:
    """A note, what the police were told, a late removal, and a report from another board."""
    desk, other = _coordinator("skarholmen"), _coordinator("jarva")
    here = Concern.objects.filter(board=desk.board)
    for told in Assessment.objects.filter(board=desk.board, outcome=Outcome.POLICE).select_related("concern"):
        _police(told, desk)
    graffiti = here.filter(category=Category.GRAFFITI, state=State.ASSESSED).order_by("-reported_at").first()
    if graffiti:
        _removal(graffiti, desk, now)
    waiting = Concern.objects.filter(board=other.board, state=State.NEW).order_by("reported_at").first()
    if waiting:
        reason = "Det hände på er sida om tunnelbanan. Vi har fått samma uppgift från fältassistenterna."
        waiting.assess(Outcome.OTHER_BOARD, reason=reason, by=other, now=now - timedelta(hours=5), to_board=desk.board)


def _coordinator(code: str) -> Assignment:
    held = Assignment.objects.select_related("board").filter(board__code=code, role=Role.COORDINATOR, deputy_for=None)
    return held.order_by("starts", "id")[0]


def _police(assessed: Assessment, desk: Assignment) -> None:
    PoliceInformation(
        concern=assessed.concern,
        board=assessed.board,
        recipient=Recipient.POLICE,
        function="Kommunpolisen i lokalpolisområdet",
        told="Vad som har hänt, var och när. Inga uppgifter om någon enskild.",
        told_at=assessed.at,
        legal_row=LegalRow.objects.get(code="ingen sekretess"),
        by=desk,
        at=assessed.at + timedelta(minutes=10),
    ).record()


def _removal(concern: Concern, desk: Assignment, now: datetime) -> None:
    day = now - timedelta(days=9)
    RemovalOrder(
        concern=concern,
        board=concern.board,
        to="Trafikkontorets klotterjour",
        reference="TK-2026-4471",
        by=desk,
        at=day,
        ask_on=timezone.localdate(now) - timedelta(days=2),
    ).save(force_insert=True)
    text = "Fastighetsägaren har sett samma märke på två portar till. Frågar klotterjouren igen på måndag."
    Note(concern=concern, board=concern.board, text=text, by=desk, at=now - timedelta(days=3)).save(force_insert=True)
