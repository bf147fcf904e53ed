"""Somebody has lost the phone: an administrator takes the second factor away, with a reason."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.sign_in import factors
from vbe.sign_in.changes import reset_factors
from vbe.sign_in.forms import ResetFactorForm
from vbe.sign_in.fresh import freshly_proved
from vbe.sign_in.queries import people_helped_by


@require_http_methods(["GET", "HEAD", "POST"])
@may("people.manage")
@freshly_proved
def reset_second_factor(request: Request, pk: uuid.UUID) -> HttpResponse:
    person = get_object_or_404(people_helped_by(request), pk=pk)
    form = ResetFactorForm(request.POST or None)
    has_second = factors.has_second(person)
    if has_second and form.is_valid():
        reset_factors(request, person, form.cleaned_data["reason"])
        messages.success(request, _("%(name)s ställer in tvåfaktor på nytt vid nästa inloggning.") % {"name": person})
        return redirect("person", person.pk)
    context = {"form": form, "person": person, "has_second": has_second}
    return render(request, "sign_in/reset_second_factor.html", context, status=422 if form.errors else 200)
