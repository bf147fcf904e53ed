"""The request's transaction, its user and its assignment; and what happens to a form when either has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse

from vbe.access import views
from vbe.access.context import refuse_writes, set_context
from vbe.access.request import Access, Request

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
GetResponse = Callable[[Request], HttpResponse]


class PlainInputMiddleware:
    """Stops what only a forged request holds, before anybody reads it.

    All text is read as UTF-8, whatever the request calls it: some of Python's charsets give half signs, which no page
    can show, and some give no text at all. An address or a cookie with NUL, which PostgreSQL cannot take, is refused;
    forms refuse it field by field. So is a length that is not a number, or is one that
    no machine counts to.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.encoding = "utf-8"
        if "\x00" in unquote_plus(request.META["QUERY_STRING"]) + "".join(request.COOKIES.values()):
            raise BadRequest
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and len(length) <= 18):
            raise BadRequest
        return self.get_response(request)


class AccessMiddleware:
    """Opens the transaction around the whole response, pages included, and tells the database who is asking.

    The view has its own savepoint (ATOMIC_REQUESTS), so an error page can still be drawn after it failed.
    A page that is only read runs in a read-only transaction: GET cannot write, the log apart, which has its own
    connection.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        with transaction.atomic():
            if request.method in SAFE_METHODS:
                refuse_writes()
            request.access = access = Access(request)
            set_context(
                user=access.user.pk if access.user else None,
                assignment=access.assignment.pk if access.assignment else None,
            )
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        # What a form is answered with may hold what was typed, also when nobody is signed in any longer.
        if access.user or request.method == "POST":
            response.setdefault("Cache-Control", "no-store")
        return response


class AssignmentMiddleware:
    """Every form carries the assignment it was opened in; another one in another tab must not send it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        sent = request.POST.get("_uppdrag") if request.method == "POST" else None
        if not sent or not request.user.is_authenticated:
            return None
        acting = request.access.assignment
        if acting and sent == str(acting.pk):
            return None
        return views.other_assignment(request, sent)
