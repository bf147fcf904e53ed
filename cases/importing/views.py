"""Reading in the lists of other systems: choose, say what the columns mean, look through, read in."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cases.concerns.models import Concern, Door
from cases.concerns.passages import Reason
from cases.importing.checking import GUARDED, Row, State, check
from cases.importing.forms import ColumnsForm, ListForm, remembered
from cases.importing.models import Columns, ListFile, System, digest
from cases.importing.reading import read_in
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def concerns_import(request: Request) -> HttpResponse:
    """Choose a list. It is kept, encrypted and for a day at most, until it has been looked through."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if not form.is_valid():
        return render(request, "importing/choose.html", {"form": form}, status=422 if form.is_bound else 200)
    headings, rows = form.cleaned_data["table"]
    ListFile.objects.visible_to(request).delete()
    file = ListFile(
        owner=request.access.acting,
        system=form.cleaned_data["system"],
        chosen_at=timezone.now(),
        content=json.dumps({"headings": headings, "rows": rows}),
    )
    file.save(force_insert=True)
    return redirect("concerns_import_columns", file.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def concerns_import_columns(request: Request, pk: str) -> HttpResponse:
    """What the columns mean; remembered for the next list with the same headings."""
    file = ListFile.objects.visible_to(request).filter(pk=pk).first()
    if file is None:
        return _gone(request)
    headings, rows = file.read()
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, headings=headings, rows=rows, earlier=_earlier(request, file, headings))
    if not form.is_valid():
        examples = [[(heading, cell) for heading, cell in zip(headings, row, strict=False) if cell] for row in rows[:2]]
        context = {"form": form, "file": file, "examples": examples}
        return render(request, "importing/columns.html", context, status=422 if form.is_bound else 200)
    chosen = form.chosen()
    Columns.objects.update_or_create(
        board=request.access.acting.board,
        system=file.system,
        digest=digest(headings),
        defaults={
            "fields": {name: headings[number] for name, number in chosen.fields.items()},
            "categories": chosen.categories,
            "category": chosen.category,
            "saved_at": timezone.now(),
        },
    )
    return redirect("concerns_import_preview", file.pk)


def _earlier(request: Request, file: ListFile, headings: list[str]) -> Columns | None:
    mine = Columns.objects.visible_to(request).filter(board=request.access.acting.board)
    return mine.filter(system=file.system, digest=digest(headings)).first()


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def concerns_import_preview(request: Request, pk: str) -> HttpResponse:
    """Every row before it is read in; sent, those that are chosen are read in, all of them or none."""
    file = ListFile.objects.visible_to(request).filter(pk=pk).first()
    if file is None:
        return _gone(request)
    headings, cells = file.read()
    columns = _earlier(request, file, headings)
    if columns is None:
        return redirect("concerns_import_columns", file.pk)
    answer = Answer(request) if request.method == "POST" else None
    rows = check(
        cells,
        remembered(columns, headings),
        request.access.acting.board,
        System(file.system),
        timezone.localdate(),
        rewritten=answer.rewritten if answer else None,
    )
    if answer is None:
        skip = {row.number for row in rows if row.state == State.ALIKE}
        return _preview(request, file, rows, skip=skip)
    for row in rows:
        row.reasons = answer.reasons.get(row.number, {})
    chosen = [row for row in rows if row.may_be_read_in and row.number not in answer.skip]
    unsure = [row for row in chosen if not row.is_answered]
    if unsure or not chosen:
        return _preview(request, file, rows, answer=answer, unsure=unsure, skip=answer.skip, status=422)
    done = read_in(file, chosen, answer.misregistered, by=request.access.acting, now=timezone.now())
    if done is None:
        return _gone(request)
    record(request, Action.IMPORTED, kind=Concern._meta.label_lower, reason=f"{file.system}, {done.reports}")
    messages.success(
        request,
        ngettext("%(n)s rapport är inläst.", "%(n)s rapporter är inlästa.", done.reports) % {"n": done.reports},
    )
    return redirect(f"{reverse('concerns')}?vag={Door.IMPORT.value}")


class Answer:
    """What was ticked and rewritten on the page of rows."""

    def __init__(self, request: Request) -> None:
        posted = request.POST
        self.skip = _numbers(posted.getlist("skip"))
        self.misregistered = _numbers(posted.getlist("misregistered"))
        self.rewritten: dict[int, dict[str, str]] = {}
        self.reasons: dict[int, dict[str, Reason]] = {}
        for field, said in posted.items():
            name, _sep, number = field.rpartition("_")
            if number.isdecimal() and len(number) < 9 and name in GUARDED:
                self._rewrite(int(number), name, str(said).replace("\x00", "").strip())
            elif number.isdecimal() and len(number) < 9 and name == "kept":
                self._keep(int(number), posted.getlist(field), posted.getlist(f"why_{number}"))

    def _rewrite(self, number: int, name: str, text: str) -> None:
        # A report may lack what has been done, and nothing else.
        if text or name == "done":
            self.rewritten.setdefault(number, {})[name] = text

    def _keep(self, number: int, hits: list[str], reasons: list[str]) -> None:
        said = zip(hits, reasons, strict=False)
        self.reasons[number] = {hit: Reason(reason) for hit, reason in said if reason in Reason.values}


def _numbers(values: list[str]) -> set[int]:
    return {int(value) for value in values if value.isdecimal() and len(value) < 9}


def _preview(
    request: Request,
    file: ListFile,
    rows: list[Row],
    *,
    skip: set[int],
    answer: Answer | None = None,
    unsure: list[Row] | None = None,
    status: int = 200,
) -> HttpResponse:
    count = {state: sum(row.state == state for row in rows) for state in State}
    context = {
        "file": file,
        # What somebody has to look at is read first.
        "rows": sorted(rows, key=lambda row: list(State)[::-1].index(row.state)),
        "new": count[State.NEW],
        "look": count[State.NAMES] + count[State.ALIKE],
        "known": count[State.KNOWN],
        "wrong": count[State.WRONG],
        "may_read_in": any(row.may_be_read_in for row in rows),
        "skip": skip,
        "misregistered": answer.misregistered if answer else set(),
        "kept_choices": Reason.choices,
        "unsure": unsure,
        "nothing": status == 422 and not unsure,
    }
    return render(request, "importing/preview.html", context, status=status)


@require_POST
@may("concern.assess")
def concerns_import_discard(request: Request, pk: str) -> HttpResponse:
    ListFile.objects.visible_to(request).filter(pk=pk).delete()
    messages.info(request, _("Listan är borttagen. Inget är inläst."))
    return redirect("concerns")


def _gone(request: Request) -> HttpResponse:
    messages.info(request, _("Listan är redan inläst eller borttagen. Välj den igen om den ska läsas in."))
    return redirect("concerns_import")
