"""The monthly log review: its rows, the reviewer's marks, the questions asked, the signature (legal.md L19)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vbe.access.queries import is_log_reviewer, on_boards, on_managed_boards
from vbe.audit.history import keeps_history
from vbe.audit.models import Action
from vbe.log_review.sampling import Ground
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, User

if TYPE_CHECKING:
    from vbe.access.request import Request

# The day of the following month when a review should be signed.
DUE_DAY = 15


class NotAllowed(Exception):
    """The step cannot be taken. The message is for the person who tried."""


def month_name(month: date) -> str:
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


MONTH_NAMES = [
    _("januari"), _("februari"), _("mars"), _("april"), _("maj"), _("juni"),
    _("juli"), _("augusti"), _("september"), _("oktober"), _("november"), _("december"),
]  # fmt: skip


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, request: Request) -> ReviewQuerySet:
        """The own board's reviews; and another board's with rows about its reviewer, for the executive board's."""
        shown = SampledRead.objects.visible_to(request).filter(review=OuterRef("pk"))
        return self.filter(on_boards("log.review") | Exists(shown))

    def with_progress(self, request: Request) -> ReviewQuerySet:
        """``own``: the reviews one signs; ``rows`` and ``unmarked`` count the rows that one may see."""
        seen = Q(reads_drawn__in=SampledRead.objects.visible_to(request))
        return self.annotate(
            own=models.ExpressionWrapper(on_boards("log.review"), output_field=models.BooleanField()),
            rows=models.Count("reads_drawn", filter=seen),
            unmarked=models.Count("reads_drawn", filter=seen & Q(reads_drawn__mark="")),
        )

    def unsigned(self) -> ReviewQuerySet:
        return self.filter(signed_at=None)

    def newest_first(self) -> ReviewQuerySet:
        return self.order_by("-month", "board__name", "id")


