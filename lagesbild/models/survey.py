"""The yearly survey: who is asked, and what they answer through a personal link (Skärholmen 2019, s. 6).

Who has answered is the coordinator's to see. What each one answered is not: answers are read by their own link, and
otherwise only counted, by a function in the database.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lagesbild.queries import OnSurveyBoard
from lagesbild.questions import Answers, Question, complete, unanswered
from vbe.access.links import fingerprint, new_secret
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board
from vbe.organisation.swedish_order import swedish_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lagesbild.invitation_rows import Row
    from vbe.access.request import Request


class NotAllowed(Exception):
    """The step cannot be taken from where the survey is. The message is for the person who tried."""


class AlreadyDone(NotAllowed):
    """The step was taken before, such as by a second press on the button: nothing is left to do."""


class Audience(models.TextChoices):
    INTERNAL = "intern", _("Intern")
    EXTERNAL = "extern", _("Extern")


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, request: Request) -> SurveyQuerySet:
        return self.filter(Q(OnSurveyBoard(F("board_id"))))

    def with_counts(self) -> SurveyQuerySet:
        """``invited`` and ``answered``: invitations that are not revoked, and those of them that have answered."""
        valid = Q(invitations__revoked_at=None)
        return self.annotate(
            invited=Count("invitations", filter=valid),
            answered=Count("invitations", filter=valid & Q(invitations__answered_at__isnull=False)),
        )

    def newest_first(self) -> SurveyQuerySet:
        return self.order_by("-closes_on", "-id")


@keeps_history()
class Survey(models.Model):
    class State(models.TextChoices):
        DRAFT = "utkast", _("Inte skickad")
        OPEN = "oppen", _("Öppen")
        CLOSED = "stangd", _("Stängd")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    title = models.CharField(_("rubrik"), max_length=120)
    closes_on = models.DateField(_("sista dag att svara"))
    # As it was last written: an open survey closes by itself after its last day, see state_on().
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.DRAFT)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("skapad av"))
    created_at = models.DateTimeField(_("skapad"))
    opened_at = models.DateTimeField(_("skickad"), null=True, blank=True)
    closed_at = models.DateTimeField(_("stängd"), null=True, blank=True)

    # Set by with_counts().
    invited: int
    answered: int

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("enkät")
        verbose_name_plural = _("enkäter")
        indexes = [models.Index(fields=["board", "-closes_on"], name="survey_board_closes")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["utkast", "oppen", "stangd"]), name="survey_state")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def year(self) -> int:
        return self.closes_on.year

    @property
    def closed_on(self) -> date:
        """The day it closed: the last day to answer, unless it was closed by hand before."""
        return timezone.localdate(self.closed_at) if self.closed_at else self.closes_on

    def state_on(self, today: date) -> State:
        return self.State.CLOSED if self.state == self.State.OPEN and self.closes_on < today else self.State(self.state)

    def is_open(self, today: date) -> bool:
        return self.state_on(today) == self.State.OPEN

    def year_before(self) -> Survey | None:
        """The board's survey of the year before, to compare with."""
        earlier = Survey.objects.filter(board_id=self.board_id, closes_on__year=self.year - 1)
        return earlier.exclude(state=self.State.DRAFT).newest_first().first()

    def invite(self, rows: Iterable[Row], *, today: date) -> list[Invitation]:
        """Add invitations, all or none. Nothing is sent. Raises NotAllowed when the survey has closed."""
        self._refuse_when_closed(today)
        invitations = [
            Invitation(survey=self, board_id=self.board_id, name=row.name, email=row.email, audience=row.audience)
            for row in rows
        ]
        try:
            with transaction.atomic():
                return Invitation.objects.bulk_create(invitations)
        except IntegrityError as error:
            raise NotAllowed(
                _now("Någon av adresserna har just bjudits in från en annan flik. Kontrollera listan.")
            ) from error

    def send(self, *, now: datetime) -> list[tuple[Invitation, str]]:
        """Open the survey and give each invitation that has none a link; returns them with its secret, to be mailed.

        Raises NotAllowed when the survey has closed or there is nobody to send to.
        """
        self._refuse_when_closed(timezone.localdate(now))
        waiting = list(self.invitations.to_send().select_for_update())
        if not waiting:
            if self.state == self.State.OPEN:
                raise AlreadyDone(_now("Inbjudningarna är redan skickade."))
            raise NotAllowed(_now("Bjud in någon först. Det finns ingen att skicka till."))
        if self.state == self.State.DRAFT:
            self.state, self.opened_at = self.State.OPEN, now
            self.save(update_fields=["state", "opened_at"])
        secrets = [invitation.give_link() for invitation in waiting]
        for invitation in waiting:
            invitation.sent_at = now
        Invitation.objects.bulk_update(waiting, ["links", "sent_at"])
        return list(zip(waiting, secrets, strict=True))

    def remind(self, *, now: datetime) -> list[tuple[Invitation, str]]:
        """Give those who are silent another link, which opens the same answer as the first one.

        Nobody is reminded twice in a day, nor on the day of the invitation. Raises NotAllowed when nobody is left.
        """
        today = timezone.localdate(now)
        self._refuse_when_closed(today)
        silent = list(self.invitations.to_remind(today).select_for_update())
        if not silent:
            raise AlreadyDone(_now("Ingen behöver påminnas i dag."))
        secrets = [invitation.give_link() for invitation in silent]
        for invitation in silent:
            invitation.reminded_at = now
        Invitation.objects.bulk_update(silent, ["links", "reminded_at"])
        return list(zip(silent, secrets, strict=True))

    def close(self, *, now: datetime) -> None:
        """Close an open survey before its last day. Raises NotAllowed for one that is not open."""
        state = self.state_on(timezone.localdate(now))
        if state == self.State.CLOSED:
            raise AlreadyDone(_now("Enkäten är redan stängd."))
        if state == self.State.DRAFT:
            raise NotAllowed(_now("Enkäten är inte skickad än."))
        self.state, self.closed_at = self.State.CLOSED, now
        self.save(update_fields=["state", "closed_at"])

    def _refuse_when_closed(self, today: date) -> None:
        if self.state_on(today) == self.State.CLOSED:
            raise NotAllowed(_now("Enkäten har stängt."))
        if self.closes_on < today:
            raise NotAllowed(_now("Sista dagen att svara har varit. Ändra den först."))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, request: Request) -> InvitationQuerySet:
        return self.filter(Q(OnSurveyBoard(F("board_id"))))

    def opened_by(self, secret: str) -> InvitationQuerySet:
        """The invitation that a personal link belongs to. ``is_open``: whether the policies let it answer."""
        answering = Q(pk=Func(function="app_link_answering", output_field=models.UUIDField()))
        return self.filter(links__contains=[fingerprint(secret)]).annotate(is_open=answering)

    def valid(self) -> InvitationQuerySet:
        return self.filter(revoked_at=None)

    def to_send(self) -> InvitationQuerySet:
        return self.valid().filter(sent_at=None)

    def to_remind(self, today: date) -> InvitationQuerySet:
        """Those who have got a link before today and have not answered."""
        silent = self.valid().filter(answered_at=None, sent_at__date__lt=today)
        return silent.exclude(reminded_at__date__gte=today)

    def in_order(self) -> InvitationQuerySet:
        """Those who have not answered first."""
        first = [F(name).asc(nulls_first=True) for name in ("revoked_at", "answered_at")]
        return self.order_by(*first, swedish_order("name"), "id")


