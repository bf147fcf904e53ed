"""A report's texts as they are read before release, and as they leave."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.concerns.models import Assessment, Attachment, Concern, Note, PoliceInformation
from cases.concerns.name_guard import inspect
from cases.disclosure.models import Chosen, NotAllowed, RecordsRequest
from cases.doors.models import Question
from cases.masking import Mask, merged, occurrences, without
from vbe.access.request import Request


@dataclass(frozen=True)
class Text:
    """One text of a report; ``name`` is what masks point to."""

    name: str
    label: str
    text: str


@dataclass
class Report:
    """A chosen report with its texts, in the order of the document."""

    chosen: Chosen
    concern: Concern
    texts: list[Text]

    @property
    def files(self) -> list[Attachment]:
        return list(self.concern.attachments.all())

    @property
    def digest(self) -> str:
        """Of all the texts and files: what has come since the review changes it."""
        said = json.dumps([(text.name, text.text) for text in self.texts] + [file_mask(file) for file in self.files])
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def needs_review(self) -> bool:
        return not self.chosen.is_reviewed or self.chosen.digest != self.digest

    def withheld(self, file: Attachment) -> str:
        """The ground that the file is kept back on; empty when it is released."""
        return next((mask.ground for mask in self.chosen.masked() if mask.field == file_mask(file)), "")

    def suggested(self) -> list[tuple[Text, int, int]]:
        """What the name guard points out, and what has been masked before."""
        found = []
        for text in self.texts:
            spans = {(hit.start, hit.end) for hit in inspect(text.text)}
            spans |= {
                (mask.start, mask.end)
                for mask in self.chosen.masked()
                if mask.field == text.name and mask.end is not None and mask.end <= len(text.text)
            }
            found += [(text, start, end) for start, end in sorted(spans)]
        return found

    def word_masks(self, words: Iterable[str], ground: str) -> list[Mask]:
        """Masks for the words wherever they stand in the report."""
        chosen = list(words)
        return [
            Mask(text.name, start, end, ground) for text in self.texts for start, end in occurrences(text.text, chosen)
        ]

    def released(self, references: dict[str, str]) -> list[Text]:
        """The texts without what is masked."""
        masks = self.chosen.masked()
        return [
            Text(text.name, text.label, without(text.text, [m for m in masks if m.field == text.name], references))
            for text in self.texts
        ]

    def masked_count(self) -> int:
        masks = self.chosen.masked()
        return sum(len(merged(text.text, [m for m in masks if m.field == text.name])) for text in self.texts)


def file_mask(file: Attachment) -> str:
    """What a mask over a whole file points to."""
    return f"file-{file.pk.hex}"


def reports(request: Request, found: RecordsRequest, chosen: Iterable[Chosen] | None = None) -> list[Report]:
    """The request's reports with all their texts, each of which must still lie on the own desk.

    Raises NotAllowed when one has moved to another board, or when the person is not to read it.
    """
    included = found.chosen.included()
    rows = list(included.in_document_order() if chosen is None else chosen)
    # Counted without the reports themselves: one that is hidden from the reader must not be left out in silence.
    wanted = included.count() if chosen is None else len(rows)
    on_desk = Concern.objects.on_desk(request).prefetch_related(
        models.Prefetch("assessments", Assessment.objects.order_by("at", "id")),
        models.Prefetch("notes", Note.objects.order_by("at", "id")),
        models.Prefetch("police", PoliceInformation.objects.order_by("at", "id")),
        "attachments",
    )
    concerns: dict[Any, Concern] = on_desk.in_bulk([row.concern_id for row in rows])
    if missing := wanted - len(concerns):
        raise NotAllowed(_("%(n)d av rapporterna ligger inte längre hos dig. Ta bort dem ur begäran.") % {"n": missing})
    asked: dict[Any, list[Question]] = {}
    for question in Question.objects.filter(concern__in=concerns).select_related("answer").order_by("at", "id"):
        asked.setdefault(question.concern_id, []).append(question)
    return [
        Report(row, concerns[row.concern_id], texts(concerns[row.concern_id], asked.get(row.concern_id, [])))
        for row in rows
    ]


def texts(concern: Concern, questions: Iterable[Question] = ()) -> list[Text]:
    """What somebody wrote in the report and about it; an empty text is left out."""
    written = [
        Text("text", _("Vad som har rapporterats"), concern.text),
        Text("place", _("Plats"), concern.place),
        Text("unit", _("Rapporterad från"), concern.reporter_unit),
        Text("done", _("Vad som har gjorts"), concern.done),
        *(
            Text(f"reason-{assessment.pk.hex}", _label(assessment), assessment.reason)
            for assessment in concern.assessments.all()
        ),
        *(Text(f"note-{note.pk.hex}", _dated(_("Anteckning"), note.at), note.text) for note in concern.notes.all()),
        *(text for told in concern.police.all() for text in _told(told)),
        *(text for question in questions for text in _asked(question)),
    ]
    return [text for text in written if text.text]


def _told(told: PoliceInformation) -> list[Text]:
    label = _dated(_("Vad %(who)s fick veta") % {"who": told.get_recipient_display()}, told.told_at)
    return [
        Text(f"told-{told.pk.hex}", label, told.told),
        Text(f"told-reason-{told.pk.hex}", _("Skäl till att det lämnades"), told.reason),
    ]


def _asked(question: Question) -> list[Text]:
    answer = question.answer_or_none
    return [
        Text(f"question-{question.pk.hex}", _dated(_("Fråga till rapportören"), question.at), question.text),
        *([Text(f"answer-{answer.pk.hex}", _dated(_("Rapportörens svar"), answer.at), answer.text)] if answer else []),
    ]


def _dated(what: str, at: datetime) -> str:
    return f"{what} {date_format(at)}"


def _label(assessment: Assessment) -> str:
    return _("Bedömning %(day)s: %(outcome)s") % {
        "day": date_format(assessment.at),
        "outcome": assessment.get_outcome_display().lower(),
    }
