"""What the start page asks of somebody who works in the socialtjänst room, and its key figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.sig import answering, data_access, own_part, reception, relatives
from cases.sig.investigation import Investigation
from cases.sig.limits import answer_by
from cases.sig.models import Case, CaseTask, ComingAge, EmergencyOpening, Intake, Meeting, Seat, Transfer
from cases.sig.models.case import BEFORE_SUMMONS
from cases.sig.models.quiet import Quiet
from cases.sig.own_part import OwnSeat
from cases.sig.states import Step
from vbe.access.request import Request
from vbe.access.templatetags.dates import near_day, sweclock, swedate
from vbe.notices.models import Notice
from vbe.notices.todo import Figure, Todo

MOST = 25
# When the chief is reminded that a next meeting should be called.
NEXT_MEETING_WITHIN = timedelta(days=7)


def todo(request: Request, today: date) -> list[Todo]:
    """What waits for the acting assignment, whichever role it is; nothing for those outside the room."""
    if request.access.assignment is None:
        return []
    return [
        *_reception(request, today),
        *_feedback(request, today),
        *_extracts(request, today),
        *_next_steps(request, today),
        *_transfers(request, today),
        *_ages(request, today),
        *_quiet(request),
        *_refused_seats(request),
        *_meetings(request, today),
        *_next_meetings(request, today),
        *_tasks(request, today),
        *_own_parts(request, today),
        *(replace(row, **_tag(row.due_on, today)) for row in relatives.todo(request, today)),
        *_informed(request),
        *_opened(request),
    ]


def _reception(request: Request, today: date) -> list[Todo]:
    return [replace(row, **_tag(row.due_on, today)) for row in reception.todo(request, today)]


def _extracts(request: Request, today: date) -> list[Todo]:
    return [replace(row, **_tag(row.due_on, today)) for row in data_access.todo(request, today)]


def _feedback(request: Request, today: date) -> list[Todo]:
    """Who had to report a child waits to be told what was decided, the longest first."""
    if not request.access.allows("intake.handle"):
        return []
    decided = Intake.objects.visible_to(request).awaiting_feedback().select_related("sealed_part")
    return [
        Todo(
            _("Svara den som anmälde"),
            reverse("intake", args=[intake.pk]) + "#svar",
            detail=_decided(intake),
            waiting_since=intake.decided_at or intake.arrived_at,
            due_on=answer_by(intake),
            **_tag(answer_by(intake), today),
        )
        for intake in decided.prefetch_related("investigationsteps").order_by("decided_at", "id")[:MOST]
    ]


def _decided(intake: Intake) -> str:
    decision = Investigation.of(intake).decision
    at, what = (
        (decision.at, decision.get_step_display()) if decision else (intake.decided_at, intake.get_state_display())
    )
    return _("Beslutat %(day)s: %(state)s") % {"day": near_day(timezone.localdate(at)), "state": what.lower()}


def _tag(due: date | None, today: date) -> dict[str, Any]:
    """When something is due, as the tag of its row."""
    if due is None:
        return {}
    late = (today - due).days
    if late > 0:
        text = ngettext("Försenad %(n)s dag", "Försenad %(n)s dagar", late) % {"n": late}
        return {"tag_text": text, "tag_tone": "danger"}
    return {"tag_text": near_day(due).capitalize(), "tag_tone": "neutral" if late else "warning"}


def _next_steps(request: Request, today: date) -> list[Todo]:
    """Cases where the chief takes the next step. A case whose measures are running asks for nothing by itself."""
    if not request.access.allows("case.decide"):
        return []
    mine = Case.objects.with_content_for(request).decided_by(request).with_routine().order_by("opened_at")
    alone = list(mine.without_chief(today)[:MOST])
    cases = mine.open().exclude(step=Step.DECIDED).exclude(pk__in=[case.pk for case in alone])
    rows = [
        Todo(
            f"{case.number} · {case.next_action}",
            reverse("case", args=[case.number]),
            detail=_("%(state)s sedan %(day)s")
            % {"state": case.waits_for, "day": near_day(timezone.localdate(case.waiting_since))},
            waiting_since=case.waiting_since,
            due_on=case.due_on,
            **_tag(case.due_on, today),
        )
        for case in cases[:MOST]
    ]
    return [*_without_chief(alone), *rows]


def _transfers(request: Request, today: date) -> list[Todo]:
    """Cases that one is asked to take over, and those that one has asked about and nobody has answered in time."""
    if not request.access.allows("case.decide"):
        return []
    received = Transfer.objects.received_by(request).waiting().select_related("board").order_by("asked_at")
    late = Transfer.objects.sent_from(request).late(timezone.now()).select_related("to_board").order_by("due_at")
    rows = [
        Todo(
            _("%(case)s · Ta ställning till överlämnandet") % {"case": asked.number},
            reverse("transfer", args=[asked.pk]),
            detail=_("Från %(board)s") % {"board": asked.board},
            waiting_since=asked.asked_at,
            due_on=timezone.localdate(asked.due_at),
            **_tag(timezone.localdate(asked.due_at), today),
        )
        for asked in received[:MOST]
    ]
    return rows + [
        Todo(
            _("%(case)s · Överlämnandet är obesvarat") % {"case": asked.number},
            reverse("transfer", args=[asked.pk]),
            detail=_("%(board)s har inte svarat. Ring, eller återkalla frågan.") % {"board": asked.to_board},
            waiting_since=asked.asked_at,
            tag_text=_("Ligger kvar hos er"),
            tag_tone="warning",
        )
        for asked in late[:MOST]
    ]


def _ages(request: Request, today: date) -> list[Todo]:
    """Ages that change something in the cases one decides in."""
    if not request.access.allows("case.decide"):
        return []
    led = Case.objects.with_content_for(request).decided_by(request).open()
    coming = ComingAge.objects.filter(case__in=led, done_at=None).select_related("case").order_by("announced_at")
    return [
        Todo(
            _("%(case)s · En ålder ändrar något") % {"case": one.case},
            reverse("case", args=[one.case.number]) + "#alder",
            detail=_("Läs i ärendet vad som ska göras"),
            waiting_since=one.announced_at,
            **(_tag(one.day, today) if one.day <= today else {}),
        )
        for one in coming[:MOST]
    ]


def _quiet(request: Request) -> list[Todo]:
    """Cases that one decides in, where something has been quiet for a while, from the start-up meeting on."""
    if not request.access.allows("case.decide"):
        return []
    mine, now = Case.objects.with_content_for(request).decided_by(request).after_start_up(), timezone.now()
    found = mine.quiet(now).longest_quiet_first().select_related("board__municipality__routine")
    return [
        Todo(
            _("%(case)s · Det har varit stilla ett tag") % {"case": case},
            reverse("case", args=[case.number]),
            detail=" ".join(Quiet.of(case, now).words),
            waiting_since=case.quiet_since,
        )
        for case in found[:MOST]
    ]


def _without_chief(cases: list[Case]) -> list[Todo]:
    """Cases whose chief has left: any chief of the board takes them over."""
    return [
        Todo(
            _("%(case)s · Ärendet saknar avdelningschef") % {"case": case},
            reverse("case", args=[case.number]),
            detail=_("%(chief)s har slutat. Ta över ärendet.") % {"chief": case.chief.user},
            waiting_since=case.waiting_since,
            tag_text=_("Ta över"),
            tag_tone="danger",
        )
        for case in cases
    ]


def _meetings(request: Request, today: date) -> list[Todo]:
    seats = (
        Seat.objects.filter(
            holder=request.access.assignment,
            meeting__starts_at__date__gte=today,
            meeting__cancelled_at=None,
            meeting__locked_at=None,
        )
        .select_related("meeting__case")
        .order_by("meeting__starts_at")[:MOST]
    )
    return [
        Todo(
            _("%(case)s · %(kind)s") % {"case": seat.meeting.case, "kind": seat.meeting.get_kind_display()},
            reverse("case", args=[seat.meeting.case.number]),
            detail=_called(seat.meeting),
            due_on=timezone.localdate(seat.meeting.starts_at),
            **_tag(timezone.localdate(seat.meeting.starts_at), today),
        )
        for seat in seats
    ]


def _refused_seats(request: Request) -> list[Todo]:
    """Meetings in the cases one decides in, where somebody who has to be there has answered no."""
    if not request.access.allows("case.decide"):
        return []
    led = Case.objects.with_content_for(request).decided_by(request).open()
    empty = answering.cannot_come(Seat.objects.filter(meeting__case__in=led), timezone.now())
    return [
        Todo(
            _("%(case)s · En obligatorisk plats är tom") % {"case": meeting.case},
            reverse("case", args=[meeting.case.number]) + "#mote",
            detail=_("Någon som är kallad %(day)s har svarat nej. Kalla någon annan, eller flytta mötet.")
            % {"day": swedate(meeting.starts_at)},
            due_on=timezone.localdate(meeting.starts_at),
            tag_text=_("Svarat nej"),
            tag_tone="warning",
        )
        for meeting in {seat.meeting_id: seat.meeting for seat in empty}.values()
    ][:MOST]


def _next_meetings(request: Request, today: date) -> list[Todo]:
    """Cases where the day that the latest minutes named for the next meeting draws near, and none is called."""
    if not request.access.allows("case.decide"):
        return []
    near = Meeting.objects.visible_to(request).awaiting_next().filter(next_on__lte=today + NEXT_MEETING_WITHIN)
    decided = near.filter(case__in=Case.objects.decided_by(request)).select_related("case")
    return [
        Todo(
            _("%(case)s · Kalla till nästa möte") % {"case": meeting.case},
            reverse("case_meetings", args=[meeting.case.number]),
            detail=_("Bestämt i protokollet %(day)s") % {"day": swedate(meeting.starts_at)},
            due_on=meeting.next_on,
            **_tag(meeting.next_on, today),
        )
        for meeting in decided[:MOST]
    ]


def _tasks(request: Request, today: date) -> list[Todo]:
    """One's own tasks, the first to be done at the top. What is to be done stands in the case, not on the desk."""
    mine = CaseTask.objects.visible_to(request).of_mine(request).undone().exclude(case__step=Step.CLOSED)
    return [
        Todo(
            _("%(case)s · Uppgift") % {"case": task.case},
            reverse("case_tasks", args=[task.case.number]) + "?visa=mina",
            detail=_("Ska vara klar %(day)s") % {"day": swedate(task.due_on)},
            due_on=task.due_on,
            **_tag(task.due_on, today),
        )
        for task in mine.select_related("case").order_by("due_on", "id")[:MOST]
    ]


