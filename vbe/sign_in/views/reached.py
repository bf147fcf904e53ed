"""One's own mobile number."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vbe.access.guards import any_signed_in
from vbe.access.request import Request
from vbe.organisation.mobile import MobileForm, keep_own


@require_http_methods(["GET", "HEAD", "POST"])
@any_signed_in
def mobile(request: Request) -> HttpResponse:
    form = MobileForm(request.POST or None, initial={"mobile": request.user.mobile})
    if not (request.method == "POST" and form.is_valid()):
        context = {"form": form, "has_gateway": bool(settings.SMS_URL)}
        return render(request, "sign_in/mobile.html", context, status=422 if form.is_bound else 200)
    keep_own(request.user, form.cleaned_data["mobile"])
    messages.success(request, _("Mobilnumret är sparat.") if request.user.mobile else _("Mobilnumret är borttaget."))
    return redirect("own_sign_in")
