"""The cases in numbers: frozen tables, for who writes the reports and who leads the cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lagesbild.disclosure import THRESHOLD
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.reports import case_figures
from vbe.reports.views import NUMBERS


@require_safe
@may(*NUMBERS)
def sig_numbers(request: Request) -> HttpResponse:
    """The tables of the acting assignment's own board."""
    board, periods = request.access.acting.board, case_figures.periods(timezone.localdate())
    context = {
        "board": board,
        "tables": case_figures.tables(board, periods),
        "most": THRESHOLD - 1,
    }
    return render(request, "reports/cases.html", context)


@require_safe
@may(*NUMBERS)
def sig_numbers_csv(request: Request) -> HttpResponse:
    board = request.access.acting.board
    record(request, Action.EXPORTED, kind="sig.sigpart", reason="csv")
    text = case_figures.as_csv(board, case_figures.periods(timezone.localdate()))
    headers = {"Content-Disposition": f'attachment; filename="arenden-i-siffror-{board.code}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
