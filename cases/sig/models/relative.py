"""Support to a relative: a record of the relative's own, which no case knows of and which knows of no case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from cases.sig.states import NotAllowed
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import among_relatives, in_cases, not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from django.http import HttpRequest


class RelativeSupportQuerySet(models.QuerySet["RelativeSupport"]):
    def visible_to(self, request: HttpRequest) -> RelativeSupportQuerySet:
        return self.filter(on_boards("relative.view") | among_relatives("id"), not_barred())

    def led_by(self, request: HttpRequest) -> RelativeSupportQuerySet:
        """On the boards where the acting assignment leads the support to relatives."""
        return self.filter(on_boards("relative.lead"))

    def worked_by(self, request: HttpRequest) -> RelativeSupportQuerySet:
        """What the acting assignment may write in: as leader, or as one of those who give the support."""
        return self.filter(on_boards("relative.lead") | among_relatives("id"))

    def given_by(self, request: HttpRequest) -> RelativeSupportQuerySet:
        """What the acting assignment itself gives."""
        return self.filter(among_relatives("id"), not_barred())

    def with_again_on(self) -> RelativeSupportQuerySet:
        """With ``again_on``: the day that the latest contact named for the next one."""
        latest = RelativeNote.objects.filter(support=models.OuterRef("pk")).order_by("-at", "-id")
        return self.annotate(again_on=models.Subquery(latest.values("again_on")[:1]))

    def open(self) -> RelativeSupportQuerySet:
        return self.filter(closed_at=None)

    def in_list_order(self) -> RelativeSupportQuerySet:
        return self.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-id")


@keeps_history()
class RelativeSupport(models.Model):
    class Came(models.TextChoices):
        SELF = "sjalv", _("Den anhöriga hörde av sig")
        RECEPTION = "mottagning", _("Genom mottagningen")
        STAFF = "handlaggare", _("Genom en handläggare")
        POLICE = "polis", _("Genom polisen")
        OTHER = "annan", _("På annat sätt")

    class How(models.TextChoices):
        TALK = "samtal", _("I ett samtal")
        MEETING = "mote", _("Vid ett möte")
        LETTER = "brev", _("I ett brev")

    class Outcome(models.TextChoices):
        HELPED = "hjalpt", _("Behovet är tillgodosett")
        DECLINED = "avbojt", _("Den anhöriga vill inte ha stöd")
        LEFT = "avbrutet", _("Den anhöriga ville inte fortsätta")
        ELSEWHERE = "annan", _("Stödet ges av någon annan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("nummer"), max_length=25, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    came = models.CharField(_("kom hit"), max_length=15, choices=Came)
    needs = EncryptedTextField(_("det den anhöriga behöver"))
    opened_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("öppnat av"))
    opened_at = models.DateTimeField(_("öppnat"))
    # The relative has been told that support is there (Spånga-Tensta 2017, s. 14).
    informed_on = models.DateField(_("informerad"), null=True, blank=True)
    informed_how = models.CharField(_("hur"), max_length=10, choices=How, blank=True)
    informed_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("informerad av")
    )
    closed_at = models.DateTimeField(_("avslutat"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avslutat av")
    )
    outcome = models.CharField(_("hur det gick"), max_length=10, choices=Outcome, blank=True)
    outcome_words = EncryptedTextField(_("hur det gick, i ord"), blank=True)

    # When the next contact is to be; there on rows of with_again_on().
    again_on: date | None

    objects = RelativeSupportQuerySet.as_manager()

    class Meta:
        verbose_name = _("anhörigstöd")
        verbose_name_plural = _("anhörigstöd")
        indexes = [models.Index(fields=["board", "-opened_at", "-id"], name="relative_board_opened")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="relative_closed_has_who_when_and_outcome",
            ),
            models.CheckConstraint(
                condition=Q(informed_on__isnull=True, informed_by__isnull=True)
                | Q(informed_on__isnull=False, informed_by__isnull=False),
                name="relative_informed_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def give_number(self) -> None:
        """The next number of a series of its own, ``SKH-ANH-2026-014``: nobody takes it for a case's."""
        series = f"{self.board.prefix}-ANH-{timezone.localdate(self.opened_at).year}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_next_number(%s)", [f"relative:{series}"])
            self.number = f"{series}-{cursor.fetchone()[0]:03d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def state(self) -> str:
        if self.closed_at:
            return _now("Avslutat")
        return _now("Stöd pågår") if self.informed_on else _now("Ska informeras om stöd")

    @property
    def tone(self) -> str:
        if self.closed_at:
            return "neutral"
        return "success" if self.informed_on else "warning"

    def refuse_if_closed(self) -> None:
        if self.closed_at:
            raise NotAllowed(_now("Anhörigstödet är avslutat. Det går inte att skriva mer i det."))


