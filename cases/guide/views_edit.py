"""Writing the guide: the desk, the draft with its situations, the versions, and a board's own lines."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.guide import statistics
from cases.guide.comparing import changes
from cases.guide.forms import AdditionForm, EntryForm, WrittenForm
from cases.guide.models import (
    AlreadyDone,
    Conflict,
    Entry,
    Guide,
    LocalAddition,
    NotAllowed,
    Tally,
    in_order,
    shown_entries,
)
from cases.guide.queries import EditedMunicipality
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.organisation.models import Municipality, PhoneNumber

MONTHS = 6


@require_safe
@may("guide.edit")
def guide_desk(request: Request) -> HttpResponse:
    """What there is to do with the guide: the draft, the versions, numbers to check, how many were helped."""
    return desk(request)


def desk(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    today, versions = timezone.localdate(), Guide.objects.visible_to(request)
    months = statistics.months(today, MONTHS)
    helped = statistics.by_month(Tally.objects.visible_to(request), months)
    headings = [*(dateformat.format(month, "M") for month in months), _("Totalt")]
    own = request.access.acting.board
    context = {
        "writes": edited_municipality(),
        "draft": versions.drafts().first(),
        "draft_entries": in_order(Entry.objects.edited_by(request)),
        "published": versions.published().select_related("published_by__user", "same_as").order_by("-number"),
        "addition": LocalAddition.objects.filter(board=own).first(),
        "old_numbers": [row for row in PhoneNumber.objects.of_board(own) if row.is_old(today)],
        "headings": headings,
        "counts": [(row, zip(headings, [*row.counts, row.total], strict=True)) for row in helped if row.total],
    }
    return render(request, "guide/desk.html", context | more, status=status)


def edited_municipality() -> Municipality | None:
    """The one whose common words the acting assignment writes."""
    return Municipality.objects.filter(pk=EditedMunicipality()).first()


@require_POST
@may("guide.edit")
def guide_begin(request: Request) -> HttpResponse:
    municipality = edited_municipality()
    if municipality is None:
        raise PermissionDenied
    Guide.begin(municipality)
    return redirect("guide_desk")


@require_http_methods(["GET", "HEAD", "POST"])
@may("guide.edit")
def guide_entry(request: Request, situation: str) -> HttpResponse:
    """A situation in the draft, saved as somebody writes."""
    drafted = Entry.objects.edited_by(request).select_related("saved_by__user")
    entry = get_object_or_404(drafted, situation=situation)
    if request.method != "POST":
        return entry_page(request, entry, EntryForm(instance=entry))
    form = EntryForm(request.POST, instance=entry)
    if not form.is_valid():
        return entry_page(request, entry, form, status=422)
    try:
        save(request, form)
    except Conflict:
        if request.htmx:
            # A save while writing only says so; the next press of the button shows both texts.
            return render(request, "guide/_conflict.html", status=422)
        saved = get_object_or_404(drafted, situation=situation)
        return entry_page(request, saved, form, conflict=beside(form, saved), status=409)
    if request.htmx:
        return render(request, "guide/_version.html", {"version": entry.version})
    messages.success(request, _("Situationen är sparad i utkastet."))
    return redirect("guide_desk")


def entry_page(request: Request, entry: Entry, form: EntryForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"entry": entry, "form": form, "situation": entry.get_situation_display()}
    return render(request, "guide/entry.html", context | more, status=status)


def save(request: Request, form: WrittenForm) -> None:
    """Raises Conflict."""
    sent = form.stands_on.cleaned_data
    now, by = timezone.now(), request.access.acting
    form.instance.save_written(form.cleaned_data, version=sent["version"], page=sent["page"], by=by, now=now)


def beside(form: WrittenForm, saved: Any) -> list[dict[str, Any]]:
    """Both texts; the next save goes on top of the one that is saved."""
    rows = form.beside(saved)
    form.rebase(saved)
    return rows


@require_POST
@may("guide.edit")
def guide_publish(request: Request, pk: uuid.UUID) -> HttpResponse:
    draft = get_object_or_404(Guide.objects.edited_by(request), pk=pk)
    try:
        draft.publish(by=request.access.acting, now=timezone.now())
    except AlreadyDone as refusal:
        messages.info(request, str(refusal))
        return redirect("guide_desk")
    messages.success(request, _("%(version)s är publicerad. Alla läser den nu.") % {"version": draft})
    return redirect("guide_desk")


@require_POST
@may("guide.edit")
def guide_again(request: Request, pk: uuid.UUID) -> HttpResponse:
    """An earlier version is published anew: a publication is undone."""
    earlier = get_object_or_404(Guide.objects.edited_by(request).select_related("municipality"), pk=pk)
    try:
        anew = earlier.publish_anew(by=request.access.acting, now=timezone.now())
    except AlreadyDone as refusal:
        messages.info(request, str(refusal))
        return redirect("guide_desk")
    except NotAllowed as refusal:
        return desk(request, refusal=str(refusal), status=409)
    told = {"version": anew, "earlier": str(earlier).lower()}
    messages.success(request, _("%(version)s är publicerad, med orden från %(earlier)s.") % told)
    return redirect("guide_desk")


@require_POST
@may("guide.edit")
def guide_discard(request: Request, pk: uuid.UUID) -> HttpResponse:
    draft = get_object_or_404(Guide.objects.edited_by(request), pk=pk)
    try:
        draft.discard()
    except NotAllowed as refusal:
        return desk(request, refusal=str(refusal), status=409)
    messages.success(request, _("Utkastet är borttaget. Det som är publicerat gäller."))
    return redirect("guide_desk")


@require_safe
@may("guide.edit")
def guide_version(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A version as it was published, or the draft as it will be; beside another one when that is chosen."""
    visible = Guide.objects.visible_to(request)
    version = get_object_or_404(visible.select_related("published_by__user", "same_as"), pk=pk)
    others = visible.exclude(pk=version.pk).published().order_by("-number")
    number = request.GET.get("mot", "")
    # No integer of the database is longer.
    against = others.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    entries = shown_entries(version)
    context = {
        "version": version,
        "entries": entries,
        "others": others,
        "against": against,
        "changes": changes(shown_entries(against), entries) if against else [],
        "is_current": not version.is_draft and not others.filter(number__gt=version.number).exists(),
        "writes": edited_municipality(),
    }
    return render(request, "guide/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may("guide.edit")
def guide_addition(request: Request) -> HttpResponse:
    """The own board's lines, read the moment they are saved."""
    board = request.access.acting.board
    own = LocalAddition.objects.edited_by(request).first()
    form = AdditionForm(request.POST if request.method == "POST" else None, instance=own or LocalAddition(board=board))
    if not form.is_valid():
        return render(
            request, "guide/addition.html", {"form": form, "board": board}, status=422 if form.is_bound else 200
        )
    if own is None:
        form.instance, _new = LocalAddition.objects.get_or_create(board=board)
    try:
        save(request, form)
    except Conflict:
        saved = get_object_or_404(LocalAddition.objects.edited_by(request).select_related("saved_by__user"))
        context = {"form": form, "board": board, "saved": saved, "conflict": beside(form, saved)}
        return render(request, "guide/addition.html", context, status=409)
    messages.success(request, _("Tillägget är sparat och syns i Hur gör jag?"))
    return redirect("guide_desk")
