"""The coordinator's side of a survey: write, invite, send, remind, close, read the counts."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lagesbild import survey_mail
from lagesbild.forms_survey import AnswerForm, InviteForm, SurveyForm
from lagesbild.grounds import why_survey
from lagesbild.models import AlreadyDone, Invitation, NotAllowed, Survey
from lagesbild.questions import QUESTIONS
from lagesbild.survey_statistics import Answered, Result, answered
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.ids import new_id

PER_PAGE = 25
USUALLY_OPEN = timedelta(days=21)


@require_safe
@may("picture.edit")
def surveys(request: Request) -> HttpResponse:
    found = Survey.objects.visible_to(request).with_counts().newest_first()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(survey, survey.state_on(timezone.localdate())) for survey in page]
    return render(request, "lagesbild/survey/surveys.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@may("picture.edit")
def survey_new(request: Request) -> HttpResponse:
    """A new survey under the id that the form was opened with, so that sending it twice makes one."""
    now, acting = timezone.now(), request.access.acting
    new = Survey(pk=_sent_id(request), board=acting.board, by=acting, created_at=now)
    today = timezone.localdate(now)
    title = _("Läget i %(area)s %(year)d") % {"area": acting.board.area, "year": today.year}
    suggested = {"title": title, "closes_on": today + USUALLY_OPEN}
    form = SurveyForm(request.POST if request.method == "POST" else None, instance=new, initial=suggested, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                new.save(force_insert=True)
        except IntegrityError:
            messages.info(request, _("Enkäten är redan sparad."))
            return redirect("survey", new.pk)
        messages.success(request, _("Enkäten är sparad. Bjud in dem som ska svara."))
        return redirect("survey_invite", new.pk)
    context = {"form": form, "survey_id": new.pk}
    return render(request, "lagesbild/survey/new.html", context, status=422 if request.method == "POST" else 200)


def _sent_id(request: Request) -> uuid.UUID:
    """The id that the form was given when it was opened; a new one for a form without."""
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return new_id()


@require_safe
@may("picture.edit")
def survey(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = _visible_survey(request, pk)
    return _record_page(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@may("picture.edit")
def survey_edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = _visible_survey(request, pk)
    if found.state == Survey.State.CLOSED:
        messages.info(request, _("Enkäten är stängd och kan inte ändras."))
        return redirect("survey", pk)
    heading = found.title
    form = SurveyForm(request.POST if request.method == "POST" else None, instance=found, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        found.save(update_fields=["title", "closes_on"])
        messages.success(request, _("Ändringen är sparad."))
        return redirect("survey", pk)
    context = {"form": form, "survey": found, "heading": heading}
    return render(request, "lagesbild/survey/edit.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may("picture.edit")
def survey_invite(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = _visible_survey(request, pk)
    form = InviteForm(request.POST if request.method == "POST" else None, survey=found)
    refusal, status = "", 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            added = len(found.invite(form.cleaned_data["rows"], today=timezone.localdate()))
        except NotAllowed as refused:
            refusal, status = str(refused), 409
        else:
            said = ngettext("%(n)d inbjudan är tillagd.", "%(n)d inbjudningar är tillagda.", added) % {"n": added}
            messages.success(request, said + " " + _("Inget är skickat än."))
            return redirect("survey", pk)
    context = {"form": form, "survey": found, "refusal": refusal}
    return render(request, "lagesbild/survey/invite.html", context, status=status)


@require_safe
@may("picture.edit")
def survey_preview(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The mail and the pages as the one who answers meets them. Nothing on the page is sent anywhere."""
    found = _visible_survey(request, pk)
    forms = [
        AnswerForm(question=question, answers={}, prefix=question.key, auto_id=f"id_{question.key}_%s")
        for question in QUESTIONS
    ]
    context = {
        "survey": found,
        "forms": forms,
        "subject": survey_mail.subject(found),
        "body": survey_mail.body(found, "exempel"),
    }
    return render(request, "lagesbild/survey/preview.html", context)


@require_POST
@may("picture.edit")
def survey_send(request: Request, pk: uuid.UUID) -> HttpResponse:
    def send(found: Survey) -> str:
        sent = survey_mail.send(found, now=timezone.now())
        return ngettext("%(n)d inbjudan skickas nu.", "%(n)d inbjudningar skickas nu.", sent) % {"n": sent}

    return _step(request, pk, send)


@require_POST
@may("picture.edit")
def survey_remind(request: Request, pk: uuid.UUID) -> HttpResponse:
    def remind(found: Survey) -> str:
        sent = survey_mail.remind(found, now=timezone.now())
        return ngettext("%(n)d påminnelse skickas nu.", "%(n)d påminnelser skickas nu.", sent) % {"n": sent}

    return _step(request, pk, remind)


@require_POST
@may("picture.edit")
def survey_close(request: Request, pk: uuid.UUID) -> HttpResponse:
    def close(found: Survey) -> str:
        found.close(now=timezone.now())
        return _("Enkäten är stängd.")

    return _step(request, pk, close)


