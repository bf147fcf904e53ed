"""Reporting through a link, without an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
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
from cases.doors.limits import REPORTS_FROM_PLACE
from cases.doors.models import ReportingLink
from cases.doors.receiving import has_had_enough, receive
from cases.doors.sent import sent_id
from cases.submission import drafts, sealed_receipt
from cases.submission.forms import ReportForm
from cases.submission.persons import changes_persons, with_persons_changed
from cases.submission.sealed import SealedForm, field_names
from cases.submission.send import Enclosed, NowhereToSend, is_same
from vbe.access.kept import lost_files
from vbe.access.links import is_guessing, personal_link
from vbe.access.place import client_place
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.ids import new_id
from vbe.organisation.models import Board, PhoneNumber

GONE, TOO_MANY = 410, 429


class Written(NamedTuple):
    """What the page holds: the report, and the sealed part that may go with it."""

    form: ReportForm
    sealed: SealedForm

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.sealed.is_valid()])

    def texts(self) -> Iterator[tuple[str, str]]:
        """Label and text of all that somebody has written with own words, to copy."""
        for bound in (*self.form, *self.sealed):
            text = str(bound.data or "").replace("\x00", "").strip()
            if isinstance(bound.field, forms.CharField) and text:
                yield str(bound.label), text


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@personal_link
def report_by_link(request: Request, secret: str) -> HttpResponse:
    """The form; sent, it becomes one report however many times it is sent, and the answer holds its code."""
    now = timezone.now()
    found = ReportingLink.objects.opened_by(secret).select_related("board__municipality", "by__user")
    link = found.first()
    if link is None:
        return _unknown(request)
    written = _sent(request, link, now) if request.method == "POST" else _opened(link, now)
    if not link.is_open(timezone.localdate(now)):
        return _closed(request, link, written)
    if request.method != "POST":
        return _form_page(request, link, written, code=new_code())
    code = brought(request.POST.get("code", ""), new_code)
    if changes_persons(request.POST):
        changed = drafts.fields_of(with_persons_changed(request.POST))
        return _form_page(request, link, _opened(link, now, changed), code=code)
    if not written.is_valid() or lost_files(request):
        return _form_page(request, link, written, code=code, status=422)
    return _receive(request, link, written, code=code, now=now)


def _opened(link: ReportingLink, now: datetime, typed: dict[str, str] | None = None) -> Written:
    """The page to write on, with what is ``typed`` in it already."""
    typed, today = typed or {}, timezone.localdate(now)
    of_sealed = {name: typed[name] for name in field_names(typed)}
    return Written(
        ReportForm(initial=typed, own_board=link.board, today=today),
        SealedForm(initial=of_sealed, municipality=link.board.municipality, today=today),
    )


def _sent(request: Request, link: ReportingLink, now: datetime) -> Written:
    concern, today = Concern(pk=sent_id(request)), timezone.localdate(now)
    return Written(
        ReportForm(request.POST, request.FILES, instance=concern, own_board=link.board, today=today, now=now),
        SealedForm(request.POST, municipality=link.board.municipality, today=today),
    )


def _receive(request: Request, link: ReportingLink, written: Written, *, code: str, now: datetime) -> HttpResponse:
    concern, sealed, again = written.form.instance, written.sealed.sealed(), False
    enclosed = Enclosed(written.form.safe_files, written.form.kept_passages)
    if has_had_enough(link, now) or REPORTS_FROM_PLACE.is_passed(client_place(request)):
        refused = _("Det har kommit många rapporter på kort tid. Låt sidan vara öppen och skicka igen om en timme.")
        return _form_page(request, link, written, code=code, refused=refused, status=TOO_MANY)
    if "again" not in request.POST and following.is_sent_lately(concern):
        refused = _("En likadan rapport har nyss skickats genom länken. Vill du skicka den ändå, skicka en gång till.")
        return _form_page(request, link, written, code=code, refused=refused, status=409, again=True)
    try:
        receive(concern, link, code=code, sealed=sealed, enclosed=enclosed, now=now)
    except NowhereToSend as error:
        return _form_page(request, link, written, code=code, refused=str(error), status=409)
    except IntegrityError:
        again = True
    # From here on the database is told of the code instead of the link.
    followed = following.by_code(code_fingerprint(code))
    if followed is None or again and not _is_same(followed.pk, written):
        refused = _("En rapport är redan skickad från det här formuläret. Vill du skicka en ny, skicka en gång till.")
        return _form_page(request, link, written, code=new_code(), refused=refused, status=409)
    context = _around(link) | {"followed": followed, "code": code, "again": again}
    context["sealed_receipts"] = sealed_receipt.by_code(followed.pk, link.board.municipality)
    return render(request, "doors/thanks.html", context)


def _is_same(followed: Any, written: Written) -> bool:
    """Whether the report that the code belongs to is just what is ``written``, sent again."""
    concern = written.form.instance
    files = len(written.form.safe_files)
    same = followed == concern.pk and following.is_same_report(concern, files=files)
    return same and is_same(concern, written.sealed.sealed())


def _form_page(
    request: Request,
    link: ReportingLink,
    written: Written,
    *,
    code: str,
    refused: str = "",
    status: int = 200,
    again: bool = False,
) -> HttpResponse:
    """``again``: sent once more from this page, it is sent though the same words have been."""
    # A form that is shown as it was goes on under its id; one whose id is taken gets a fresh one.
    goes_on = status != 409 and request.method == "POST"
    context = _around(link) | {
        "form": written.form,
        "sealed": written.sealed,
        "report_id": sent_id(request) if goes_on else new_id(),
        "code": carried(code),
        "refused": refused,
        "again": again,
        "lost_files": bool(request.FILES) or lost_files(request),
    }
    return render(request, "doors/report.html", context, status=status)


def _closed(request: Request, link: ReportingLink, written: Written) -> HttpResponse:
    """The link has been revoked or its last day has been: whom to turn to, and what was typed, to copy."""
    typed = list(written.texts()) if written.form.is_bound else []
    return render(request, "doors/link_closed.html", _around(link) | {"typed": typed}, status=GONE)


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
