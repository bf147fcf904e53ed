"""The receipt: what a reporter may know, and answer; by the code alone, or with the account that reported."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concerns.models import Concern
from cases.concerns.states import NotAllowed
from cases.doors import following
from cases.doors.carried import brought
from cases.doors.codes import code_fingerprint, new_code
from cases.doors.following import Followed
from cases.doors.forms import AnswerForm, CodeForm
from cases.doors.limits import CODES_FROM_PLACE
from cases.doors.models import Question
from cases.doors.receiving import give_code
from cases.submission import sealed_receipt
from vbe.access.guards import any_signed_in
from vbe.access.place import client_place
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

# Where the session keeps the code's fingerprint, and until when.
SESSION_KEY = "receipt"
OPEN_SECONDS = 15 * 60
TOO_MANY = 429


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def receipt_code(request: Request) -> HttpResponse:
    """Where the code is typed. An unknown code and one that is no longer valid are one and the same."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _code_page(request, form)
    if not form.is_valid():
        return _code_page(request, form, status=422)
    place = client_place(request)
    if CODES_FROM_PLACE.is_passed(place):
        wait = _("Det har blivit för många försök. Vänta en kvart och försök igen.")
        return _code_page(request, form, refused=wait, status=TOO_MANY)
    mark = code_fingerprint(form.cleaned_data["code"])
    if following.by_code(mark) is None:
        record(request, Action.REFUSED, kind="doors.receipt", reason="404")
        form.add_error("code", _("Koden stämmer inte, eller gäller inte längre. Kontrollera tecken för tecken."))
        return _code_page(request, form, status=422)
    CODES_FROM_PLACE.take_back(place)
    request.session[SESSION_KEY] = [mark, timezone.now().timestamp() + OPEN_SECONDS]
    return redirect("receipt_follow")


def _code_page(request: Request, form: CodeForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    return render(request, "doors/code.html", {"form": form, "refused": refused}, status=status)


def code_holder(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the report that the typed code belongs to, for a quarter of an hour after it was typed."""

    @login_not_required
    @wraps(view)
    def opened(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        mark, until = request.session.get(SESSION_KEY, ("", 0))
        followed = following.by_code(mark) if mark and timezone.now().timestamp() < until else None
        if followed is None:
            return _type_again(request)
        response = view(request, followed, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return opened


def _type_again(request: Request) -> HttpResponse:
    """The code is asked for again; an answer that was typed meanwhile is shown, to copy."""
    typed = request.POST.get("text", "").replace("\x00", "")
    if request.method != "POST" or not typed:
        messages.info(request, _("Skriv koden igen. Av säkerhetsskäl gäller den en kvart i taget."))
        return redirect("receipt_code")
    context = {"form": CodeForm(), "typed": typed}
    return render(request, "doors/code.html", context, status=409)


@require_safe
@code_holder
def receipt_follow(request: Request, followed: Followed) -> HttpResponse:
    return _follow_page(request, followed)


@sensitive_post_parameters()
@require_POST
@code_holder
def receipt_answer(request: Request, followed: Followed, pk: uuid.UUID) -> HttpResponse:
    return _answer(request, followed, pk)


@require_POST
@login_not_required
def receipt_leave(request: Request) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    messages.info(request, _("Kvittot är stängt."))
    return redirect("receipt_code")


# --- With the account that reported ---------------------------------------------------------------------------------


@require_safe
@any_signed_in
def own_receipt(request: Request, pk: uuid.UUID) -> HttpResponse:
    return _follow_page(request, following.own(_own_concern(request, pk)), own=True)


@sensitive_post_parameters()
@require_POST
@any_signed_in
def own_answer(request: Request, pk: uuid.UUID, question: uuid.UUID) -> HttpResponse:
    return _answer(request, following.own(_own_concern(request, pk)), question, own=True)


@require_POST
@any_signed_in
def own_code(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A code to follow the report with, without the account; shown once. An earlier one stops working."""
    concern = _own_concern(request, pk)
    code = brought(request.POST.get("code", ""), new_code)
    give_code(concern, code, now=timezone.now())
    return render(request, "doors/own_code.html", {"concern": concern, "code": code})


def _own_concern(request: Request, pk: uuid.UUID) -> Concern:
    return get_object_or_404(Concern.objects.reported_by(request), pk=pk)


# --- Both -----------------------------------------------------------------------------------------------------------


def _answer(request: Request, followed: Followed, pk: uuid.UUID, *, own: bool = False) -> HttpResponse:
    question = get_object_or_404(followed.questions(), pk=pk)
    form = _form_of(question, request.POST)
    if not form.is_valid():
        return _follow_page(request, followed, own=own, sent=(question, form), status=422)
    try:
        new = following.answer(followed, question, form.cleaned_data["text"], now=timezone.now())
    except NotAllowed as refusal:
        return _follow_page(request, followed, own=own, sent=(question, form), refusal=refusal, status=409)
    messages.success(request, _("Tack, svaret är skickat.") if new else _("Svaret är redan skickat."))
    return redirect("own_receipt", followed.pk) if own else redirect("receipt_follow")


def _form_of(question: Question, data: Any = None) -> AnswerForm:
    return AnswerForm(data, auto_id=f"id_{question.pk}_%s")


def _follow_page(
    request: Request,
    followed: Followed,
    *,
    own: bool = False,
    sent: tuple[Question, AnswerForm] | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    """``sent`` is the answer that came back, with errors or refused."""
    rows = []
    for question in followed.questions():
        came_back = sent[1] if sent and sent[0] == question else None
        open_to_answer = question.answer_or_none is None and not followed.is_closed
        rows.append((question, came_back or _form_of(question) if open_to_answer else None, _address(question, own)))
    context = {
        "followed": followed,
        "board": followed.board,
        "told": followed.told(),
        "rows": rows,
        "own": own,
        "sealed_receipts": [] if own else sealed_receipt.by_code(followed.pk, followed.board.municipality),
        "form": sent[1] if sent else None,
        "refusal": refusal,
        "base": "base.html" if own else "doors/public.html",
    }
    return render(request, "doors/follow.html", context, status=status)


def _address(question: Question, own: bool) -> str:
    return (
        reverse("own_answer", args=[question.concern_id, question.pk])
        if own
        else reverse("receipt_answer", args=[question.pk])
    )
