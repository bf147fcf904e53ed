"""*Logg för akten*: who has opened, written in, searched for or been refused a case, and all its parts."""

from __future__ import annotations

import csv

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.sig.forms.log import LogFilter
from cases.sig.log_words import lines
from cases.sig.models import Case
from cases.sig.views.fetch import visible_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.audit.log import record
from vbe.audit.models import Action, Entry
from vbe.audit.sealing import last_seal

PER_PAGE = 50
# What is taken out in one piece. A longer log is narrowed first.
MOST_ROWS = 5000
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@room("case.log")
def case_log(request: Request, number: str) -> HttpResponse:
    case = visible_case(request, number)
    # First, so that the reading stands at the top of what is read.
    record(request, Action.REVIEWED, case)
    form = log_filter(request, case)
    page = Paginator(form.chosen(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"case": case, "form": form, "page": page, "lines": lines(page), "seal": last_seal()}
    return render(request, "sig/log.html", context)


@require_safe
@room("case.log")
def case_log_print(request: Request, number: str) -> HttpResponse:
    """The log on one page, to print. That it was taken out is logged; what the browser then does nobody can know."""
    case = visible_case(request, number)
    record(request, Action.PRINTED, case)
    found = lines(log_filter(request, case).chosen()[:MOST_ROWS])
    context = {"case": case, "lines": found, "now": timezone.now(), "most": MOST_ROWS, "seal": last_seal()}
    return render(request, "sig/log_print.html", context)


@require_safe
@room("case.log")
def case_log_csv(request: Request, number: str) -> HttpResponse:
    """The log for a spreadsheet in Swedish: semicolons, and a mark that it is UTF-8."""
    case = visible_case(request, number)
    record(request, Action.EXPORTED, case)
    found = lines(log_filter(request, case).chosen()[:MOST_ROWS])
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="logg-{case.number}.csv"'
    sheet = csv.writer(response, delimiter=";")
    sheet.writerow([_("Datum"), _("Klockslag"), _("Vem"), _("Roll och enhet"), _("Vad"), _("Genom"), _("Skäl")])
    for line in found:
        cells = [swedate(line.at), sweclock(line.at), line.who, line.role, line.what, line.through, line.reason]
        sheet.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return response


def log_filter(request: Request, case: Case) -> LogFilter:
    """The entries about the case, and about what came in before it was a case."""
    entries = Entry.objects.visible_to(request).of_record(case.pk, case.intake_id)
    return LogFilter(request.GET, entries=entries)
