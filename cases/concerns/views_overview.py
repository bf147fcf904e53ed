"""The overview of the own area, and of each part of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cases.concerns.models import Category, Concern
from cases.concerns.overview import Overview, overview
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.access.templatetags.dates import MONTHS
from vbe.organisation.models import Area

YEARS_BACK = 10
LATEST = 10


class OverviewFilter(forms.Form):
    """Kept in the address. What makes no sense is left out, so an old link still works."""

    ar = forms.ChoiceField(label=gettext_lazy("År"), required=False)
    kategori = forms.ChoiceField(
        label=gettext_lazy("Vad"), choices=[("", gettext_lazy("Allt")), *Category.choices], required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = self.fields["ar"]
        assert isinstance(years, forms.ChoiceField)
        years.choices = [(str(year), str(year)) for year in range(today.year, today.year - YEARS_BACK, -1)]
        self.is_valid()
        self.year = int(self.cleaned_data.get("ar") or today.year)
        self.category = self.cleaned_data.get("kategori") or ""


@require_safe
@may("concern.view")
def concerns_overview(request: Request) -> HttpResponse:
    today = timezone.localdate()
    form = OverviewFilter(request.GET, today=today)
    shown = overview(form.year, today)
    parts = list(request.access.acting.board.parts())
    context = _context(form, shown) | {"areas": shown.areas(parts), "board": request.access.acting.board}
    return render(request, "concerns/overview.html", context)


@require_safe
@may("concern.view")
def concerns_area(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One part of the own area: its year, and the latest reports from it."""
    area = get_object_or_404(request.access.acting.board.parts(), pk=pk)
    today = timezone.localdate()
    form = OverviewFilter(request.GET, today=today)
    latest = Concern.objects.visible_to(request).filter(area=area).order_by("-reported_at", "-id")[:LATEST]
    context = _context(form, overview(form.year, today, area.pk), area) | {
        "area": area,
        "latest": latest,
        "queue_url": f"{reverse('concerns')}?omrade={area.pk}",
    }
    return render(request, "concerns/area.html", context)


def _context(form: OverviewFilter, shown: Overview, area: Area | None = None) -> dict[str, Any]:
    this_year, last_year = shown.this_year, shown.last_year_whole
    months = range(1, 13)

    def number(count: Any, month: int) -> int:
        return count.by_month[month, form.category] if form.category else count.of_month(month)

    return {
        "form": form,
        "overview": shown,
        "year": form.year,
        "chart": {
            "title": _("Månad för månad"),
            "rows": [
                {
                    "label": MONTHS[month - 1],
                    "value": number(this_year, month),
                    "none": month not in this_year.months,
                    "previous": number(last_year, month),
                }
                for month in months
            ],
        },
        "headings": [_("Månad"), *(str(one.label) for one in shown.categories), _("Alla"), _("Året före")],
        "months": [
            (
                MONTHS[month - 1],
                [this_year.by_month[month, one.value] for one in shown.categories],
                this_year.of_month(month),
                # Until the same day, as the sum below it is; the chart has last year's whole months.
                shown.last_year.of_month(month),
            )
            for month in this_year.months
        ],
        "sums": [this_year.of_category(one.value) for one in shown.categories],
        "sums_before": [shown.last_year.of_category(one.value) for one in shown.categories],
    }
