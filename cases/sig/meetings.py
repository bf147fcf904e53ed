"""The meetings of a case: which forums there are, what is coming, and when the next one should be."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.happening import Happening, newest
from cases.sig.models import Case, Meeting, MinutesAddendum
from vbe.access.request import Request
from vbe.organisation.models import PhoneNumber

# What each forum is, for who writes its minutes or chooses it (Stockholm's guidelines, "Samordnade stödinsatser").
HELP: dict[str, Any] = {
    Meeting.Kind.START_UP: _("Det första mötet i rutinen. Avdelningschefen kallar och beslutar."),
    Meeting.Kind.FOLLOW_UP: _(
        "Samma fem punkter som uppstartsmötet: vad som har hänt sedan sist, och vad som görs nu."
    ),
    Meeting.Kind.REDEX: _(
        "Redex (reduktion av extremism) är Polismyndighetens och Säkerhetspolisens samarbete mot våldsbejakande "
        "extremism. Ingången är Socialjouren. Verksamheten samverkar utifrån sitt eget ansvar, och varje uppgift som "
        "lämnas behöver samtycke eller en rad i lagen."
    ),
    Meeting.Kind.SIP: _(
        "En samordnad individuell plan görs när någon behöver insatser från både kommunen och regionen och de "
        "behöver samordnas. Personen själv samtycker och deltar. Planen förs i huvudverksamhetens system; här står "
        "vad ärendet tar med sig därifrån."
    ),
    Meeting.Kind.OTHER: _("Ett annat forum, till exempel en lokal BUS-grupp eller ett nätverksmöte med skolan."),
}
# Whose numbers help with the forum.
NUMBERS: dict[str, Q] = {Meeting.Kind.REDEX: Q(name__icontains="socialjour"), Meeting.Kind.SIP: Q(topic="mottagning")}
SHOWN = 3


def numbers(meeting: Meeting) -> list[PhoneNumber]:
    """Whom to call about the forum, each with the day somebody last checked the number."""
    if meeting.kind not in NUMBERS:
        return []
    known = PhoneNumber.objects.of_board(meeting.board).filter(NUMBERS[meeting.kind]).exclude(number="")
    return list(known.exclude(topic=PhoneNumber.Topic.ALARM).select_related("board"))


def awaited(case: Case) -> Meeting | None:
    """The meeting that said when the next one would be, while there is none after it."""
    return Meeting.objects.awaiting_next().filter(case=case).first()


def panel(request: Request, case: Case, today: date) -> dict[str, Any]:
    """The case's next and latest meetings, for the record page."""
    seen = Meeting.objects.visible_to(request).filter(case=case).kept().order_by("-starts_at")
    return {"meetings": list(seen[:SHOWN]), "awaited": awaited(case)}


def with_tasks(meetings: Any) -> Any:
    """``undone`` and ``given``: how many of the meeting's decisions wait, and how many there are."""
    return meetings.annotate(
        given=Count("points__task"), undone=Count("points__task", filter=Q(points__task__done_at=None))
    )


def happenings(case: Case, most: int | None) -> list[Happening]:
    """What the timeline tells of meetings beside the routine's own steps, and of what was added to minutes."""
    locked = case.meetings.exclude(kind=Meeting.Kind.START_UP).exclude(locked_at=None).select_related("locked_by__user")
    entries = [
        Happening(
            meeting.locked_at,
            _now("Protokoll justerat: %(kind)s") % {"kind": meeting.kind_in_words},
            meeting.locked_by.user.name,
        )
        for meeting in newest(locked, "locked_at", most=most)
        if meeting.locked_at and meeting.locked_by
    ]
    added = MinutesAddendum.objects.filter(meeting__case=case).select_related("by__user")
    entries += [
        Happening(one.at, _now("Protokollet: %(kind)s") % {"kind": one.get_kind_display().lower()}, one.by.user.name)
        for one in newest(added, "at", most=most)
    ]
    return entries
