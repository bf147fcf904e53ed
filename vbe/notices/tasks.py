"""The worker's half of the outbox: mail, and SMS where there is a gateway."""

from __future__ import annotations

import logging
from email.utils import parseaddr
from http.client import HTTPException
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from vbe.access.context import acting_as_task
from vbe.notices import sms
from vbe.notices.models import Mail, Sms

logger = logging.getLogger(__name__)
BATCH = 50


@shared_task
def send_outbox() -> int:
    """Send what waits, one message per transaction; returns how many. May run twice or be killed at any line."""
    return _send_texts() + _send_mails()


def _send_mails() -> int:
    """A mail that was sent when the worker died is sent again, with the same Message-ID, so the recipient's
    mail program shows it once.
    """
    sent = 0
    for _turn in range(BATCH):
        with acting_as_task("outbox"):
            unsent = Mail.objects.next_to_send().order_by("attempts", "created_at")
            mail = unsent.select_for_update(skip_locked=True).first()
            if mail is None:
                break
            Mail.objects.filter(pk=mail.pk).update(attempts=F("attempts") + 1)
            try:
                as_message(mail).send()
            except (SMTPException, OSError, ValueError) as error:
                # ValueError: an address or a text that no mail can carry; it must not stand in the way of the others.
                # The address stays out of the log.
                logger.warning("Mail %s was not sent: %s", mail.pk, type(error).__name__)
                break
            Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
            sent += 1
    return sent


def _send_texts() -> int:
    """An SMS that was sent when the worker died is sent again with the same id, which the gateway knows it by."""
    sent = 0
    for _turn in range(BATCH if settings.SMS_URL else 0):
        with acting_as_task("outbox"):
            unsent = Sms.objects.filter(sent_at=None).order_by("attempts", "created_at")
            message = unsent.select_for_update(skip_locked=True).first()
            if message is None:
                break
            Sms.objects.filter(pk=message.pk).update(attempts=F("attempts") + 1)
            try:
                sms.send(message)
            except (OSError, HTTPException, ValueError) as error:
                # The number stays out of the log.
                logger.warning("SMS %s was not sent: %s", message.pk, type(error).__name__)
                break
            Sms.objects.filter(pk=message.pk).update(sent_at=timezone.now())
            sent += 1
    return sent


def as_message(mail: Mail) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMessage(mail.subject, mail.body, to=[mail.to], headers={"Message-ID": f"<{mail.pk}@{domain}>"})
    if mail.calendar:
        message.attach("kallelse.ics", mail.calendar, f"text/calendar; method={mail.calendar_method}")
    return message
