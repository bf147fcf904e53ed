"""The phone list: numbers to change, and to call and check."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.guide.forms import NumberForm
from cases.guide.numbers import edited_by, listed_for, new_for
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.organisation.models import PhoneNumber


@require_safe
@may("guide.edit")
def guide_numbers(request: Request) -> HttpResponse:
    """Every number that the own board's people meet, and which of them one may change."""
    rows = listed_for(request).select_related("board", "checked_by__user")
    edited = set(edited_by(request).values_list("pk", flat=True))
    today = timezone.localdate()
    context = {"rows": [(row, row.pk in edited, row.is_old(today)) for row in rows], "today": today}
    return render(request, "guide/numbers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may("guide.edit")
def guide_number_new(request: Request) -> HttpResponse:
    return written(request, new_for(request), _("Lägg till ett nummer"))


@require_http_methods(["GET", "HEAD", "POST"])
@may("guide.edit")
def guide_number(request: Request, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(edited_by(request).select_related("checked_by__user"), pk=pk)
    return written(request, row, row.name, number=row)


def written(request: Request, row: PhoneNumber, title: str, **more: Any) -> HttpResponse:
    form = NumberForm(request.POST if request.method == "POST" else None, instance=row, today=timezone.localdate())
    if not form.is_valid():
        context = {"form": form, "title": title} | more
        return render(request, "guide/number.html", context, status=422 if form.is_bound else 200)
    form.instance.checked_by = request.access.acting
    form.save()
    messages.success(request, _("Numret är sparat."))
    return redirect("guide_numbers")


@require_POST
@may("guide.edit")
def guide_number_checked(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Somebody has called, and the number is right."""
    row = get_object_or_404(edited_by(request), pk=pk)
    row.checked_on, row.checked_by = timezone.localdate(), request.access.acting
    row.save(update_fields=["checked_on", "checked_by"])
    messages.success(request, _("%(name)s är kontrollerat i dag.") % {"name": row.name})
    return redirect("guide_numbers")


@require_POST
@may("guide.edit")
def guide_number_remove(request: Request, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(edited_by(request), pk=pk)
    row.delete()
    messages.success(request, _("%(name)s är borttaget ur telefonlistan.") % {"name": row.name})
    return redirect("guide_numbers")