class Review(models.Model):
    """One board's review of one month. Drawn by a task, marked by reviewers; once signed the database locks it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    month = models.DateField(_("månad"))
    drawn_at = models.DateTimeField(_("urvalet gjort"))
    # With the log, this proves which rows the lot chose.
    seed = models.CharField(_("lottens frö"), max_length=64)
    read_count = models.PositiveIntegerField(_("läsningar under månaden"))
    day_count = models.PositiveIntegerField(_("läsningar, en per person, akt och dag"))
    left_out = models.JSONField(_("utelämnade rader per grund"), default=dict)
    signed_at = models.DateTimeField(_("signerad"), null=True, blank=True)
    signed_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signerad av")
    )
    # What the printed summary says, frozen when it is signed.
    summary = models.JSONField(_("sammanfattning"), null=True, blank=True)
    # Written by the database when it is signed, over the review and every row with its mark.
    digest = models.CharField(_("kontrollsumma"), max_length=64, blank=True)

    # Set by with_progress().
    own: bool
    rows: int
    unmarked: int

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("logggranskning")
        verbose_name_plural = _("logggranskningar")
        constraints = [
            models.UniqueConstraint(fields=["board", "month"], name="log_review_once_per_month"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, digest="")
                | Q(signed_at__isnull=False, signed_by__isnull=False, summary__isnull=False) & ~Q(digest=""),
                name="log_review_signed_has_who_when_and_digest",
            ),
        ]

    def __str__(self) -> str:
        return _now("Logggranskning %(month)s") % {"month": month_name(self.month)}

    @property
    def due_on(self) -> date:
        year, month = divmod(self.month.month, 12)
        return date(self.month.year + year, month + 1, DUE_DAY)

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def left_out_words(self) -> list[tuple[str, int]]:
        return [(str(Ground(ground).label), number) for ground, number in self.left_out.items()]

    def tally(self) -> Tally:
        """The marks of every row, also of those that one may not see oneself: numbers, and nothing about anybody."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT mark, grounds, mine FROM app_review_tally(%s)", [self.pk])
            return Tally([(mark, json.loads(grounds), mine) for mark, grounds, mine in cursor.fetchall()])

    def sign(self, *, by: Assignment, now: datetime) -> None:
        """Sign when every row is marked. Raises NotAllowed with what remains; the database refuses it as well."""
        if self.is_signed:
            raise NotAllowed(_now("Granskningen är redan signerad."))
        tally = self.tally()
        if tally.unmarked_mine:
            raise NotAllowed(
                _now("%(n)d rader gäller dig själv. En annan granskare i kommunen behöver märka dem först.")
                % {"n": tally.unmarked_mine}
            )
        if tally.unmarked:
            raise NotAllowed(_now("%(n)d rader är inte märkta. Märk dem, och signera sedan.") % {"n": tally.unmarked})
        self.summary = self.summed_up(tally)
        self.signed_at, self.signed_by = now, by
        self.save(update_fields=["signed_at", "signed_by", "summary"])
        self.refresh_from_db(fields=["digest"])

    def summed_up(self, tally: Tally) -> dict[str, Any]:
        """What the summary tells: numbers of every row; and what was noted, without the readers' names."""
        noted = self.reads_drawn.exclude(mark=Mark.NOTHING).order_by("position")
        rows = [row.as_noted() for row in noted if not row.about_a_reviewer]
        return {
            "rows": tally.total,
            "marks": tally.marks,
            "grounds": tally.grounds,
            "noted": rows,
            # What concerns a reviewer is counted and not told: the reviewer can open the summary too.
            "noted_elsewhere": tally.noted - len(rows),
        }

    def is_intact(self) -> bool:
        """Whether nothing has changed since it was signed: the digest of what is stored, against the one signed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_review_digest(r) = r.digest FROM log_review_review r WHERE r.id = %s", [self.pk])
            row = cursor.fetchone()
        return bool(row and row[0])


@dataclass(frozen=True)
class Tally:
    """``rows`` are mark, grounds and whether the row is about the asker."""

    rows: list[tuple[str, list[str], bool]]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def unmarked(self) -> int:
        return sum(not mark for mark, _grounds, _mine in self.rows)

    @property
    def unmarked_mine(self) -> int:
        return sum(mine and not mark for mark, _grounds, mine in self.rows)

    @property
    def mine(self) -> int:
        return sum(mine for _mark, _grounds, mine in self.rows)

    @property
    def noted(self) -> int:
        return sum(mark in (Mark.QUESTION, Mark.DEVIATION) for mark, _grounds, _mine in self.rows)

    @property
    def marks(self) -> dict[str, int]:
        counted = Counter(mark for mark, _grounds, _mine in self.rows)
        return {mark.value: counted[mark.value] for mark in Mark}

    @property
    def grounds(self) -> dict[str, int]:
        counted = Counter(ground for _mark, grounds, _mine in self.rows for ground in grounds)
        return {ground.value: counted[ground.value] for ground in Ground}


class Mark(models.TextChoices):
    NOTHING = "utan_anmarkning", _("Utan anmärkning")
    QUESTION = "fraga", _("Fråga")
    DEVIATION = "avvikelse", _("Avvikelse")


class SampledReadQuerySet(models.QuerySet["SampledRead"]):
    def visible_to(self, request: Request) -> SampledReadQuerySet:
        """Never what is about oneself; a reviewer's own reads also for the executive board's reviewer."""
        return self.exclude(reader=request.user).filter(
            on_boards("log.review") | on_managed_boards("log.review") & is_log_reviewer("reader_id")
        )


@keeps_history()
class SampledRead(models.Model):
    """One row of a review, frozen when drawn: who, what, when, why it is here. Only the mark is written later."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="reads_drawn", verbose_name=_("granskning"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    position = models.PositiveSmallIntegerField(_("ordning"))
    reader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("läsare"))
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, related_name="+", verbose_name=_("läsarens uppdrag")
    )
    at = models.DateTimeField(_("tid"))
    action = models.CharField(_("handling"), max_length=30, choices=Action)
    kind = models.CharField(_("slag av post"), max_length=40)
    object_id = models.UUIDField(_("post"))
    # The case's number, or when something came in; never a person.
    number = models.CharField(_("akt"), max_length=40, blank=True)
    reason = models.CharField(_("uppgivet skäl"), max_length=500, blank=True)
    grounds = models.JSONField(_("grunder"))
    # Every entry of the day's reads, as they stand in the log.
    entries = models.JSONField(_("loggposter"))
    context = models.JSONField(_("sammanhang"))

    mark = models.CharField(_("märkning"), max_length=20, choices=Mark, blank=True)
    comment = models.CharField(_("kommentar"), max_length=500, blank=True)
    marked_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("märkt av")
    )
    marked_at = models.DateTimeField(_("märkt"), null=True, blank=True)

    objects = SampledReadQuerySet.as_manager()

    class Meta:
        verbose_name = _("rad i en logggranskning")
        verbose_name_plural = _("rader i logggranskningar")
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="sampled_read_in_order"),
            models.CheckConstraint(
                condition=Q(mark__in=["", "utan_anmarkning"]) | ~Q(comment=""),
                name="sampled_read_question_says_what",
                violation_error_message=_("Skriv vad frågan eller avvikelsen gäller."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H.%M}"

    @property
    def what(self) -> str:
        return f"{self.get_action_display()} {self.number}".strip()

    @property
    def grounds_said(self) -> list[tuple[str, str]]:
        return [(str(Ground(ground).label), words) for ground, words in self.grounds.items()]

    @property
    def version(self) -> str:
        """What was there when a page was opened, so that a colleague's mark is not written over."""
        return hashlib.sha256(f"{self.mark}\n{self.comment}".encode()).hexdigest()[:12]

    @property
    def about_a_reviewer(self) -> bool:
        return bool(self.context.get("is_reviewer"))

    def as_noted(self) -> dict[str, str]:
        return {
            "mark": str(Mark(self.mark).label),
            "when": timezone.localtime(self.at).strftime("%Y-%m-%d %H.%M"),
            "what": self.what,
            "who": self.context.get("function", ""),
            "why": ", ".join(label for label, _words in self.grounds_said),
            "comment": self.comment,
        }


class Inquiry(models.Model):
    """A question about a row, sent to the reader's chief as a notice that names nobody; and the answer that came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    read = models.OneToOneField(SampledRead, models.PROTECT, related_name="inquiry", verbose_name=_("rad"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    asked_of = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("tillfrågad chef"))
    asked_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("ställd av"))
    asked_at = models.DateTimeField(_("ställd"))
    answer = models.TextField(_("svar"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("svar registrerat"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("svar registrerat av")
    )

    class Meta:
        verbose_name = _("fråga om en läsning")
        verbose_name_plural = _("frågor om läsningar")

    def __str__(self) -> str:
        return str(self.read)

    def record_answer(self, answer: str, *, by: Assignment, now: datetime) -> bool:
        """Record the chief's answer, once; False when there is one already."""
        if self.answered_at:
            return False
        self.answer, self.answered_at, self.answered_by = answer, now, by
        self.save(update_fields=["answer", "answered_at", "answered_by"])
        return True
