"""The guide as it is read: by employees, and by relatives and residents without an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.guide import printing, tallying
from cases.guide.models import Tally
from cases.guide.reading import Reader, addition, current, shown
from cases.guide.situations import Situation, Topic
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Municipality


@require_safe
@login_not_required
def guide(request: Request) -> HttpResponse:
    """What has happened? The questions, and whom to call when there is no time to read."""
    reader = Reader.of(request)
    version, entries = current(reader.municipality)
    danger = [row for row in reader.numbers() if row.topic == Topic.DANGER]
    return show(request, "guide/guide.html", reader, version=version, entries=entries, danger=danger)


@require_safe
@login_not_required
def guide_situation(request: Request, situation: str) -> HttpResponse:
    """One situation: whom to call, what to think of, and where to go on."""
    reader, chosen = Reader.of(request), known(situation)
    _version, entries = current(reader.municipality)
    [one] = shown([entry for entry in entries if entry.situation == chosen], reader.numbers())
    thanks = "tack" in request.GET
    return show(request, "guide/situation.html", reader, one=one, addition=addition(reader.board), thanks=thanks)


@require_POST
@login_not_required
def guide_tally(request: Request, situation: str) -> HttpResponse:
    """Somebody was helped by the guide alone: one is added to a count, and nothing else is kept."""
    reader, chosen = Reader.of(request), known(situation)
    if reader.municipality is None:
        # The page asks for a municipality before it has the button.
        return redirect("guide_situation", chosen.value)
    # Outside, nobody knows whether a report was the next step; there is only one answer.
    advised = reader.signed_in and request.POST.get("svar") == Tally.Outcome.ADVISED
    outcome = Tally.Outcome.ADVISED if advised else Tally.Outcome.ANSWERED
    tallying.count(request, reader.municipality, chosen, outcome)
    # The thanks stand in the address: a message would need a session, and nobody is to be followed here.
    return redirect(f"{reverse('guide_situation', args=[chosen.value])}?{reader.asked(tack=1)}")


@require_safe
@may("concern.report")
def guide_print(request: Request) -> HttpResponse:
    """Everything on one page, for the day the system is down."""
    return render(request, "guide/print.html", printing.sheet(request, today=timezone.localdate()))


@require_safe
@may("concern.report")
def guide_file(request: Request) -> HttpResponse:
    now = timezone.now()
    record(request, Action.DOWNLOADED, request.access.acting.board, reason="hur-gor-jag")
    response = HttpResponse(printing.file(request, now=now), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="hur-gor-jag-{timezone.localdate(now):%Y-%m-%d}.pdf"'
    return response


def known(situation: str) -> Situation:
    if situation not in Situation.values:
        raise Http404
    return Situation(situation)


def show(request: Request, template: str, reader: Reader, **context: Any) -> HttpResponse:
    context |= {
        "reader": reader,
        "municipalities": Municipality.objects.order_by("name"),
        "base": "base.html" if reader.signed_in else "public.html",
        "may_edit": request.access.allows("guide.edit"),
    }
    return render(request, template, context)
