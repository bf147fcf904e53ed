"""A row as the browser sends it: every field, and what each read when the page was opened."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from actionplans.forms.cells import CellForm, FollowUpCells, MeasureCells, SectionCells
from actionplans.models import FollowUp, Measure, Section

HTMX = {"HX-Request": "true"}


def sent(form: CellForm, **typed: Any) -> dict[str, Any]:
    """The form's data with ``typed`` in its fields."""
    data = {form.was_name: " ".join(form.was.values())}
    for bound in form:
        shown = form.fields[bound.name].prepare_value(bound.initial)
        value = "" if shown is None else shown
        data[bound.html_name] = typed.get(bound.name, value)
    return data


def measure_row(measure: Measure, **typed: Any) -> dict[str, Any]:
    return sent(MeasureCells(measure, measure.pk), **typed)


def section_row(section: Section, **typed: Any) -> dict[str, Any]:
    return sent(SectionCells(section, section.pk), **typed)


def report_row(measure: Measure, period: str, **typed: Any) -> dict[str, Any]:
    saved = measure.follow_ups.filter(period=period).first() or FollowUp(measure=measure, period=period)
    return sent(FollowUpCells(saved, measure.pk), **typed)


def send_measure(client: Client, measure: Measure, data: dict[str, Any], *, htmx: bool = True, **more: Any) -> Any:
    url = reverse("measure_save", args=[measure.plan_id, measure.section_id, measure.pk])
    return client.post(url, data | more, headers=HTMX if htmx else {})


def send_section(client: Client, section: Section, data: dict[str, Any], *, htmx: bool = True, **more: Any) -> Any:
    url = reverse("section_save", args=[section.plan_id, section.pk])
    return client.post(url, data | more, headers=HTMX if htmx else {})


def send_report(client: Client, measure: Measure, period: str, *, htmx: bool = True, **typed: Any) -> Any:
    url = reverse("follow_up_save", args=[measure.pk, period])
    return client.post(url, report_row(measure, period, **typed), headers=HTMX if htmx else {})


def again(row: Model) -> Any:
    row.refresh_from_db()
    return row