def _own_parts(request: Request, today: date) -> list[Todo]:
    """Meetings and tasks in cases of another activity, where one sees only one's own part."""
    parts = {part.case_id: part for part in own_part.parts()} if request.access.allows("case.participate") else {}
    if not parts:
        return []
    called = [seat for seat in own_part.seats() if not seat.is_off and timezone.localdate(seat.starts_at) >= today]
    undone = CaseTask.objects.of_mine(request).undone().filter(case__in=parts).order_by("due_on", "id")
    rows = [
        Todo(
            _("%(case)s · %(kind)s") % {"case": parts[seat.case_id].number, "kind": seat.label},
            reverse("own_part", args=[parts[seat.case_id].number]),
            detail=_called(seat),
            due_on=timezone.localdate(seat.starts_at),
            **_tag(timezone.localdate(seat.starts_at), today),
        )
        for seat in called[::-1][:MOST]
    ]
    return rows + [
        Todo(
            _("%(case)s · Uppgift") % {"case": parts[task.case_id].number},
            reverse("own_part", args=[parts[task.case_id].number]) + "#uppgifter",
            detail=_("Ska vara klar %(day)s") % {"day": swedate(task.due_on)},
            due_on=task.due_on,
            **_tag(task.due_on, today),
        )
        for task in undone[:MOST]
    ]


