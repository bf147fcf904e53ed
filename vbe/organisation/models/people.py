"""Who does it: user, assignment, absence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from vbe.access.encryption import EncryptedTextField
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models.places import Board, Department, Unit
from vbe.organisation.permissions import Role


class DateRange(Func):
    function = "DATERANGE"


class TimeRange(Func):
    function = "TSTZRANGE"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


@keeps_history(exclude=["password", "last_login", "mobile"])
class User(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-post"), unique=True)
    name = models.CharField(_("namn"), max_length=120)
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_staff = models.BooleanField(_("får öppna administrationen"), default=False)
    # For messages that cannot wait; see vbe/notices/sms.py.
    mobile = EncryptedTextField(_("mobilnummer"), blank=True, default="", db_default="")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("personer")

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self, today: date) -> AssignmentQuerySet:
        """Assignments that give access ``today``; the database function ``app_active`` is the same rule."""
        absence = Absence.objects.filter(assignment=models.OuterRef("deputy_for"), starts__lte=today, ends__gte=today)
        return (
            self.filter(starts__lte=today, ended_at=None, user__is_active=True)
            .exclude(ends__lt=today)
            .filter(Q(deputy_for=None) | models.Exists(absence))
        )

    def held(self, today: date) -> AssignmentQuerySet:
        """Assignments that somebody holds ``today`` or will hold, a resting deputy's among them."""
        return self.filter(ended_at=None, user__is_active=True).exclude(ends__lt=today)

    def present(self, today: date) -> AssignmentQuerySet:
        """Active assignments whose holder is not away."""
        away = Absence.objects.filter(assignment=models.OuterRef("pk"), starts__lte=today, ends__gte=today)
        return self.active(today).exclude(models.Exists(away))


@keeps_history()
class Assignment(models.Model):
    """A person's role on a board, dated. A deputy's assignment is active only while the holder is away."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("person"))
    role = models.CharField(_("roll"), max_length=30, choices=Role)
    board = models.ForeignKey(Board, models.PROTECT, related_name="assignments", verbose_name=_("nämnd"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("avdelning")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("enhet")
    )
    group = models.ForeignKey(Group, models.PROTECT, related_name="assignments", editable=False)
    deputy_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name=_("ersättare för")
    )
    starts = models.DateField(_("från och med"))
    ends = models.DateField(_("till och med"), null=True, blank=True)
    # Ended at once, in the middle of its last day: from then on it gives no access.
    ended_at = models.DateTimeField(_("avslutat"), null=True, blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("uppdrag")
        verbose_name_plural = _("uppdrag")
        indexes = [models.Index(fields=["board", "role"], name="assignment_board_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="assignment_ends_after_start",
                violation_error_message=_("Slutdatum kan inte vara före startdatum."),
            ),
            ExclusionConstraint(
                name="assignment_held_once_at_a_time",
                expressions=[
                    (DateRange("starts", "ends", models.Value("[]")), RangeOperators.OVERLAPS),
                    ("user", RangeOperators.EQUAL),
                    ("board", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                ],
                condition=Q(ended_at=None),
                violation_error_message=_("Personen har redan uppdraget under den tiden."),
            ),
            ExclusionConstraint(
                name="assignment_one_director_of_a_board",
                expressions=[
                    (DateRange("starts", "ends", models.Value("[]")), RangeOperators.OVERLAPS),
                    ("board", RangeOperators.EQUAL),
                ],
                condition=Q(role=Role.DIRECTOR.value, deputy_for=None, ended_at=None),
                violation_error_message=_(
                    "Nämnden har redan en stadsdelsdirektör under den tiden. Avsluta det uppdraget först, eller "
                    "registrera personen som ersättare."
                ),
            ),
            ExclusionConstraint(
                name="assignment_one_head_of_a_unit",
                expressions=[
                    (DateRange("starts", "ends", models.Value("[]")), RangeOperators.OVERLAPS),
                    ("unit", RangeOperators.EQUAL),
                ],
                condition=Q(role=Role.UNIT_HEAD.value, deputy_for=None, ended_at=None, unit__isnull=False),
                violation_error_message=_(
                    "Enheten har redan en enhetschef under den tiden. Avsluta det uppdraget först, eller registrera "
                    "personen som ersättare."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ends__isnull=False),
                name="assignment_ended_has_a_last_day",
                violation_error_message=_("Ett avslutat uppdrag har en sista dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.board}"

    @property
    def title(self) -> str:
        """The function as colleagues name it: role and, where it says more, the unit or department."""
        place = self.unit or self.department
        return f"{self.get_role_display()}, {place}" if place else self.get_role_display()

    def has_begun(self, today: date) -> bool:
        return self.starts <= today

    def is_over(self, today: date) -> bool:
        return self.ended_at is not None or (self.ends is not None and self.ends < today)


@keeps_history()
class Absence(models.Model):
    """A planned absence, during which the deputies of the assignment act."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="absences", verbose_name=_("uppdrag"))
    starts = models.DateField(_("från och med"))
    ends = models.DateField(_("till och med"))

    class Meta:
        verbose_name = _("frånvaro")
        verbose_name_plural = _("frånvaro")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="absence_ends_after_start",
                violation_error_message=_("Slutdatum kan inte vara före startdatum."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts}–{self.ends}"


class OnCallQuerySet(models.QuerySet["OnCall"]):
    def at(self, moment: datetime) -> OnCallQuerySet:
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


@keeps_history()
class OnCall(models.Model):
    """Whom a board's messages go to outside office hours, from one moment to another (beredskap)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("vem"))
    starts_at = models.DateTimeField(_("från"))
    ends_at = models.DateTimeField(_("till"))

    objects = OnCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("beredskapspass")
        verbose_name_plural = _("beredskapspass")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="on_call_ends_after_start",
                violation_error_message=_("Passet ska sluta efter att det har börjat."),
            ),
            ExclusionConstraint(
                name="on_call_one_at_a_time",
                expressions=[
                    (TimeRange("starts_at", "ends_at", models.Value("[)")), RangeOperators.OVERLAPS),
                    ("board", RangeOperators.EQUAL),
                ],
                violation_error_message=_("Någon annan har beredskap under en del av den tiden."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.assignment)
