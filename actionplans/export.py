"""A plan as a table file, for whoever goes on in a spreadsheet."""

from __future__ import annotations

import csv

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.models import ActionPlan, FollowUp, Measure
from actionplans.statistics import status_label, written_number
from vbe.spreadsheets import harmless


def as_csv(plan: ActionPlan, *, with_follow_up: bool) -> HttpResponse:
    """One row a measure, one for each of its follow-ups where they are read; opens in Excel with å, ä and ö."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"handlingsplan-{plan.board.code}-{plan.years.replace('–', '-')}-version-{plan.version}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    rows = csv.writer(response, delimiter=";")
    headings = [_("Nummer"), _("Avsnitt"), _("Åtgärd"), _("Ansvarig"), _("Samverkan"), _("Tidplan"), _("Uppföljning")]
    follow_up_headings = [_("Tertial"), _("Läge"), _("Kommentar"), _("Antal"), _("Det som räknas"), _("Rapporterad")]
    rows.writerow(headings + (follow_up_headings if with_follow_up else []))
    measures = Measure.objects.kept().filter(plan=plan).select_related("section")
    reported: dict[object, list[FollowUp]] = {}
    for follow_up in FollowUp.objects.filter(measure__plan=plan).order_by("period") if with_follow_up else []:
        reported.setdefault(follow_up.measure_id, []).append(follow_up)
    for number, measure in enumerate(measures.in_document_order(), start=1):
        words = [measure.section.table or measure.section.heading, measure.text, measure.responsible]
        words += [", ".join(measure.partners), measure.time_plan, measure.follow_up]
        for follow_up_words in [_follow_up(measure, one) for one in reported.get(measure.pk, [])] or [[]]:
            rows.writerow([number, *(harmless(word) for word in [*words, *follow_up_words])])
    return response


def _follow_up(measure: Measure, follow_up: FollowUp) -> list[str]:
    return [
        follow_up.period,
        status_label(follow_up.status),
        follow_up.comment,
        written_number(follow_up.number),
        measure.measured_as,
        f"{timezone.localdate(follow_up.at)}",
    ]
