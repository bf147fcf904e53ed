"""Changing how one signs in asks for a proof that is fresh: who finds an open computer can read, but not take over."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from vbe.access import kept
from vbe.access.request import Request
from vbe.sign_in import sessions

View = Callable[..., HttpResponse]


def own_sign_in(view: View) -> View:
    """Open to everybody signed in, also before a second factor is set up: what one changes there is one's own."""
    view.permissions = ()  # type: ignore[attr-defined]
    view.one_factor_will_do = True  # type: ignore[attr-defined]
    return view


def freshly_proved(view: View) -> View:
    """The person has proved who it is within the last quarter of an hour; otherwise it is asked for first.

    A form that was sent is not thrown away: the page that asks carries it along.
    """

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if sessions.is_fresh(request.session, timezone.now()):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            from vbe.sign_in.views.own import show_confirm

            return show_confirm(request, held=kept.from_request(request), status=403)
        return redirect(f"{reverse('confirm_sign_in')}?{urlencode({'next': request.path})}")

    return guarded
