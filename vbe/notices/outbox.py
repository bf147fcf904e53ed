"""Telling somebody: a notice in the product and an e-mail that only says where to look."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vbe.notices.models import Mail, Notice, Sms
from vbe.organisation.models import Assignment

logger = logging.getLogger(__name__)


def notify(
    recipient: Assignment,
    *,
    text: str,
    url: str,
    now: datetime,
    answer: Notice.Answer = Notice.Answer.READ,
    due_at: datetime | None = None,
) -> Notice:
    """Give ``recipient`` a notice in the product. Part of the caller's transaction.

    ``text`` names a number and a step, never a person; ``url`` is a path; ``due_at`` is when it should be acknowledged.
    """
    notice = Notice(
        board_id=recipient.board_id,
        recipient=recipient,
        text=text,
        url=url,
        answer=answer,
        created_at=now,
        due_at=due_at,
    )
    notice.save(force_insert=True)
    return notice


def tell(
    recipient: Assignment,
    *,
    text: str,
    url: str,
    now: datetime,
    answer: Notice.Answer = Notice.Answer.READ,
    due_at: datetime | None = None,
    urgent: bool = False,
) -> Notice:
    """Notify ``recipient``, and queue an e-mail that only says where to look.

    What is ``urgent`` goes as SMS too, where the installation has a gateway and the recipient a mobile number.
    """
    notice = notify(recipient, text=text, url=url, now=now, answer=answer, due_at=due_at)
    queue_mail(
        board_id=recipient.board_id,
        to=recipient.user.email,
        subject=_("Du har ett meddelande i VBE Samordning"),
        body=_("Logga in för att läsa det: %(address)s\n\nMejlet innehåller inga uppgifter om ärendet.")
        % {"address": settings.BASE_URL + url},
        now=now,
    )
    if urgent and settings.SMS_URL and recipient.user.mobile:
        queue_sms(board_id=recipient.board_id, to=recipient.user.mobile, now=now)
    return notice


def queue_sms(*, board_id: UUID, to: str, now: datetime) -> None:
    """Put an SMS in the outbox. Its text is always the same; see vbe/notices/sms.py."""
    Sms(board_id=board_id, to=to, created_at=now).save(force_insert=True)
    transaction.on_commit(_wake_worker)


def queue_mail(
    *, board_id: UUID, to: str, subject: str, body: str, now: datetime, calendar: str = "", method: str = ""
) -> Mail:
    """Put an e-mail in the outbox; the worker sends it when the transaction has been committed."""
    mail = Mail(
        board_id=board_id, to=to, subject=subject, body=body, calendar=calendar, calendar_method=method, created_at=now
    )
    mail.save(force_insert=True)
    transaction.on_commit(_wake_worker)
    return mail


def queue_mails(mails: list[Mail]) -> None:
    """Put many e-mails in the outbox at once; the worker is woken once."""
    Mail.objects.bulk_create(mails)
    transaction.on_commit(_wake_worker)


def _wake_worker() -> None:
    from vbe.notices.tasks import send_outbox

    try:
        send_outbox.apply_async(retry=False)
    except send_outbox.OperationalError:
        # The mail is in the database; beat sends it when the queue is back.
        logger.warning("The task queue does not answer; mail waits for the next sweep.")
