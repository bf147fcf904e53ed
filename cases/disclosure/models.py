"""Requests for public records: what was asked, which reports, what is masked in them, and what was released.

Who asked is not kept, and need not be said (TF 2 kap. 18 §). Nothing is changed afterwards: a report that is masked
anew gets a new review, and the latest stands.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Concern
from cases.masking import Mask
from vbe.access.queries import on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vbe.access.request import Request


class NotAllowed(Exception):
    """The step cannot be taken. The message is for the person who tried."""


class GroundQuerySet(models.QuerySet["Ground"]):
    def for_masking(self) -> GroundQuerySet:
        """Those in force. One that has ended stands where it was used before."""
        return self.filter(kind=Ground.Kind.SECRECY, ended_on=None)

    def for_extracts(self) -> GroundQuerySet:
        """Of those in force, what may be kept back from the person that it is about."""
        return self.filter(kind__in=(Ground.Kind.ACCESS, Ground.Kind.SECRECY), ended_on=None)

    def references(self) -> dict[str, str]:
        return dict(self.values_list("code", "reference"))


@keeps_history()
class Ground(models.Model):
    """A rule that something is masked by, or that tells how a refusal is appealed: data with the day it was checked."""

    class Kind(models.TextChoices):
        SECRECY = "sekretess", _("Sekretess")
        APPEAL = "overklagande", _("Överklagande")
        # Of what somebody asks to see about themself; see cases/sig.
        ACCESS = "registerutdrag", _("Registerutdrag")
        ACCESS_APPEAL = "overklaga_utdr", _("Överklagande av registerutdrag")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("kod"), unique=True)
    kind = models.CharField(_("slag"), max_length=15, choices=Kind)
    position = models.PositiveSmallIntegerField(_("ordning"))
    reference = models.CharField(_("hänvisning"), max_length=100)
    title = models.CharField(_("rubrik"), max_length=120)
    wording = models.TextField(_("lydelse"))
    checked_on = models.DateField(_("kontrollerad"), null=True, blank=True)
    # Never deleted: what was masked rests on it.
    ended_on = models.DateField(
        _("gäller inte från och med"), null=True, blank=True, help_text=_("Grunden går då inte att välja längre.")
    )

    objects = GroundQuerySet.as_manager()

    class Meta:
        verbose_name = _("grund för maskning")
        verbose_name_plural = _("grunder för maskning")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.reference} – {self.title}"


class RecordsRequestQuerySet(models.QuerySet["RecordsRequest"]):
    def visible_to(self, request: Request) -> RecordsRequestQuerySet:
        return self.filter(on_boards("concern.assess"))

    def newest_first(self) -> RecordsRequestQuerySet:
        return self.order_by("-received_on", "-id")


class RecordsRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("nummer"), max_length=30, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    received_on = models.DateField(_("kom in"))
    asked = models.TextField(_("vad som begärs"), max_length=2000)
    dnr = models.CharField(_("diarienummer"), max_length=40, blank=True)
    registered_at = models.DateTimeField(_("registrerad"))
    registered_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerad av"))

    objects = RecordsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("begäran om allmän handling")
        verbose_name_plural = _("begäranden om allmän handling")
        indexes = [models.Index(fields=["board", "-received_on", "-id"], name="records_board_received")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_decided(self) -> bool:
        return hasattr(self, "decision")

    def hold(self) -> None:
        """Two presses of one button wait for each other, until the transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(self.pk)])

    def register(self) -> bool:
        """Store a new request; False when the same form was sent before."""
        self.hold()
        if RecordsRequest.objects.filter(pk=self.pk).exists():
            return False
        series = f"{self.board.prefix}-{timezone.localdate(self.registered_at).year}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_next_number(%s)", [f"records:{series}"])
            self.number = f"UTL-{series}-{cursor.fetchone()[0]:03d}"
        self.save(force_insert=True)
        return True

    def choose(self, concerns: Iterable[Concern], *, by: Assignment, now: datetime) -> int:
        """Take reports into the request; those that were left out come back. Returns how many are new in it.

        Raises NotAllowed when it is decided.
        """
        self.hold()
        self.refuse_if_decided()
        known = {chosen.concern_id: chosen for chosen in self.chosen.with_state()}
        new, back = [], []
        for concern in concerns:
            chosen = known.get(concern.pk)
            if chosen is None:
                new.append(Chosen(request=self, board_id=self.board_id, concern=concern, by=by, at=now))
            elif chosen.state == Review.State.LEFT_OUT:
                back.append(chosen.reviewed(Review.State.BACK, by=by, now=now))
        Chosen.objects.bulk_create(new)
        Review.objects.bulk_create(back)
        return len(new) + len(back)

    def refuse_if_decided(self) -> None:
        if Decision.objects.filter(request=self).exists():
            raise NotAllowed(_now("Begäran är redan avgjord. Det som har lämnats ut ändras inte."))


