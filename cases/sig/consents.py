"""Consents in time: the chief is reminded before one ends, and nothing of its content is said (legal.md L10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.chiefs import told_of
from cases.sig.models import Consent
from vbe.access.context import acting_as_task
from vbe.access.templatetags.dates import swedate
from vbe.notices import outbox

TASK = "consents"
# Time enough to meet the person and ask.
REMIND_DAYS = 14


def remind(now: datetime) -> int:
    """Remind of consents that end soon; returns of how many. One transaction each, and each once."""
    today = timezone.localdate(now)
    with acting_as_task(TASK):
        ending = Consent.objects.ending(today, today + timedelta(days=REMIND_DAYS))
        waiting = list(ending.values_list("pk", flat=True))
    return sum(_remind(pk, now) for pk in waiting)


def _remind(pk: UUID, now: datetime) -> bool:
    with acting_as_task(TASK):
        found = Consent.objects.select_for_update(of=("self",)).select_related("case__unit", "case__chief__user")
        consent = found.filter(pk=pk, reminded_at=None, withdrawn_at=None).first()
        if consent is None:
            return False
        consent.reminded_at = now
        consent.save(update_fields=["reminded_at"])
        words = {"case": consent.case, "day": swedate(consent.ends)}
        for chief in told_of(consent.case, now):
            outbox.tell(
                chief,
                text=_("%(case)s: ett samtycke går ut %(day)s") % words,
                url=reverse("case", args=[consent.case.number]),
                now=now,
            )
        return True
