"""The samordnare registers what somebody has told by phone, in a letter or on a visit."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.concerns.models import Concern, Door
from cases.doors.carried import brought, carried
from cases.doors.codes import new_code
from cases.doors.forms import RegisterForm, report_form
from cases.doors.receiving import register
from cases.doors.sent import sent_id
from cases.submission.forms import ReportForm
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.organisation.ids import new_id

# How a report came in: by what, from what function, and when.
HOW = ("door", "reporter_unit", "reported_at")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def register_report(request: Request) -> HttpResponse:
    """The form; sent, it becomes one report, and the answer holds the code to read out."""
    now = timezone.now()
    # Only what is sent has an instance: an empty one would take the place of what the form suggests.
    data, sent = (request.POST, Concern(pk=sent_id(request))) if request.method == "POST" else (None, None)
    form = report_form(data, instance=sent, own_board=request.access.acting.board, today=timezone.localdate(now))
    how = RegisterForm(data, now=now)
    if data is None:
        return _form_page(request, form, how, code=new_code())
    code = brought(request.POST.get("code", ""), new_code)
    if not all([form.is_valid(), how.is_valid()]):
        return _form_page(request, form, how, code=code, status=422)
    return _register(request, form, how, code=code, now=now)


def _register(request: Request, form: ReportForm, how: RegisterForm, *, code: str, now: datetime) -> HttpResponse:
    concern, written = form.instance, how.cleaned_data
    concern.door = Door(written["door"])
    details = {"informant": written["informant"], "received": written["received_at"]}
    try:
        register(concern, by=request.access.acting, code=code, kept=form.kept_passages, now=now, **details)
    except IntegrityError:
        earlier = Concern.objects.reported_by(request).filter(pk=concern.pk).first()
        if earlier is None or not _is_same(earlier, concern):
            refused = _("En rapport är redan registrerad från det här formuläret. Skicka en gång till om det är en ny.")
            return _form_page(request, form, how, code=new_code(), refused=refused, status=409)
        concern = earlier
    return render(request, "doors/registered.html", {"concern": concern, "code": code})


def _is_same(earlier: Concern, concern: Concern) -> bool:
    """Whether ``concern`` says just what ``earlier`` does, and came in just so."""
    how = all(getattr(earlier, name) == getattr(concern, name) for name in HOW)
    return how and earlier.is_same_report(concern, sealed=False, files=0)


def _form_page(
    request: Request, form: ReportForm, how: RegisterForm, *, code: str, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "how": how,
        # A form that was invalid goes on under its id; one whose id is taken, and a new one, get a fresh one.
        "report_id": form.instance.pk if status == 422 else new_id(),
        "code": carried(code),
        "refused": refused,
    }
    return render(request, "doors/register.html", context, status=status)
