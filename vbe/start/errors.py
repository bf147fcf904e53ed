"""Error pages in the product's look. None of them says what was not found or why it was refused."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from vbe.access import kept
from vbe.access.request import Request
from vbe.audit.log import record_refusal

RETRY_AFTER = 10


def draw(request: Request, status: int) -> HttpResponse:
    """What waits is not counted for a page that leads on to another."""
    request.counts_waiting = False
    return render(request, f"{status}.html", status=status)


def bad_request(request: Request, exception: Exception) -> HttpResponse:
    return draw(request, 400)


def forbidden(request: Request, exception: Exception) -> HttpResponse:
    record_refusal(request, "403")
    return draw(request, 403)


def not_found(request: Request, exception: Exception) -> HttpResponse:
    if request.resolver_match:
        record_refusal(request, "404")
    return draw(request, 404)


class WrongMethodMiddleware:
    """Draws the page for an address that is opened the wrong way. Django's own answer is empty."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        drawn = draw(request, 405)
        drawn["Allow"] = response["Allow"]
        return drawn


def broken(request: Request) -> HttpResponse:
    """Drawn without the context processors: what broke may be what they need."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return away(request)
    return render(None, "500.html", status=500)


def away(request: Request) -> HttpResponse:
    """The database does not answer, or went away in the middle: the page holds what was sent, to send again.

    Each connection is looked at before it is used again, so the next request after a restart finds the database.
    """
    held = kept.from_request(request) if request.method == "POST" else None
    # The form's own protection goes along: that of a new page may not fit the browser's cookie.
    context = {"kept": held, "csrf_token": request.POST.get("csrfmiddlewaretoken", ""), "path": request.get_full_path()}
    response = render(None, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
