"""Consent to share information, with whom and until when (legal.md L10)."""

from __future__ import annotations

import base64
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import ages, deadlines
from cases.concerns.models import Attachment
from cases.sig.models.case import Case
from cases.sig.states import Step
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, Board

if TYPE_CHECKING:
    from django.http import HttpRequest

    from cases.concerns.files import SafeFile

# Our own limit: a consent is asked for anew, not carried along (legal.md L10).
LONGEST_MONTHS = 24
DEFAULT_MONTHS = 6
OF_AGE = 18


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, request: HttpRequest) -> ConsentQuerySet:
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))

    def in_force(self, today: date) -> ConsentQuerySet:
        """Covering the day: on a day that has been also what was withdrawn later."""
        standing = Q(withdrawn_at=None) | Q(withdrawn_at__date__gt=today)
        return self.filter(standing, answer=Consent.Answer.YES, given_on__lte=today, ends__gte=today)

    def of_each_actor(self, today: date) -> ConsentQuerySet:
        """The latest word of each actor, and the latest in force where that is another."""
        latest = ("actor_id", "-given_on", "-id")
        words = (every.order_by(*latest).distinct("actor_id").values("pk") for every in (self, self.in_force(today)))
        return self.filter(Q(pk__in=next(words)) | Q(pk__in=next(words)))

    def ending(self, today: date, by: date) -> ConsentQuerySet:
        """In force and about to end, in an open case, where nobody has been reminded."""
        ending = self.in_force(today).filter(ends__lte=by, reminded_at=None, renewed_by=None)
        return ending.exclude(case__step=Step.CLOSED)


@keeps_history()
class Consent(models.Model):
    class Way(models.TextChoices):
        WRITTEN = "skriftligt", _("Skriftligt")
        ORAL = "muntligt", _("Muntligt")

    class Answer(models.TextChoices):
        YES = "ja", _("Samtycker")
        NO = "nej", _("Vill inte")

    class Giver(models.TextChoices):
        """Who answered. Children by age and maturity, as a rule with their guardians (legal.md L10)."""

        PERSON = "personen", _("Personen själv")
        GUARDIAN = "vardnadshavare", _("En vårdnadshavare")
        GUARDIANS = "vardnadshavarna", _("Båda vårdnadshavarna")
        TOGETHER = "tillsammans", _("Personen och vårdnadshavare")
        REPRESENTATIVE = "foretradare", _("God man eller annan ställföreträdare")

    GUARDIANS = frozenset({Giver.GUARDIAN, Giver.GUARDIANS, Giver.TOGETHER})

    class State(models.TextChoices):
        IN_FORCE = "galler", _("Gäller")
        REFUSED = "nekat", _("Vill inte")
        ENDED = "upphort", _("Har upphört")
        WITHDRAWN = "aterkallat", _("Återkallat")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="consents", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+", verbose_name=_("får delas med"))
    answer = models.CharField(_("svar"), max_length=3, choices=Answer, default=Answer.YES, db_default=Answer.YES.value)
    giver = models.CharField(
        _("lämnat av"), max_length=15, choices=Giver, default=Giver.PERSON, db_default=Giver.PERSON.value
    )
    # How age and maturity were weighed, and why whoever answered was enough.
    weighed = EncryptedTextField(_("ålder och mognad"), blank=True, db_default="")
    scope = EncryptedTextField(_("vilka uppgifter"))
    purpose = EncryptedTextField(_("för vilket ändamål"))
    way = models.CharField(_("lämnat"), max_length=12, choices=Way)
    given_on = models.DateField(_("lämnat den"))
    # Of a refusal: the day after which it may be asked about again.
    ends = models.DateField(_("gäller till och med"))
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("förnyar")
    )
    recorded_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerat av"))
    recorded_at = models.DateTimeField(_("registrerat"))
    withdrawn_at = models.DateTimeField(_("återkallat"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Assignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("återkallelsen antecknad av"),
    )
    reminded_at = models.DateTimeField(_("påmint"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("samtycke")
        verbose_name_plural = _("samtycken")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("given_on")),
                name="consent_ends_after_given",
                violation_error_message=_("Samtycket kan inte sluta gälla innan det lämnades."),
            )
        ]

    def __str__(self) -> str:
        return str(self.actor)

    def clean(self) -> None:
        if self.given_on and self.ends and self.ends > deadlines.due(self.given_on, months=LONGEST_MONTHS).calendar:
            raise ValidationError({"ends": _now("Ett samtycke kan gälla högst två år. Fråga på nytt när det går ut.")})

    def state(self, today: date) -> State:
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.answer == self.Answer.NO:
            return self.State.REFUSED
        return self.State.IN_FORCE if self.given_on <= today <= self.ends else self.State.ENDED

    def last_day(self, born: date | None) -> date | None:
        """The last day on which the answer can hold: the day before somebody whose guardians answered comes of age.

        From the birthday on the person decides alone, and is asked anew (legal.md L8). None: age sets no such day.
        """
        if born is None or self.giver not in self.GUARDIANS or self.answer != self.Answer.YES:
            return None
        return ages.birthday(born, born.year + OF_AGE) - timedelta(days=1)

    def register(self, *, by: Assignment, now: datetime, born: date | None = None) -> bool:
        """Store a new consent under its own id; False when the same form has been sent before.

        What guardians answered ends by itself when the person, ``born`` that day, comes of age.
        """
        last = self.last_day(born)
        if last and self.given_on <= last < self.ends:
            self.ends = last
        self.recorded_by, self.recorded_at = by, now
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            if Consent.objects.filter(pk=self.pk, case=self.case_id).exists():
                return False
            # The id is taken by something else, which only a made-up form can bring about.
            self.pk = new_id()
            self.save(force_insert=True)
        return True

    def keep_paper(self, paper: SafeFile, *, by: Assignment, now: datetime) -> None:
        """Store the signed paper, encrypted."""
        content = paper.content.read()
        ConsentPaper(
            consent=self,
            case_id=self.case_id,
            board_id=self.board_id,
            kind=paper.kind,
            size=len(content),
            content=base64.b64encode(content).decode(),
            checked_at=now if paper.is_checked else None,
            added_by=by,
            added_at=now,
        ).save(force_insert=True)

    def withdraw(self, now: datetime, by: Assignment) -> bool:
        """Note that the consent has been taken back; False when that was already noted, or there is none."""
        if self.withdrawn_at or self.answer == self.Answer.NO:
            return False
        self.withdrawn_at, self.withdrawn_by = now, by
        self.save(update_fields=["withdrawn_at", "withdrawn_by"])
        return True


class ConsentPaper(models.Model):
    """The signed paper, as a picture or a PDF: encrypted like a text, and so kept with the row and not as a file."""

    # A file is some megabytes, and the rotation of keys reads whole rows.
    ROTATED_AT_A_TIME = 5

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="paper", verbose_name=_("samtycke"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    kind = models.CharField(_("filtyp"), max_length=4, choices=Attachment.Kind)
    size = models.PositiveIntegerField(_("storlek"))
    # Base64, since what is encrypted here is text.
    content = EncryptedTextField(_("innehåll"))
    # Null where the installation has no scanner.
    checked_at = models.DateTimeField(_("kontrollerad mot virus"), null=True, blank=True)
    added_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("tillagd av"))
    added_at = models.DateTimeField(_("tillagd"))

    class Meta:
        verbose_name = _("undertecknat samtycke")
        verbose_name_plural = _("undertecknade samtycken")

    def __str__(self) -> str:
        return f"{self.case}.{self.kind}"
