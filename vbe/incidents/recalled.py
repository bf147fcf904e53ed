"""An incident that begins with something that went to the wrong recipient. It has the recall's own id."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from cases.sig.models import Recall
from vbe.incidents.models import Incident, Kind
from vbe.organisation.models import Assignment


def open_breach(recalled: Recall, *, by: Assignment, now: datetime) -> None:
    """Register the breach, so that its clock goes from the discovery. It names the case, and never the person."""
    Incident(
        pk=recalled.pk,
        board=recalled.board,
        title=_("Uppgifter lämnades till fel mottagare"),
        description=_(
            "Uppgifter ur ärende %(case)s lämnades till fel mottagare. Vad som lämnades och vad som har gjorts står i "
            "ärendet, hos avdelningschefen."
        )
        % {"case": recalled.case},
        discovered_at=recalled.discovered_at,
        told=Incident.Told.LATER,
        registered_at=now,
        registered_by=by,
    ).register([Kind.BREACH])
