"""The fixed answer to who wrote a sealed part about a child: which the law allows, when, and how the writer is told.

Whoever had to report a child is told, at the latest one week after the decision, whether an investigation has been
opened, is not opened or already goes on, unless that is unsuitable (SoL 19:6, legal.md L6). Everybody else can only be
told that nothing can be told.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.investigation import Investigation
from cases.sig.models import Feedback, FeedbackReason, InvestigationStep, SealedPart
from cases.sig.states import About, Answer, IntakeState, NotAllowed, Standing
from vbe.notices import outbox
from vbe.organisation.models import Assignment


def lawful(part: SealedPart) -> list[Answer]:
    """The answers that may be given now; none before the decision, about an adult, or when one has been given."""
    decision = Investigation.of(part.intake).decision
    if part.about != About.CHILD or not _is_decided(part) or part.is_answered:
        return []
    if part.standing != Standing.MANDATED:
        return [Answer.WITHHELD]
    if decision and decision.step == InvestigationStep.Step.OPENED:
        untrue = {Answer.NOT_OPENED}
    elif decision or part.intake.state == IntakeState.NO_ACTION:
        untrue = {Answer.OPENED}
    else:
        untrue = set()
    return [answer for answer in Answer if answer not in untrue]


def _is_decided(part: SealedPart) -> bool:
    """Whether to investigate, or what else is done."""
    return part.intake.state != IntakeState.OPEN or bool(Investigation.of(part.intake).decision)


def give(part: SealedPart, answer: Answer, *, reason: str, by: Assignment, now: datetime) -> Feedback:
    """Answer once, and tell the writer that there is an answer, without content.

    Raises NotAllowed, with nothing written, when it is not the time or the answer is not one the law allows.
    """
    refuse_unless_awaited(part)
    if answer not in lawful(part):
        raise NotAllowed(_("Det svaret kan inte lämnas här. Välj ett av svaren i listan."))
    if answer == Answer.WITHHELD and not reason.strip():
        raise NotAllowed(_("Skriv varför svar inte kan lämnas. Skälet stannar hos er."))
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


def refuse_unless_awaited(part: SealedPart) -> None:
    """Raises NotAllowed when there is nothing to answer: not yet, not any more, or never."""
    if part.is_answered:
        raise NotAllowed(_("Svaret är redan lämnat: %(answer)s.") % {"answer": part.feedback.get_answer_display()})
    if part.about != About.CHILD:
        raise NotAllowed(_("Det gäller en vuxen. Den som har skrivit får bara veta att det är mottaget."))
    if not _is_decided(part):
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
