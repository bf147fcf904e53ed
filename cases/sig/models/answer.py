"""Whether those who are called come: answered by a personal link, or in the product by those who have an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.sig.models.meeting import Seat
from vbe.access.encryption import EncryptedTextField
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board


class SeatLink(models.Model):
    """A personal link that was mailed with a summons. Never changed: what it opens is computed from the seat."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="links", verbose_name=_("plats vid mötet"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    email = models.EmailField(_("skickad till"))
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("skickad"))

    class Meta:
        verbose_name = _("svarslänk")
        verbose_name_plural = _("svarslänkar")

    def __str__(self) -> str:
        return str(self.seat_id)


class SeatAnswer(models.Model):
    """One answer to a summons. Never changed: whoever changes their mind answers again, and the latest counts."""

    class Answer(models.TextChoices):
        YES = "ja", _("Ja, jag kommer")
        NO = "nej", _("Nej, jag kan inte komma")
        DEPUTY = "ersattare", _("Någon annan kommer i mitt ställe")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="answers", verbose_name=_("plats vid mötet"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    answer = models.CharField(_("svar"), max_length=10, choices=Answer)
    # The function or the person who comes instead.
    deputy = EncryptedTextField(_("ersättare"), blank=True)
    # The time that the meeting had: an answer to another time is no answer to this one.
    for_time = models.DateTimeField(_("svar för tiden"))
    at = models.DateTimeField(_("svarade"))
    by = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("av"))
    link = models.ForeignKey(
        SeatLink, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("svarslänk")
    )
    # Given by phone, and noted by the chief: whose it is, as Seat.filled_by says. Empty for one's own answer.
    heard_from = models.CharField(_("svarade per telefon"), max_length=254, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("svar på kallelse")
        verbose_name_plural = _("svar på kallelser")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=True, link__isnull=False) | Q(by__isnull=False, link__isnull=True),
                name="seat_answer_by_holder_or_link",
            ),
            models.CheckConstraint(
                condition=Q(heard_from="") | Q(by__isnull=False), name="seat_answer_by_phone_has_who_noted"
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


@dataclass(frozen=True)
class Called:
    """What the opened link lets its holder know: when and where, and nothing of what the meeting is about."""

    link_id: UUID
    seat_id: UUID
    board_id: UUID
    board: str
    state: str
    starts_at: datetime | None
    minutes_long: int | None
    place: str | None

    @property
    def is_open(self) -> bool:
        return self.state == "oppen"


def called_by_link() -> Called | None:
    """What the link that the database has been told of belongs to; None when it belongs to nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT link_id, seat_id, board_id, board, state, starts_at, minutes_long, place FROM sig_called()"
        )
        row = cursor.fetchone()
    return Called(*row) if row else None


def chief_by_link() -> tuple[Assignment, str] | None:
    """Who is told for the case that the opened link is of, and its number: to tell them, never to show."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assignment_id, number FROM sig_called_chief()")
        row = cursor.fetchone()
    return (Assignment.objects.select_related("user").get(pk=row[0]), row[1]) if row else None
