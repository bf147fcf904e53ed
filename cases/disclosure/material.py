"""A report's texts as they are read before release, and as they leave."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cases.concerns.models import (
    Assessment,
    Attachment,
    Concern,
    Handover,
    Link,
    Note,
    PoliceInformation,
    RemovalOrder,
    SecondLook,
)
from cases.concerns.name_guard import inspect
from cases.disclosure.models import Chosen, NotAllowed, RecordsRequest
from cases.disclosure.texts import Text, texts
from cases.doors.models import Question, Told
from cases.masking import Mask, merged, occurrences, without
from vbe.access.request import Request


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
    on_desk = Concern.objects.on_desk(request).select_related("area", "board", "previous_board", "reporter_board")
    on_desk = on_desk.prefetch_related(
        models.Prefetch("assessments", Assessment.objects.select_related("to_board").order_by("at", "id")),
        models.Prefetch("notes", Note.objects.select_related("corrects").order_by("at", "id")),
        models.Prefetch("police", PoliceInformation.objects.select_related("legal_row").order_by("at", "id")),
        models.Prefetch("second_looks", SecondLook.objects.order_by("asked_at", "id")),
        models.Prefetch("handovers", Handover.objects.select_related("to_board").order_by("at", "id")),
        models.Prefetch("removals", RemovalOrder.objects.order_by("at", "id")),
        models.Prefetch("told", Told.objects.order_by("at", "id")),
        "kept_passages",
        "attachments",
    )
    concerns: dict[Any, Concern] = on_desk.in_bulk([row.concern_id for row in rows])
    if missing := wanted - len(concerns):
        raise NotAllowed(_("%(n)d av rapporterna ligger inte längre hos dig. Ta bort dem ur begäran.") % {"n": missing})
    asked: dict[Any, list[Question]] = {}
    for question in Question.objects.filter(concern__in=concerns).select_related("answer").order_by("at", "id"):
        asked.setdefault(question.concern_id, []).append(question)
    linked = _links(concerns)
    return [
        Report(row, found, texts(found, asked.get(found.pk, []), linked.get(found.pk, [])))
        for row in rows
        for found in [concerns[row.concern_id]]
    ]


def _links(concerns: Iterable[Any]) -> dict[Any, list[Link]]:
    """The steps that linked each report to others, and away; those to reports that the reader does not see apart."""
    ids = list(concerns)
    steps = Link.objects.filter(models.Q(one__in=ids) | models.Q(other__in=ids)).select_related("one", "other")
    found: dict[Any, list[Link]] = {}
    for step in steps.order_by("at", "id"):
        for pk in (step.one_id, step.other_id):
            found.setdefault(pk, []).append(step)
    return found
