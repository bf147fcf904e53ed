"""The picture of a board's area: sections and findings, written as a draft, read when published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Milieu
from lagesbild.models.survey import NotAllowed
from lagesbild.queries import visible_pictures
from vbe.access.queries import on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from vbe.access.request import Request

MOST_PARTS = 80


class Conflict(Exception):
    """Somebody else saved the picture since this text was opened."""


class SituationPictureQuerySet(models.QuerySet["SituationPicture"]):
    def visible_to(self, request: Request) -> SituationPictureQuerySet:
        """Published pictures of the own board and its predecessors, if central of all; the own board's drafts."""
        return self.filter(visible_pictures())

    def edited_by(self, request: Request) -> SituationPictureQuerySet:
        return self.filter(on_boards("picture.edit"))

    def published(self) -> SituationPictureQuerySet:
        return self.filter(state=SituationPicture.State.PUBLISHED)

    def drafts(self) -> SituationPictureQuerySet:
        return self.filter(state=SituationPicture.State.DRAFT)

    def newest_first(self) -> SituationPictureQuerySet:
        return self.order_by("-year", F("published_at").desc(nulls_last=True), "-id")


@keeps_history()
class SituationPicture(models.Model):
    class State(models.TextChoices):
        DRAFT = "utkast", _("Utkast")
        PUBLISHED = "publicerad", _("Publicerad")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    year = models.PositiveSmallIntegerField(_("år"))
    title = models.CharField(_("rubrik"), max_length=200)
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.DRAFT)
    # An older document, read in as it was published.
    document = models.BooleanField(_("inläst dokument"), default=False)
    findings_intro = models.CharField(_("inledning till iakttagelserna"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True)
    published_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("publicerad av")
    )
    # Counts every save, so that a second writer is shown both texts.
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("sparad"), null=True, blank=True)
    saved_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sparad av")
    )
    # The open page that saved last. It never conflicts with itself, though an answer to it was lost on the way.
    saved_from = models.UUIDField(null=True, blank=True)

    objects = SituationPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("lägesbild")
        verbose_name_plural = _("lägesbilder")
        indexes = [models.Index(fields=["board", "-year"], name="picture_board_year")]
        constraints = [
            models.UniqueConstraint(fields=["board"], condition=Q(state="utkast"), name="picture_one_draft_per_board"),
            models.CheckConstraint(
                condition=Q(state="utkast", published_at__isnull=True, document=False)
                | Q(state="publicerad", document=True)
                | Q(state="publicerad", published_at__isnull=False, published_by__isnull=False),
                name="picture_published_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def refuse_if_published(self) -> None:
        if not self.is_draft:
            raise NotAllowed(_now("Lägesbilden är publicerad och kan inte ändras. Börja på en ny."))

    def save_written(
        self,
        written: Mapping[models.Model, Mapping[str, Any]],
        *,
        version: int,
        page: UUID,
        by: Assignment,
        now: datetime,
    ) -> None:
        """Save the fields of the picture, its sections and findings on top of ``version``.

        ``page`` names the open page that saves; one whose last answer was lost goes on from what it saved itself.
        Raises NotAllowed when published and Conflict, with nothing saved, when somebody else has saved in between.
        """
        self.refuse_if_published()
        same = SituationPicture.objects.drafts().filter(Q(version=version) | Q(saved_from=page), pk=self.pk)
        raised = same.update(version=F("version") + 1, saved_at=now, saved_by=by, saved_from=page)
        self.refresh_from_db(fields=["state", "version", "saved_at", "saved_by", "saved_from"])
        if not raised:
            self.refuse_if_published()
            raise Conflict
        for row, fields in written.items():
            for name, value in fields.items():
                setattr(row, name, value)
            row.save(update_fields=list(fields))

    def add_section(self, kind: PictureSection.Kind, milieu: str) -> PictureSection:
        """A new section, last in its milieu, headed by the milieu or by what it is."""
        self._refuse_more(self.sections)
        heading = Milieu(milieu).label if milieu else kind.label
        row = PictureSection(picture=self, kind=kind, milieu=milieu, heading=str(heading))
        in_milieu = [section for section in self.sections.all() if section.milieu == milieu]
        row.position = in_milieu[-1].position + 1 if in_milieu else _after(self.sections)
        self.sections.filter(position__gte=row.position).update(position=F("position") + 1)
        row.save(force_insert=True)
        return row

    def add_finding(self) -> Finding:
        self._refuse_more(self.findings)
        row = Finding(picture=self, position=_after(self.findings))
        row.save(force_insert=True)
        return row

    def _refuse_more(self, parts: Any) -> None:
        if parts.count() >= MOST_PARTS:
            raise NotAllowed(_now("Det finns redan %(most)s. Ta bort något först.") % {"most": MOST_PARTS})

    @transaction.atomic
    def publish(self, *, by: Assignment, now: datetime) -> None:
        """Lock the picture and let its readers see it. What nobody wrote anything in is left out."""
        self.refuse_if_published()
        if not self.sections.exclude(text="").exists() and not self.findings.exclude(text="").exists():
            raise NotAllowed(_now("Skriv minst ett avsnitt eller en iakttagelse innan du publicerar."))
        self.sections.filter(text="").delete()
        self.findings.filter(text="").delete()
        self.state, self.published_at, self.published_by = self.State.PUBLISHED, now, by
        self.save(update_fields=["state", "published_at", "published_by"])

    def discard(self) -> None:
        self.refuse_if_published()
        self.delete()


def _after(parts: Any) -> int:
    last: int | None = parts.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


class Part(models.Model):
    """A section or a finding: text in its place in the picture."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    picture: Any
    position = models.PositiveSmallIntegerField(_("ordning"))
    milieu = models.CharField(_("miljö"), max_length=20, choices=Milieu, blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def move(self, steps: int) -> None:
        """Change places with the part ``steps`` away; at either end, stay."""
        parts = list(type(self).objects.filter(picture_id=self.picture_id))  # type: ignore[attr-defined]
        here = parts.index(self)
        there = min(max(here + steps, 0), len(parts) - 1)
        parts.insert(there, parts.pop(here))
        for position, part in enumerate(parts):
            part.position = position
        type(self).objects.bulk_update(parts, ["position"])  # type: ignore[attr-defined]

    def remove(self) -> None:
        """Take away an empty part. One that holds text is emptied first: a slip of the hand loses nothing."""
        if self.text:  # type: ignore[attr-defined]
            raise NotAllowed(_now("Det finns text kvar. Töm den först om den ska bort."))
        self.delete()


@keeps_history(exclude=["position"])
class PictureSection(Part):
    """Running text: what it is and, where it has one, its milieu. Every section is optional."""

    class Kind(models.TextChoices):
        """What the picture of Spånga-Tensta 2017 (s. 9–10) consists of; analysis is Skärholmen's 2019 (s. 6)."""

        POLICE = "polisens_bedomning", _("Polisens bedömning")
        OWN = "egen_kartlaggning", _("Egen kartläggning")
        JOINT = "sammanlagd_bedomning", _("Sammanlagd bedömning")
        OUTLOOK = "utsikter", _("Utsikter de närmaste två–tre åren")
        CHANGE = "vad_som_kan_andra", _("Vad som kan ändra bilden")
        SOURCES = "kallor", _("Källor")
        CAVEAT = "forbehall", _("Förbehåll")
        ANALYSIS = "analys", _("Analys")
        OTHER = "annat", _("Annat")

    picture = models.ForeignKey(SituationPicture, models.CASCADE, related_name="sections", verbose_name=_("lägesbild"))
    heading = models.CharField(_("rubrik"), max_length=200)
    kind = models.CharField(_("slag"), max_length=25, choices=Kind, default=Kind.OTHER)
    text = models.TextField(_("text"), max_length=20_000, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("avsnitt i lägesbilden")
        verbose_name_plural = _("avsnitt i lägesbilden")

    def __str__(self) -> str:
        return self.heading


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, request: Request) -> FindingQuerySet:
        return self.filter(visible_pictures("picture__"))

    def edited_by(self, request: Request) -> FindingQuerySet:
        """Findings of the pictures that the acting samordnare writes, the latest picture first."""
        return self.filter(on_boards("picture.edit", "picture__board_id")).exclude(text="")

    def newest_first(self) -> FindingQuerySet:
        return self.order_by("-picture__year", "-picture_id", "position", "id")


@keeps_history(exclude=["position"])
class Finding(Part):
    """One thing that came up: what measures in the plan can rest on."""

    picture = models.ForeignKey(SituationPicture, models.CASCADE, related_name="findings", verbose_name=_("lägesbild"))
    text = models.CharField(_("iakttagelse"), max_length=1000, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta(Part.Meta):
        verbose_name = _("iakttagelse")
        verbose_name_plural = _("iakttagelser")

    def __str__(self) -> str:
        return self.text