class Invitation(models.Model):
    """An organisation or a unit that is asked. It has a link of its own in every mail, all to the same answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations", verbose_name=_("enkät"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    name = models.CharField(_("organisation eller enhet"), max_length=120)
    email = models.EmailField(_("e-post"))
    audience = models.CharField(_("grupp"), max_length=10, choices=Audience)
    # Fingerprints. The secrets themselves are in the mails and nowhere else, so a reminder carries a link of its own.
    links = ArrayField(models.CharField(max_length=64), default=list, editable=False)
    sent_at = models.DateTimeField(_("skickad"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("påmind"), null=True, blank=True)
    answered_at = models.DateTimeField(_("svarat"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("återkallad"), null=True, blank=True)

    # Set by opened_by().
    is_open: bool

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbjudan")
        verbose_name_plural = _("inbjudningar")
        indexes = [GinIndex(fields=["links"], name="invitation_links")]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "email"],
                name="invitation_once_per_survey",
                violation_error_message=_("Adressen är redan inbjuden."),
            ),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="invitation_audience"),
        ]

    def __str__(self) -> str:
        return self.name

    def give_link(self) -> str:
        """Add a link; returns its secret, which is not kept. The caller saves."""
        secret = new_secret()
        self.links = [*self.links, fingerprint(secret)]
        return secret

    def revoke(self, *, now: datetime) -> None:
        """Close the links. An answer that has come is no longer counted. Done again, nothing changes."""
        if self.revoked_at is None:
            self.revoked_at = now
            self.save(update_fields=["revoked_at"])

    def renew(self, *, now: datetime) -> str:
        """Replace all links with a new one, also after revoking; returns its secret. What was answered is kept.

        Raises NotAllowed when the survey is not open.
        """
        if not self.survey.is_open(timezone.localdate(now)):
            raise NotAllowed(_now("En ny länk kan skickas när enkäten är öppen."))
        self.links, self.revoked_at, self.sent_at = [], None, now
        secret = self.give_link()
        self.save(update_fields=["links", "revoked_at", "sent_at"])
        return secret


def hold_link() -> None:
    """Let nobody close the survey or revoke the invitation of the opened link until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_hold_link()")


