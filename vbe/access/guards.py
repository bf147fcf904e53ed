"""Guards that stack above a view. Inside one's scope but not allowed: 403. Outside the scope is the fetch's 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from vbe.access.request import Request

View = Callable[..., HttpResponse]


def may(*permissions: str) -> Callable[[View], View]:
    """The acting assignment's role must hold one of ``permissions``; on which rows is the fetch's business."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.access.allows(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate


# Whoever holds none of these has no business in the socialtjänst room, and is not told that it exists (legal.md L2).
SOCIALTJANST = {
    "intake.view",
    "intake.handle",
    "case.view",
    "case.content",
    "case.decide",
    "case.participate",
    "case.follow",
    "case.emergency",
    "case.log",
    "identity.reveal",
    "identity.protected",
    "relative.support",
    "relative.view",
    "relative.lead",
    "extract.handle",
    "extract.review",
}


def room(*permissions: str) -> Callable[[View], View]:
    """A view of the socialtjänst room: 404 for those without business in it, otherwise as ``may``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.access.allows(permission) for permission in SOCIALTJANST):
                raise Http404
            return inside(request, *args, **kwargs)

        inside = may(*permissions)(view)
        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate


def any_signed_in(view: View) -> View:
    """Said aloud: every signed-in person may open this view; what it shows is limited by the fetch."""
    view.permissions = ()  # type: ignore[attr-defined]
    return view
