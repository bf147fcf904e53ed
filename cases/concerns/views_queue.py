"""What is done with the queue as a whole: hand it out as a table, assess several of its reports, save a view of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concerns import export
from cases.concerns.filters import QueueFilter
from cases.concerns.forms_queue import SeveralForm, ViewNameForm
from cases.concerns.models import Concern, SavedView
from cases.concerns.queue import Queue
from cases.concerns.saved_views import KEPT_REMOVED, bring_back_view, remove_view, rename_view, save_view
from cases.concerns.several import Chosen, Result, assess_all, chosen
from cases.concerns.states import NotAllowed, Outcome
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action


@require_safe
@may("concern.view")
def concerns_export(request: Request) -> HttpResponse:
    """The reports that the filters choose, as a file named by its day alone."""
    form, today = QueueFilter(request.GET, request=request), timezone.localdate()
    queue = Queue(form.found(today), words=form.words, most=export.MOST)
    kind = "xlsx" if request.GET.get("fil") == "xlsx" else "csv"
    record(request, Action.EXPORTED, kind=Concern._meta.label_lower, reason=kind, terms=form.words)
    file = export.written(kind, queue, list(form.described()), today)
    name = f"arbetsmaterial-{today.isoformat()}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name)  # type: ignore[return-value]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def concerns_assess(request: Request) -> HttpResponse:
    """Chosen reports, one assessment: written, looked through with its reports, and then saved on each."""
    sent = request.POST if request.method == "POST" else request.GET
    try:
        rows = chosen(request, sent.getlist("nr"), sent)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect("concerns")
    if not rows:
        messages.warning(request, _("Kryssa i minst en rapport som ligger på ditt bord."))
        return redirect("concerns")
    form = SeveralForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or "andra" in sent:
        return _several_page(request, rows, SeveralForm(initial=_typed(sent)))
    if not form.is_valid():
        return _several_page(request, rows, form, status=422)
    if "bekrafta" not in sent:
        return _several_page(request, rows, form, preview=True)
    result = assess_all(request, rows, **form.cleaned_data, by=request.access.acting, now=timezone.now())
    if result.refused:
        return _several_page(request, rows, form, result=result, status=409)
    messages.success(request, _done(result))
    return redirect("concerns")


def _typed(sent: QueryDict) -> dict[str, str]:
    return {name: sent.get(name, "") for name in ("outcome", "reason")}


def _done(result: Result) -> str:
    n = len(result.done)
    return ngettext("%(n)s rapport är bedömd.", "%(n)s rapporter är bedömda.", n) % {"n": n}


def _several_page(
    request: Request,
    rows: list[Chosen],
    form: SeveralForm,
    *,
    preview: bool = False,
    result: Result | None = None,
    status: int = 200,
) -> HttpResponse:
    for row in rows:
        record(request, Action.LISTED, row.concern)
    context = {
        "rows": rows,
        "form": form,
        "preview": preview,
        "outcome": Outcome(form.cleaned_data["outcome"]).label if preview else "",
        "result": result,
        "done": _done(result) if result else "",
        "own_board": request.access.acting.board,
    }
    return render(request, "concerns/several.html", context, status=status)


@require_safe
@may("concern.view")
def concern_views(request: Request) -> HttpResponse:
    return _views_page(request)


@require_POST
@may("concern.view")
def concern_view_save(request: Request) -> HttpResponse:
    """The filters come as they stood in the queue's address, and are read as the queue reads them."""
    filters = QueueFilter(QueryDict(request.POST.get("filters", "")[:1000]), request=request).address()
    form = ViewNameForm(request.POST)
    if not form.is_valid():
        return _views_page(request, adding=form, filters=filters, status=422)
    try:
        save_view(name=form.cleaned_data["name"], filters=filters, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return _views_page(request, adding=form, filters=filters, refusal=refusal, status=409)
    messages.success(request, _("Vyn är sparad."))
    return redirect(f"{reverse('concerns')}?{filters}")


@require_POST
@may("concern.view")
def concern_view_rename(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(SavedView.objects.visible_to(request).kept(), pk=pk)
    form = ViewNameForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _views_page(request, renaming=form, renamed=pk, status=422)
    try:
        rename_view(found, name=form.cleaned_data["name"])
    except NotAllowed as refusal:
        return _views_page(request, renaming=form, renamed=pk, refusal=refusal, status=409)
    messages.success(request, _("Vyn har fått ett nytt namn."))
    return redirect("concern_views")


@require_POST
@may("concern.view")
def concern_view_remove(request: Request, pk: uuid.UUID) -> HttpResponse:
    remove_view(get_object_or_404(SavedView.objects.visible_to(request), pk=pk), now=timezone.now())
    messages.success(request, _("Vyn är borttagen. Du kan ångra det här nedanför."))
    return redirect("concern_views")


@require_POST
@may("concern.view")
def concern_view_bring_back(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(SavedView.objects.visible_to(request), pk=pk)
    try:
        bring_back_view(found)
    except NotAllowed as refusal:
        return _views_page(request, refusal=refusal, status=409)
    messages.success(request, _("Vyn är tillbaka."))
    return redirect("concern_views")


def _views_page(
    request: Request,
    *,
    adding: ViewNameForm | None = None,
    filters: str = "",
    renaming: ViewNameForm | None = None,
    renamed: uuid.UUID | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    mine = SavedView.objects.visible_to(request)
    rows = [
        {
            "view": view,
            "described": list(QueueFilter(QueryDict(view.filters), request=request).described()),
            "form": renaming if view.pk == renamed else ViewNameForm(prefix=str(view.pk), initial={"name": view.name}),
            "dialog": f"namn-{view.pk}",
            "open": view.pk == renamed,
        }
        for view in mine.kept()
    ]
    context = {
        "rows": rows,
        "removed": mine.removed(since=timezone.now() - KEPT_REMOVED)[:5],
        "adding": adding,
        "filters": filters,
        "refusal": refusal,
    }
    return render(request, "concerns/views.html", context, status=status)