def _called(to: Meeting | OwnSeat) -> str:
    return _("Du är kallad %(day)s %(clock)s, %(place)s") % {
        "day": swedate(to.starts_at),
        "clock": sweclock(to.starts_at),
        "place": to.place,
    }


def _informed(request: Request) -> list[Todo]:
    """What is answered by saying that one knows: by a chief that a case was opened in an emergency."""
    allows, notices = request.access.allows, Notice.objects.addressed_to(request).waiting()
    if allows("case.follow"):
        notices = notices.exclude(answer=Notice.Answer.READ)
    elif allows("case.decide"):
        notices = notices.filter(answer=Notice.Answer.ACKNOWLEDGE)
    else:
        return []
    now = timezone.now()
    return [
        Todo(
            notice.text,
            notice.url,
            detail=_("Besked %(day)s %(clock)s")
            % {"day": near_day(timezone.localdate(notice.created_at)), "clock": sweclock(notice.created_at)},
            tag_text=_("Skulle ha kvitterats") if (late := notice.due_at and notice.due_at < now) else _("Kvittera"),
            tag_tone="danger" if late else "warning",
            waiting_since=notice.created_at,
        )
        for notice in notices.order_by("created_at")[:MOST]
    ]


def _opened(request: Request) -> list[Todo]:
    """Emergency openings that run: the way back to the case, and a reminder to end what is no longer needed."""
    if not request.access.allows("case.emergency"):
        return []
    mine = EmergencyOpening.objects.running(timezone.now()).filter(assignment=request.access.assignment)
    return [
        Todo(
            _("%(case)s · Nödöppning pågår") % {"case": opening.case},
            reverse("case", args=[opening.case.number]),
            detail=_("Gäller till %(clock)s. Avsluta den när du är klar.") % {"clock": sweclock(opening.ends_at)},
            tag_text=_("Pågår"),
            tag_tone="warning",
            waiting_since=opening.opened_at,
        )
        for opening in mine.select_related("case").order_by("ends_at")[:MOST]
    ]


def figures(request: Request, today: date) -> list[Figure]:
    """Counts on one's own desk; they are not published, so small ones are not hidden (legal.md L24)."""
    rows = []
    if request.access.allows("intake.handle"):
        arrived, reception = Intake.objects.visible_to(request), reverse("intakes")
        this_year = arrived.filter(arrived_at__year=today.year).count()
        rows.append(Figure(_("Att ta ställning till"), str(arrived.waiting().count()), url=reception))
        rows.append(Figure(_("Inkommet i år"), str(this_year)))
    if request.access.allows("case.view"):
        cases = Case.objects.visible_to(request).open()
        uncalled = cases.filter(step__in=BEFORE_SUMMONS)
        late = uncalled.filter(start_up_due_on__lt=today).count()
        note = ngettext("%(n)s försenat", "%(n)s försenade", late) % {"n": late} if late else _("inget är försenat")
        rows.append(Figure(_("Öppna ärenden"), str(cases.count()), url=reverse("cases")))
        rows.append(Figure(_("Väntar på uppstartsmöte"), str(uncalled.count()), note))
    return rows
