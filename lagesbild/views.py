"""The room of the lägesbild: pictures and counts to read, a draft to write."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lagesbild.counts import Counts, Cross, as_csv, choices, counted_periods
from lagesbild.editing import act
from lagesbild.forms import CountsFilter, NewPictureForm, PictureForm
from lagesbild.grounds import why_picture
from lagesbild.models import Conflict, NotAllowed, SituationPicture
from lagesbild.reading import chapters
from lagesbild.starting import start
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Board
from vbe.reports.tertials import Tertial

PER_PAGE = 25


@require_safe
@may("picture.read")
def pictures(request: Request) -> HttpResponse:
    """The current picture on top, the older ones, and the counts of the area."""
    visible = SituationPicture.objects.visible_to(request).select_related("board")
    published = visible.published().newest_first()
    own = published.filter(board=request.access.acting.board)
    current = own.first()
    older = Paginator(published.exclude(pk=current.pk) if current else published, PER_PAGE)
    form, board, as_it_was, period = _chosen(request)
    context = {
        "current": current,
        "older": older.get_page(request.GET.get("page")),
        "draft": visible.drafts().edited_by(request).first() if request.access.allows("picture.edit") else None,
        "writes": request.access.allows("picture.edit"),
        "form": form,
        "counts": Counts.of(board, period, as_it_was=as_it_was),
        "cross": Cross.of(board, _whole_year(period), as_it_was=as_it_was),
    }
    return render(request, "lagesbild/pictures.html", context)


@require_safe
@may("picture.read")
def picture_counts(request: Request) -> HttpResponse:
    """The page's counts as a file, with the same ones hidden."""
    _form, board, as_it_was, period = _chosen(request)
    record(request, Action.EXPORTED, board, reason="csv")
    counts = Counts.of(board, period, as_it_was=as_it_was)
    content = as_csv(counts, Cross.of(board, _whole_year(period), as_it_was=as_it_was))
    name = f"oro-och-handelser-{counts.choice}-{period}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _chosen(request: Request) -> tuple[CountsFilter, Board, bool, Tertial]:
    today = timezone.localdate()
    periods = {period.year: period for period in counted_periods(today)}
    own = request.access.acting.board
    boards = [own]
    if request.access.allows("board.oversee"):
        places = Board.objects.filter(municipality_id=own.municipality_id).districts().current(today)
        boards = list(places.in_order()) or boards
    form = CountsFilter(request.GET, years=list(periods), boards=choices(boards))
    return form, *form.chosen, periods.get(form.year or 0) or next(iter(periods.values()))


def _whole_year(period: Tertial) -> int:
    return period.year if period.is_year else period.year - 1


@require_http_methods(["GET", "HEAD", "POST"])
@may("picture.edit")
def picture_new(request: Request) -> HttpResponse:
    now = timezone.now()
    this_year = timezone.localdate(now).year
    form = NewPictureForm(request.POST if request.method == "POST" else None, this_year=this_year)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "lagesbild/new.html", {"form": form}, status=status)
    draft, is_new = start(**form.cleaned_data, by=request.access.acting, now=now)
    if not is_new:
        messages.info(request, _("Det finns redan ett utkast. Publicera det innan du börjar på ett nytt."))
    return redirect("picture", pk=draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may("picture.read")
def picture(request: Request, pk: UUID) -> HttpResponse:
    """A published picture is read; a draft is written, saved as one writes, and published."""
    found = _visible_picture(request, pk)
    if request.method == "POST":
        return _write(request, found)
    if found.is_draft:
        return _editor(request, found, PictureForm(found))
    return _reader(request, found)


@may("picture.edit")
def _write(request: Request, found: SituationPicture) -> HttpResponse:
    """Save what has been written, then do what the pressed button says."""
    if not found.is_draft:
        return _already_published(request, found)
    form = PictureForm(found, request.POST)
    if not form.is_valid():
        return _editor(request, found, form, status=422)
    sent, by, now = form.version.cleaned_data, request.access.acting, timezone.now()
    pressed = request.POST.get("gor", "")
    try:
        with transaction.atomic():
            found.save_written(form.written, version=sent["version"], page=sent["page"], by=by, now=now)
            place = act(pressed, found, form.add.cleaned_data, by=by, now=now)
    except NotAllowed as refusal:
        return _editor(request, _visible_picture(request, found.pk), form, refusal=refusal, status=409)
    except Conflict:
        return _conflict(request, found, form)
    if request.htmx:
        return render(request, "lagesbild/version.html", {"version": found.version})
    if pressed == "publicera":
        messages.success(request, _("Lägesbilden är publicerad och låst. Alla med uppdrag i nämnden kan läsa den."))
    elif not place:
        messages.success(request, _("Utkastet är sparat."))
    return redirect(f"{request.path}{place}")


def _already_published(request: Request, found: SituationPicture) -> HttpResponse:
    if request.POST.get("gor") == "publicera":
        messages.info(request, _("Lägesbilden är redan publicerad."))
        return redirect("picture", pk=found.pk)
    typed = [text for key, text in request.POST.items() if key.endswith("-text") and str(text).strip()]
    refusal = _("Lägesbilden publicerades medan du skrev. Din text är inte sparad.")
    return _reader(request, found, refusal=refusal, typed=typed, status=409)


def _conflict(request: Request, found: SituationPicture, form: PictureForm) -> HttpResponse:
    if request.htmx:
        # A save while writing only says so; the next press of the button shows both versions.
        return render(request, "lagesbild/conflict.html", status=422)
    saved = _visible_picture(request, found.pk)
    rows = form.beside(saved)
    # The next save goes on top of what is shown beside.
    form.rebase(saved)
    return _editor(request, saved, form, conflict=rows, status=409)


@require_POST
@may("picture.edit")
def picture_discard(request: Request, pk: UUID) -> HttpResponse:
    found = _visible_picture(request, pk)
    try:
        found.discard()
    except NotAllowed as refusal:
        return _reader(request, found, refusal=str(refusal), status=409)
    messages.success(request, _("Utkastet är borttaget."))
    return redirect("pictures")


def _visible_picture(request: Request, pk: UUID) -> SituationPicture:
    visible = SituationPicture.objects.visible_to(request)
    return get_object_or_404(visible.select_related("board", "published_by__user", "saved_by__user"), pk=pk)


def _editor(
    request: Request, found: SituationPicture, form: PictureForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"picture": found, "form": form, "why": why_picture(request, found)}
    return render(request, "lagesbild/edit.html", context | more, status=status)


def _reader(request: Request, found: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = {"picture": found, "chapters": chapters(found), "why": why_picture(request, found)} | more
    return render(request, "lagesbild/picture.html", context, status=status)
