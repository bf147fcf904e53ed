"""What comes in through a link, by phone, by letter or on a visit; and the code it gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines
from cases.concerns.models import Concern, Door
from cases.concerns.passages import Reason
from cases.doors.codes import code_fingerprint
from cases.doors.models import Receipt, ReportingLink
from cases.submission.send import Enclosed, Sealed, enclose, send_sealed
from vbe.access.templatetags.dates import swedate
from vbe.notices.outbox import queue_mail
from vbe.organisation.models import Assignment

# The kinds of the passages that a writer keeps, and why each is no person.
Kept = Sequence[tuple[str, Reason]]
CODE_DAYS = 365
# So many reports in an hour through one link are a mistake or an attack.
MOST_BY_LINK, BY_LINK_IN = 20, timedelta(hours=1)


@transaction.atomic
def receive(
    concern: Concern,
    link: ReportingLink,
    *,
    code: str,
    now: datetime,
    sealed: Sequence[Sealed] = (),
    enclosed: Enclosed | None = None,
) -> None:
    """Send what was written through ``link`` to the samordnare of the place, each of ``sealed`` straight to a
    reception, and give the report ``code``; all or none. Raises NowhereToSend."""
    municipality = link.board.municipality
    concern.door, concern.reporter = Door.LINK, None
    concern.reporter_board_id, concern.reporter_unit = link.board_id, link.name
    concern.sealed_sent_at = now if sealed else None
    _send(concern, days=municipality.assess_days, received=now)
    _give(concern, code, link=link, now=now)
    send_sealed(concern, sealed, municipality=municipality, writer=None, now=now)
    # Last, so that nothing that is refused leaves a file behind.
    enclose(concern, enclosed or Enclosed(), now=now)


@transaction.atomic
def register(
    concern: Concern, *, by: Assignment, informant: str, code: str, received: datetime, now: datetime, kept: Kept = ()
) -> None:
    """Send what somebody has told ``by`` at ``received``; the days to assess it are counted from then.

    ``informant`` is the function of whoever told, never a name. Who registered is kept as the reporter.
    """
    concern.reporter_id, concern.reporter_board_id = by.user_id, by.board_id
    concern.reporter_unit = informant or _("Uppgift utifrån")
    _send(concern, days=by.board.municipality.assess_days, received=received)
    _give(concern, code, link=None, now=now)
    enclose(concern, Enclosed(kept=list(kept)), now=now)


def _send(concern: Concern, *, days: int, received: datetime) -> None:
    concern.reported_at = received
    concern.due_on = deadlines.due(timezone.localdate(received), days=days).working
    concern.send()


def _give(concern: Concern, code: str, *, link: ReportingLink | None, now: datetime) -> None:
    receipt = Receipt(concern=concern, link=link)
    _set(receipt, code, now=now)
    receipt.save(force_insert=True)


def give_code(concern: Concern, code: str, *, now: datetime) -> None:
    """Give the report's own reporter a code; an earlier one stops working."""
    receipt = Receipt.objects.filter(concern=concern).first()
    if receipt is None:
        _give(concern, code, link=None, now=now)
        return
    _set(receipt, code, now=now)
    receipt.save(update_fields=["fingerprint", "made_at", "ends_on"])


def _set(receipt: Receipt, code: str, *, now: datetime) -> None:
    receipt.fingerprint, receipt.made_at = code_fingerprint(code), now
    receipt.ends_on = timezone.localdate(now) + timedelta(days=CODE_DAYS)


def has_had_enough(link: ReportingLink, now: datetime) -> bool:
    """Whether so many reports have come through the link in the last hour that no more are received now."""
    return link.receipts.filter(made_at__gt=now - BY_LINK_IN).count() >= MOST_BY_LINK


def address(secret: str) -> str:
    return settings.BASE_URL + reverse("report_by_link", args=[secret])


def mail_link(link: ReportingLink, secret: str, *, now: datetime) -> None:
    """Send the link to its holder. The mail is the only place where the secret is kept."""
    words = {
        "board": link.board,
        "name": link.name,
        "address": address(secret),
        "day": swedate(link.ends_on),
        "who": link.by.user.name,
        "email": link.by.user.email,
    }
    paragraphs = [
        _("Hej!"),
        _("Här är en länk där %(name)s kan rapportera oro och händelser till %(board)s. Inget konto behövs."),
        "%(address)s",
        _("Länken gäller till och med %(day)s. Den som har länken kan rapportera, så var rädd om den."),
        _("Det är en rapport om en händelse, inte om en person. Är det bråttom, ring 112."),
        _("Undrar ni något? Svara inte på det här mejlet, utan skriv till %(who)s, %(email)s."),
    ]
    subject = _("Länk från %(board)s") % words
    body = "\n\n".join(paragraph % words for paragraph in paragraphs)
    queue_mail(board_id=link.board_id, to=link.email, subject=subject, body=body, now=now)
