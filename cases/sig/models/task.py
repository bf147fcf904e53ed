"""What somebody has taken on in a case: decided at a meeting, or between two of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from cases.sig.models.meeting import MeetingPoint
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from django.http import HttpRequest

    from vbe.access.request import Request


class CaseTaskQuerySet(models.QuerySet["CaseTask"]):
    def visible_to(self, request: HttpRequest) -> CaseTaskQuerySet:
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))

    def of_mine(self, request: Request) -> CaseTaskQuerySet:
        return self.filter(owner=request.access.assignment)

    def undone(self) -> CaseTaskQuerySet:
        return self.filter(done_at=None)

    def done(self) -> CaseTaskQuerySet:
        return self.exclude(done_at=None)

    def overdue(self, today: date) -> CaseTaskQuerySet:
        return self.undone().filter(due_on__lt=today)

    def in_list_order(self) -> CaseTaskQuerySet:
        """What is to be done first, by day; then what is done, the latest at the top."""
        return self.order_by(models.F("done_at").desc(nulls_first=True), "due_on", "id")


@keeps_history()
class CaseTask(models.Model):
    """What is to be done stays as it was given; that it is done can be taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    # The decision in adjusted minutes that it comes from.
    point = models.OneToOneField(
        MeetingPoint, models.PROTECT, null=True, blank=True, related_name="task", verbose_name=_("punkt i protokollet")
    )
    what = EncryptedTextField(_("vad som ska göras"))
    owner = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ansvarig som deltar")
    )
    # Who it is as the minutes say it: the participant, or a function such as the school's contact.
    responsible = models.CharField(_("ansvarig"), max_length=120)
    due_on = models.DateField(_("klart senast"))
    made_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("skriven av"))
    made_at = models.DateTimeField(_("skriven"))
    reminded_at = models.DateTimeField(_("påmind"), null=True, blank=True)
    done_at = models.DateTimeField(_("klar"), null=True, blank=True)
    done_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("klar enligt")
    )

    objects = CaseTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("uppgift i ett ärende")
        verbose_name_plural = _("uppgifter i ärenden")
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(done_at=None), name="task_undone_by_owner"),
            models.Index(fields=["due_on"], condition=Q(done_at=None, reminded_at=None), name="task_to_remind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="task_done_has_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return str(self.case)

    def late(self, today: date) -> bool:
        return self.done_at is None and self.due_on < today
