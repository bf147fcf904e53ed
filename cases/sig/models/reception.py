"""What is noted about something that came in: in the reception, and later in its case. Never changed; a correction is
a new entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from cases.sig.models.intake import Intake
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from django.http import HttpRequest


def _in_read_case(column: str) -> Exists:
    """The row hangs under what became a case whose content the acting assignment may read."""
    return Exists(Case.objects.filter(on_boards("case.content") | in_cases("id"), intake=OuterRef(column)))


class NotedQuerySet(models.QuerySet["Noted"]):
    def visible_to(self, request: HttpRequest) -> NotedQuerySet:
        """The reception's; once there is a case, those who may read it see them too."""
        return self.filter(on_boards("intake.view") | Q(_in_read_case("intake")), not_barred("intake_id"))


class Noted(models.Model):
    """Who noted something about an arrival, and when. Once it is a case, the same entries are the case's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="%(class)ss", verbose_name=_("inkommet"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("antecknat av"))
    at = models.DateTimeField(_("antecknat"))

    objects = NotedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def register(self) -> bool:
        """Store a new entry under its own id; False when the same form has been sent before."""
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            if type(self)._base_manager.filter(pk=self.pk, intake=self.intake_id).exists():
                return False
            # The id is taken by something else, which only a made-up form can bring about.
            self.pk = new_id()
            self.save(force_insert=True)
        return True


class ProtectionAssessment(Noted):
    """Whether a child needs protection at once (SoL 20:1). The outcome is in words, nothing is scored."""

    made_at = models.DateTimeField(_("gjord"))
    text = EncryptedTextField(_("bedömning"))

    class Meta(Noted.Meta):
        verbose_name = _("skyddsbedömning")
        verbose_name_plural = _("skyddsbedömningar")


class InvestigationStep(Noted):
    """A decision about investigating a child's situation (SoL 20:2–3)."""

    class Step(models.TextChoices):
        OPENED = "inleds", _("Utredning inleds")
        NOT_OPENED = "inleds_inte", _("Utredning inleds inte")
        EXTENDED = "forlangd", _("Utredningstiden förlängd")
        CONCLUDED = "avslutad", _("Utredningen avslutad")

    step = models.CharField(_("beslut"), max_length=12, choices=Step)
    text = EncryptedTextField(_("skäl"))
    # When the investigation must be finished, from this decision on.
    due_on = models.DateField(_("klar senast"), null=True, blank=True)

    class Meta(Noted.Meta):
        verbose_name = _("beslut om utredning")
        verbose_name_plural = _("beslut om utredning")
        constraints = [
            models.UniqueConstraint(
                fields=["intake"], condition=Q(step__in=["inleds", "inleds_inte"]), name="investigation_decided_once"
            ),
            models.UniqueConstraint(
                fields=["intake"], condition=Q(step="avslutad"), name="investigation_concluded_once"
            ),
            models.UniqueConstraint(
                fields=["intake", "due_on"],
                condition=Q(step__in=["inleds", "forlangd"]),
                name="investigation_extended_to_a_later_day",
            ),
            models.CheckConstraint(
                condition=Q(step__in=["inleds", "forlangd"], due_on__isnull=False)
                | (~Q(step__in=["inleds", "forlangd"]) & Q(due_on__isnull=True)),
                name="investigation_that_runs_has_a_day",
            ),
        ]


class ContactAttempt(Noted):
    """That somebody sought the person: when, how, and what came of it. Support to adults is of their own will."""

    class Way(models.TextChoices):
        PHONE = "telefon", _("Telefon")
        MESSAGE = "sms", _("Sms eller e-post")
        LETTER = "brev", _("Brev")
        VISIT = "besok", _("Besök")
        THROUGH = "via_annan", _("Genom någon annan")

    class Outcome(models.TextChoices):
        REACHED = "nadd", _("Nådd")
        NOT_REACHED = "inte_nadd", _("Inte nådd")
        DECLINED = "tackar_nej", _("Tackar nej")

    made_at = models.DateTimeField(_("kontakt söktes"))
    way = models.CharField(_("hur"), max_length=12, choices=Way)
    outcome = models.CharField(_("utfall"), max_length=12, choices=Outcome)
    text = EncryptedTextField(_("anteckning"), blank=True)
    again_on = models.DateField(_("nytt försök"), null=True, blank=True)

    class Meta(Noted.Meta):
        verbose_name = _("kontaktförsök")
        verbose_name_plural = _("kontaktförsök")
        ordering = ["made_at", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="tackar_nej") | Q(again_on__isnull=False),
                name="declined_has_a_day_for_a_new_try",
                violation_error_message=_("Välj en dag för ett nytt försök."),
            )
        ]


class PersonInformation(Noted):
    """Whether the person has been told that a matter exists, or why not yet; and the need of an interpreter."""

    told_on = models.DateField(_("personen har fått veta"), null=True, blank=True)
    how = EncryptedTextField(_("hur personen fick veta"), blank=True, db_default="")
    why_not = EncryptedTextField(_("varför inte än"), blank=True)
    interpreter = EncryptedTextField(_("tolk"), blank=True)

    class Meta(Noted.Meta):
        verbose_name = _("information till personen")
        verbose_name_plural = _("information till personen")

    @property
    def in_short(self) -> str:
        if self.told_on:
            return _now("Personen vet att ärendet finns")
        return _now("Personen vet inte än att ärendet finns") if self.why_not else _now("Tolk antecknad")

    @property
    def words(self) -> str:
        """How it was told or why not yet, and the interpreter, a line each."""
        interpreter = _now("Tolk: %(language)s") % {"language": self.interpreter} if self.interpreter else ""
        return "\n".join(filter(None, [self.how, self.why_not, interpreter]))


class IntakeNote(Noted):
    """An addition or a correction to what came in or what was decided."""

    text = EncryptedTextField(_("anteckning"))

    class Meta(Noted.Meta):
        verbose_name = _("anteckning i mottagningen")
        verbose_name_plural = _("anteckningar i mottagningen")


class FamilyReportQuerySet(models.QuerySet["FamilyReport"]):
    def visible_to(self, request: HttpRequest) -> FamilyReportQuerySet:
        """Both ends: the reception where the child lives, and who reads the matter that it came from."""
        received = Intake.objects.filter(on_boards("intake.view"))
        ends = Exists(received.filter(pk=OuterRef("intake"))) | Exists(received.filter(pk=OuterRef("origin")))
        return self.filter(
            Q(ends) | Q(_in_read_case("origin")),
            not_barred("intake_id"),
            not_barred("origin_id"),
        )


class FamilyReport(models.Model):
    """A concern report about a child in the family: which matter it came from, and where it went.

    It has two ends and so no board of its own: each end's is that of its arrival.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    intake = models.OneToOneField(
        Intake, models.PROTECT, related_name="family_report", verbose_name=_("anmälan om barnet")
    )
    origin = models.ForeignKey(Intake, models.PROTECT, related_name="family_reports", verbose_name=_("kommer från"))
    from_board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("från nämnd"))
    unit_name = models.CharField(_("mottagande enhet"), max_length=250)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("skriven av"))
    at = models.DateTimeField(_("skickad"))

    objects = FamilyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("anmälan om barn i familjen")
        verbose_name_plural = _("anmälningar om barn i familjen")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.unit_name}, {self.at:%Y-%m-%d %H.%M}"
