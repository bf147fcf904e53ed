"""*Hur gör jag?* in the municipality's own words: drafts and published versions, a board's addition, counts of answers.

A published version stands for good. The numbers to call are not in it: it says which kinds of numbers, and
``PhoneNumber`` has them as they are today (Nyköping 2016, s. 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.guide.queries import EditedMunicipality
from cases.guide.situations import BUILT_IN, ReportAs, Situation, Topic
from vbe.access.queries import on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Municipality

if TYPE_CHECKING:
    from vbe.access.request import Request


class NotAllowed(Exception):
    """The step cannot be taken from where the guide is. The message is for the person who tried."""


class AlreadyDone(NotAllowed):
    """The step was taken before, such as by a second press on the button: nothing is left to do."""


class Conflict(Exception):
    """Somebody else saved since the page was opened."""


class Written(models.Model):
    """A text that several may write: saved on top of the version it was opened from, or not at all."""

    # Counts every save, so that a second writer is shown both texts.
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("sparad"), null=True, blank=True)
    saved_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sparad av")
    )
    # The open page that saved last. It never conflicts with itself, though an answer to it was lost on the way.
    saved_from = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True

    def save_written(
        self, fields: Mapping[str, Any], *, version: int, page: UUID, by: Assignment, now: datetime
    ) -> None:
        """Raises Conflict, with nothing saved, when somebody else has saved since ``version``."""
        last = type(self)._default_manager.filter(pk=self.pk, saved_from=page).first()
        if last and all(getattr(last, name) == value for name, value in fields.items()):
            # The button pressed twice: no second version of the same words.
            self.refresh_from_db(fields=["version", "saved_at", "saved_by", "saved_from"])
            return
        same = type(self)._default_manager.filter(Q(version=version) | Q(saved_from=page), pk=self.pk)
        saved = same.update(**fields, version=F("version") + 1, saved_at=now, saved_by=by, saved_from=page)
        self.refresh_from_db(fields=["version", "saved_at", "saved_by", "saved_from"])
        if not saved:
            raise Conflict


class GuideQuerySet(models.QuerySet["Guide"]):
    def visible_to(self, request: Request) -> GuideQuerySet:
        """Published versions of the own municipality, and the draft of whoever writes it."""
        board = request.access.acting.board
        return self.filter(
            Q(state=Guide.State.PUBLISHED, municipality_id=board.municipality_id)
            | Q(municipality_id=EditedMunicipality())
        )

    def edited_by(self, request: Request) -> GuideQuerySet:
        return self.filter(municipality_id=EditedMunicipality())

    def published(self) -> GuideQuerySet:
        return self.filter(state=Guide.State.PUBLISHED)

    def drafts(self) -> GuideQuerySet:
        return self.filter(state=Guide.State.DRAFT)

    def current(self, municipality: Municipality | None) -> Guide | None:
        """The latest published version; None where the built-in words still stand."""
        return self.published().filter(municipality=municipality).order_by("-number").first()


@keeps_history()
class Guide(models.Model):
    """One version of a municipality's guide."""

    class State(models.TextChoices):
        DRAFT = "utkast", _("Utkast")
        PUBLISHED = "publicerad", _("Publicerad")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("kommun"))
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(_("version"), null=True, blank=True)
    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True)
    published_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("publicerad av")
    )
    # An earlier version published anew has that one's words.
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("samma som")
    )

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("version av Hur gör jag?")
        verbose_name_plural = _("versioner av Hur gör jag?")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(state="utkast"), name="guide_one_draft_per_municipality"
            ),
            models.UniqueConstraint(fields=["municipality", "number"], name="guide_number_once"),
            models.CheckConstraint(
                condition=Q(state="utkast", number=None, published_at=None, published_by=None, same_as=None)
                | Q(state="publicerad", number__isnull=False, published_at__isnull=False, published_by__isnull=False),
                name="guide_published_has_number_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return _now("Version %(number)s") % {"number": self.number} if self.number else _now("Utkast")

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def words_id(self) -> UUID:
        """The version that holds the words."""
        return self.same_as_id or self.pk

    @classmethod
    @transaction.atomic
    def begin(cls, municipality: Municipality) -> Guide:
        """The draft: the one there is, or a new one with the words that are read today."""
        draft, is_new = cls.objects.get_or_create(municipality=municipality, state=cls.State.DRAFT)
        for one in shown_entries(cls.objects.current(municipality)) if is_new else ():
            words = {name: getattr(one, name) for name in Entry.WORDS}
            Entry(guide=draft, situation=one.situation, **words).save(force_insert=True)
        return draft

    @transaction.atomic
    def publish(self, *, by: Assignment, now: datetime) -> None:
        """Lock the draft and let everybody read it."""
        if not Guide.objects.drafts().select_for_update().filter(pk=self.pk).exists():
            self.refresh_from_db(fields=["state", "number"])
            raise AlreadyDone(_now("%(version)s är redan publicerad.") % {"version": self})
        self.state, self.number = self.State.PUBLISHED, next_number(self.municipality_id)
        self.published_at, self.published_by = now, by
        self.save(update_fields=["state", "number", "published_at", "published_by"])

    @transaction.atomic
    def publish_anew(self, *, by: Assignment, now: datetime) -> Guide:
        """Undo a publication: this earlier version's words become a new version."""
        if self.is_draft:
            raise NotAllowed(_now("Ett utkast publiceras med knappen Publicera."))
        # Taken before the check, so that two presses wait for each other.
        number = next_number(self.municipality_id)
        current = Guide.objects.current(self.municipality)
        if current and current.words_id == self.words_id:
            raise AlreadyDone(_now("De orden gäller redan, i %(version)s.") % {"version": str(current).lower()})
        anew = Guide(
            municipality_id=self.municipality_id, state=self.State.PUBLISHED, number=number, published_at=now,
            published_by=by, same_as_id=self.words_id,
        )  # fmt: skip
        anew.save(force_insert=True)
        return anew

    def discard(self) -> None:
        if not self.is_draft:
            raise NotAllowed(_now("Versionen är publicerad och kan inte tas bort."))
        self.delete()


def next_number(municipality: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_next_number(%s)", [f"guide:{municipality}"])
        number: int = cursor.fetchone()[0]
    return number


class EntryQuerySet(models.QuerySet["Entry"]):
    def edited_by(self, request: Request) -> EntryQuerySet:
        """What stands in the draft, for whoever writes it."""
        return self.filter(guide__state=Guide.State.DRAFT, guide__municipality_id=EditedMunicipality())


@keeps_history()
class Entry(Written):
    """What the guide says of one situation. It always ends in something to do."""

    WORDS = ("title", "text", "topics", "report_as", "to_reception", "advice")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="entries", verbose_name=_("version"))
    situation = models.CharField(_("situation"), max_length=10, choices=Situation)
    title = models.CharField(_("rubrik"), max_length=120)
    text = models.TextField(_("text"), max_length=3000)
    topics = ArrayField(
        models.CharField(max_length=20, choices=Topic), default=list, blank=True, verbose_name=_("nummer att ringa")
    )
    report_as = models.CharField(_("formulär"), max_length=10, choices=ReportAs, blank=True)
    to_reception = models.BooleanField(_("koppla till mottagningen"), default=False)
    advice = models.BooleanField(_("rådet räcker"), default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("situation i Hur gör jag?")
        verbose_name_plural = _("situationer i Hur gör jag?")
        constraints = [
            models.UniqueConstraint(fields=["guide", "situation"], name="guide_situation_once"),
            models.CheckConstraint(
                condition=~Q(topics=[]) | ~Q(report_as="") | Q(to_reception=True) | Q(advice=True),
                name="guide_situation_ends_in_an_action",
                violation_error_message=_(
                    "Välj minst en sak att göra: ett nummer, formuläret, mottagningen eller att rådet räcker."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def topic_names(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.topics]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    order = list(Situation.values)
    return sorted(entries, key=lambda one: order.index(one.situation))


def built_in() -> list[Entry]:
    return [
        Entry(
            situation=situation, title=str(words.title), text=str(words.text), topics=list(words.topics),
            report_as=words.report_as, to_reception=words.to_reception, advice=words.advice,
        )
        for situation, words in BUILT_IN.items()
    ]  # fmt: skip


def shown_entries(guide: Guide | None) -> list[Entry]:
    """Every situation in its order. One that an older version lacks has the built-in words."""
    written = {one.situation: one for one in Entry.objects.filter(guide_id=guide.words_id)} if guide else {}
    return [written.get(one.situation, one) for one in built_in()]


class LocalAdditionQuerySet(models.QuerySet["LocalAddition"]):
    def edited_by(self, request: Request) -> LocalAdditionQuerySet:
        return self.filter(on_boards("guide.edit"), board=request.access.acting.board)


@keeps_history()
class LocalAddition(Written):
    """A board's own lines under every situation: whom to turn to here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.OneToOneField(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    text = models.TextField(_("text"), max_length=1000, blank=True)

    objects = LocalAdditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("nämndens tillägg till Hur gör jag?")
        verbose_name_plural = _("nämndernas tillägg till Hur gör jag?")

    def __str__(self) -> str:
        return str(self.board)


class TallyQuerySet(models.QuerySet["Tally"]):
    def visible_to(self, request: Request) -> TallyQuerySet:
        """The own board's and the public page's; of every board for whoever writes the municipality's guide."""
        public = Q(board=None, municipality_id=request.access.acting.board.municipality_id)
        return self.filter(on_boards("guide.edit") | public | Q(municipality_id=EditedMunicipality()))


class Tally(models.Model):
    """How many were helped by the guide alone, in a month. Nothing about who, or about what."""

    class Outcome(models.TextChoices):
        ANSWERED = "svar", _("Fick svar på sin fråga")
        ADVISED = "rad", _("Behövde bara råd")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("kommun"))
    # None: on the public page.
    board = models.ForeignKey(Board, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nämnd"))
    situation = models.CharField(_("situation"), max_length=10, choices=Situation)
    outcome = models.CharField(_("hur det gick"), max_length=10, choices=Outcome)
    month = models.DateField(_("månad"), help_text=_("Månadens första dag."))
    count = models.PositiveIntegerField(_("antal"), default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("antal som fått svar i Hur gör jag?")
        verbose_name_plural = _("antal som fått svar i Hur gör jag?")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "board", "situation", "outcome", "month"],
                name="guide_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(situation__in=Situation.values, outcome__in=["svar", "rad"]), name="guide_tally_of_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_situation_display()} {self.month:%Y-%m}: {self.count}"
