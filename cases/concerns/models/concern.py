"""Reports of oro and händelser, and what the samordnare made of them. This room holds no persons (legal.md L2)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.states import CLOSING, ENDED, TRANSITIONS, NotAllowed, Outcome, State
from cases.deadlines import working_days_after
from vbe.access.queries import not_barred, on_boards
from vbe.access.templatetags.dates import swedate
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Area, Assignment, Board, BoardQuerySet, User

if TYPE_CHECKING:
    from cases.concerns.models.assessment import Assessment
    from cases.concerns.models.attachment import Attachment
    from vbe.access.request import Request

FOLLOWED_UP_WITHIN_DAYS = 366
# What a report says.
SAID = (
    *("kind", "category", "text", "place", "board_id", "area_id", "when_kind", "happened_on", "happened_at"),
    *("happened_until", "source", "ground", "milieu", "done"),
)


class Category(models.TextChoices):
    """Skärholmen's list 2019, s. 6."""

    GRAFFITI = "klotter", _("Klotter eller skadegörelse")
    STICKERS = "klistermarken", _("Klistermärken")
    LEAFLETS = "flygblad", _("Flygblad eller affischer")
    SYMBOLS = "symboler", _("Symboler")
    EXPRESSIONS = "uttryck", _("Uppmaning till eller stöd för våld")
    THREATS = "hot", _("Hot eller kränkning")
    DEMONSTRATION = "demonstration", _("Demonstration")
    OTHER = "annat", _("Något annat")


class Milieu(models.TextChoices):
    """Stockholm's guidelines, s. 4–5. Belongs to a report, never to a person (legal.md L1)."""

    UNKNOWN = "okand", _("Vet inte")
    RIGHT = "hogerextremism", _("Våldsbejakande högerextremism")
    LEFT = "vansterextremism", _("Våldsbejakande vänsterextremism")
    ISLAMISM = "islamism", _("Våldsbejakande islamistisk extremism")
    LONE = "ensamagerande", _("Ensamagerande")
    HYBRID = "hybrid", _("Flera miljöer eller blandade idéer")
    OTHER = "annan", _("Annan våldsam miljö")


class Door(models.TextChoices):
    """How a report came to the desk."""

    FORM = "formular", _("Formuläret")
    PHONE = "telefon", _("Telefon")
    LETTER = "brev", _("Brev")
    VISIT = "besok", _("Besök")
    LINK = "lank", _("Rapporteringslänk")
    IMPORT = "import", _("Inläst lista")


class Source(models.TextChoices):
    """What kind of knowledge a report rests on; never who it is."""

    OWN = "egen", _("Jag såg eller hörde det själv")
    TOLD = "berattat", _("Någon berättade för mig")
    ONLINE = "natet", _("Jag såg det på nätet")
    AUTHORITY = "myndighet", _("En annan myndighet")
    UNKNOWN = "vet_ej", _("Vet inte")


class WhenKind(models.TextChoices):
    """How exactly the time is known."""

    TIME = "tidpunkt", _("En bestämd tid")
    DAY = "dag", _("En dag")
    PERIOD = "period", _("Flera dagar")
    UNKNOWN = "okand", _("Vet inte när")


def refuse_follow_up(day: date, today: date) -> None:
    """Raise NotAllowed for a day that is not ahead, or too far ahead to be kept in mind."""
    if not today < day <= today + timedelta(days=FOLLOWED_UP_WITHIN_DAYS):
        raise NotAllowed(_now("Välj en dag efter i dag och högst ett år fram."))


