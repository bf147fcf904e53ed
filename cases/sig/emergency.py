"""Nödöppning: reading a case outside one's participation, with a reason and for a few hours, and never in silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.sig.chiefs import told_of
from cases.sig.models import Case, EmergencyOpening
from vbe.access.encryption import EncryptedTextField, fingerprint
from vbe.notices import outbox
from vbe.notices.models import Notice
from vbe.organisation.ids import new_id

TOLD_WITHIN = timedelta(minutes=1)


class NotFound(Exception):
    """No such case, or not one that the asker may open: the same answer."""


def open_case(
    *, number: str = "", twelve: str = "", reason: str, now: datetime
) -> tuple[str, EmergencyOpening | None, bool]:
    """Open a case by its exact number or an exact personal number: its number, the opening, and whether it is new.

    No opening when the asker reads the case already; the running one when it is asked for twice. The chief is told of a
    new one at once. Raises NotFound.
    """
    try:
        with transaction.atomic():
            return _open(number, twelve, reason, now)
    except (EmergencyOpening.DoesNotExist, ProgrammingError) as error:
        # The right to it ended meanwhile: nothing is opened, and nobody told.
        raise NotFound from error


def _open(number: str, twelve: str, reason: str, now: datetime) -> tuple[str, EmergencyOpening | None, bool]:
    stored = EncryptedTextField().get_prep_value(reason)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM app_open_in_emergency(%s, %s, %s, %s)",
            [new_id(), number, fingerprint(twelve) if twelve else "", stored],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    opening_id, case_number, is_new = row
    opening = None
    if opening_id:
        opening = EmergencyOpening.objects.select_related("case__unit", "case__chief__user").get(pk=opening_id)
    if opening and is_new:
        _tell_chief(opening, now)
    return case_number, opening, is_new


def _tell_chief(opening: EmergencyOpening, now: datetime) -> None:
    """Whoever leads the case, when on duty; otherwise the nearest chief or the deputy; in the last resort the first."""
    case = opening.case
    for chief in told_of(case, now):
        outbox.tell(
            chief,
            text=_("%(case)s har nödöppnats. Läs skälet och kvittera.") % {"case": case},
            url=reverse("case", args=[case.number]),
            now=now,
            answer=Notice.Answer.ACKNOWLEDGE,
        )


def end(opening: EmergencyOpening, now: datetime) -> bool:
    """The reader is done; False when it had ended already."""
    return bool(EmergencyOpening.objects.running(now).filter(pk=opening.pk).update(ended_at=now))


def to_review(case: Case, notice: Notice | None) -> list[EmergencyOpening]:
    """The openings that ``notice`` tells the chief of, the latest first: no query when there is nothing to answer."""
    if notice is None or notice.answer != Notice.Answer.ACKNOWLEDGE:
        return []
    # Opened and told within one transaction, whose clock is the database's.
    since = notice.created_at - TOLD_WITHIN
    openings = case.emergency_openings.filter(opened_at__gte=since).select_related(
        "assignment__user", "assignment__unit", "assignment__department"
    )
    return list(openings.order_by("-opened_at"))