class ChosenQuerySet(models.QuerySet["Chosen"]):
    def with_state(self) -> ChosenQuerySet:
        """``state`` of the latest review, and None before the first."""
        latest = Review.objects.filter(chosen=models.OuterRef("pk")).order_by("-at", "-id")
        return self.annotate(
            state=models.Subquery(latest.values("state")[:1]),
            masks=models.Subquery(latest.values("masks")[:1]),
            digest=models.Subquery(latest.values("digest")[:1]),
        )

    def included(self) -> ChosenQuerySet:
        return self.with_state().filter(Q(state=None) | ~Q(state=Review.State.LEFT_OUT))

    def waiting(self) -> ChosenQuerySet:
        """Those in the request that nobody has reviewed since they came into it."""
        return self.included().filter(Q(state=None) | Q(state=Review.State.BACK))

    def in_document_order(self) -> ChosenQuerySet:
        return self.order_by("concern__happened_on", "concern__number")


class Chosen(models.Model):
    """A report that belongs to the request."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        RecordsRequest, models.PROTECT, related_name="chosen", verbose_name=_("begäran om allmän handling")
    )
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+", verbose_name=_("rapport"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("vald av"))
    at = models.DateTimeField(_("vald"))

    # Set by with_state().
    state: str | None
    masks: list[dict[str, Any]] | None
    digest: str | None

    objects = ChosenQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapport i en begäran")
        verbose_name_plural = _("rapporter i begäranden")
        constraints = [models.UniqueConstraint(fields=["request", "concern"], name="chosen_once")]

    def __str__(self) -> str:
        return f"{self.request} · {self.concern}"

    @property
    def is_reviewed(self) -> bool:
        return self.state == Review.State.REVIEWED

    def masked(self) -> list[Mask]:
        return [Mask(**mask) for mask in self.masks or []]

    def reviewed(
        self, state: Review.State, *, by: Assignment, now: datetime, masks: Iterable[Mask] = (), digest: str = ""
    ) -> Review:
        """A new review, not stored yet."""
        return Review(
            chosen=self,
            board_id=self.board_id,
            state=state,
            masks=[mask.as_json() for mask in sorted(set(masks), key=lambda mask: (mask.field, mask.start))],
            digest=digest,
            by=by,
            at=now,
        )


class Review(models.Model):
    """What somebody masked in a report, or that it was left out. The masks hold places, never words."""

    class State(models.TextChoices):
        REVIEWED = "granskad", _("Granskad")
        LEFT_OUT = "utelamnad", _("Borttagen")
        BACK = "tillbaka", _("Tillbaka")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chosen = models.ForeignKey(Chosen, models.PROTECT, related_name="reviews", verbose_name=_("rapport i en begäran"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    state = models.CharField(_("läge"), max_length=10, choices=State)
    masks = models.JSONField(_("maskat"), default=list)
    # Of the texts as they were read: one that has come since must be read before anything is released.
    digest = models.CharField(_("kontrollsumma"), max_length=64, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("granskad av"))
    at = models.DateTimeField(_("granskad"))

    class Meta:
        verbose_name = _("granskning före utlämnande")
        verbose_name_plural = _("granskningar före utlämnande")
        indexes = [models.Index(fields=["chosen", "-at", "-id"], name="review_latest")]

    def __str__(self) -> str:
        return f"{self.chosen} · {self.get_state_display()}"


class Decision(models.Model):
    """The answer, with the document as it was released. It is never changed."""

    class Outcome(models.TextChoices):
        WHOLE = "helt", _("Lämnas ut")
        PARTLY = "delvis", _("Lämnas ut delvis")
        REFUSED = "avslag", _("Lämnas inte ut")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.OneToOneField(
        RecordsRequest, models.PROTECT, related_name="decision", verbose_name=_("begäran om allmän handling")
    )
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    outcome = models.CharField(_("beslut"), max_length=10, choices=Outcome)
    reason = models.TextField(_("skäl"), max_length=2000, blank=True)
    reports = models.PositiveSmallIntegerField(_("antal rapporter"))
    # Of decisions from before documents were made by a worker; see DocumentPart.
    document = models.BinaryField(_("dokument"), null=True, blank=True)
    digest = models.CharField(_("kontrollsumma"), max_length=64, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("beslutat av"))
    at = models.DateTimeField(_("beslutat"))

    class Meta:
        verbose_name = _("beslut om utlämnande")
        verbose_name_plural = _("beslut om utlämnande")

    def __str__(self) -> str:
        return f"{self.request} · {self.get_outcome_display()}"


class DocumentPartQuerySet(models.QuerySet["DocumentPart"]):
    def visible_to(self, request: Request) -> DocumentPartQuerySet:
        return self.filter(on_boards("concern.assess"))

    def without_content(self) -> DocumentPartQuerySet:
        return self.defer("content", "document")

    def made(self) -> DocumentPartQuerySet:
        return self.filter(made_at__isnull=False)

    def claimable(self, now: datetime) -> DocumentPartQuerySet:
        """What a worker may take: waiting, or left behind by a worker that no longer renews its lease."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.filter(free, made_at=None, failed_at=None)


