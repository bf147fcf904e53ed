"""A survey of Skärholmen, and what the one who answers it does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lagesbild.invitation_rows import Row
from lagesbild.models import Invitation, Survey
from tests import cast
from tests.conftest import ApplicationClient, assignment
from vbe.access.links import fingerprint, new_secret

YES, NO = ["ja"], ["nej"]


def survey(
    who: str = cast.COORDINATOR,
    *,
    closes_in: int = 14,
    invited: int = 2,
    sent: bool = True,
    now: datetime | None = None,
) -> Survey:
    """Invited are intern and extern by turns; ``sent`` opens it, yesterday."""
    now, by = now or timezone.now(), assignment(who)
    made = Survey.objects.create(
        board=by.board,
        by=by,
        title="Läget i området",
        closes_on=timezone.localdate(now) + timedelta(days=14),
        created_at=now,
    )
    rows = [Row(f"Enhet {n}", f"enhet{n}@exempel.example", ("intern", "extern")[n % 2]) for n in range(invited)]
    made.invite(rows, today=timezone.localdate(now))
    if sent and invited:
        made.send(now=now - timedelta(days=1))
    made.closes_on = timezone.localdate(now) + timedelta(days=closes_in)
    made.save()
    return made


def link(made: Survey, number: int = 0) -> str:
    """The secret of a link to the invitation with this number."""
    invitation = made.invitations.get(name=f"Enhet {number}")
    secret = new_secret()
    Invitation.objects.filter(pk=invitation.pk).update(links=[fingerprint(secret)])
    return secret


def answer(client: ApplicationClient, secret: str, seen: list[str], what: list[str] | None = None) -> Any:
    """Answers as the pages ask, and sends."""
    client.post(f"/enkat/{secret}/fraga/1/", {"answer": seen})
    if what:
        client.post(f"/enkat/{secret}/fraga/2/", {"answer": what})
    return submit(client, secret)


def submit(client: ApplicationClient, secret: str) -> Any:
    page = client.get(f"/enkat/{secret}/skicka/")
    shown = page.context["shown"] if page.status_code == 200 and "shown" in (page.context or {}) else ""
    return client.post(f"/enkat/{secret}/skicka/", {"shown": shown})
