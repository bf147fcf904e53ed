"""A request for an extract, step by step: registered, gathered, masked, reviewed by somebody else, handed over."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import deadlines
from cases.sig import ledger
from cases.sig.data_access_document import document
from cases.sig.data_access_work import TASK, start_soon
from cases.sig.models import (
    Case,
    DataAccessRequest,
    DataAccessStep,
    DataAccessWork,
    Disclosure,
    HeldRecord,
    RelativeSupport,
)
from cases.sig.models.data_access import ANSWER_MONTHS, MOST_MORE_MONTHS
from cases.sig.states import NotAllowed
from vbe.access.context import acting_as_task
from vbe.access.request import Request
from vbe.access.templatetags.dates import near_day, swedate
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.notices import outbox
from vbe.notices.todo import Todo
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import TABLE

State = DataAccessRequest.State
Step = DataAccessStep.Step
# Time enough to mask and review what is left.
REMIND_DAYS = 7
MOST = 25


# The steps.


def register(asked: DataAccessRequest, *, by: Assignment, now: datetime) -> bool:
    """Store a request and let a worker gather; False when the same form has been sent before.

    Raises NotAllowed when whoever registers it is recused from something that it is about.
    """
    asked.board = by.board
    asked.matters = asked.known()
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid[] && app_barred()", [asked.matters])
        if cursor.fetchone()[0]:
            raise NotAllowed(_("Du är jävig i något som begäran gäller. Låt en kollega ta emot den."))
    asked.due_on = deadlines.due(asked.received_on, months=ANSWER_MONTHS).calendar
    asked.registered_by, asked.registered_at = by, now
    if not asked.register():
        return False
    asked.took(Step.REGISTERED, by=by, now=now)
    _order(asked, DataAccessWork.Kind.GATHER, by=by, now=now)
    return True


def gather_again(asked: DataAccessRequest, *, by: Assignment, now: datetime) -> None:
    """What has been masked in texts that stand as they were stays masked."""
    asked.hold()
    asked.refuse_unless(State.HANDLING)
    asked.state = State.GATHERING
    asked.save(update_fields=["state"])
    _order(asked, DataAccessWork.Kind.GATHER, by=by, now=now)


def prolong(
    asked: DataAccessRequest, months: int, *, told_on: date, reason: str, by: Assignment, now: datetime
) -> None:
    """One or two months more, once, when the person has been told why within the first month (GDPR 12.3)."""
    asked.hold()
    asked.refuse_unless(*DataAccessRequest.BEFORE_RELEASE)
    if asked.prolonged_on:
        raise NotAllowed(_("Svarstiden är redan förlängd. Den kan förlängas en gång."))
    if not 1 <= months <= MOST_MORE_MONTHS:
        raise NotAllowed(_("Svarstiden kan förlängas med en eller två månader."))
    if told_on > asked.first_due.calendar:
        raise NotAllowed(
            _(
                "Personen ska ha fått besked om förlängningen senast %(day)s. Den tiden har gått: "
                "svara så snart det går."
            )
            % {"day": swedate(asked.first_due.calendar)}
        )
    asked.prolonged_on = told_on
    asked.due_on = deadlines.due(asked.received_on, months=ANSWER_MONTHS + months).calendar
    asked.reminded_at = None
    asked.save(update_fields=["prolonged_on", "due_on", "reminded_at"])
    asked.took(Step.PROLONGED, by=by, now=now, text=reason)


def mask(asked: DataAccessRequest, held: HeldRecord, masks: Any, *, by: Assignment, now: datetime) -> None:
    asked.hold()
    asked.refuse_unless(State.HANDLING)
    if not HeldRecord.objects.filter(pk=held.pk).exists():
        raise NotAllowed(_("Uppgifterna har samlats in på nytt medan du läste. Öppna dem igen."))
    held.mask(masks, by=by, now=now)


def send(asked: DataAccessRequest, *, by: Assignment, now: datetime) -> None:
    """To be reviewed by somebody else. Raises NotAllowed while something is unread."""
    asked.hold()
    asked.refuse_unless(State.HANDLING)
    if unread := asked.records.unread().count():
        raise NotAllowed(
            ngettext(
                "En del är inte läst än. Läs och maska den först.",
                "%(n)d delar är inte lästa än. Läs och maska dem först.",
                unread,
            )
            % {"n": unread}
        )
    _to(asked, State.REVIEW, Step.SENT, by=by, now=now)
    for reviewer in _reviewers(asked, now):
        if reviewer.user_id != by.user_id:
            _tell(asked, reviewer, _("%(number)s: ett registerutdrag väntar på granskning"), now)


def send_back(asked: DataAccessRequest, *, reason: str, by: Assignment, now: datetime) -> None:
    asked.hold()
    asked.refuse_unless(State.REVIEW)
    _to(asked, State.HANDLING, Step.RETURNED, by=by, now=now, text=reason)
    _tell(asked, _last(asked, Step.SENT).by, _("%(number)s: registerutdraget är tillbaka från granskningen"), now)


def refuse_own(asked: DataAccessRequest, by: Assignment) -> None:
    """Raise NotAllowed for whoever sent it to review, or masked something in it."""
    masked = asked.records.filter(reviewed_by__user=by.user_id).exists()
    sent = asked.steps.filter(step=Step.SENT).order_by("-at", "-id").first()
    if masked or (sent and sent.by and sent.by.user_id == by.user_id):
        raise NotAllowed(_("Du har själv maskat eller skickat utdraget. Någon annan ska granska det."))


def release(request: Request, asked: DataAccessRequest, *, by: Assignment, now: datetime) -> None:
    """Reviewed: what leaves is frozen, entered in the ledger of each case, logged, and set by a worker.

    Raises NotAllowed for whoever masked or sent it.
    """
    asked.hold()
    asked.refuse_unless(State.REVIEW)
    refuse_own(asked, by)
    frozen = document(asked)
    _to(asked, State.RELEASED, Step.RELEASED, by=by, now=now)
    _order(asked, DataAccessWork.Kind.DOCUMENT, by=by, now=now, content=json.dumps(frozen.as_json()))
    record(request, Action.EXPORTED, asked)
    for support in RelativeSupport.objects.visible_to(request).filter(pk__in=asked.matters):
        record(request, Action.EXPORTED, support, reason=asked.number)
    for case in Case.objects.visible_to(request).filter(pk__in=asked.matters):
        record(request, Action.EXPORTED, case, reason=asked.number)
        # It lies with the case: what closed on a board that has been succeeded has its ledger there.
        ledger.enter(
            case,
            what=_("Registerutdrag %(number)s: det som finns om personen, utom det som är maskat") % {"number": asked},
            way=Disclosure.Way.OTHER,
            by=by,
            now=now,
            recipient=asked.get_asker_display(),
            harm=_("Rätten till tillgång till egna uppgifter (GDPR artikel 15). Granskat av två personer före."),
            mark=asked.number,
        )


def deliver(asked: DataAccessRequest, *, how: str, by: Assignment, now: datetime) -> None:
    """Note how the extract was handed over. Raises NotAllowed before there is a file."""
    asked.hold()
    asked.refuse_unless(State.RELEASED)
    if not made_document(asked):
        raise NotAllowed(_("Dokumentet är inte klart än. Vänta tills det går att ladda ner."))
    _to(asked, State.DELIVERED, Step.DELIVERED, by=by, now=now, text=how)


def withdraw(asked: DataAccessRequest, *, reason: str, by: Assignment, now: datetime) -> None:
    """The person does not want it any longer. What was gathered is no longer needed, and is removed."""
    asked.hold()
    asked.refuse_unless(State.HANDLING, State.REVIEW)
    _to(asked, State.WITHDRAWN, Step.WITHDRAWN, by=by, now=now, text=reason)
    asked.records.all().delete()


def made_document(asked: DataAccessRequest) -> DataAccessWork | None:
    done = DataAccessWork.objects.filter(request=asked, kind=DataAccessWork.Kind.DOCUMENT, done_at__isnull=False)
    return done.without_content().first()


def _to(
    asked: DataAccessRequest, state: State, step: Step, *, by: Assignment, now: datetime, text: str = ""
) -> None:  # fmt: skip
    asked.took(step, by=by, now=now, text=text)
    asked.state = state
    asked.save(update_fields=["state"])


def _order(
    asked: DataAccessRequest, kind: DataAccessWork.Kind, *, by: Assignment, now: datetime, content: str = ""
) -> None:
    work = DataAccessWork(
        request=asked, board_id=asked.board_id, kind=kind, ordered_by=by, ordered_at=now, content=content
    )
    work.save(force_insert=True)
    transaction.on_commit(partial(start_soon, work.pk))


def _last(asked: DataAccessRequest, step: Step) -> DataAccessStep:
    return asked.steps.filter(step=step).select_related("by").latest("at")


def _reviewers(asked: DataAccessRequest, now: datetime) -> list[Assignment]:
    """Whoever may release on the board today."""
    roles = [role for role, held in TABLE.items() if "extract.review" in held]
    return list(Assignment.objects.present(timezone.localdate(now)).filter(board=asked.board_id, role__in=roles))


def _tell(asked: DataAccessRequest, who: Assignment | None, text: str, now: datetime) -> None:
    if who:
        outbox.tell(
            who,
            text=text % {"number": asked, "day": swedate(asked.due_on)},
            url=reverse("data_access", args=[asked.pk]),
            now=now,
        )


# The start page and the reminder.


def todo(request: Request, today: date) -> list[Todo]:
    """What waits for whoever handles extracts, and for whoever reviews them; nearest due day at the top."""
    if not request.access.allows("extract.handle"):
        return []
    reviews = request.access.allows("extract.review")
    waits = {State.REVIEW: _("Granska registerutdraget")} if reviews else {}
    handled = {State.HANDLING: _("Maska registerutdraget"), State.RELEASED: _("Lämna över registerutdraget")}
    rows = DataAccessRequest.objects.visible_to(request).waiting().order_by("due_on", "id")
    soon = today + timedelta(days=REMIND_DAYS)
    return [
        Todo(
            f"{one} · {waits.get(State(one.state)) or handled.get(State(one.state)) or one.get_state_display()}",
            reverse("data_access", args=[one.pk]),
            detail=_("Kom in %(day)s") % {"day": near_day(one.received_on)},
            waiting_since=one.registered_at,
            due_on=one.due_on,
        )
        for one in rows[:MOST]
        # The chief is asked to review; of what others handle she sees what is due.
        if State(one.state) in waits
        or (State(one.state) in handled and (not reviews or one.due_on <= soon))
        or one.due_on <= soon
    ]


def remind(now: datetime) -> int:
    """Remind of requests that are due soon and not answered; returns of how many. Each once, with no content."""
    today = timezone.localdate(now)
    with acting_as_task(TASK):
        due = DataAccessRequest.objects.waiting().filter(
            due_on__lte=today + timedelta(days=REMIND_DAYS), reminded_at=None
        )
        waiting = list(due.values_list("pk", flat=True))
    return sum(_remind(pk, now) for pk in waiting)


def _remind(pk: UUID, now: datetime) -> bool:
    with acting_as_task(TASK):
        found = DataAccessRequest.objects.select_for_update(of=("self",)).select_related("registered_by")
        asked = found.waiting().filter(pk=pk, reminded_at=None).first()
        if asked is None:
            return False
        asked.reminded_at = now
        asked.save(update_fields=["reminded_at"])
        told = {who.pk: who for who in (asked.registered_by, *_reviewers(asked, now))}
        for who in told.values():
            _tell(asked, who, _("%(number)s: svaret ska lämnas senast %(day)s"), now)
        return True
