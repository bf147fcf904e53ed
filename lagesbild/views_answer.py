"""Answering a survey through a personal link: no account, one question at a time, saved as one goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lagesbild.forms_survey import AnswerForm
from lagesbild.models import Invitation, Response, hold_link
from lagesbild.questions import QUESTIONS, Question, asked, complete, unanswered
from vbe.access.links import is_guessing, personal_link
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

CLOSED, REVOKED, TOO_MANY = 409, 410, 429


def respondent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the invitation that the link belongs to, held as it is while an answer is written.

    Every link that opens nothing gets the same answer.
    """

    @personal_link
    @wraps(view)
    def opened(request: Request, secret: str, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            hold_link()
        found = Invitation.objects.opened_by(secret).select_related("survey__board__municipality", "survey__by__user")
        invitation = found.first()
        if invitation is None:
            return _unknown(request)
        if invitation.revoked_at:
            context = {"survey": invitation.survey}
            return render(request, "lagesbild/survey_answer/revoked.html", context, status=REVOKED)
        return view(request, secret, invitation, **kwargs)

    return opened


def _unknown(request: Request) -> HttpResponse:
    if is_guessing(request):
        return HttpResponse(_("Vänta en minut och öppna länken igen."), status=TOO_MANY, content_type="text/plain")
    record(request, Action.REFUSED, kind="survey_answer", reason="404")
    return render(request, "lagesbild/survey_answer/unknown.html", status=404)


@require_safe
@respondent
def survey_answer(request: Request, secret: str, invitation: Invitation) -> HttpResponse:
    """Where the link leads: what this is, or thank you, or that it has closed."""
    response = _response(invitation)
    if not invitation.is_open:
        return _closed(request, invitation, response)
    context = _context(secret, invitation, response)
    if response.submitted_at:
        return render(request, "lagesbild/survey_answer/thanks.html", context)
    return render(request, "lagesbild/survey_answer/welcome.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@respondent
def survey_question(request: Request, secret: str, invitation: Invitation, number: int) -> HttpResponse:
    """One question. Whoever goes ahead of an unanswered one is led back to it."""
    response, question = _response(invitation), _question(number)
    form = AnswerForm(request.POST if request.method == "POST" else None, question=question, answers=response.answers)
    if not invitation.is_open:
        return _closed(request, invitation, response, question=question, form=form)
    if request.method == "POST" and form.is_valid():
        response = Response.save_answer(invitation, question, form.chosen, now=timezone.now())
        return redirect(*_next(secret, response, number))
    missing = unanswered(response.answers)
    if not question.is_asked(response.answers) or missing and missing < number:
        return redirect("survey_question", secret, missing or 1)
    context = _context(secret, invitation, response) | {"form": form, "number": number, "total": len(QUESTIONS)}
    status = 422 if request.method == "POST" else 200
    return render(request, "lagesbild/survey_answer/question.html", context, status=status)


@require_POST
@respondent
def survey_save(request: Request, secret: str, invitation: Invitation, number: int) -> HttpResponse:
    """Saves the choice as it is made, also none."""
    question = _question(number)
    if not invitation.is_open:
        return HttpResponse(status=CLOSED)
    Response.save_answer(invitation, question, request.POST.getlist("answer"), now=timezone.now())
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@respondent
def survey_submit(request: Request, secret: str, invitation: Invitation) -> HttpResponse:
    """All answers to look through, and the button that sends them: those that were shown, and no others."""
    response = _response(invitation)
    if not invitation.is_open:
        return _closed(request, invitation, response, unsent=True)
    if missing := unanswered(response.answers):
        return redirect("survey_question", secret, missing)
    shown = _mark(response)
    if request.method == "POST" and request.POST.get("shown") == shown:
        response.submit(now=timezone.now())
        return redirect("survey_answer", secret)
    changed = request.method == "POST"
    context = _context(secret, invitation, response) | {"shown": shown, "changed": changed}
    return render(request, "lagesbild/survey_answer/submit.html", context, status=409 if changed else 200)


def _response(invitation: Invitation) -> Response:
    """What has been saved; an empty one, not stored, for whoever has not begun."""
    return Response.objects.of(invitation).first() or Response(invitation=invitation, answers={})


def _question(number: int) -> Question:
    if not 1 <= number <= len(QUESTIONS):
        raise Http404
    return QUESTIONS[number - 1]


def _next(secret: str, response: Response, number: int) -> tuple[Any, ...]:
    later = [n for n, question in enumerate(QUESTIONS, start=1) if n > number and question.is_asked(response.answers)]
    return ("survey_question", secret, later[0]) if later else ("survey_submit", secret)


def _mark(response: Response) -> str:
    """A short word for the answers that would be sent, to tell whether another tab has changed them since."""
    return hashlib.sha256(json.dumps(complete(response.answers), sort_keys=True).encode()).hexdigest()[:16]


def _said(answers: dict[str, list[str]] | None) -> list[dict[str, Any]]:
    """Questions and answers as they are read; none when nothing has been answered."""
    if not answers:
        return []
    return [
        {"number": QUESTIONS.index(question) + 1, "question": question.text, "labels": question.labels(answers)}
        for question in asked(answers)
    ]


def _context(secret: str, invitation: Invitation, response: Response) -> dict[str, Any]:
    return {
        "secret": secret,
        "invitation": invitation,
        "survey": invitation.survey,
        "response": response,
        "answers": _said(response.answers),
        "sent": _said(response.sent),
        "has_begun": any(response.answers.values()),
    }


def _closed(
    request: Request,
    invitation: Invitation,
    response: Response,
    *,
    question: Question | None = None,
    form: AnswerForm | None = None,
    unsent: bool = False,
) -> HttpResponse:
    """The survey has closed: what was sent, and what was chosen too late, which is shown and not sent."""
    late = dict(response.answers) if unsent or response.sent is None or response.is_changed else {}
    is_late = request.method == "POST"
    if is_late and question and form and form.is_valid():
        late = response.answers | {question.key: form.chosen}
    context = {
        "survey": invitation.survey,
        "response": response,
        "sent": _said(response.sent),
        "late": [one for one in _said(late) if one["labels"]],
        "is_late": is_late,
    }
    return render(request, "lagesbild/survey_answer/closed.html", context, status=CLOSED if is_late else 200)
