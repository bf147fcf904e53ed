"""What follows when a consent or a decision no longer covers an actor: meetings to come are called off for it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig import sharing
from cases.sig.models import Case, Seat
from cases.sig.summons import send_call_off
from vbe.organisation.models import Actor


def call_off(case: Case, actor: Actor, now: datetime) -> list[Seat]:
    """Take ``actor`` out of the meetings to come that nothing covers any longer; returns the seats that were called."""
    coming = Seat.objects.filter(
        meeting__case=case, actor=actor, meeting__locked_at=None, meeting__cancelled_at=None, meeting__starts_at__gt=now
    ).exclude(email="")
    emptied = []
    for seat in coming.select_related("meeting__case__board"):
        if sharing.ground_for(case, actor, timezone.localdate(seat.meeting.starts_at)):
            continue
        send_call_off(seat.meeting, seat.email, now)
        seat.email, seat.waived_reason = "", _("Samtycket eller beslutet gäller inte längre")
        seat.save(update_fields=["email", "waived_reason"])
        emptied.append(seat)
    return emptied
