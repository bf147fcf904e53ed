"""A report's texts as they are read before release, and as they leave."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.concerns.models import Assessment, Concern
from cases.concerns.name_guard import inspect
from cases.disclosure.masking import Mask, merged, occurrences, without
from cases.disclosure.models import Chosen, NotAllowed, RecordsRequest
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
    def digest(self) -> str:
        """Of all the texts: what has come since the review changes it."""
        said = json.dumps([(text.name, text.text) for text in self.texts])
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def needs_review(self) -> bool:
        return not self.chosen.is_reviewed or self.chosen.digest != self.digest

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


def reports(request: Request, found: RecordsRequest, chosen: Iterable[Chosen] | None = None) -> list[Report]:
    """The request's reports with all their texts, each of which must still lie on the own desk.

    Raises NotAllowed when one has moved to another board, or when the person is not to read it.
    """
    included = found.chosen.included()
    rows = list(included.in_document_order() if chosen is None else chosen)
    # Counted without the reports themselves: one that is hidden from the reader must not be left out in silence.
    wanted = included.count() if chosen is None else len(rows)
    on_desk = Concern.objects.on_desk(request).prefetch_related(
        models.Prefetch("assessments", Assessment.objects.order_by("at", "id"))
    )
    concerns: dict[Any, Concern] = on_desk.in_bulk([row.concern_id for row in rows])
    if missing := wanted - len(concerns):
        raise NotAllowed(_("%(n)d av rapporterna ligger inte längre hos dig. Ta bort dem ur begäran.") % {"n": missing})
    return [Report(row, concerns[row.concern_id], texts(concerns[row.concern_id])) for row in rows]


def texts(concern: Concern) -> list[Text]:
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
    ]
    return [text for text in written if text.text]


def _label(assessment: Assessment) -> str:
    return _("Bedömning %(day)s: %(outcome)s") % {
        "day": date_format(assessment.at),
        "outcome": assessment.get_outcome_display().lower(),
    }
