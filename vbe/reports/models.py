"""The board's tertial reports: ordered, made by a worker, published, decided on. A published one never changes."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Length
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vbe.access.queries import on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board
from vbe.organisation.swedish_order import swedish_order
from vbe.reports.names import file_name, title
from vbe.reports.states import AT_REST, IN_THE_MAKING, TRANSITIONS, NotAllowed, State, Verb
from vbe.reports.tertials import Tertial

if TYPE_CHECKING:
    from vbe.access.request import Request

SUMMARY_AT_MOST = 6000


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, request: Request) -> ReportQuerySet:
        """The own board's reports to whoever orders them; published ones to its readers, and to who oversees it."""
        readers = on_boards("report.read")
        if request.access.allows("board.oversee"):
            readers |= Q(board__municipality_id=request.access.acting.board.municipality_id)
        return self.filter(on_boards("report.order") | Q(state=State.PUBLISHED) & readers)

    def on_desk(self, request: Request) -> ReportQuerySet:
        """What the acting samordnare orders and publishes."""
        return self.filter(on_boards("report.order"))

    def decided_by(self, request: Request) -> ReportQuerySet:
        """The reports whose decisions are recorded from the acting assignment; not those of boards that have ended."""
        return self.filter(on_boards("report.decide"))

    def published(self) -> ReportQuerySet:
        return self.filter(state=State.PUBLISHED)

    def of(self, board: Board, period: Tertial) -> ReportQuerySet:
        """The versions of one report, the latest first."""
        return self.filter(board=board, period=str(period)).order_by("-version")

    def claimable(self, now: datetime) -> ReportQuerySet:
        """What a worker may take: ordered, or left behind by a worker that no longer renews its lease."""
        return self.filter(Q(state=State.ORDERED) | Q(state=State.WORKING, lease_until__lt=now))

    def undecided(self) -> ReportQuerySet:
        """Published, not replaced, and without the board's decision."""
        decided = ReportDecision.objects.filter(report=OuterRef("pk"))
        return self.published().not_replaced().filter(~Exists(decided))

    def with_replaced(self) -> ReportQuerySet:
        """Mark with ``replaced`` the reports of which a later version has been published."""
        return self.annotate(replaced=_later_version())

    def not_replaced(self) -> ReportQuerySet:
        return self.filter(~_later_version())

    def without_content(self) -> ReportQuerySet:
        """Rows for a list: neither the figures nor the file's bytes leave the database."""
        return self.select_related("board", "file").defer("figures", "summary", "problem", "file__content")

    def in_order(self) -> ReportQuerySet:
        """The newest period first, a year after its tertials, and of each report the latest version first."""
        whole_year = models.When(period_length=4, then=Concat("period", Value("T9")))
        return self.annotate(
            period_length=Length("period"), sorted_period=models.Case(whole_year, default=F("period"))
        ).order_by("-sorted_period", swedish_order("board__name"), "-version")


def _later_version() -> Exists:
    same = Report.objects.filter(board=OuterRef("board"), period=OuterRef("period"))
    return Exists(same.filter(version__gt=OuterRef("version"), state=State.PUBLISHED))


# How the work goes is no history of the report, and its figures never change once their hash is there.
WORK = [
    "lease",
    "lease_until",
    "stage",
    "step_done",
    "step_total",
    "attempts",
    "interrupted_at",
    "resumed_at",
    "problem",
]


