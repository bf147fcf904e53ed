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

from vbe.access.request import Request
from vbe.sign_in import sessions

View = Callable[..., HttpResponse]


def own_sign_in(view: View) -> View:
    """Open to everybody signed in, also before a second factor is set up: what one changes there is one's own."""
    view.permissions = ()  # type: ignore[attr-defined]
    view.one_factor_will_do = True  # type: ignore[attr-defined]
    return view


def freshly_proved(view: View) -> View:
    """The person has proved who it is within the last quarter of an hour; otherwise it is asked for first."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if sessions.is_fresh(request.session, timezone.now()):
            return view(request, *args, **kwargs)
        target = request.path if request.method == "GET" else reverse("own_sign_in")
        return redirect(f"{reverse('confirm_sign_in')}?{urlencode({'next': target})}")

    return guarded
