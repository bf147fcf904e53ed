"""What support is chosen from: the municipality's own resources, and the methods of its guidelines.

Both belong to the action plans' room, which this one reaches by its foreign keys alone.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from cases.sig.models import Case, SupportMeasure
from vbe.access.request import Request

BAND = Case.AgeBand
AGES: dict[str, tuple[int, int]] = {
    BAND.UNDER_12: (0, 11),
    BAND.TEEN: (12, 17),
    BAND.EIGHTEEN: (18, 18),
    BAND.YOUNG_ADULT: (19, 29),
    BAND.OVER_30: (30, 120),
}


def _model(name: str) -> Any:
    return SupportMeasure._meta.get_field(name).related_model


def resources(request: Request) -> QuerySet[Any]:
    """What the boards of the own municipality offer."""
    return _model("resource").objects.visible_to(request).select_related("board")


def for_band(found: QuerySet[Any], band: str) -> QuerySet[Any]:
    """Those for somebody in the age band, and those that name no ages."""
    if band not in AGES:
        return found
    low, high = AGES[band]
    return found.filter(Q(age_from=None) | Q(age_from__lte=high), Q(age_to=None) | Q(age_to__gte=low))


def functions() -> list[tuple[str, Any]]:
    return list(_model("resource").Use.choices)


def methods(request: Request) -> QuerySet[Any]:
    """The example methods of the own municipality's guidelines, in the document's order."""
    municipality = request.access.acting.board.municipality_id
    found = _model("method").objects.filter(heading__area__municipality=municipality)
    return found.select_related("heading__area").order_by("heading__area__position", "heading__position", "position")


def by_heading(found: QuerySet[Any]) -> list[tuple[Any, list[Any]]]:
    return [(heading, list(rows)) for heading, rows in groupby(found, key=lambda method: method.heading)]