@keeps_history(exclude=[*WORK, "figures"])
class Report(models.Model):
    """One version of one board's report for one period. The row is the queue: a worker takes it by a lease."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    period = models.CharField(_("period"), max_length=6)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    corrects = models.CharField(_("vad som rättas"), max_length=500, blank=True)
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.ORDERED)
    ordered_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("beställd av"))
    ordered_at = models.DateTimeField(_("beställd"))
    summary = models.TextField(_("sammanfattning"), max_length=SUMMARY_AT_MOST, blank=True)

    # Frozen once, then the same whatever happens to the work.
    cut_off = models.DateTimeField(_("siffrorna hämtade"), null=True, blank=True)
    figures = models.JSONField(_("siffror"), null=True, blank=True)
    figures_hash = models.CharField(_("siffrornas kontrollsumma"), max_length=64, blank=True)

    lease = models.UUIDField(_("arbetets märke"), null=True, blank=True)
    lease_until = models.DateTimeField(_("arbetet gäller till"), null=True, blank=True)
    stage = models.CharField(_("moment"), max_length=80, blank=True)
    step_done = models.PositiveSmallIntegerField(_("klara delar"), default=0)
    step_total = models.PositiveSmallIntegerField(_("delar"), default=0)
    attempts = models.PositiveSmallIntegerField(_("försök"), default=0)
    interrupted_at = models.DateTimeField(_("arbetet avbröts"), null=True, blank=True)
    resumed_at = models.DateTimeField(_("arbetet börjades om"), null=True, blank=True)
    problem = models.TextField(_("varför det inte gick"), blank=True)

    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True)
    published_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("publicerad av")
    )

    # Set by with_replaced().
    replaced: bool

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapport")
        verbose_name_plural = _("rapporter")
        indexes = [
            models.Index(fields=["lease_until"], condition=Q(state__in=["bestalld", "arbetar"]), name="report_waiting")
        ]
        constraints = [
            models.UniqueConstraint(fields=["board", "period", "version"], name="report_once_per_version"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(period__regex=r"^\d{4}(T[12])?$"), name="report_period_known"),
            models.CheckConstraint(
                condition=Q(version=1, corrects="") | Q(version__gt=1) & ~Q(corrects=""),
                name="report_correction_says_what",
                violation_error_message=_("Skriv vad som rättas."),
            ),
            models.CheckConstraint(
                condition=~Q(state="arbetar") | Q(lease__isnull=False, lease_until__isnull=False),
                name="report_work_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["klar", "publicerad"])
                | Q(figures__isnull=False, cut_off__isnull=False) & ~Q(figures_hash=""),
                name="report_ready_has_figures",
            ),
            models.CheckConstraint(
                condition=Q(state="publicerad", published_at__isnull=False, published_by__isnull=False)
                | ~Q(state="publicerad") & Q(published_at__isnull=True, published_by__isnull=True),
                name="report_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tertial(self) -> Tertial:
        return Tertial.parse(self.period)

    @property
    def title(self) -> str:
        return title(self.tertial)

    @property
    def file_name(self) -> str:
        return file_name(self.tertial, self.board.code, self.version)

    @property
    def is_in_the_making(self) -> bool:
        return self.state in IN_THE_MAKING

    @property
    def is_at_rest(self) -> bool:
        """Whether the samordnare has the next word."""
        return self.state in AT_REST

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def has_file(self) -> bool:
        """Whether there is a checked file of just these figures."""
        return self.state in (State.READY, State.PUBLISHED)

    @property
    def edition(self) -> str:
        """What figures and which words a writer had before her."""
        return hashlib.sha256(f"{self.figures_hash}\n{self.summary}".encode()).hexdigest()

    def take(self, verb: Verb) -> None:
        """Move to where ``verb`` leads. Raises NotAllowed when it does not follow from the state."""
        if verb not in TRANSITIONS[State(self.state)]:
            raise NotAllowed(_now("%(report)s: %(state)s. Därför går det inte nu.") % self._as_said())
        self.state = TRANSITIONS[State(self.state)][verb]

    def _as_said(self) -> dict[str, str]:
        return {"report": str(self), "state": self.get_state_display().lower()}

    def make_again(self, *, fresh: bool = False) -> None:
        """Put back in the queue with the figures it has, or with ``fresh`` ones. Raises NotAllowed unless at rest."""
        self.take(Verb.MAKE_AGAIN)
        self.attempts = 0
        self.lease = self.lease_until = self.interrupted_at = self.resumed_at = None
        self.stage = self.problem = ""
        self.step_done = self.step_total = 0
        if fresh:
            self.cut_off = self.figures = None
            self.figures_hash = ""
        self.save(update_fields=[*QUEUE_FIELDS, "problem", "cut_off", "figures", "figures_hash"])

    def rewrite(self, summary: str, *, seen: str) -> bool:
        """A new summary for the same figures, in the same version; the file is made again. False when nothing changed.

        ``seen`` is the ``edition`` that the writer had before her. Raises Rewritten when a colleague came between, and
        NotAllowed unless the report is at rest.
        """
        if not self.is_at_rest:
            raise NotAllowed(_now("%(report)s: %(state)s. Texten kan ändras när arbetet är klart.") % self._as_said())
        if summary == self.summary:
            return False
        if seen != self.edition:
            raise Rewritten(_now("Rapporten har ändrats medan du skrev. Din text är inte sparad men finns kvar."))
        self.summary = summary
        self.save(update_fields=["summary"])
        self.make_again()
        return True

    def publish(self, *, shown: str, by: Assignment, now: datetime) -> bool:
        """Publish the file that was looked at; False when exactly that is published already.

        Raises NotAllowed when the report is not ready, or is another one than the one with the hash ``shown``.
        """
        if self.is_published and shown == self.figures_hash:
            return False
        if self.state == State.READY and shown != self.figures_hash:
            raise NotAllowed(
                _now("Rapporten har gjorts om sedan du öppnade sidan. Läs den nya filen och publicera sedan.")
            )
        self.take(Verb.PUBLISH)
        self.published_at, self.published_by = now, by
        self.save(update_fields=["state", "published_at", "published_by"])
        return True

    @property
    def published_on(self) -> date | None:
        """The board cannot decide earlier on what it has not been given."""
        return timezone.localdate(self.published_at) if self.published_at else None

    def decide(self, decision: ReportDecision, *, by: Assignment, now: datetime) -> bool:
        """Note the board's decision; False when just that is noted already. Raises NotAllowed before publishing."""
        if not self.is_published:
            raise NotAllowed(_now("Beslutet kan registreras när rapporten är publicerad."))
        with connection.cursor() as cursor:
            # Two presses of one button wait for each other; a published report is locked by being unchangeable.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(self.pk)])
        latest = self.decisions.first()
        if latest and latest.says_the_same(decision):
            return False
        decision.report, decision.board, decision.by, decision.at = self, self.board, by, now
        decision.save(force_insert=True)
        return True


