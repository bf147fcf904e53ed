"""What comes in to the mottagning, by whichever door."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import ages, deadlines, identity_numbers
from cases.sig.states import About, Answer, AnswerWay, IntakeState, NotAllowed, Source, Standing
from cases.surnames import fold, surnames
from vbe.access.encryption import EncryptedTextField, fingerprint
from vbe.access.queries import not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Unit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from cases.sig.models.case import Case


def surname_index(name: str) -> list[str]:
    """Keyed fingerprints of the surnames in ``name``, to compare without storing the name in the clear."""
    return [fingerprint(f"surname:{part}") for part in surnames(name)]


def name_index(name: str) -> str:
    """Keyed fingerprint of a whole name, in capitals or not and however many spaces; empty without a surname."""
    parts = fold(name).split()
    return fingerprint(f"name:{' '.join(parts)}") if len(parts) > 1 else ""


def number_index(number: str) -> str:
    """Keyed fingerprint of a personal number's twelve digits; empty for what cannot be one."""
    try:
        return fingerprint(identity_numbers.parse(number).twelve)
    except ValueError:
        return ""


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, request: HttpRequest) -> IntakeQuerySet:
        return self.filter(on_boards("intake.view"), not_barred())

    def waiting(self) -> IntakeQuerySet:
        return self.filter(state=IntakeState.OPEN)

    def awaiting_feedback(self) -> IntakeQuerySet:
        """Decided, and whoever had to report it has not been told what was decided (legal.md L6)."""
        decided = models.Exists(apps.get_model("sig", "InvestigationStep").objects.filter(intake=models.OuterRef("pk")))
        in_sealed_part = apps.get_model("sig", "SealedPart").objects.filter(
            about=About.CHILD, standing=Standing.MANDATED, feedback=None
        )
        by_other_door = Intake.objects.filter(AWAITS_ANSWER)
        # Two short lists, each by its index, rather than every arrival asked which it is.
        waits = in_sealed_part.values("intake").union(by_other_door.values("pk"))
        return self.filter(~Q(state=IntakeState.OPEN) | decided, pk__in=waits)

    def about(self, twelve: str) -> IntakeQuerySet:
        """About the person with exactly this number; those without an investigation have left the search."""
        return self.filter(number_index=number_index(twelve)) if twelve else self.none()

    def about_named(self, name: str) -> list[Intake]:
        """About the person with exactly this whole name: compared here, so ask it of what waits and nothing more.

        Somebody with protected identity is found so by those alone who may see it.
        """
        mark = name_index(name)
        rows = self.filter(Q(protected=False) | on_boards("identity.protected")) if mark else self.none()
        return [row for row in rows if name_index(row.person_name) == mark]

    def in_queue_order(self) -> IntakeQuerySet:
        """Waiting first, the oldest at the top; then the latest decided."""
        waiting = models.Case(models.When(state=IntakeState.OPEN, then=0), default=1)
        arrived = models.Case(models.When(state=IntakeState.OPEN, then=models.F("arrived_at")))
        return self.order_by(waiting, arrived, "-arrived_at", "-id")


# Who has come of age has no statutory days.
ADULT_FROM = 18
# Whoever reported a child in the line of duty by another door than a sealed part, and has not been told.
AWAITS_ANSWER = Q(standing=Standing.MANDATED, decision_due_on__isnull=False, answered_at=None)


