"""A person asks what is held about them (GDPR 15, legal.md L17): the request, what was found, and the extract."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.sig.models.intake import number_index
from cases.sig.states import NotAllowed
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import on_boards
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from django.http import HttpRequest

# Within a month, and for a complex request within two more (GDPR 12.3).
ANSWER_MONTHS = 1
MOST_MORE_MONTHS = 2


class _OpenToMe(models.Func):
    """None of the records with these ids is one that the person is recused from."""

    template = "NOT (%(expressions)s && (SELECT app_barred())::uuid[])"
    output_field = models.BooleanField()


class DataAccessRequestQuerySet(models.QuerySet["DataAccessRequest"]):
    def visible_to(self, request: HttpRequest) -> DataAccessRequestQuerySet:
        """On the own board; hidden from whoever is recused from something that it is about."""
        return self.filter(on_boards("extract.handle"), Q(_OpenToMe("matters")))

    def waiting(self) -> DataAccessRequestQuerySet:
        """Those that the person has not had an answer to."""
        return self.filter(state__in=DataAccessRequest.WAITING)

    def in_list_order(self) -> DataAccessRequestQuerySet:
        """What waits first, the nearest due day at the top; then the latest answered."""
        waits = models.Case(models.When(state__in=DataAccessRequest.WAITING, then=0), default=1)
        due = models.Case(models.When(state__in=DataAccessRequest.WAITING, then="due_on"))
        return self.order_by(waits, due, "-registered_at", "-id")


class DataAccessRequest(models.Model):
    """Who asks, about whom, and how far the answer has come. What has been done stands in its steps."""

    class Asker(models.TextChoices):
        PERSON = "personen", _("Personen själv")
        GUARDIAN = "vardnadshavare", _("En vårdnadshavare")
        REPRESENTATIVE = "foretradare", _("Ombud, god man eller annan ställföreträdare")

    class State(models.TextChoices):
        GATHERING = "samlas_in", _("Samlas in")
        HANDLING = "handlaggs", _("Att maska")
        REVIEW = "granskas", _("Att granska")
        RELEASED = "klart", _("Att lämna över")
        DELIVERED = "overlamnat", _("Överlämnat")
        WITHDRAWN = "aterkallat", _("Återkallat av den som frågade")

    WAITING = (State.GATHERING.value, State.HANDLING.value, State.REVIEW.value, State.RELEASED.value)
    BEFORE_RELEASE = (State.GATHERING, State.HANDLING, State.REVIEW)
    TONES = {State.HANDLING: "warning", State.REVIEW: "warning", State.RELEASED: "warning", State.DELIVERED: "success"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("nummer"), max_length=25, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    asker = models.CharField(_("vem som frågar"), max_length=15, choices=Asker)
    asker_name = EncryptedTextField(_("den som frågar"), blank=True)
    # How whoever received the request made sure who it was, and that a representative may ask.
    identity_checked = EncryptedTextField(_("så kontrollerades identiteten"))
    person_name = EncryptedTextField(_("namn"))
    person_number = EncryptedTextField(_("personnummer"))
    number_index = models.CharField(max_length=64, editable=False)
    protected = models.BooleanField(_("skyddade personuppgifter"), default=False)
    received_on = models.DateField(_("kom in"))
    due_on = models.DateField(_("svar senast"))
    # The person was told why it takes longer, and when.
    prolonged_on = models.DateField(_("förlängt"), null=True, blank=True)
    state = models.CharField(_("läge"), max_length=12, choices=State, default=State.GATHERING)
    # Ids of what came in, of the cases and of the own support as a relative that it is about; whoever is recused from
    # one of them is kept out of it all.
    matters = ArrayField(models.UUIDField(), default=list, blank=True, editable=False)
    gathered_at = models.DateTimeField(_("insamlat"), null=True, blank=True)
    registered_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerad av"))
    registered_at = models.DateTimeField(_("registrerad"))
    reminded_at = models.DateTimeField(_("påmint"), null=True, blank=True)

    objects = DataAccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("begäran om registerutdrag")
        verbose_name_plural = _("begäranden om registerutdrag")
        indexes = [
            models.Index(fields=["board", "-registered_at", "-id"], name="data_access_board"),
            models.Index(fields=["due_on"], condition=Q(reminded_at=None), name="data_access_to_remind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("received_on")), name="data_access_due_after_received"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.number_index = number_index(self.person_number)
        super().save(*args, **kwargs)

    def fingerprints(self) -> dict[str, Any]:
        """What depends on INDEX_KEY, made anew; see vbe/sign_in/rotation.py."""
        return {"number_index": number_index(self.person_number)}

    @property
    def first_due(self) -> deadlines.Due:
        """Before any prolonging: the person is told of one at the latest on this day."""
        return deadlines.due(self.received_on, months=ANSWER_MONTHS)

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def tone(self) -> str:
        return self.TONES.get(self.State(self.state), "neutral")

    @property
    def is_own(self) -> bool:
        return self.asker == self.Asker.PERSON

    @property
    def about(self) -> str:
        """Whom it is about, as it is said to whoever asks."""
        return {
            self.Asker.PERSON: _now("dig"),
            self.Asker.GUARDIAN: _now("ditt barn"),
            self.Asker.REPRESENTATIVE: _now("den du företräder"),
        }[self.Asker(self.asker)]

    @property
    def written_number(self) -> str:
        return f"{self.person_number[:8]}-{self.person_number[8:]}"

    def hold(self) -> None:
        """Two presses of one button wait for each other, until the transaction ends. Read again when it is ours."""
        DataAccessRequest.objects.select_for_update().get(pk=self.pk)
        self.refresh_from_db()

    def refuse_unless(self, *states: State) -> None:
        """Raise NotAllowed, saying where it stands, unless it is in one of ``states``."""
        if self.state not in states:
            words = {"state": self.get_state_display().lower()}
            raise NotAllowed(_now("Det går inte att göra nu. Begäran står som ”%(state)s”.") % words)

    def give_number(self) -> None:
        """The next number of a series of its own, ``SKH-REG-2026-014``."""
        series = f"{self.board.prefix}-REG-{timezone.localdate(self.registered_at).year}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_next_number(%s)", [f"extract:{series}"])
            self.number = f"{series}-{cursor.fetchone()[0]:03d}"

    def known(self) -> list[Any]:
        """Ids of what the board holds about the person by exact number. Asked by whoever may handle requests there."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_held_about(%s, %s)", [number_index(self.person_number), self.board_id])
            return list(cursor.fetchone()[0])

    def added(self) -> int:
        """How many things have come since it was gathered; 0 before that."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_held_since(%s)", [self.pk])
            return int(cursor.fetchone()[0] or 0)

    def took(self, step: DataAccessStep.Step, *, by: Assignment | None, now: datetime, text: str = "") -> None:
        DataAccessStep(
            request=self, board_id=self.board_id, step=step, by=by, at=now, text=text
        ).save(force_insert=True)  # fmt: skip

    def register(self) -> bool:
        """Store a new request under its own id; False when the same form has been sent before."""
        if DataAccessRequest.objects.filter(pk=self.pk).exists():
            return False
        try:
            with transaction.atomic():
                self.give_number()
                self.save(force_insert=True)
        except IntegrityError:
            return False
        return True


class DataAccessStep(models.Model):
    """What was done with a request: who and when. Never changed."""

    class Step(models.TextChoices):
        REGISTERED = "registrerad", _("Begäran registrerad")
        GATHERED = "insamlat", _("Uppgifterna insamlade")
        PROLONGED = "forlangd", _("Svarstiden förlängd")
        SENT = "till_granskning", _("Skickad till granskning")
        RETURNED = "tillbaka", _("Skickad tillbaka")
        RELEASED = "utlamnat", _("Granskad och utlämnad")
        DELIVERED = "overlamnat", _("Utdraget överlämnat")
        WITHDRAWN = "aterkallat", _("Begäran återkallad")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        DataAccessRequest, models.PROTECT, related_name="steps", verbose_name=_("begäran om registerutdrag")
    )
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    step = models.CharField(_("steg"), max_length=15, choices=Step)
    # Empty when the worker did it.
    by = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("tid"))
    text = EncryptedTextField(_("anteckning"), blank=True)

    class Meta:
        verbose_name = _("steg i en begäran om registerutdrag")
        verbose_name_plural = _("steg i begäranden om registerutdrag")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_step_display()


def answer_by(received: date) -> date:
    """The last day for the answer: a month after the request came in (GDPR 12.3)."""
    return deadlines.due(received, months=ANSWER_MONTHS).calendar
