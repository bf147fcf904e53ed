"""Loads plans, guidelines and resources from their data files. Repeatable; run as the owner of the tables."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from actionplans.models import (
    ActionPlan,
    GuidelineArea,
    GuidelineHeading,
    GuidelineMethod,
    Measure,
    Resource,
    Section,
)
from actionplans.states import State
from vbe.organisation.models import Board, Municipality

DATA = Path(__file__).parent / "data"


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def load_plan(path: Path, board: Board) -> ActionPlan:
    """An older plan as it was decided: never edited, but followed up and revised. Loaded again, it is the same plan."""
    data = read(path)
    sections = data.pop("sections")
    values = {name: data.get(name, default) for name, default in PLAN_DEFAULTS.items()}
    plan, _new = ActionPlan.objects.update_or_create(
        board=board,
        document=True,
        title=data["title"],
        year_from=data["year_from"],
        # A draft while its parts are written: those of a decided plan do not change.
        defaults=values | {"year_to": data["year_to"], "state": State.DRAFT},
        create_defaults=values
        | {
            "year_to": data["year_to"],
            "state": State.DRAFT,
            "created_at": datetime(data["year_from"], 1, 1, tzinfo=UTC),
        },
    )
    for position, row in enumerate(sections, start=1):
        _load_section(plan, position, row)
    plan.sections.filter(position__gt=len(sections)).delete()
    plan.state = State.DECIDED
    plan.save(update_fields=["state"])
    return plan


PLAN_DEFAULTS: dict[str, Any] = {"dated": "", "dnr": "", "decided_on": None, "paragraph": ""}
SECTION_DEFAULTS: dict[str, Any] = {"depth": 1, "level": "", "text": "", "table": ""}
MEASURE_DEFAULTS: dict[str, Any] = {"responsible": "", "partners": [], "time_plan": "", "follow_up": ""}


def _load_section(plan: ActionPlan, position: int, row: dict[str, Any]) -> None:
    values = {name: row.get(name, default) for name, default in SECTION_DEFAULTS.items()}
    values |= {"heading": row["heading"], "text": values["text"].strip("\n")}
    section, _new = Section.objects.update_or_create(plan=plan, position=position, defaults=values)
    measures = row.get("measures", [])
    for number, measure in enumerate(measures, start=1):
        values = {name: measure.get(name, default) for name, default in MEASURE_DEFAULTS.items()}
        Measure.objects.update_or_create(
            plan=plan, section=section, position=number, defaults=values | {"text": measure["text"]}
        )
    section.measures.filter(position__gt=len(measures)).delete()


@transaction.atomic
def load_guidelines(path: Path) -> list[GuidelineArea]:
    data = read(path)
    municipality = Municipality.objects.get(code=data["municipality"])
    return [_load_area(municipality, position, row) for position, row in enumerate(data["areas"], start=1)]


def _load_area(municipality: Municipality, position: int, row: dict[str, Any]) -> GuidelineArea:
    area, _new = GuidelineArea.objects.update_or_create(
        municipality=municipality, position=position, defaults={"name": row["name"], "text": row.get("text", "")}
    )
    for number, heading_row in enumerate(row["headings"], start=1):
        heading, _new = GuidelineHeading.objects.update_or_create(
            area=area,
            position=number,
            defaults={name: heading_row[name] for name in ("name", "responsible", "text")},
        )
        methods = heading_row.get("methods", [])
        for place, text in enumerate(methods, start=1):
            GuidelineMethod.objects.update_or_create(heading=heading, position=place, defaults={"text": text})
        heading.methods.filter(position__gt=len(methods)).delete()
    return area


@transaction.atomic
def load_resources(path: Path) -> list[Resource]:
    data = read(path)
    board = Board.objects.get(code=data["board"])
    resources = []
    for position, row in enumerate(data["resources"], start=1):
        values = {name: value for name, value in row.items() if name not in ("name", "level")}
        resource, _new = Resource.objects.update_or_create(
            board=board,
            level=row["level"],
            name=row["name"],
            defaults=values | {"checked_on": data["checked_on"], "position": position},
        )
        resources.append(resource)
    return resources
