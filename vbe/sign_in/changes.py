"""What follows when somebody's way of signing in changes: other sessions end, it is logged, and the person is told."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.notices.outbox import notify, queue_mail
from vbe.organisation.models import Assignment, User
from vbe.sign_in import factors, sessions
from vbe.sign_in.context import signing_in


def changed(request: Request, what: str) -> None:
    """The person changed the own sign-in. ``what`` is a fixed word for the log."""
    sessions.end_others(request)
    request.session.cycle_key()
    record(request, Action.SIGN_IN_CHANGED, about=request.user, reason=what)
    mail(
        request.user,
        subject=_("Din inloggning i VBE Samordning har ändrats"),
        body=_("Var det inte du? Byt lösenord och hör av dig till administratören i din nämnd.\n\n%(address)s")
        % {"address": settings.BASE_URL},
        now=timezone.now(),
    )


def reset_factors(request: Request, user: User, reason: str) -> None:
    """Take away a lost second factor, at the person's wish. ``reason`` is how the administrator knew who asked."""
    factors.remove_all(user)
    sessions.of(user).delete()
    record(request, Action.SIGN_IN_CHANGED, about=user, reason=reason)
    now = timezone.now()
    assignment = Assignment.objects.active(timezone.localdate()).filter(user=user).order_by("starts", "id").first()
    if assignment:
        text = _("Din tvåfaktorsinloggning har återställts av administratören")
        notify(assignment, text=text, url=reverse("own_sign_in"), now=now)
    mail(
        user,
        subject=_("Din tvåfaktorsinloggning i VBE Samordning är återställd"),
        body=_(
            "En administratör har tagit bort din kodapp, dina passernycklar och dina reservkoder, och loggat ut dig "
            "överallt. Var det inte på din begäran? Hör genast av dig till en annan administratör, eller till den som "
            "granskar loggen i din nämnd.\n\n%(address)s"
        )
        % {"address": settings.BASE_URL},
        now=now,
    )


def set_password(request: HttpRequest, user: User, password: str) -> None:
    """A new password. Every session of the person ends, since their fingerprint of the old one no longer fits."""
    user.set_password(password)
    with signing_in():
        user.save(update_fields=["password"])


def mail(user: User, *, subject: str, body: str, now: datetime) -> bool:
    """Queue a mail to somebody who may not be signed in. Without any assignment there is nobody to answer for it."""
    assignment = Assignment.objects.filter(user=user).order_by("-starts", "id").first()
    if assignment is None:
        return False
    with signing_in():
        queue_mail(board_id=assignment.board_id, to=user.email, subject=subject, body=body, now=now)
    return True
