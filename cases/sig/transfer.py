"""A case goes to another board when the person moves. It lies on exactly one desk at every moment.

Within the municipality the receiving chief is told and must accept; until then the case stays where it is. To another
municipality nothing goes through this service: the case is closed here as handed over, with the ground for it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.calling_off import call_off_holders
from cases.sig.models import Case, Transfer
from cases.sig.routine import close, nearest_chief
from cases.sig.states import NotAllowed, Outcome
from vbe.access.recusal import recused_from
from vbe.notices import outbox
from vbe.notices.models import Notice
from vbe.organisation.models import Assignment, Board, Unit

# How the database says that there is nothing to receive: not the asker's, answered, or no longer there.
REFUSED = ("42501", "23514")


def receiving_units(case: Case, today: date) -> list[Unit]:
    """Units of the municipality's other boards that may have a case."""
    boards = Board.objects.filter(municipality=case.board.municipality_id).current(today).exclude(pk=case.board_id)
    kinds = [Unit.Kind.CHILDREN, Unit.Kind.ADULTS, Unit.Kind.SIG_YOUNG, Unit.Kind.SIG_ADULT]
    found = Unit.objects.filter(board__in=boards, kind__in=kinds).select_related("board")
    return list(found.order_by("board__name", "name", "id"))


def ask(case: Case, *, unit: Unit, reason: str, by: Assignment, now: datetime) -> Transfer:
    """Ask the nearest chief of ``unit`` to take the case over.

    Raises NotAllowed when the case is closed, when it has been asked already, and when nobody there can be told.
    """
    _refuse_unless_here(case)
    chief = nearest_chief(unit, timezone.localdate(now), without=recused_from(case))
    due_at = now + timedelta(days=case.routine.transfer_days)
    asked = Transfer(
        case=case, board_id=case.board_id, to_board_id=unit.board_id, to_unit=unit, to_chief=chief, reason=reason,
        number=case.number, asked_at=now, asked_by=by, due_at=due_at,
    )  # fmt: skip
    asked.save(force_insert=True)
    outbox.tell(
        chief,
        text=_("%(case)s överlämnas till er. Läs skälet och ta ställning.") % {"case": case},
        url=reverse("transfer", args=[asked.pk]),
        now=now,
        answer=Notice.Answer.IN_RECORD,
        due_at=due_at,
        urgent=True,
    )
    return asked


def _refuse_unless_here(case: Case) -> None:
    if case.next_step is None:
        raise NotAllowed(_("Ärendet är avslutat. Öppna det igen innan det lämnas över."))
    if case.transfers.waiting().exists():
        raise NotAllowed(_("Ärendet väntar redan på svar från en annan nämnd."))


def accept(asked: Transfer, *, by: Assignment, now: datetime) -> Case:
    """The case and everything in it is the receiving board's from this moment, and ``by`` leads it.

    Raises NotAllowed, with nothing moved, when it has been answered or the case is no longer where it was.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT app_receive_case(%s)", [asked.pk])
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") not in REFUSED:
            raise
        raise NotAllowed(_("Överlämnandet är redan besvarat eller återkallat.")) from error
    _answered(asked, by, now, _("%(case)s är mottaget av %(board)s."))
    case = Case.objects.get(pk=asked.case_id)
    # They took part through the old board, and reach the case no longer.
    call_off_holders(case, reason=_("Ärendet har flyttat till en annan nämnd"), but=by, now=now)
    return case


def decline(asked: Transfer, *, reason: str, by: Assignment, now: datetime) -> None:
    """The receiving chief says why not; the case stays where it is. Raises NotAllowed when it has been answered."""
    _answer(asked, Transfer.Answer.DECLINED, reason, by, now)
    _answered(asked, by, now, _("%(board)s har avböjt %(case)s. Läs skälet."))


def withdraw(asked: Transfer, *, by: Assignment, now: datetime) -> None:
    """The sender takes the question back. Raises NotAllowed when it has been answered."""
    _answer(asked, Transfer.Answer.WITHDRAWN, "", by, now)


def _answer(asked: Transfer, answer: Transfer.Answer, reason: str, by: Assignment, now: datetime) -> None:
    waiting = Transfer.objects.waiting().filter(pk=asked.pk)
    if not waiting.update(answer=answer, answer_reason=reason, answered_at=now, answered_by=by):
        raise NotAllowed(_("Överlämnandet är redan besvarat eller återkallat."))


def _answered(asked: Transfer, by: Assignment, now: datetime, text: str) -> None:
    url = reverse("transfer", args=[asked.pk])
    by.notices.waiting().filter(url=url).update(acknowledged_at=now)
    words = {"case": asked.number, "board": asked.to_board}
    outbox.tell(asked.asked_by, text=text % words, url=url, now=now)


def hand_to_other(case: Case, *, recipient: str, ground: str, reason: str, by: Assignment, now: datetime) -> None:
    """The person has moved to another municipality: closed here as handed over. Consents do not follow by themselves.

    Raises NotAllowed when the case is closed or waits for another board's answer.
    """
    _refuse_unless_here(case)
    Transfer(
        case=case, board_id=case.board_id, recipient=recipient, ground=ground, reason=reason, number=case.number,
        asked_at=now, asked_by=by, answer=Transfer.Answer.ACCEPTED, answered_at=now, answered_by=by,
    ).save(force_insert=True)  # fmt: skip
    close(case, outcome=Outcome.HANDED_OVER, reason=reason, by=by, now=now, taken_over_by=recipient)
