"""The sealed part of a report: its envelope, what it said beside the description, and the answer to who wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Concern
from cases.concerns.models.concern import Door
from cases.sig.models.intake import Intake
from cases.sig.states import About, Answer, Known, Standing
from vbe.access.encryption import EncryptedTextField
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, User


class SealedPart(models.Model):
    """The envelope of one person's part: the writer's dated receipt. The content went into the intake, uncopied."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    intake = models.OneToOneField(Intake, models.PROTECT, related_name="sealed_part", verbose_name=_("inkommet"))
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+", verbose_name=_("rapport som den följde med"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("mottagande nämnd"))
    unit_name = models.CharField(_("mottagande enhet"), max_length=250)
    door = models.CharField(_("kom in genom"), max_length=10, choices=Door, default=Door.FORM, db_default="formular")
    # Who writes through a link has no account.
    writer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("skriven av")
    )
    # What the receipt needs to say what happens next. Empty on what was sent before it was asked.
    about = models.CharField(_("gäller"), max_length=10, choices=About, blank=True, db_default="")
    standing = models.CharField(_("anmälare"), max_length=20, choices=Standing, blank=True, db_default="")
    # Keyed fingerprint of what was sent: the same form sent twice is told from another person on an old form.
    mark = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    sent_at = models.DateTimeField(_("skickad"))

    class Meta:
        verbose_name = _("sluten del")
        verbose_name_plural = _("slutna delar")
        constraints = [
            models.CheckConstraint(
                condition=Q(writer__isnull=False) | Q(door="lank"),
                name="sealed_part_writer_unless_by_link",
                violation_error_message=_("En sluten del behöver någon som har skrivit den."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}, {self.sent_at:%Y-%m-%d %H.%M}"

    @property
    def is_answered(self) -> bool:
        return hasattr(self, "feedback")

    @property
    def may_await_feedback(self) -> bool:
        """Who had to report a child is told what was decided; nobody else may be (legal.md L6)."""
        return (self.about, self.standing) == (About.CHILD, Standing.MANDATED)


class Particulars(models.Model):
    """What a concern report needs beside the description. Read in the reception alone; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    intake = models.OneToOneField(Intake, models.PROTECT, related_name="particulars", verbose_name=_("inkommet"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("mottagande nämnd"))

    danger = EncryptedTextField(_("Fara just nu"), choices=Known, blank=True)
    elsewhere = EncryptedTextField(_("Bor i kommunen"), blank=True)
    # Of a child.
    guardians = EncryptedTextField(_("Vårdnadshavare"), blank=True)
    guardians_know = EncryptedTextField(_("Vårdnadshavarna vet om anmälan"), choices=Known, blank=True)
    violence = EncryptedTextField(_("Misstänkt våld i hemmet eller brott av vårdnadshavare"), choices=Known, blank=True)
    school = EncryptedTextField(_("Skola eller förskola"), blank=True)
    siblings = EncryptedTextField(_("Syskon"), blank=True)
    own_words = EncryptedTextField(_("Barnets egna ord"), blank=True)
    # Of an adult.
    person_knows = EncryptedTextField(_("Personen vet om det här"), choices=Known, blank=True)
    wants_contact = EncryptedTextField(_("Personen vill ha kontakt"), choices=Known, blank=True)
    reach = EncryptedTextField(_("Så nås personen"), blank=True)
    # Of both.
    interpreter = EncryptedTextField(_("Tolk"), blank=True)
    done = EncryptedTextField(_("Det här har gjorts"), blank=True)
    # Of who reports.
    writer_name = EncryptedTextField(_("Namn"), blank=True)
    writer_role = EncryptedTextField(_("Yrke eller uppdrag"), blank=True)
    writer_workplace = EncryptedTextField(_("Arbetsplats"), blank=True)

    class Meta:
        verbose_name = _("uppgifter i en sluten del")
        verbose_name_plural = _("uppgifter i slutna delar")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def about_person(self) -> Iterator[tuple[str, str]]:
        """Label and answer of what was filled in about the person."""
        return self._written(lambda name: not name.startswith("writer_"))

    def about_writer(self) -> Iterator[tuple[str, str]]:
        return self._written(lambda name: name.startswith("writer_"))

    def _written(self, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
        for field in self._meta.fields:
            value = getattr(self, field.name)
            if isinstance(field, EncryptedTextField) and value and wanted(field.name):
                yield str(field.verbose_name), str(dict(field.flatchoices).get(value, value))


class Feedback(models.Model):
    """The one fixed answer to who wrote a sealed part. Seen by the writer; who gave it and why stays in the room."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    part = models.OneToOneField(SealedPart, models.PROTECT, related_name="feedback", verbose_name=_("sluten del"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    answer = models.CharField(_("svar"), max_length=20, choices=Answer)
    given_at = models.DateTimeField(_("lämnat"))

    class Meta:
        verbose_name = _("svar till anmälaren")
        verbose_name_plural = _("svar till anmälare")
        constraints = [models.CheckConstraint(condition=Q(answer__in=Answer.values), name="feedback_is_a_fixed_answer")]

    def __str__(self) -> str:
        return self.get_answer_display()


class FeedbackReason(models.Model):
    """Who gave the answer, and why it says nothing when it says nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feedback = models.OneToOneField(Feedback, models.PROTECT, related_name="reason", verbose_name=_("svar"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    given_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("lämnat av"))
    text = EncryptedTextField(_("skäl"), blank=True)

    class Meta:
        verbose_name = _("skäl till svaret")
        verbose_name_plural = _("skäl till svaren")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
