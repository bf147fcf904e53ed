from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vbe.access.guards import any_signed_in
from vbe.access.request import Request
from vbe.notices.models import Notice

PER_PAGE = 25


@require_safe
@any_signed_in
def notices(request: Request) -> HttpResponse:
    """The acting assignment's notices; another assignment's are shown when one has switched to it."""
    mine = Notice.objects.addressed_to(request).newest_first()
    return render(
        request, "notices/notices.html", {"page": Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))}
    )


@require_POST
@any_signed_in
def acknowledge(request: Request, pk: uuid.UUID) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.addressed_to(request).select_for_update(), pk=pk)
    if notice.answer == Notice.Answer.IN_RECORD:
        return redirect(notice.url)
    if notice.acknowledge(timezone.now()):
        messages.success(request, _("Meddelandet är kvitterat."))
    return redirect("notices")
