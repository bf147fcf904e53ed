"""A part of adjusted minutes for one recipient: chosen, marked, set as a file and entered in the ledger in one step."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig import ledger, sharing
from cases.sig.minutes import read
from cases.sig.models import Disclosure, Excerpt, Meeting
from cases.sig.states import NotAllowed, Step
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Actor, Assignment
from vbe.reports.making import checked_sheet

TEMPLATE = "sig/excerpt_pdf.html"
NEXT = "nasta"


@dataclass(frozen=True)
class Part:
    """What can be ticked: a paragraph of the notes, a decision, an addition, or the day of the next meeting."""

    key: str
    heading: str
    kind: str
    text: str
    responsible: str = ""
    due_on: date | None = None

    @property
    def label(self) -> str:
        return f"{self.heading} · {self.kind.lower()}"


def parts(meeting: Meeting) -> list[Part]:
    """The minutes in the parts that can be chosen one by one, in order. Minutes that are locked give the same parts."""
    found: list[Part] = []
    for (point, position), row in read(meeting).items():
        heading = str(point.label)
        paragraphs = [text.strip() for text in re.split(r"\n\s*\n", row.notes) if text.strip()]
        found += [
            Part(f"{point.value}-a{number}", heading, _("Anteckning"), text) for number, text in enumerate(paragraphs)
        ]
        if row.decision:
            decided = (row.decision, row.responsible, row.due_on)
            found.append(Part(f"{point.value}-b{position}", heading, _("Beslut"), *decided))
    for addendum in meeting.addenda.all():
        heading = addendum.get_point_display() if addendum.point else _("Hela protokollet")
        found.append(Part(f"tillagg-{addendum.pk}", heading, addendum.get_kind_display(), addendum.text))
    if meeting.next_on:
        found.append(Part(NEXT, _("Nästa möte"), _("Dag"), swedate(meeting.next_on)))
    return found


def chosen(meeting: Meeting, keys: Collection[str], *, without_names: bool) -> list[Part]:
    """The ticked parts as they stand in the copy."""
    picked = [part for part in parts(meeting) if part.key in keys]
    if not without_names:
        return picked
    staff = list(handlers(meeting))
    return [
        replace(part, text=nameless(part.text, staff), responsible=nameless(part.responsible, staff)) for part in picked
    ]


def handlers(meeting: Meeting) -> Iterable[Assignment]:
    """Everybody of the staff whose name may stand in the minutes."""
    case = meeting.case
    with_names = ("assignment__user", "assignment__unit", "assignment__department")
    found = [part.assignment for part in case.participations.select_related(*with_names)]
    seats = meeting.seats.exclude(holder=None).select_related("holder__user", "holder__unit", "holder__department")
    found += [seat.holder for seat in seats if seat.holder]
    found += [addendum.by for addendum in meeting.addenda.select_related("by__user")]
    found += [who for who in (meeting.locked_by, meeting.saved_by, case.chief) if who]
    return {who.pk: who for who in found}.values()


def _always(said: str) -> Callable[[re.Match[str]], str]:
    """What stands in a name's place, whatever signs it has."""
    return lambda _match: said


def nameless(text: str, staff: Iterable[Assignment]) -> str:
    """``text`` with the function in the place of each name of the staff, also of a first or a last name alone."""
    staff = list(staff)
    for who in staff:
        name = rf"\b{re.escape(who.user.name)}s?\b"
        text = re.sub(rf"{name}(, {re.escape(who.title)})?", _always(who.title), text, flags=re.I)
    words = {word for who in staff for word in (*who.user.name.split(), *re.split(r"[\s-]+", who.user.name))}
    for word in sorted((word for word in words if len(word) > 1), key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(word)}s?\b", _("[namn utelämnat]"), text, flags=re.I)
    return text


def make(
    meeting: Meeting,
    *,
    pk: UUID,
    actor: Actor,
    keys: Collection[str],
    without_names: bool,
    by: Assignment,
    now: datetime,
) -> Excerpt:
    """Make the recipient's copy, keep it as it is and enter it in the ledger. The same form sent again makes no other.

    The caller holds the case, so that copies are numbered in order. Raises NotAllowed before the minutes are adjusted,
    when nothing is chosen, and when neither a consent nor a decision covers the recipient on the day.
    """
    case = meeting.case
    if earlier := case.excerpts.filter(pk=pk).first():
        return earlier
    ground = refuse_unless_covered(meeting, actor, timezone.localdate(now))
    picked = chosen(meeting, keys, without_names=without_names)
    if not picked:
        raise NotAllowed(_("Välj minst ett stycke."))
    last = case.excerpts.aggregate(last=Max("copy"))["last"] or 0
    copy = Excerpt(
        pk=pk, case=case, board_id=case.board_id, meeting=meeting, actor=actor, copy=last + 1,
        without_names=without_names, by=by, at=now,
    )  # fmt: skip
    file = printed(copy, picked)
    copy.keep(file)
    copy.digest = hashlib.sha256(file).hexdigest()
    copy.save(force_insert=True)
    ledger.enter(
        case,
        what=_("Utdrag ur protokoll, %(kind)s %(day)s: %(parts)s")
        % {
            "kind": meeting.kind_in_words,
            "day": swedate(meeting.starts_at),
            "parts": ", ".join(part.label for part in picked),
        },
        way=Disclosure.Way.EXCERPT,
        by=by,
        now=now,
        actor=actor,
        ground=ground,
        mark=copy.mark,
        pk=copy.pk,
    )
    return copy


def refuse_unless_covered(meeting: Meeting, actor: Actor, day: date) -> sharing.Ground:
    """On what ground the recipient may be told; NotAllowed says what is missing."""
    if meeting.case.step == Step.CLOSED:
        raise NotAllowed(_("Ärendet är avslutat. Inget mer lämnas ut ur protokollet."))
    if not meeting.locked_at:
        raise NotAllowed(_("Justera protokollet först. Ett utdrag görs ur ett låst protokoll."))
    ground = sharing.ground_for(meeting.case, actor, day)
    if ground is None:
        raise NotAllowed(
            _(
                "Det finns ingen grund för att lämna uppgifter till %(actor)s. Registrera ett samtycke, eller besluta "
                "om utlämnande enligt en rad i lagen."
            )
            % {"actor": actor}
        )
    return ground


def printed(copy: Excerpt, picked: list[Part]) -> bytes:
    """The copy as PDF/A-3a and PDF/UA-1, with its recipient, day and number on each page. Raises NotValid."""
    said = [str(copy.pk), str(copy.actor), copy.at.isoformat(), *(part.text for part in picked)]
    mark = hashlib.sha256("\n".join(said).encode()).hexdigest()
    headings: dict[str, list[Part]] = {}
    for part in picked:
        headings.setdefault(part.heading, []).append(part)
    signed = copy.by.title if copy.without_names else f"{copy.by.user}, {copy.by.title}"
    context = {"copy": copy, "headings": headings.items(), "signed": signed, "meeting": copy.meeting}
    return checked_sheet(TEMPLATE, context, at=copy.at, identifier=mark)
