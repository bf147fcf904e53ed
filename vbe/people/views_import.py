"""People and assignments in and out as a table: chosen, looked through, kept; and written out again."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vbe import spreadsheets
from vbe.access.forms import ClearErrors
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Assignment, PeopleFile
from vbe.organisation.permissions import Role
from vbe.people import importing, tables
from vbe.people.importing import Row, State
from vbe.people.scope import managed_assignments, managed_boards

WRITERS = {"csv": tables.as_csv, "xlsx": tables.as_xlsx}


class FileForm(ClearErrors, forms.Form):
    table = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy("CSV eller XLSX, högst 1 MB och 500 rader."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={"empty": gettext_lazy("Filen är tom.")},
    )

    def clean_table(self) -> list[tables.Cells]:
        chosen = self.cleaned_data["table"]
        if chosen.size > spreadsheets.MOST_BYTES:
            raise forms.ValidationError(_("Filen är för stor. Den får vara högst 1 MB."))
        try:
            return tables.read(chosen.read())
        except spreadsheets.Unreadable as error:
            raise forms.ValidationError(str(error)) from error


@require_http_methods(["GET", "HEAD", "POST"])
@may("people.manage")
def people_import(request: Request) -> HttpResponse:
    """Choose a file. It is read at once and kept until the answer, never in an address."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        context = {"form": form, "columns": [str(known[0]) for known in tables.COLUMNS.values()], "roles": Role.labels}
        return render(request, "people/import.html", context, status=422 if form.is_bound else 200)
    now = timezone.now()
    rows = importing.check(request, form.cleaned_data["table"], timezone.localdate(now))
    PeopleFile.objects.visible_to(request).delete()
    kept = PeopleFile(owner=request.access.acting, uploaded_at=now, rows=[_as_kept(row) for row in rows])
    kept.save(force_insert=True)
    return redirect("people_import_preview", kept.pk)


def _as_kept(row: Row) -> dict[str, object]:
    return {"number": row.number, "cells": row.cells, "state": row.state.value, "errors": row.errors}


def _as_rows(kept: PeopleFile) -> list[Row]:
    return [Row(one["number"], one["cells"], State(one["state"]), one["errors"]) for one in kept.rows]


@require_safe
@may("people.manage")
def people_import_preview(request: Request, pk: str) -> HttpResponse:
    kept = PeopleFile.objects.visible_to(request).filter(pk=pk).first()
    if kept is None:
        messages.info(request, _("Filen är redan inläst eller borttagen. Välj den igen om den ska läsas in."))
        return redirect("people_import")
    return _preview(request, kept, _as_rows(kept))


def _preview(request: Request, kept: PeopleFile, rows: list[Row], status: int = 200) -> HttpResponse:
    count = {state: sum(row.state == state for row in rows) for state in State}
    context = {
        "file": kept,
        # What must be mended is read first.
        "rows": sorted(rows, key=lambda row: row.state != State.WRONG),
        "wrong": count[State.WRONG], "new": count[State.NEW], "changed": count[State.CHANGED],
        "unchanged": count[State.UNCHANGED],
    }  # fmt: skip
    return render(request, "people/import_preview.html", context, status=status)


@require_POST
@may("people.manage")
def people_import_confirm(request: Request, pk: str) -> HttpResponse:
    """Keep every row of the file, or none. Pressed twice, the second finds nothing left to do."""
    kept = PeopleFile.objects.visible_to(request).filter(pk=pk).first()
    if kept is None:
        messages.info(request, _("Filen är redan inläst eller borttagen."))
        return redirect("people")
    rows = importing.carry_out(request, [one["cells"] for one in kept.rows], timezone.localdate())
    if importing.wrong(rows):
        return _preview(request, kept, rows, status=409)
    kept.delete()
    done = sum(row.state in (State.NEW, State.CHANGED) for row in rows)
    record(request, Action.IMPORTED, kind="organisation.assignment", reason=f"{done}/{len(rows)}")
    messages.success(
        request,
        ngettext("%(n)s uppdrag är inläst.", "%(n)s uppdrag är inlästa.", done) % {"n": done}
        if done
        else _("Inget var ändrat i filen."),
    )
    return redirect("people")


@require_POST
@may("people.manage")
def people_import_discard(request: Request, pk: str) -> HttpResponse:
    PeopleFile.objects.visible_to(request).filter(pk=pk).delete()
    messages.info(request, _("Filen är borttagen. Inget är inläst."))
    return redirect("people")


@require_safe
@may("people.manage")
def people_template(request: Request) -> HttpResponse:
    """A file with the headings and one made-up row, to fill in."""
    board = managed_boards(request).first()
    row = {
        "name": _("Förnamn Efternamn"), "email": "namn@kommun.example", "role": str(Role.labels[0]),
        "board": board.name if board else "",
    }  # fmt: skip
    return _file(tables.as_xlsx([row]), "mall-uppdrag.xlsx", spreadsheets.TYPES["xlsx"])


@require_safe
@may("people.manage")
def people_export(request: Request, form: str) -> HttpResponse:
    """Everything held on the boards that one manages, as the table that can be read in again."""
    held = managed_assignments(request).filter(pk__in=Assignment.objects.held(timezone.localdate()))
    rows = importing.rows_of(held.order_by("board__name", "role", "user__name", "id"))
    record(request, Action.EXPORTED, kind="organisation.assignment", reason=f"{form}, {len(rows)}")
    return _file(WRITERS[form](rows), f"uppdrag.{form}", spreadsheets.TYPES[form])


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
