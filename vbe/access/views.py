"""Signing in and out, switching assignment, and what happens to a form that came too late."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vbe.access import kept
from vbe.access.forms import ClearErrors
from vbe.access.guards import any_signed_in
from vbe.access.links import is_guessing
from vbe.access.request import SESSION_KEY, Request
from vbe.audit.log import record, record_refusal
from vbe.audit.models import Action


class SignInForm(ClearErrors, AuthenticationForm):
    """Says the same whether the address or the password was wrong."""


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    if request.user.is_authenticated and request.method != "POST":
        return redirect("start")
    held = kept.from_page(request)
    form = SignInForm(request, request.POST or None)
    if not form.is_valid():
        if request.method == "POST":
            record(request, Action.SIGN_IN_REFUSED)
        status = 422 if form.is_bound else 200
        context = {"form": form, "next": _safe_next(request), "kept": held}
        return render(request, "registration/sign_in.html", context, status=status)
    login(request, form.get_user())
    record(request, Action.SIGNED_IN, about=form.get_user())
    return resend(request, held) if held else redirect(_safe_next(request) or resolve_url("start"))


def _safe_next(request: Request) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if kept.is_own_path(target) else ""


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """The session ended before the form was sent: sign in, then go on with everything typed."""
    context = {"form": SignInForm(request), "kept": kept.from_request(request)}
    return render(request, "registration/sign_in.html", context, status=401)


def resend(request: Request, held: kept.Kept) -> HttpResponse:
    """Signed in again: one press sends the form as the new session's own."""
    return render(request, "access/resend.html", {"kept": held})


def refused_form(request: Request, reason: str = "") -> HttpResponse:
    """Django's CSRF refusal. From our own pages it means that a sign-in in another tab made the form old."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    # Anybody can send forms that are refused; without this they could fill the log.
    if request.access.user or not is_guessing(request):
        record_refusal(request, "csrf")
    held = kept.from_request(request) if own and request.method == "POST" else None
    if held and held.path == resolve_url("sign_in"):
        return redirect("sign_in")
    return render(request, "access/refused_form.html", {"kept": held}, status=403)


def other_assignment(request: Request, sent: str) -> HttpResponse:
    """The form was opened in another assignment than the one that now acts: ask, and lose nothing."""
    record_refusal(request, "uppdrag")
    opened_in = next((a for a in request.access.assignments if str(a.pk) == sent), None)
    context = {"opened_in": opened_in, "kept": kept.from_form(request) if opened_in else None}
    return render(request, "access/other_assignment.html", context, status=409)


@require_POST
@login_not_required
def sign_out(request: Request) -> HttpResponse:
    """Open to everybody: whose session has ended already meets the sign-in page, not a form to send again."""
    if request.user.is_authenticated:
        record(request, Action.SIGNED_OUT, about=request.user)
    logout(request)
    return redirect("sign_in")


@require_safe
@any_signed_in
def assignments(request: Request) -> HttpResponse:
    return render(request, "access/assignments.html", {"assignments": request.access.assignments})


@require_POST
@any_signed_in
def switch(request: Request) -> HttpResponse:
    """Act in another of one's assignments; with a form carried along, go on with it there."""
    chosen = next((a for a in request.access.assignments if str(a.pk) == request.POST.get("uppdrag")), None)
    if chosen is None:
        messages.error(request, _("Uppdraget är inte längre ditt. Välj ett av dem som finns här."))
        return redirect("assignments")
    request.session[SESSION_KEY] = str(chosen.pk)
    request.access.assignment = chosen
    record(request, Action.SWITCHED, about=chosen)
    if held := kept.from_page(request):
        return resend(request, held)
    messages.success(request, _("Du arbetar nu som %(assignment)s.") % {"assignment": chosen})
    return redirect("start")
