"""Error pages in the product's look. None of them says what was not found or why it was refused."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from vbe.access.request import Request
from vbe.audit.log import record_refusal


def bad_request(request: Request, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: Request, exception: Exception) -> HttpResponse:
    record_refusal(request, "403")
    return render(request, "403.html", status=403)


def not_found(request: Request, exception: Exception) -> HttpResponse:
    if request.resolver_match:
        record_refusal(request, "404")
    return render(request, "404.html", status=404)


def broken(request: Request) -> HttpResponse:
    """Drawn without the context processors: what broke may be what they need."""
    return render(None, "500.html", status=500)
