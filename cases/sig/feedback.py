"""The fixed answer to who reported a child: which the law allows, when, and how the reporter is told.

Whoever had to report a child is told, at the latest one week after the decision, whether an investigation has been
opened, is not opened or already goes on, unless that is unsuitable (SoL 19:6, legal.md L6). Everybody else can only be
told that nothing can be told. Who wrote a sealed part reads the answer in the receipt; who reported by another door is
told outside the product, and the reception notes what was said, when and how.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.investigation import Investigation
from cases.sig.models import Feedback, FeedbackReason, Intake, InvestigationStep, SealedPart
from cases.sig.states import About, Answer, AnswerWay, IntakeState, NotAllowed, Standing
from vbe.notices import outbox
from vbe.organisation.models import Assignment


def lawful(part: SealedPart) -> list[Answer]:
    """The answers that may be given now; none before the decision, about an adult, or when one has been given."""
    if part.about != About.CHILD or not _is_decided(part.intake) or part.is_answered:
        return []
    return _true_of(part.intake) if part.standing == Standing.MANDATED else [Answer.WITHHELD]


def lawful_by_other_door(arrived: Intake) -> list[Answer]:
    """The same for what came by phone, police or visit, where nobody but who had to report is answered."""
    waits = arrived.may_await_feedback and not arrived.is_answered and _is_decided(arrived)
    return _true_of(arrived) if waits else []


def _true_of(arrived: Intake) -> list[Answer]:
    """What may be said to whoever had to report it."""
    decision = Investigation.of(arrived).decision
    if decision and decision.step == InvestigationStep.Step.OPENED:
        untrue = {Answer.NOT_OPENED}
    elif decision or arrived.state == IntakeState.NO_ACTION:
        untrue = {Answer.OPENED}
    else:
        untrue = set()
    return [answer for answer in Answer if answer not in untrue]


def _is_decided(arrived: Intake) -> bool:
    """Whether to investigate, or what else is done."""
    return arrived.state != IntakeState.OPEN or bool(Investigation.of(arrived).decision)


def give(part: SealedPart, answer: Answer, *, reason: str, by: Assignment, now: datetime) -> Feedback:
    """Answer once, and tell the writer that there is an answer, without content.

    Raises NotAllowed, with nothing written, when it is not the time or the answer is not one the law allows.
    """
    refuse_unless_awaited(part)
    _refuse_unless_lawful(answer, lawful(part), reason)
    feedback = Feedback(part=part, board_id=part.board_id, answer=answer, given_at=now)
    try:
        with transaction.atomic():
            feedback.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowed(_("Svaret är redan lämnat.")) from error
    FeedbackReason(feedback=feedback, board_id=part.board_id, given_by=by, text=reason).save(force_insert=True)
    if writer := _reached_at(part, now):
        outbox.tell(
            writer,
            text=_("Socialtjänsten har svarat på en sluten del som du har skickat."),
            url=reverse("receipt", args=[part.concern_id]),
            now=now,
        )
    return feedback


def note(
    arrived: Intake, answer: Answer, *, on: date, way: AnswerWay, reason: str, by: Assignment, now: datetime
) -> None:
    """That who reported by another door has been told, once; ``on`` is the day. The caller has locked the row.

    Raises NotAllowed, with nothing written, as ``give`` does, and for a day before there was anything to tell.
    """
    refuse_unless_awaited_by_other_door(arrived)
    _refuse_unless_lawful(answer, lawful_by_other_door(arrived), reason)
    if on < _decided_on(arrived) or on > timezone.localdate(now):
        raise NotAllowed(_("Svaret kan inte ha lämnats före beslutet eller i framtiden. Kontrollera dagen."))
    arrived.answer, arrived.answered_on, arrived.answer_way = answer, on, way
    arrived.answer_reason, arrived.answered_by, arrived.answered_at = reason, by, now
    arrived.save(update_fields=["answer", "answered_on", "answer_way", "answer_reason", "answered_by", "answered_at"])


def refuse_unless_awaited_by_other_door(arrived: Intake) -> None:
    if arrived.is_answered:
        raise NotAllowed(_("Svaret är redan lämnat: %(answer)s.") % {"answer": arrived.get_answer_display()})
    if not _is_decided(arrived):
        raise NotAllowed(_("Fatta beslutet först. Sedan kan du svara den som anmälde."))


def _decided_on(arrived: Intake) -> date:
    """The first day on which something was decided."""
    decision = Investigation.of(arrived).decision
    return min(timezone.localdate(at) for at in (decision and decision.at, arrived.decided_at) if at)


def _refuse_unless_lawful(answer: Answer, answers: list[Answer], reason: str) -> None:
    if answer not in answers:
        raise NotAllowed(_("Det svaret kan inte lämnas här. Välj ett av svaren i listan."))
    if answer == Answer.WITHHELD and not reason.strip():
        raise NotAllowed(_("Skriv varför svar inte kan lämnas. Skälet stannar hos er."))


def refuse_unless_awaited(part: SealedPart) -> None:
    """Raises NotAllowed when there is nothing to answer: not yet, not any more, or never."""
    if part.is_answered:
        raise NotAllowed(_("Svaret är redan lämnat: %(answer)s.") % {"answer": part.feedback.get_answer_display()})
    if part.about != About.CHILD:
        raise NotAllowed(_("Det gäller en vuxen. Den som har skrivit får bara veta att det är mottaget."))
    if not _is_decided(part.intake):
        raise NotAllowed(_("Fatta beslutet först. Sedan kan du svara den som har skrivit."))


def _reached_at(part: SealedPart, now: datetime) -> Assignment | None:
    """An assignment in which the writer reads notices today; None for a writer without account, or who has left."""
    return (
        Assignment.objects.active(timezone.localdate(now))
        .filter(user=part.writer_id, board__municipality=part.board.municipality_id)
        .select_related("user")
        .order_by("starts", "id")
        .first()
    )