QUEUE_FIELDS = [
    "state",
    "lease",
    "lease_until",
    "stage",
    "step_done",
    "step_total",
    "attempts",
    "interrupted_at",
    "resumed_at",
]


class Rewritten(NotAllowed):
    """Somebody else changed the report after the page was opened."""


class ReportFile(models.Model):
    """The PDF that has been checked. It belongs to figures with one hash; the database lets no other be published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.OneToOneField(Report, models.PROTECT, related_name="file", verbose_name=_("rapport"))
    content = models.BinaryField(_("fil"))
    figures_hash = models.CharField(_("siffrornas kontrollsumma"), max_length=64)
    sha256 = models.CharField(_("filens kontrollsumma"), max_length=64)
    size = models.PositiveIntegerField(_("storlek"))
    pages = models.PositiveSmallIntegerField(_("sidor"))
    made_at = models.DateTimeField(_("gjord"))

    class Meta:
        verbose_name = _("rapportfil")
        verbose_name_plural = _("rapportfiler")

    def __str__(self) -> str:
        return f"{self.report_id}.pdf"


class ReportDecision(models.Model):
    """What the board decided about a published report. Never changed: a correction is a new row, the latest counts."""

    class Outcome(models.TextChoices):
        APPROVED = "godkand", _("Nämnden godkänner rapporten")
        NOTED = "lagd_till_handlingarna", _("Rapporten läggs till handlingarna")
        SENT_BACK = "aterremiss", _("Återremiss")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="decisions", verbose_name=_("rapport"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    decided_on = models.DateField(_("beslutsdatum"))
    paragraph = models.CharField(_("paragraf"), max_length=20)
    # Issued by the board's diary system, never by us (legal.md L16).
    dnr = models.CharField(_("diarienummer"), max_length=60, blank=True)
    outcome = models.CharField(_("beslut"), max_length=30, choices=Outcome)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerat av"))
    at = models.DateTimeField(_("registrerat"))

    class Meta:
        verbose_name = _("nämndens beslut om en rapport")
        verbose_name_plural = _("nämndens beslut om rapporter")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["godkand", "lagd_till_handlingarna", "aterremiss"]),
                name="report_decision_known",
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()

    def says_the_same(self, other: ReportDecision) -> bool:
        return (self.decided_on, self.paragraph, self.dnr, self.outcome) == (
            other.decided_on,
            other.paragraph,
            other.dnr,
            other.outcome,
        )
