"""Practice: write, get a receipt, see what the samordnare sees, assess, and see how it ends. Nothing is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concerns.forms import AssessmentForm
from cases.concerns.models import boards_to_hand_over_to
from cases.concerns.states import Outcome
from cases.submission import practice as practising
from cases.submission.forms import ReportForm
from vbe.access.guards import may
from vbe.access.request import Request


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.report")
def practice(request: Request) -> HttpResponse:
    """The report's own form with a made-up text in it."""
    now = timezone.now()
    if request.method != "POST":
        return _form_page(request, practising.practice_form(request.access.acting, now=now))
    form = practising.practice_form(request.access.acting, now=now, data=request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    practising.save(request.user, request.POST, now=now)
    return redirect("practice_receipt")


@require_safe
@may("concern.report")
def practice_receipt(request: Request) -> HttpResponse:
    return _page(request, "submission/practice_receipt.html", step=2)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.report")
def practice_desk(request: Request) -> HttpResponse:
    """The record as the samordnare sees it, and an assessment to try."""
    now = timezone.now()
    kept = practising.kept(request.user, now=now)
    if kept is None:
        return redirect("practice")
    concern = practising.read(kept | {"outcome": Outcome.OTHER_BOARD}, request.access.acting).concern
    boards = boards_to_hand_over_to(request.access.acting.board, timezone.localdate(now))
    form = AssessmentForm(request.POST if request.method == "POST" else None, concern=concern, boards=boards)
    if request.method == "POST" and form.is_valid():
        outcome, reason = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["reason"]
        practising.assess(request.user, kept, outcome=outcome, reason=reason, now=now)
        return redirect("practice_done")
    return _page(request, "submission/practice_desk.html", step=3, form=form, status=422 if form.is_bound else 200)


@require_safe
@may("concern.report")
def practice_done(request: Request) -> HttpResponse:
    return _page(request, "submission/practice_done.html", step=4)


@require_POST
@may("concern.report")
def practice_end(request: Request) -> HttpResponse:
    practising.end(request.user)
    messages.info(request, _("Övningen är borttagen. Inget har skickats eller räknats."))
    return redirect("start")


def _form_page(request: Request, form: ReportForm, *, status: int = 200) -> HttpResponse:
    return render(request, "submission/practice.html", {"form": form, "steps": _steps(1)}, status=status)


def _page(request: Request, template: str, *, step: int, status: int = 200, **context: Any) -> HttpResponse:
    """A page about the report that was made up; without one, back to the form."""
    kept = practising.kept(request.user, now=timezone.now())
    if kept is None or (step == 4 and "outcome" not in kept):
        return redirect("practice" if kept is None else "practice_desk")
    practised = practising.read(kept, request.access.acting)
    context |= {"practised": practised, "concern": practised.concern, "steps": _steps(step)}
    return render(request, template, context, status=status)


def _steps(current: int) -> list[dict[str, str]]:
    labels = [_("Skriv rapporten"), _("Få ett kvitto"), _("Samordnaren bedömer"), _("Se hur det gick")]
    states = ["done"] * (current - 1) + ["current"] + ["todo"] * (len(labels) - current)
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]
