"""Several persons in one report, also without scripts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cases.submission import drafts
from cases.submission.persons import with_persons_changed
from cases.submission.sealed import count_persons
from vbe.access.guards import may
from vbe.access.request import Request


@sensitive_post_parameters()
@require_POST
@may("concern.report")
def report_persons(request: Request) -> HttpResponse:
    """Adds or removes a person. Everything typed is kept as the draft, and the form is shown again from that."""
    typed = with_persons_changed(request.POST)
    key = drafts.form_id(typed)
    drafts.save(request.user, key, typed, now=timezone.now())
    if request.FILES:
        messages.info(request, _("Filerna följde inte med. Välj dem igen innan du skickar."))
    added = "remove_person" not in request.POST
    place = f"person-{count_persons(typed)}" if added else "sluten-del"
    return redirect(f"{reverse('report')}?utkast={key}#{place}")