@keeps_history()
class Intake(models.Model):
    """One arrival. Who it is about and what was said are encrypted; time limits count from ``arrived_at``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("mottagande enhet"))
    source = models.CharField(_("inkom via"), max_length=20, choices=Source)
    arrived_at = models.DateTimeField(_("inkom"))
    registered_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, related_name="+", verbose_name=_("registrerad av")
    )
    # ISO date as text: the age decides the time limits and who leads, and a date cannot be encrypted as a date.
    birth_date = EncryptedTextField(_("födelsedatum"), blank=True)
    person_name = EncryptedTextField(_("namn"), blank=True)
    person_number = EncryptedTextField(_("personnummer"), blank=True)
    description = EncryptedTextField(_("vad som har kommit fram"))
    contact = EncryptedTextField(_("kontakt med den som berättar"), blank=True)
    # Of who reports by another door than a sealed part, which has its own. Empty where it was not asked.
    standing = models.CharField(_("anmälare"), max_length=20, choices=Standing, blank=True)
    reporter_role = EncryptedTextField(_("yrke eller uppdrag"), blank=True)
    # Keyed fingerprints of the surnames: asked by the log review's draw, and by nothing else.
    surname_index = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    # Keyed fingerprint of the twelve digits, for exact match. Emptied when no investigation is opened.
    number_index = models.CharField(max_length=64, blank=True, editable=False)
    # The last day for the decision whether to investigate; empty for an adult.
    decision_due_on = models.DateField(_("beslut om utredning senast"), null=True, blank=True, editable=False)
    # Every opening of the record comes into the log review (legal.md L5, L19).
    protected = models.BooleanField(_("skyddade personuppgifter"), default=False)

    state = models.CharField(_("läge"), max_length=15, choices=IntakeState, default=IntakeState.OPEN)
    decided_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beslutad av")
    )
    decided_at = models.DateTimeField(_("beslutad"), null=True, blank=True)
    reason = EncryptedTextField(_("skäl"), blank=True)
    # Where ordinary social services go on with it: the main system's own reference, opaque to us (legal.md L16).
    reference = EncryptedTextField(_("personakt"), blank=True)
    belongs_to = models.ForeignKey(
        "sig.Case", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("hör till ärende")
    )

    # That who reported by another door was told: which of the fixed answers, on what day and how; noted by whom, when.
    answer = models.CharField(_("svar till anmälaren"), max_length=20, choices=Answer, blank=True)
    answered_on = models.DateField(_("svar lämnat"), null=True, blank=True)
    answer_way = models.CharField(_("hur svaret lämnades"), max_length=12, choices=AnswerWay, blank=True)
    answer_reason = EncryptedTextField(_("skäl till svaret"), blank=True)
    answered_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("svaret antecknat av")
    )
    answered_at = models.DateTimeField(_("svaret antecknat"), null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("inkommet")
        verbose_name_plural = _("inkommet")
        indexes = [
            models.Index(fields=["board", "-arrived_at", "-id"], name="intake_board_arrived"),
            models.Index(fields=["board", "arrived_at"], condition=Q(state="oppen"), name="intake_waiting"),
            models.Index(fields=["board"], condition=AWAITS_ANSWER, name="intake_awaits_answer"),
            models.Index(fields=["number_index"], condition=~Q(number_index=""), name="intake_number"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="oppen", decided_at__isnull=True)
                | (~Q(state="oppen") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="intake_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state="hor_till", belongs_to__isnull=False)
                | (~Q(state="hor_till") & Q(belongs_to__isnull=True)),
                name="intake_linked_has_case",
            ),
            models.CheckConstraint(
                condition=~Q(source="sluten_del") | Q(standing=""), name="intake_of_sealed_part_has_its_standing_there"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answered_on=None, answer="", answer_way="")
                | Q(
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    answered_on__isnull=False,
                    answer__in=Answer.values,
                    answer_way__in=AnswerWay.values,
                    standing="anmalningsskyldig",
                ),
                name="intake_answer_has_who_when_and_how",
            ),
        ]

    def __str__(self) -> str:
        return self.get_source_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.surname_index, self.number_index = surname_index(self.person_name), number_index(self.person_number)
            if self.about_child:
                self.decision_due_on = deadlines.investigation_decision_due(self.arrived_at).calendar
        super().save(*args, **kwargs)

    def fingerprints(self) -> dict[str, Any]:
        """What depends on INDEX_KEY, made anew; see vbe/sign_in/rotation.py."""
        searched = self.state != IntakeState.NO_ACTION
        return {
            "surname_index": surname_index(self.person_name),
            "number_index": number_index(self.person_number) if searched else "",
        }

    @property
    def born(self) -> date | None:
        """The birth date when it was given and can be true on the day of arrival."""
        try:
            born = date.fromisoformat(self.birth_date)
        except ValueError:
            return None
        return born if born <= deadlines.local_date(self.arrived_at) else None

    @property
    def twelve(self) -> str:
        """The personal number as twelve digits; empty when it was not given or cannot be one."""
        try:
            return identity_numbers.parse(self.person_number).twelve
        except ValueError:
            return ""

    @property
    def written_number(self) -> str:
        """The number as people write it, ``19900602-2397``; what cannot be a number stays as it was typed."""
        return f"{self.twelve[:8]}-{self.twelve[8:]}" if self.twelve else self.person_number

    def age(self, today: date) -> int | None:
        return ages.age_on(self.born, today) if self.born else None

    @property
    def about_child(self) -> bool:
        """At arrival. An unknown age counts as a child's: a limit that turns out not to apply harms nobody."""
        age = self.age(deadlines.local_date(self.arrived_at))
        return age is None or age < ADULT_FROM

    @property
    def may_await_feedback(self) -> bool:
        """As of a sealed part: who had to report a child by another door is told what was decided (legal.md L6)."""
        return self.standing == Standing.MANDATED and self.decision_due_on is not None

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def is_in_a_case(self) -> bool:
        """It started a case, or was added to one: who it is about lies apart there."""
        return self.state in (IntakeState.CONFIRMED, IntakeState.LINKED)

    def protect(self) -> None:
        """The person turns out to have protected identity; a case that it becomes takes that over.

        Raises NotAllowed once it is in a case. Not taken back: who is marked by mistake is shown to fewer, which harms
        nobody.
        """
        if self.is_in_a_case:
            raise NotAllowed(_now("Det hör redan till ett ärende. Avdelningschefen som leder det kan markera det där."))
        self.protected = True
        self.save(update_fields=["protected"])

    def refuse_if_decided(self) -> None:
        if self.state != IntakeState.OPEN:
            raise NotAllowed(_now("Det här är redan beslutat: %(state)s.") % {"state": self.get_state_display()})

    def register(self) -> bool:
        """Store a new arrival under its own id; False when the same form has been sent before."""
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            if Intake.objects.filter(pk=self.pk, board_id=self.board_id).exists():
                return False
            # The id is taken by something else, which only a made-up form can bring about.
            self.pk = new_id()
            self.save(force_insert=True)
        return True

    def decide(
        self,
        state: IntakeState,
        *,
        reason: str,
        by: Assignment,
        now: datetime,
        reference: str = "",
        belongs_to: Case | None = None,
    ) -> None:
        """Record the mottagning's decision, once. Raises NotAllowed when it has been decided."""
        self.refuse_if_decided()
        self.state, self.reason, self.decided_by, self.decided_at = state, reason, by, now
        self.reference, self.belongs_to = reference, belongs_to
        if state == IntakeState.NO_ACTION:
            self.number_index = ""
        self.save(
            update_fields=["state", "reason", "decided_by", "decided_at", "reference", "belongs_to", "number_index"]
        )
