"""The log's work in the background: a seal each minute, and each night the whole chain gone through."""

from __future__ import annotations

import logging

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.access.context import acting_as_task
from vbe.audit import sealing, verifying
from vbe.audit.models import Verification
from vbe.notices.outbox import tell
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role, allows

logger = logging.getLogger(__name__)
# Who is told that the chain does not agree, and may look at it.
TOLD = ("log.review", "people.manage")


@shared_task
def seal_log() -> None:
    sealing.seal(timezone.now())


@shared_task
def verify_log() -> None:
    """Go through the chain, and tell those who review the log when something new is wrong.

    The last hash goes to the server's own log, which is kept elsewhere: seals that are cut off later are then missed.
    """
    now = timezone.now()
    with acting_as_task("seal"):
        last_time = Verification.objects.order_by("-at").first()
    found = verifying.keep(verifying.verify(now), now)
    logger.info("The chain of the log ends in seal %s with hash %s", found.seals, found.head)
    if found.is_clean:
        return
    logger.error("The chain of the log does not agree in %s places; see manage.py verify_audit", len(found.findings))
    if last_time is None or last_time.findings != found.findings:
        _tell(found)


def _tell(found: Verification) -> None:
    roles = [role for role in Role if any(allows(role, permission) for permission in TOLD)]
    with acting_as_task("seal"):
        for recipient in Assignment.objects.active(timezone.localdate(found.at)).filter(role__in=roles):
            tell(recipient, text=_("Loggens kedja stämmer inte"), url=reverse("log_chain"), now=found.at)
