"""The mails of a survey. Each holds one personal link, the only place where its secret is written."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lagesbild.models import Invitation, Survey
from vbe.access.templatetags.dates import swedate
from vbe.notices.models import Mail
from vbe.notices.outbox import queue_mails

JUST_NOW = timedelta(minutes=1)


def send(survey: Survey, *, now: datetime) -> int:
    """Send the survey to everybody who has not got it; returns how many. Raises NotAllowed as Survey.send()."""
    return _mail(survey, survey.send(now=now), now=now)


def remind(survey: Survey, *, now: datetime) -> int:
    """Remind those who are silent; returns how many. Raises NotAllowed as Survey.remind()."""
    return _mail(survey, survey.remind(now=now), now=now, reminder=True)


def renew(invitation: Invitation, *, now: datetime) -> bool:
    """Send a new link, which closes the earlier ones; False when one was just sent (the button pressed twice).

    Raises NotAllowed as Invitation.renew().
    """
    if invitation.revoked_at is None and invitation.sent_at and now - invitation.sent_at < JUST_NOW:
        return False
    _mail(invitation.survey, [(invitation, invitation.renew(now=now))], now=now)
    return True


def _mail(survey: Survey, links: list[tuple[Invitation, str]], *, now: datetime, reminder: bool = False) -> int:
    mails = [
        Mail(
            board_id=survey.board_id,
            to=invitation.email,
            subject=subject(survey, reminder=reminder),
            body=body(survey, secret, reminder=reminder),
            created_at=now,
        )
        for invitation, secret in links
    ]
    queue_mails(mails)
    return len(mails)


def subject(survey: Survey, *, reminder: bool = False) -> str:
    """Neutral: it is read on a locked phone."""
    words = _("Påminnelse: enkät från %(board)s") if reminder else _("Enkät från %(board)s")
    return words % {"board": survey.board}


def body(survey: Survey, secret: str, *, reminder: bool = False) -> str:
    words = {
        "board": survey.board,
        "area": survey.board.area,
        "day": swedate(survey.closes_on),
        "address": settings.BASE_URL + reverse("survey_answer", args=[secret]),
        "name": survey.by.user.name,
        "email": survey.by.user.email,
    }
    paragraphs = [
        _("Hej!"),
        _("Vi har inte fått något svar från er än. Har ni redan börjat finns svaret kvar.") if reminder else "",
        _(
            "%(board)s frågar verksamheter, föreningar och företag i %(area)s vad de har sett under det senaste året. "
            "Det är två frågor och tar ungefär två minuter. Ni behöver inget konto."
        ),
        _("Svara senast %(day)s här:\n%(address)s"),
        _("Länken är er egen, så skicka den inte vidare. Svaret sparas medan ni svarar, och ni kan fortsätta senare."),
        _("Undrar ni något? Svara inte på det här mejlet, utan skriv till %(name)s, %(email)s."),
        _("Vänliga hälsningar\n%(board)s"),
    ]
    return "\n\n".join(paragraph % words for paragraph in paragraphs if paragraph)
