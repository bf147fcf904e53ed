"""The fetch is the access check: outside one's scope 404, inside but not allowed 403."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cases.sig.listed import fetched
from cases.sig.models import Case, EmergencyOpening
from cases.sig.own_part import part_in
from vbe.access.request import Request

# Whoever may reach a case at all: by the board, or by taking part in it.
RECORD = ("case.view", "case.participate")


def or_own_part(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a case that messages lead to: whoever has only an own part of the case is led on to that."""

    @wraps(view)
    def led(request: Request, number: str) -> HttpResponse:
        try:
            return view(request, number)
        except Http404:
            if request.method == "GET" and part_in(number):
                return redirect("own_part", number=number)
            raise

    return led


def visible_case(request: Request, number: str) -> Case:
    """A case whose number and steps the acting assignment may see."""
    return fetched(number)


def readable_case(request: Request, number: str) -> Case:
    """A case whose content the acting assignment may read."""
    case = visible_case(request, number)
    if not may_read(request, case):
        raise PermissionDenied
    return case


def decidable_case(request: Request, number: str) -> Case:
    """A case that the acting assignment decides in; locked while a form is received, so that steps come in order."""
    case = readable_case(request, number)
    if not may_decide(request, case):
        raise PermissionDenied
    if request.method == "POST":
        Case.objects.select_for_update().get(pk=case.pk)
        # Read again: somebody may have taken the step while we waited for the lock.
        case = readable_case(request, number)
    return case


def writable_case(request: Request, number: str) -> Case:
    """A case whose minutes, tasks and support the acting assignment writes: deciding in it, or taking part in it."""
    case = readable_case(request, number)
    if not may_write(request, case):
        raise PermissionDenied
    return case


def running_opening(request: Request, case: Case) -> EmergencyOpening | None:
    """The asker's own emergency opening of the case, while it lasts."""
    return EmergencyOpening.objects.of_mine(request).running(timezone.now()).filter(case=case).first()


def may_read(request: Request, case: Case) -> bool:
    return Case.objects.with_content_for(request).filter(pk=case.pk).exists()


def state_of(page: Page, *parts: str) -> str:
    """A short word for what a list shows: ``parts`` of its rows. Another day or another number of rows changes it.

    A page that asks for news says what it shows. Shown again it is answered with nothing, and nothing is logged.
    """
    rows = [[str(_part(row, path)) for path in ("pk", *parts)] for row in page]
    shown = repr((timezone.localdate(), page.number, page.paginator.count, rows))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def _part(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name, None)
    return row


def poll_url(request: HttpRequest, state: str) -> str:
    """The address that a list asks for news at."""
    query = request.GET.copy()
    query["visat"] = state
    return f"{request.path}?{query.urlencode()}"


def may_decide(request: Request, case: Case) -> bool:
    """Whether the acting assignment decides in the case; one of a predecessor's closed cases is only read."""
    return request.access.allows("case.decide") and Case.objects.decided_by(request).filter(pk=case.pk).exists()


def may_write(request: Request, case: Case) -> bool:
    """Whether the acting assignment writes minutes, tasks and support. An emergency opening only reads."""
    if may_decide(request, case):
        return True
    mine = case.participations.filter(assignment=request.access.acting)
    return request.access.allows("case.participate") and any(one.active(timezone.localdate()) for one in mine)
