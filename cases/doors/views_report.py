"""Reporting through a link, without an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.concerns.models import Concern
from cases.doors import following
from cases.doors.carried import brought, carried
from cases.doors.codes import code_fingerprint, new_code
from cases.doors.forms import report_form
from cases.doors.limits import REPORTS_FROM_PLACE
from cases.doors.models import ReportingLink
from cases.doors.receiving import has_had_enough, receive
from cases.doors.sent import sent_id
from cases.submission.forms import ReportForm
from vbe.access.links import is_guessing, personal_link
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.ids import new_id
from vbe.organisation.models import Board, PhoneNumber
from vbe.sign_in.throttling import client_place

GONE, TOO_MANY = 410, 429


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@personal_link
def report_by_link(request: Request, secret: str) -> HttpResponse:
    """The form; sent, it becomes one report however many times it is sent, and the answer holds its code."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = ReportingLink.objects.opened_by(secret).select_related("board__municipality", "by__user")
    link = found.first()
    if link is None:
        return _unknown(request)
    # Only what is sent has an instance: an empty one would take the place of what the form suggests.
    data, sent = (request.POST, Concern(pk=sent_id(request))) if request.method == "POST" else (None, None)
    form = report_form(data, instance=sent, own_board=link.board, today=today)
    if not link.is_open(today):
        return _closed(request, link, form)
    if data is None:
        return _form_page(request, link, form, code=new_code())
    code = brought(request.POST.get("code", ""), new_code)
    if not form.is_valid():
        return _form_page(request, link, form, code=code, status=422)
    return _receive(request, link, form, code=code, now=now)


def _receive(request: Request, link: ReportingLink, form: ReportForm, *, code: str, now: datetime) -> HttpResponse:
    concern = form.instance
    if has_had_enough(link, now) or REPORTS_FROM_PLACE.is_passed(client_place(request)):
        refused = _("Det har kommit många rapporter på kort tid. Låt sidan vara öppen och skicka igen om en timme.")
        return _form_page(request, link, form, code=code, refused=refused, status=TOO_MANY)
    try:
        receive(concern, link, code=code, kept=form.kept_passages, now=now)
        again = False
    except IntegrityError:
        again = True
    # From here on the database is told of the code instead of the link.
    followed = following.by_code(code_fingerprint(code))
    if followed is None or again and (followed.pk != concern.pk or not following.is_same_report(concern)):
        refused = _("En rapport är redan skickad från det här formuläret. Vill du skicka en ny, skicka en gång till.")
        return _form_page(request, link, form, code=new_code(), refused=refused, status=409)
    context = _around(link) | {"followed": followed, "code": code, "again": again}
    return render(request, "doors/thanks.html", context)


def _form_page(
    request: Request, link: ReportingLink, form: ReportForm, *, code: str, refused: str = "", status: int = 200
) -> HttpResponse:
    context = _around(link) | {
        "form": form,
        # A form that is shown as it was goes on under its id; one whose id is taken, and a new one, get a fresh one.
        "report_id": form.instance.pk if status in (422, TOO_MANY) else new_id(),
        "code": carried(code),
        "refused": refused,
    }
    return render(request, "doors/report.html", context, status=status)


def _closed(request: Request, link: ReportingLink, form: ReportForm) -> HttpResponse:
    """The link has been revoked or its last day has been: whom to turn to, and what was typed, to copy."""
    typed = [form.data.get(name, "") for name in ("text", "place")] if form.is_bound else []
    context = _around(link) | {"typed": [text for text in typed if text]}
    return render(request, "doors/link_closed.html", context, status=GONE)


def _unknown(request: Request) -> HttpResponse:
    if is_guessing(request):
        return HttpResponse(_("Vänta en minut och öppna länken igen."), status=TOO_MANY, content_type="text/plain")
    record(request, Action.REFUSED, kind="doors.reportinglink", reason="404")
    return render(request, "doors/link_unknown.html", _numbers(None), status=404)


def _around(link: ReportingLink) -> dict[str, Any]:
    return {"link": link, "board": link.board} | _numbers(link.board)


def _numbers(board: Board | None) -> dict[str, Any]:
    """Whom to call about a person or a crime; the alarm chains are for employees alone."""
    numbers = PhoneNumber.objects.of_board(board) if board else PhoneNumber.objects.of_municipality(None)
    return {"numbers": numbers.exclude(topic=PhoneNumber.Topic.ALARM).select_related("board")}