def boards_to_hand_over_to(own: Board, today: date) -> BoardQuerySet:
    """The municipality's other boards that have a samordnare: those of a place, and those that must have one."""
    boards = Board.objects.filter(municipality_id=own.municipality_id).current(today)
    return boards.filter(Q(covers_places=True) | Q(needs_coordinator=True)).exclude(pk=own.pk).in_order()


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, request: Request) -> ConcernQuerySet:
        return self.visible()

    def visible(self) -> ConcernQuerySet:
        """What the desk sees: reports placed on the board, sent from it, or handed over by it.

        The database knows who asks, so that the query is the same for everybody.
        """
        view = "concern.view"
        return self.filter(
            on_boards(view) | on_boards(view, "reporter_board_id") | on_boards(view, "previous_board_id"), not_barred()
        )

    def on_desk(self, request: Request) -> ConcernQuerySet:
        """What the acting samordnare answers for: reports placed on the own board."""
        return self.filter(on_boards("concern.assess"), not_barred())

    def reported_by(self, request: Request) -> ConcernQuerySet:
        return self.filter(not_barred(), reporter_id=request.user.pk)

    def sent_like(self, other: Concern, *, since: datetime) -> ConcernQuerySet:
        """Those sent since then that say just what ``other`` says."""
        return self.filter(reported_at__gte=since, **{name: getattr(other, name) for name in SAID})

    def readable_by(self, request: Request) -> ConcernQuerySet:
        """The desk's reports, and those that the person wrote."""
        return self.visible_to(request) | self.reported_by(request)

    def placed_here(self, request: Request) -> ConcernQuerySet:
        """Reports counted here: a report is counted once, on the board of its place."""
        return self.filter(on_boards("concern.view"), not_barred())

    def with_desk(self) -> ConcernQuerySet:
        """Mark with ``on_desk`` the reports that the acting samordnare answers for, and those ``has_files``."""
        from cases.concerns.models.attachment import Attachment

        return self.annotate(
            on_desk=models.ExpressionWrapper(on_boards("concern.assess"), output_field=models.BooleanField()),
            has_files=models.Exists(Attachment.objects.filter(concern=models.OuterRef("pk"))),
        )

    def with_came_back(self) -> ConcernQuerySet:
        """Mark with ``came_back`` how the other board answered a handed-over report that is on the desk again."""
        from cases.concerns.models.passing_on import Handover

        answered = Handover.objects.filter(concern=models.OuterRef("pk"), from_board=models.OuterRef("board"))
        return self.annotate(came_back=models.Subquery(answered.order_by("-at").values("answer")[:1]))

    def to_assess(self) -> ConcernQuerySet:
        return self.filter(state=State.NEW)

    def overdue(self, today: date) -> ConcernQuerySet:
        return self.to_assess().filter(due_on__lt=today)

    def to_follow_up(self, today: date) -> ConcernQuerySet:
        return self.exclude(state__in=ENDED).filter(follow_up_on__lte=today)

    def in_queue_order(self) -> ConcernQuerySet:
        """What waits on the own desk first, the earliest due first; then the newest."""
        on_desk = Q(state=State.NEW) & on_boards("concern.assess")
        waiting = models.Case(models.When(on_desk, then=0), default=1)
        due = models.Case(models.When(on_desk, then=F("due_on")))
        return self.order_by(waiting, due, "-reported_at", "-id")


