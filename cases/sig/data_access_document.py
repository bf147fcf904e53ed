"""The extract: what leaves of what was gathered, before it is released and after. Nothing that is masked is in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps

from cases.masking import occurrences
from cases.sig.models import DataAccessRequest, HeldRecord


def grounds() -> list[Any]:
    """What may be chosen. The grounds lie with those of public records, which this room reaches by their name alone."""
    return list(_ground().objects.for_extracts().order_by("kind", "position"))


def references() -> dict[str, str]:
    return dict(_ground().objects.references())


def _ground() -> Any:
    return apps.get_model("disclosure", "Ground")


@dataclass
class Part:
    """One record as it leaves."""

    heading: str
    passages: list[dict[str, str]]
    withheld: str = ""
    file: str = ""


@dataclass
class Document:
    """What the extract would be, before it is released and after. Nothing that is masked is in it."""

    sections: list[dict[str, Any]]
    recipients: list[Part]
    files: list[Part]
    grounds: list[dict[str, str]]
    appeal: dict[str, str] | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.recipients or self.files)


def document(asked: DataAccessRequest, records: list[HeldRecord] | None = None) -> Document:
    rows = list(asked.records.without_file()) if records is None else records
    refer = references()
    parts: dict[str, list[Part]] = {}
    for row in rows:
        parts.setdefault(row.section, []).append(_part(row, refer))
    apart = (HeldRecord.Section.RECIPIENTS, HeldRecord.Section.FILES)
    used = {mask.ground for row in rows for mask in row.masked}
    found = _ground().objects.filter(code__in=used)
    appeal = _ground().objects.filter(kind="overklaga_utdr", ended_on=None).first() if used else None
    return Document(
        sections=[
            {"title": str(HeldRecord.Section(name).label), "parts": found_parts}
            for name, found_parts in parts.items()
            if name not in apart
        ],
        recipients=parts.get(HeldRecord.Section.RECIPIENTS, []),
        files=parts.get(HeldRecord.Section.FILES, []),
        grounds=[_as_said(ground) for ground in found],
        appeal=_as_said(appeal) if appeal else None,
    )


def _part(row: HeldRecord, refer: dict[str, str]) -> Part:
    ground = row.withheld
    if ground:
        # Of what is kept back whole nothing is said, not even its heading: that may name somebody.
        title = str(HeldRecord.Section(row.section).label)
        return Part(title, [], withheld=refer.get(ground, ground))
    passages = [{"label": one.label, "text": one.text} for one in row.released(refer)]
    return Part(row.heading, passages, file=row.kind)


def _as_said(ground: Any) -> dict[str, str]:
    return {"reference": ground.reference, "title": ground.title, "wording": ground.wording}


def still_readable(records: list[HeldRecord]) -> list[HeldRecord]:
    """Records where a word that is masked in any of them can be read: to be looked at before anything leaves."""
    refer, open_ones = references(), [row for row in records if not row.withheld]
    words = set()
    for row in open_ones:
        texts = {one.name: one.text for one in row.passages}
        words |= {texts[mask.field][mask.start : mask.end] for mask in row.masked if mask.end is not None}
    return [row for row in open_ones if any(occurrences(one.text, words) for one in row.released(refer))]
