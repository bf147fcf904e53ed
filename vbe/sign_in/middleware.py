"""Who gets past the door: signed in, within the session's time, and with the factors that the role asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from vbe.access import kept
from vbe.access.guards import SOCIALTJANST
from vbe.access.request import Access, Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.sign_in import sessions

GetResponse = Callable[[Request], HttpResponse]
# What a page asks for by itself says so, and is no sign that somebody is there.
BY_ITSELF = "X-Poll"
NOT_USED = ["camera", "microphone", "geolocation", "payment", "usb", "midi", "display-capture", "browsing-topics"]
PERMISSIONS = ", ".join(
    [f"{name}=()" for name in NOT_USED] + ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
)


class HeadersMiddleware:
    """What Django's own middlewares do not say: no device is used, and no other site may take our answers in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class SessionLimitsMiddleware:
    """Ends a session that nobody has used for a while, or that has lasted its time; notes that one is used.

    It stands outside the request's transaction, since also a page that is only read may end a session.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        now = timezone.now()
        if request.user.is_authenticated and min(sessions.seconds_left(request.session, now)) <= 0:
            end_by_time(request)
        response = self.get_response(request)
        if request.user.is_authenticated and response.status_code < 500:
            note_use(request, now.timestamp())
        return response


def end_by_time(request: Request) -> None:
    """Throw the session away. A page asks for several things at once: the one that ends the session logs it."""
    if sessions.end_one(request, sessions.stored(request.session.session_key or "")):
        request.access = Access(request)
        record(request, Action.SESSION_ENDED, about=request.user, reason=sessions.TIME)
    request.session.flush()
    request.user = AnonymousUser()  # type: ignore[assignment]


def note_use(request: Request, moment: float) -> None:
    """Keep the limits of whoever acts now, and the time when it was not the page itself that asked."""
    session = request.session
    session.setdefault(sessions.BEGAN, moment)
    if access := getattr(request, "access", None):
        limits = list(sessions.limits_for(access)) if access.user else None
        if limits and session.get(sessions.LIMITS) != limits:
            session[sessions.LIMITS] = limits
    if BY_ITSELF in request.headers and sessions.USED in session:
        return
    if moment - session.get(sessions.USED, 0) >= sessions.WRITTEN_EVERY:
        session[sessions.USED] = moment


class SignInMiddleware(LoginRequiredMiddleware):
    """Signed in is the default; openness is declared with ``login_not_required``.

    A form sent after the session has ended is not thrown away: the sign-in page carries it along.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        from vbe.sign_in.views import sign_in_again

        if request.method == "POST":
            return sign_in_again(request)
        return super().handle_no_permission(request, view_func)


def lacks_second_factor(request: Request) -> bool:
    """Whether the acting role may open the socialtjänst room, and the person has given one factor only."""
    if not settings.SECOND_FACTOR_REQUIRED or request.session.get(sessions.SECOND_FACTOR):
        return False
    return any(request.access.allows(permission) for permission in SOCIALTJANST)


class SecondFactorMiddleware:
    """Without a second factor a role with the socialtjänst room leads to setting one up, and nowhere else.

    A form that was sent is not thrown away: the page carries it along.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        is_open = getattr(view, "login_required", True) is False or getattr(view, "one_factor_will_do", False)
        if is_open or not request.user.is_authenticated or not lacks_second_factor(request):
            return None
        if request.method == "POST":
            from vbe.sign_in.views.own import show_set_up

            return show_set_up(request, held=kept.from_request(request), status=403)
        return redirect("second_factor_set_up")