@keeps_history()
class Concern(models.Model):
    class Kind(models.TextChoices):
        CONCERN = "oro", _("Oro")
        EVENT = "handelse", _("Händelse")

    class Ground(models.TextChoices):
        BEHAVIOUR = "beteende", _("Ett beteende – något någon gör")
        EVENT = "handelse", _("En händelse – något som har hänt")
        NEED = "behov", _("Ett behov – någon kan behöva stöd")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("nummer"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("slag"), max_length=10, choices=Kind)
    category = models.CharField(_("vad det gäller"), max_length=20, choices=Category)
    milieu = models.CharField(_("miljö"), max_length=20, choices=Milieu, default=Milieu.UNKNOWN)
    ground = models.CharField(_("grund"), max_length=10, choices=Ground)
    text = models.TextField(_("vad du har sett"), max_length=10_000)
    place = models.CharField(_("plats"), max_length=200)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("del av området")
    )
    when_kind = models.CharField(_("hur du vet tiden"), max_length=10, choices=WhenKind, default=WhenKind.DAY)
    # Every report is counted on a day: when nobody knows it, on the day it was reported.
    happened_on = models.DateField(_("när"))
    happened_at = models.TimeField(_("klockan"), null=True, blank=True)
    happened_until = models.DateField(_("till och med"), null=True, blank=True)
    source = models.CharField(_("hur du vet det"), max_length=10, choices=Source, blank=True)
    done = models.TextField(_("vad som har gjorts"), max_length=2000, blank=True)
    # Not used: the pictures of a report are Attachments. A later release takes the column away.
    picture = models.FileField(_("bild"), upload_to="concerns/", blank=True, max_length=200)

    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd där det hände"))
    previous_board = models.ForeignKey(
        Board, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("överlämnad av")
    )
    door = models.CharField(_("kom in genom"), max_length=10, choices=Door, default=Door.FORM)
    # Who reports through a link has no account.
    reporter = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rapporterad av")
    )
    reporter_board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("rapportörens nämnd"))
    # The desk sees where a report comes from, never who wrote it (legal.md L2).
    reporter_unit = models.CharField(_("rapportörens enhet"), max_length=120)

    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.NEW)
    reported_at = models.DateTimeField(_("rapporterad"))
    due_on = models.DateField(_("bedöms senast"))
    follow_up_on = models.DateField(_("följs upp"), null=True, blank=True)
    sealed_sent_at = models.DateTimeField(_("sluten del skickad"), null=True, blank=True)

    # Set by with_desk().
    on_desk: bool
    has_files: bool

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("oro eller händelse")
        verbose_name_plural = _("oro och händelser")
        indexes = [
            models.Index(fields=["board", "-reported_at", "-id"], name="concern_board_reported"),
            models.Index(fields=["board", "due_on"], condition=Q(state="ny"), name="concern_waiting"),
            models.Index(fields=["reporter", "-reported_at"], name="concern_reporter"),
            models.Index(fields=["reporter_board", "-reported_at", "-id"], name="concern_sent_from"),
            models.Index(
                fields=["previous_board", "-reported_at", "-id"],
                condition=Q(previous_board__isnull=False),
                name="concern_handed_over_by",
            ),
            # Counts are read from it alone.
            models.Index(
                fields=["board", "happened_on"], include=["category", "milieu", "area", "state"], name="concern_counts"
            ),
            models.Index(
                fields=["board", "area", "happened_on"], condition=Q(area__isnull=False), name="concern_in_area"
            ),
            # Similar reports that have been closed are looked for on the page of each report.
            models.Index(
                fields=["board", "category", "happened_on"], condition=Q(state="avslutad"), name="concern_closed"
            ),
            models.Index(
                fields=["board", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False),
                name="concern_followed_up",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_until__isnull=True) | Q(happened_until__gte=F("happened_on")),
                name="concern_until_after_on",
                violation_error_message=_("Slutdatumet kan inte vara före startdatumet."),
            ),
            models.CheckConstraint(
                condition=Q(ground__in=["beteende", "handelse", "behov"]),
                name="concern_rests_on_behaviour_event_or_need",
                violation_error_message=_("En rapport behöver bygga på ett beteende, en händelse eller ett behov."),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="concern_state_known"),
            models.CheckConstraint(
                condition=Q(happened_at__isnull=True) | Q(when_kind="tidpunkt"),
                name="concern_clock_when_time_is_known",
                violation_error_message=_("Ett klockslag hör till en bestämd tid."),
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=False) | Q(door="lank"),
                name="concern_reporter_unless_by_link",
                violation_error_message=_("En rapport behöver någon som har skrivit den."),
            ),
        ]

    def __str__(self) -> str:
        return f"HÄN-{self.number}"

    @property
    def title(self) -> str:
        return f"{self.get_category_display()} · {self.place}"

    @property
    def when(self) -> str:
        """When it happened, in words: ``18 nov 2026 klockan 09.12``, ``18–20 nov 2026``, or that nobody knows."""
        day = swedate(self.happened_on)
        if self.when_kind == WhenKind.UNKNOWN:
            return _now("Okänd tid, rapporterad %(day)s") % {"day": day}
        if self.happened_until and self.happened_until != self.happened_on:
            return f"{day} – {swedate(self.happened_until)}"
        if self.happened_at:
            return _now("%(day)s klockan %(time)s") % {"day": day, "time": f"{self.happened_at:%H.%M}"}
        return day

    @property
    def files(self) -> list[Attachment]:
        """The pictures and papers that came with it, in order; a report that is not stored has none."""
        return [] if self._state.adding else list(self.attachments.all())

    @property
    def kept_reasons(self) -> dict[str, int]:
        """Why its writer says that passages which look like persons are none, and of how many each is said."""
        kept = [] if self._state.adding else self.kept_passages.all()
        return dict(Counter(str(passage.get_reason_display()) for passage in kept))

    def send(self) -> None:
        """Store a new report under the next number of its year. A plain INSERT, so its sender need not see it."""
        with connection.cursor() as cursor:
            year = timezone.localdate(self.reported_at).year
            cursor.execute("SELECT app_next_number(%s)", [f"concern:{year}"])
            self.number = f"{year}-{cursor.fetchone()[0]:03d}"
        self.save(force_insert=True)

    def is_same_report(self, other: Concern, *, sealed: bool, files: int) -> bool:
        """Whether ``other``, sent again under this id with so many files, is this report; otherwise it is a new one on
        an old form."""
        said = all(getattr(self, name) == getattr(other, name) for name in SAID if name != "board_id")
        # The desk may have handed it over since it was sent.
        placed = other.board_id in (self.board_id, self.previous_board_id)
        return said and placed and (self.sealed_sent_at is not None, len(self.files)) == (sealed, files)

    def allowed_outcomes(self) -> list[Outcome]:
        return list(TRANSITIONS[State(self.state)])

    def assess(
        self,
        outcome: Outcome,
        *,
        reason: str,
        by: Assignment,
        now: datetime,
        to_board: Board | None = None,
        follow_up_on: date | None = None,
    ) -> Assessment:
        """Record the samordnare's assessment. Raises NotAllowed when the outcome does not follow from the state, and
        NeedsSecondLook when the third similar report would be closed without a colleague's look."""
        self._refuse(outcome, to_board, follow_up_on, timezone.localdate(now))
        # The models are one circle: what is decided about a report belongs to it.
        from cases.concerns.models.assessment import Assessment
        from cases.concerns.models.clocks import DeskLimits
        from cases.concerns.models.passing_on import Handover
        from cases.concerns.models.second_look import refuse_closing

        if outcome == Outcome.CLOSED:
            refuse_closing(self, now)
        if waiting := self.handovers.waiting().first():
            waiting.accept(by, now)
        assessment = Assessment(
            concern=self, board=self.board, outcome=outcome, reason=reason, by=by, at=now, to_board=to_board,
            follow_up_on=follow_up_on,
        )  # fmt: skip
        assessment.save(force_insert=True)
        if to_board:
            days = DeskLimits.of(self.board).handover_days
            due_on = working_days_after(now, days)
            Handover(
                concern=self, from_board=self.board, to_board=to_board, reason=reason, by=by, at=now, due_on=due_on
            ).save(force_insert=True)
            self.previous_board, self.board = self.board, to_board
        self.state, self.follow_up_on = TRANSITIONS[State(self.state)][outcome], follow_up_on
        self.save(update_fields=["state", "board", "previous_board", "follow_up_on"])
        return assessment

    def _refuse(self, outcome: Outcome, to_board: Board | None, follow_up_on: date | None, today: date) -> None:
        if outcome not in TRANSITIONS[State(self.state)]:
            raise NotAllowed(
                _now("%(concern)s är %(state)s och kan inte bedömas så.")
                % {"concern": self, "state": self.get_state_display().lower()}
            )
        if (outcome == Outcome.OTHER_BOARD) != (to_board is not None):
            raise NotAllowed(_now("Välj vilken nämnd som ska ta över."))
        if follow_up_on and (outcome in CLOSING or to_board):
            raise NotAllowed(_now("Det som avslutas eller lämnas över följs inte upp här. Ta bort datumet."))
        if follow_up_on:
            refuse_follow_up(follow_up_on, today)