def _step(request: Request, pk: uuid.UUID, take: Callable[[Survey], str]) -> HttpResponse:
    """Take a step while nobody else takes one; a step that cannot be taken is said on the page."""
    found = _visible_survey(request, pk, lock=True)
    try:
        messages.success(request, take(found))
    except AlreadyDone as done:
        messages.info(request, str(done))
    except NotAllowed as refusal:
        return _record_page(request, found, refusal=str(refusal), status=409)
    return redirect("survey", pk)


@require_safe
@may("picture.edit")
def invitation(request: Request, pk: uuid.UUID) -> HttpResponse:
    return _invitation_page(request, _visible_invitation(request, pk))


@require_POST
@may("picture.edit")
def invitation_revoke(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = _visible_invitation(request, pk, lock=True)
    found.revoke(now=timezone.now())
    messages.success(request, _("Länken till %(name)s är återkallad.") % {"name": found})
    return redirect("survey", found.survey_id)


@require_POST
@may("picture.edit")
def invitation_renew(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = _visible_invitation(request, pk, lock=True)
    try:
        renewed = survey_mail.renew(found, now=timezone.now())
    except NotAllowed as refusal:
        return _invitation_page(request, found, refusal=str(refusal), status=409)
    said = _("En ny länk skickas till %(name)s. Den gamla gäller inte längre.")
    already = _("En ny länk har nyss skickats till %(name)s. Vänta en minut om du vill skicka ännu en.")
    messages.success(request, (said if renewed else already) % {"name": found})
    return redirect("survey", found.survey_id)


@require_safe
@may("picture.edit")
def survey_csv(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The counts as they are on the desk, for a spreadsheet in Swedish: semicolons, and a mark that it is UTF-8."""
    found = _visible_survey(request, pk)
    record(request, Action.EXPORTED, found, reason="csv")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="enkat-{found.year}.csv"'
    csv.writer(response, delimiter=";").writerows(_table(answered(found)))
    return response


def _table(counts: Answered) -> list[list[Any]]:
    now, before = counts.survey.year, counts.before.year if counts.before else None
    headings = [_("Fråga"), _("Svar"), *(f"{name} {now}" for name in _columns())]
    headings += [f"{name} {before}" for name in _columns()] if before else []
    rows: list[list[Any]] = [headings]
    for what, apart in ((_("Inbjudna"), counts.invited), (_("Har svarat"), counts.answered)):
        rows.append([what, "", apart.internal, apart.external, apart.total])
    for result in counts.results:
        for choice in result.choices:
            beside = [choice.now] + ([choice.before] if choice.before else [])
            numbers = [number for apart in beside for number in (apart.internal, apart.external, apart.total)]
            rows.append([result.question.text, choice.label, *numbers])
    return rows


def _columns() -> list[str]:
    return [_("Interna"), _("Externa"), _("Alla")]


def _visible_survey(request: Request, pk: uuid.UUID, *, lock: bool = False) -> Survey:
    visible = Survey.objects.visible_to(request).select_related("board", "by__user")
    return get_object_or_404(visible.select_for_update(of=("self",)) if lock else visible, pk=pk)


def _visible_invitation(request: Request, pk: uuid.UUID, *, lock: bool = False) -> Invitation:
    visible = Invitation.objects.visible_to(request).select_related("survey__board", "survey__by__user")
    return get_object_or_404(visible.select_for_update(of=("self",)) if lock else visible, pk=pk)


def _record_page(request: Request, found: Survey, *, refusal: str = "", status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    invitations, counts = found.invitations, answered(found)
    context = {
        "survey": found,
        "state": found.state_on(today),
        "counts": counts,
        "figures": _figures(counts),
        "charts": [_chart(result) for result in counts.results],
        "to_send": invitations.to_send().count(),
        "to_remind": invitations.to_remind(today).count(),
        "page": Paginator(invitations.in_order(), PER_PAGE).get_page(request.GET.get("page")),
        "refusal": refusal,
        "why": why_survey(request, found),
    }
    return render(request, "lagesbild/survey/survey.html", context, status=status)


def _figures(counts: Answered) -> list[tuple[str, int, int]]:
    """How many have answered of those invited: all, internal, external."""
    invited, has_answered = counts.invited, counts.answered
    return [
        (_("Har svarat"), has_answered.total, invited.total),
        (_("Interna"), has_answered.internal, invited.internal),
        (_("Externa"), has_answered.external, invited.external),
    ]


def _chart(result: Result) -> dict[str, Any]:
    bars = [(one.label, one.now.total, one.before.total if one.before else None) for one in result.choices]
    return {"result": result, "bars": bars}


def _invitation_page(request: Request, found: Invitation, *, refusal: str = "", status: int = 200) -> HttpResponse:
    happened = [
        (_("Återkallad"), found.revoked_at),
        (_("Har svarat"), found.answered_at),
        (_("Påmind"), found.reminded_at),
        (_("Länk skickad"), found.sent_at),
    ]
    context = {
        "invitation": found,
        "survey": found.survey,
        "state": found.survey.state_on(timezone.localdate()),
        "timeline": [{"what": what, "when": when} for what, when in happened if when],
        "refusal": refusal,
        "why": why_survey(request, found.survey),
    }
    return render(request, "lagesbild/survey/invitation.html", context, status=status)