class ResponseQuerySet(models.QuerySet["Response"]):
    def of(self, invitation: Invitation) -> ResponseQuerySet:
        return self.filter(invitation=invitation)


class Response(models.Model):
    """What one invitation answers: as saved while it is filled in, and as last sent. Only what is sent counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="response", verbose_name=_("inbjudan"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    answers = models.JSONField(_("sparat"), default=dict)
    saved_at = models.DateTimeField(_("sparat när"))
    sent = models.JSONField(_("skickat"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("skickat när"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("svar")
        verbose_name_plural = _("svar")

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H.%M}"

    @classmethod
    def save_answer(cls, invitation: Invitation, question: Question, chosen: list[str], *, now: datetime) -> Response:
        """Keep the answer to one question, leaving the others as they are: two tabs do not undo each other."""
        response, _new = cls.objects.get_or_create(
            invitation=invitation, defaults={"board_id": invitation.board_id, "saved_at": now}
        )
        response = cls.objects.select_for_update().get(pk=response.pk)
        response.answers |= {question.key: question.known(chosen)}
        response.saved_at = now
        response.save(update_fields=["answers", "saved_at"])
        return response

    @property
    def is_changed(self) -> bool:
        """What is saved differs from what was sent."""
        return self.sent is not None and self.sent != complete_or_empty(self.answers)

    def submit(self, *, now: datetime) -> None:
        """Send what is saved; again without changes, nothing changes. Raises NotAllowed for an unfinished answer."""
        if unanswered(self.answers):
            raise NotAllowed(_now("Svara på alla frågor först."))
        if self.sent == complete(self.answers):
            return
        self.sent, self.submitted_at = complete(self.answers), now
        self.save(update_fields=["sent", "submitted_at"])
        # Who has answered is the coordinator's to see, and the link may write nothing else of its invitation.
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_survey_answered(%s)", [now])


def complete_or_empty(answers: Answers) -> dict[str, Any]:
    return {} if unanswered(answers) else complete(answers)
