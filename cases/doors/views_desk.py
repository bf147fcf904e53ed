"""The samordnare's side of the receipt, and the sentences that the central samordnare has approved."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concerns.models import Concern
from cases.concerns.states import NotAllowed
from cases.doors import following
from cases.doors.forms import QuestionForm, SentenceForm, TellForm
from cases.doors.models import Answer, Sentence
from cases.doors.sent import sent_id
from cases.doors.sentences import load_standard
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action
from vbe.organisation.ids import new_id


@require_safe
@may("concern.view")
def concern_reporter(request: Request, number: str) -> HttpResponse:
    """What the reporter has been told and asked, and has answered."""
    return _page(request, _visible(request, number))


@require_POST
@may("concern.assess")
def concern_tell(request: Request, number: str) -> HttpResponse:
    concern = _on_desk(request, number)
    form = TellForm(request.POST, sentences=Sentence.objects.visible_to(request))
    if not form.is_valid():
        return _page(request, concern, tell=form, status=422)
    new = following.tell(concern, form.cleaned_data["sentence"], by=request.access.acting, now=timezone.now())
    messages.success(request, _("Rapportören kan läsa meningen på sitt kvitto.") if new else _("Den visas redan."))
    return redirect("concern_reporter", number)


@sensitive_post_parameters()
@require_POST
@may("concern.assess")
def concern_ask(request: Request, number: str) -> HttpResponse:
    concern, form = _on_desk(request, number), QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, concern, ask=form, status=422)
    try:
        new = following.ask(
            concern, sent_id(request), form.cleaned_data["text"], by=request.access.acting, now=timezone.now()
        )
    except NotAllowed as refusal:
        return _page(request, concern, ask=form, refusal=refusal, status=409)
    messages.success(request, _("Frågan är ställd.") if new else _("Frågan är redan ställd."))
    return redirect("concern_reporter", number)


@require_POST
@may("concern.assess")
def concern_answer_read(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    concern = _on_desk(request, number)
    answers = Answer.objects.on_desk(request).filter(question__concern=concern)
    get_object_or_404(answers, pk=pk).read(by=request.access.acting, now=timezone.now())
    messages.success(request, _("Svaret är markerat som läst."))
    return redirect("concern_reporter", number)


def _visible(request: Request, number: str) -> Concern:
    return get_object_or_404(Concern.objects.visible_to(request).with_desk(), number=number)


def _on_desk(request: Request, number: str) -> Concern:
    return get_object_or_404(Concern.objects.on_desk(request).with_desk(), number=number)


def _page(
    request: Request,
    concern: Concern,
    *,
    tell: TellForm | None = None,
    ask: QuestionForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    record(request, Action.OPENED, concern)
    followed = following.own(concern)
    told = list(followed.told().select_related("by__user"))
    left = Sentence.objects.visible_to(request).exclude(pk__in=[one.sentence_id for one in told])
    context = {
        "concern": concern,
        "followed": followed,
        "told": told,
        "questions": followed.questions().select_related("answer", "by__user"),
        "may_write": request.access.allows("concern.assess") and concern.on_desk,
        "tell": tell or TellForm(sentences=left),
        "has_left": left.exists(),
        "ask": ask or QuestionForm(),
        "question_id": sent_id(request) if status == 422 else new_id(),
        "refusal": refusal,
    }
    return render(request, "doors/reporter.html", context, status=status)


# --- The approved sentences -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@may("board.oversee")
def sentences(request: Request) -> HttpResponse:
    """What reporters may be told in the municipality; POST approves one more."""
    new = Sentence(municipality=request.access.acting.board.municipality)
    form = SentenceForm(request.POST if request.method == "POST" else None, instance=new)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                new.save(force_insert=True)
            messages.success(request, _("Meningen är godkänd."))
        except IntegrityError:
            messages.info(request, _("Meningen finns redan."))
        return redirect("sentences")
    context = {"form": form, "sentences": Sentence.objects.visible_to(request)}
    return render(request, "doors/sentences.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@may("board.oversee")
def sentences_standard(request: Request) -> HttpResponse:
    """The usual ones, to begin with."""
    load_standard(request.access.acting.board.municipality)
    messages.success(request, _("De vanliga meningarna är tillagda."))
    return redirect("sentences")


@require_POST
@may("board.oversee")
def sentence_retire(request: Request, pk: uuid.UUID) -> HttpResponse:
    sentence = get_object_or_404(Sentence.objects.visible_to(request), pk=pk)
    sentence.retire(now=timezone.now())
    record_change(request, sentence)
    messages.success(request, _("Meningen används inte längre. Den som redan har fått den ser den kvar."))
    return redirect("sentences")