class DocumentPart(models.Model):
    """A part of the document: what is released, frozen when it was decided, and the file that a worker sets from it.

    The row is the queue: a worker takes it by a lease. ``content`` holds nothing that was masked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="parts", verbose_name=_("beslut om utlämnande"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    number = models.PositiveSmallIntegerField(_("del"))
    content = models.JSONField(_("innehåll"))
    document = models.BinaryField(_("dokument"), null=True, blank=True)
    digest = models.CharField(_("kontrollsumma"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("klar"), null=True, blank=True)

    lease = models.UUIDField(_("arbetets märke"), null=True, blank=True)
    lease_until = models.DateTimeField(_("arbetet gäller till"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("försök"), default=0)
    failed_at = models.DateTimeField(_("gavs upp"), null=True, blank=True)

    objects = DocumentPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("del av utlämnat dokument")
        verbose_name_plural = _("delar av utlämnade dokument")
        ordering = ["number"]
        indexes = [models.Index(fields=["lease_until"], condition=Q(made_at=None), name="document_part_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="document_part_once"),
            models.CheckConstraint(
                condition=Q(made_at=None, document=None)
                | Q(made_at__isnull=False, document__isnull=False) & ~Q(digest=""),
                name="document_part_made_has_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} · {self.number}"


class ReleasedFileQuerySet(models.QuerySet["ReleasedFile"]):
    def visible_to(self, request: Request) -> ReleasedFileQuerySet:
        return self.filter(on_boards("concern.assess"))


class ReleasedFile(models.Model):
    """A file of a report that is released as it is, beside the document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="files", verbose_name=_("beslut om utlämnande"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    name = models.CharField(_("namn"), max_length=60)
    kind = models.CharField(_("filtyp"), max_length=4)
    size = models.PositiveIntegerField(_("storlek"))
    # The report's own file, read from where it lies: the report may have moved to another board since.
    file = models.FileField(_("fil"), max_length=200)

    objects = ReleasedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("utlämnad fil")
        verbose_name_plural = _("utlämnade filer")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["decision", "file"], name="released_file_once")]

    def __str__(self) -> str:
        return self.name
