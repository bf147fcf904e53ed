"""Signing in through the municipality's own identity provider."""

from __future__ import annotations

import json
import uuid
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vbe.access import kept
from vbe.access.encryption import cipher
from vbe.access.request import Request
from vbe.organisation.models import User
from vbe.sign_in import factors, identities, oidc
from vbe.sign_in.forms import CodeForm
from vbe.sign_in.models import IdentityProvider
from vbe.sign_in.views.door import let_in, refused, safe_next, show_code, start_pending

# What the person wanted, encrypted, while the browser is at the provider; and who the provider said it was.
ERRAND, PROVED = "sign_in_errand", "sign_in_proved"


@never_cache
@login_not_required
@require_POST
def start(request: Request, pk: uuid.UUID) -> HttpResponse:
    """To the provider, with a question of our own. A form that came too late waits here, encrypted, for the answer."""
    provider = get_object_or_404(IdentityProvider.objects.offered(), pk=pk)
    held = kept.from_page(request)
    errand = {"next": safe_next(request), "carried": held and held.as_json, "carried_path": held and held.path}
    try:
        address = oidc.ask(request, provider, timezone.now())
    except oidc.Refused as reason:
        return not_let_in(request, reason)
    request.session[ERRAND] = cipher().encrypt(json.dumps(errand).encode()).decode()
    response = redirect(address)
    response._csp_update = {"form-action": [provider.origin]}  # type: ignore[attr-defined]
    return response


@never_cache
@login_not_required
@require_safe
def answer(request: Request) -> HttpResponse:
    """The provider's answer, checked. Nothing is written here: the page that it gives sends itself on."""
    try:
        provider, claims = oidc.answered(request, timezone.now())
    except oidc.Refused as reason:
        return not_let_in(request, reason)
    proved = {"provider": str(provider.pk), "claims": claims, "at": timezone.now().timestamp()}
    request.session[PROVED] = cipher().encrypt(json.dumps(proved).encode()).decode()
    return render(request, "sign_in/provider_answered.html", {"provider": provider})


@never_cache
@login_not_required
@require_POST
def finish(request: Request) -> HttpResponse:
    """Find, link or make the account, and let the person in."""
    now = timezone.now()
    proved, errand = unsealed(request, PROVED), unsealed(request, ERRAND)
    if not proved or now.timestamp() - proved["at"] > oidc.QUESTION_LASTS:
        return not_let_in(request, oidc.Refused("late"))
    provider = IdentityProvider.objects.offered().filter(pk=proved["provider"]).first()
    if provider is None:
        return not_let_in(request, oidc.Refused("provider"))
    try:
        user = identities.account_for(provider, proved["claims"], now)
    except oidc.Refused as reason:
        return not_let_in(request, reason)
    carry(request, errand)
    return through(request, user, second_factor=identities.counts_as_two(provider, proved["claims"]))


def through(request: Request, user: User, *, second_factor: bool) -> HttpResponse:
    """A provider that asked for two factors is enough; otherwise the person's own second factor is asked for."""
    if second_factor or not factors.has_second(user):
        return let_in(request, user, second_factor=second_factor)
    start_pending(request, user)
    return show_code(request, user, CodeForm())


def unsealed(request: Request, name: str) -> dict[str, Any] | None:
    """What the session kept under ``name``; once, and only when it can be read."""
    try:
        return dict(json.loads(cipher().decrypt(request.session.pop(name).encode())))
    except (KeyError, InvalidToken, ValueError, TypeError):
        return None


def carry(request: Request, errand: dict[str, Any] | None) -> None:
    """Put what the person wanted into the request, where a sign-in with a password has it."""
    fields = {name: value for name, value in (errand or {}).items() if isinstance(value, str) and value}
    request.POST = request.POST.copy()  # type: ignore[assignment]
    request.POST.update(fields)


def not_let_in(request: Request, reason: oidc.Refused) -> HttpResponse:
    """The person is told the same whatever was wrong; the log has the fixed word."""
    errand = unsealed(request, ERRAND)
    carry(request, errand)
    page = render(request, "sign_in/provider_refused.html", {"kept": kept.from_page(request)}, status=403)
    return refused(request, page, f"provider: {reason}")