class RelativeIdentity(models.Model):
    """Who the relative is: encrypted, in a table of its own, shown only with a stated reason (legal.md L4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    support = models.OneToOneField(RelativeSupport, models.PROTECT, related_name="identity", verbose_name=_("stöd"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    name = EncryptedTextField(_("namn"))
    number = EncryptedTextField(_("personnummer"), blank=True)
    contact = EncryptedTextField(_("så nås den anhöriga"))
    relation = EncryptedTextField(_("anhörig som"), blank=True)
    protected = models.BooleanField(_("skyddade personuppgifter"), default=False)

    class Meta:
        verbose_name = _("anhörigs identitet")
        verbose_name_plural = _("anhörigas identiteter")

    def __str__(self) -> str:
        return str(self.support)

    @property
    def written_number(self) -> str:
        return f"{self.number[:8]}-{self.number[8:]}" if len(self.number) == 12 else self.number


@keeps_history()
class RelativePart(models.Model):
    """Who gives the support, dated: whoever has no part in it does not know that it is there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    support = models.ForeignKey(RelativeSupport, models.PROTECT, related_name="parts", verbose_name=_("stöd"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("uppdrag"))
    starts = models.DateField(_("från och med"))
    ends = models.DateField(_("till och med"), null=True, blank=True)

    class Meta:
        verbose_name = _("del i ett anhörigstöd")
        verbose_name_plural = _("delar i anhörigstöd")
        constraints = [
            models.UniqueConstraint(fields=["support", "assignment"], name="relative_part_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="relative_part_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support}, {self.assignment}"

    def active(self, today: date) -> bool:
        return self.starts <= today and (self.ends is None or self.ends >= today)


@keeps_history()
class RelativeConsent(models.Model):
    """The relative's own consent: to whom something the relative has told may be told."""

    class Way(models.TextChoices):
        WRITTEN = "skriftligt", _("Skriftligt")
        ORAL = "muntligt", _("Muntligt")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    support = models.ForeignKey(RelativeSupport, models.PROTECT, related_name="consents", verbose_name=_("stöd"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    recipient = EncryptedTextField(_("vem som får veta"))
    scope = EncryptedTextField(_("vilka uppgifter"))
    way = models.CharField(_("lämnat"), max_length=12, choices=Way)
    given_on = models.DateField(_("lämnat den"))
    ends = models.DateField(_("gäller till och med"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerat av"))
    at = models.DateTimeField(_("registrerat"))
    withdrawn_at = models.DateTimeField(_("återkallat"), null=True, blank=True)

    class Meta:
        verbose_name = _("anhörigs samtycke")
        verbose_name_plural = _("anhörigas samtycken")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("given_on")), name="relative_consent_ends_after_given")
        ]

    def __str__(self) -> str:
        return self.recipient

    def in_force(self, today: date) -> bool:
        return self.withdrawn_at is None and self.given_on <= today <= self.ends


@keeps_history()
class RelativeMeasure(models.Model):
    """Something that is done for the relative: talks, a group, practical help. Given as service, without a decision."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    support = models.ForeignKey(RelativeSupport, models.PROTECT, related_name="measures", verbose_name=_("stöd"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    name = EncryptedTextField(_("insats"))
    goal = EncryptedTextField(_("det den anhöriga vill uppnå"))
    starts = models.DateField(_("börjar"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("skriven"))
    ended_on = models.DateField(_("avslutad"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avslutad av")
    )
    result = EncryptedTextField(_("hur det gick"), blank=True)

    class Meta:
        verbose_name = _("insats för en anhörig")
        verbose_name_plural = _("insatser för anhöriga")
        ordering = ["-starts", "-id"]

    def __str__(self) -> str:
        return self.name


class RelativeNote(models.Model):
    """A contact with the relative. Never changed: what was wrong is said in a new note (legal.md L14)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    support = models.ForeignKey(RelativeSupport, models.PROTECT, related_name="notes", verbose_name=_("stöd"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    text = EncryptedTextField(_("anteckning"))
    # The latest note says when; one without a day says that nothing is planned.
    again_on = models.DateField(_("nästa kontakt"), null=True, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("skriven"))

    class Meta:
        verbose_name = _("anteckning i ett anhörigstöd")
        verbose_name_plural = _("anteckningar i anhörigstöd")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class RelativeTieQuerySet(models.QuerySet["RelativeTie"]):
    def visible_to(self, request: HttpRequest) -> RelativeTieQuerySet:
        """Those between a support and a case that the asker reads both."""
        support = on_boards("relative.view", "support__board_id") | among_relatives("support_id")
        case = on_boards("case.content", "case__board_id") | in_cases("case_id")
        return self.filter(support, case, not_barred("case_id"), not_barred("support_id"))


class RelativeTie(models.Model):
    """Somebody who takes part in both has noted that they belong together. Seen by those alone who read both."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    support = models.ForeignKey(RelativeSupport, models.PROTECT, related_name="ties", verbose_name=_("stöd"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("noterat"))

    objects = RelativeTieQuerySet.as_manager()

    class Meta:
        verbose_name = _("noterat samband")
        verbose_name_plural = _("noterade samband")
        constraints = [models.UniqueConstraint(fields=["support", "case"], name="relative_tie_once")]

    def __str__(self) -> str:
        return f"{self.support}, {self.case}"
