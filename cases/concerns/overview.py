"""What has happened on the own area, month by month and part by part, this year beside last year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.concerns import statistics
from cases.concerns.models import Category
from cases.concerns.statistics import YearCount
from vbe.organisation.models import Area


@dataclass
class AreaLine:
    """A part of the area; None is what lies in no part of it."""

    area: Area | None
    this_year: int
    last_year: int
    mostly: str


@dataclass
class Overview:
    """``until`` is the last day counted this year; last year is counted until the same day, and whole as well."""

    until: date
    this_year: YearCount
    last_year: YearCount
    last_year_whole: YearCount

    @property
    def categories(self) -> list[Category]:
        """Those that anything was reported of, in either year."""
        return [
            one
            for one in Category
            if self.this_year.of_category(one.value) or self.last_year_whole.of_category(one.value)
        ]

    def areas(self, parts: list[Area]) -> list[AreaLine]:
        """Every part, the one with most reports first; reports without one last, where there are any."""
        lines = [self._line(part.pk, part) for part in parts]
        lines.sort(key=lambda line: (-line.this_year, -line.last_year))
        named = {part.pk for part in parts}
        counted = {area for area, _category in (*self.this_year.by_area, *self.last_year.by_area)}
        # A part of a predecessor that the successor has not named.
        rest = [self._line(area, None) for area in counted - named]
        if rest:
            total = AreaLine(None, sum(one.this_year for one in rest), sum(one.last_year for one in rest), "")
            lines.append(total)
        return lines

    def _line(self, key: UUID | None, area: Area | None) -> AreaLine:
        now = self.this_year.of_area(key)
        most = max(Category, key=lambda one: self.this_year.by_area[key, one.value])
        return AreaLine(area, now, self.last_year.of_area(key), str(most.label) if now else "")


def overview(year: int, today: date, area: UUID | None = None) -> Overview:
    """The year ``year``, until today where it is this one."""
    until = today if year == today.year else date(year, 12, 31)
    return Overview(
        until,
        statistics.year(date(year, 1, 1), until, area),
        statistics.year(date(year - 1, 1, 1), statistics.a_year_before(until), area),
        statistics.year(date(year - 1, 1, 1), date(year - 1, 12, 31), area),
    )
