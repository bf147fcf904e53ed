"""Reporting links: the samordnare makes one, sees how it is used, and revokes it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.doors.carried import brought, carried
from cases.doors.forms import ReportingLinkForm
from cases.doors.models import ReportingLink
from cases.doors.receiving import address, mail_link
from cases.doors.sent import sent_id
from vbe.access.guards import may
from vbe.access.links import fingerprint, new_secret
from vbe.access.request import Request
from vbe.audit.log import record_change

PER_PAGE = 25


@require_safe
@may("concern.assess")
def reporting_links(request: Request) -> HttpResponse:
    today = timezone.localdate()
    links = ReportingLink.objects.visible_to(request).with_use().in_order(today)
    page = Paginator(links, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(link, link.is_open(today)) for link in page]
    return render(request, "doors/links.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def reporting_link_new(request: Request) -> HttpResponse:
    """A new link. Its secret is in the answer to the form, the same one however many times the form is sent."""
    now, acting = timezone.now(), request.access.acting
    secret = brought(request.POST.get("secret", ""), new_secret)
    new = ReportingLink(pk=sent_id(request), board=acting.board, by=acting, created_at=now)
    new.fingerprint = fingerprint(secret)
    data = request.POST if request.method == "POST" else None
    form = ReportingLinkForm(data, instance=new, municipality=acting.board.municipality, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        return _make(request, new, secret)
    context = {"form": form, "link_id": new.pk, "secret": carried(secret)}
    return render(request, "doors/link_new.html", context, status=422 if request.method == "POST" else 200)


def _make(request: Request, link: ReportingLink, secret: str) -> HttpResponse:
    try:
        with transaction.atomic():
            link.save(force_insert=True)
            if link.email:
                mail_link(link, secret, now=link.created_at)
            record_change(request, link)
    except IntegrityError:
        made = ReportingLink.objects.visible_to(request).opened_by(secret).filter(pk=link.pk).first()
        if made is None or made.name != link.name:
            messages.info(request, _("Länken är redan skapad. Behöver du en till, skapa en ny."))
            return redirect("reporting_links")
        link = made
    response = render(request, "doors/link_made.html", {"link": link, "address": address(secret)})
    response["Referrer-Policy"] = "strict-origin"
    return response


@require_POST
@may("concern.assess")
def reporting_link_revoke(request: Request, pk: uuid.UUID) -> HttpResponse:
    link = get_object_or_404(ReportingLink.objects.visible_to(request), pk=pk)
    link.revoke(now=timezone.now())
    record_change(request, link)
    messages.success(request, _("Länken till %(name)s är återkallad och kan inte längre användas.") % {"name": link})
    return redirect("reporting_links")
