"""The second look: a colleague's, before a third similar report in one place is closed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models.assessment import Assessment
from cases.concerns.models.concern import Concern, ConcernQuerySet
from cases.concerns.states import NotAllowed, Outcome, State
from cases.deadlines import due, local_date
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board
from vbe.organisation.models.people import AssignmentQuerySet
from vbe.organisation.permissions import TABLE

# The closing of this many similar reports passes without a look; the next one does not.
CLOSED_WITHOUT = 2
MONTHS = 12


class NeedsSecondLook(NotAllowed):
    """The report may be closed when a colleague agrees."""


@keeps_history()
class SecondLook(models.Model):
    """One request for a look, and its answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="second_looks", verbose_name=_("rapport"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    reason = models.TextField(_("skäl"), max_length=2000)
    asked_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("bad om titten"))
    asked_at = models.DateTimeField(_("bad om titten"))
    looked_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tittade")
    )
    looked_at = models.DateTimeField(_("tittade"), null=True, blank=True)
    agrees = models.BooleanField(_("kan avslutas"), null=True, blank=True)
    note = models.TextField(_("kommentar"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("andra titt")
        verbose_name_plural = _("andra tittar")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "board"], condition=Q(looked_at=None), name="second_look_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(looked_at=None, looked_by=None, agrees=None)
                | Q(looked_at__isnull=False, looked_by__isnull=False, agrees__isnull=False),
                name="second_look_whole_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern} {self.asked_at:%Y-%m-%d}"

    def refuse(self, by: Assignment, today: date) -> None:
        """Raise NotAllowed when ``by`` may not look today: another than who asked, or she on a later working day."""
        if self.looked_at:
            raise NotAllowed(_now("En kollega har redan tittat."))
        if self.asked_by.user_id != by.user_id:
            return
        if assessors(self.board_id, today).exclude(user=by.user_id).exists():
            raise NotAllowed(_now("Du bad själv om en andra titt. En kollega behöver göra den."))
        if today < self.alone_from:
            raise NotAllowed(
                _now("Ingen annan på nämnden bedömer rapporter. Du kan själv titta igen tidigast %(day)s.")
                % {"day": f"{self.alone_from:%Y-%m-%d}"}
            )

    @property
    def alone_from(self) -> date:
        """When whoever asked may look again, where nobody else can: never on the same day."""
        return due(self.asked_at, days=1).working

    def look(self, *, agrees: bool, note: str, by: Assignment, now: datetime) -> None:
        """Answer. Raises NotAllowed when ``by`` may not, or when it is answered."""
        self.refuse(by, local_date(now))
        self.looked_by, self.looked_at, self.agrees, self.note = by, now, agrees, note
        self.save(update_fields=["looked_by", "looked_at", "agrees", "note"])


def assessors(board_id: UUID, today: date) -> AssignmentQuerySet:
    """The assignments on a board that may assess its reports today."""
    roles = [role for role, held in TABLE.items() if "concern.assess" in held]
    return Assignment.objects.active(today).filter(board=board_id, role__in=roles)


def similar_closed(concern: Concern, today: date) -> ConcernQuerySet:
    """Reports of the same kind in the same place that the board has closed without a measure within a year."""
    same_place = Q(area=concern.area_id) if concern.area_id else Q(pk=None)
    if words := re.findall(r"\w+", concern.place):
        same_place |= Q(place__iregex=r"^\W*" + r"\W+".join(words) + r"\W*$")
    closed = Assessment.objects.filter(concern=models.OuterRef("pk"), outcome=Outcome.CLOSED)
    return (
        Concern.objects.filter(same_place, models.Exists(closed), board=concern.board_id, category=concern.category)
        .filter(state=State.CLOSED, happened_on__gt=_a_year_before(today))
        .exclude(pk=concern.pk)
    )


def needs_look(concern: Concern, today: date) -> list[Concern]:
    """The similar reports that make a look necessary before ``concern`` is closed; none when it is not."""
    found = list(similar_closed(concern, today).only("number")[:CLOSED_WITHOUT])
    return found if len(found) == CLOSED_WITHOUT else []


def agreed(concern: Concern) -> bool:
    """Whether a colleague on the own board has agreed since the report was last assessed."""
    looks = concern.second_looks.filter(board=concern.board_id, looked_at__isnull=False)
    if last := concern.assessments.last():
        looks = looks.filter(looked_at__gte=last.at)
    look = looks.last()
    return bool(look and look.agrees)


def hold_closing(concerns: Iterable[Concern]) -> None:
    """Make whoever else closes a report of the same kind on the same board wait until this transaction is done.

    Two colleagues who closed the second and the third at once would both count one closed. Taken before any report is
    locked, and always in the same order, so that two who close several never wait for each other.
    """
    with connection.cursor() as cursor:
        for closing in sorted({f"closing:{concern.board_id}:{concern.category}" for concern in concerns}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [closing])


def refuse_closing(concern: Concern, now: datetime) -> None:
    """Raise NeedsSecondLook when ``concern`` would be the third similar report closed, and nobody has agreed."""
    hold_closing([concern])
    similar = needs_look(concern, timezone.localdate(now))
    if similar and not agreed(concern):
        raise NeedsSecondLook(
            _now("Liknande rapporter har redan avslutats (%(numbers)s). Be en kollega titta innan du avslutar den här.")
            % {"numbers": ", ".join(str(one) for one in similar)}
        )


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)
