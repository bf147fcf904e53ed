"""Changing one's password, and choosing a new one by a mailed link."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vbe.access.links import is_guessing
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import User
from vbe.sign_in import sessions
from vbe.sign_in.changes import changed, mail, set_password
from vbe.sign_in.forms import AddressForm, ChangePasswordForm, NewPasswordForm
from vbe.sign_in.fresh import own_sign_in
from vbe.sign_in.throttling import Attempt, TooSoon
from vbe.sign_in.views.door import refused, waiting_words


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@own_sign_in
def password(request: Request) -> HttpResponse:
    """A new password instead of the one that one has. Whose password the municipality has changes it there."""
    if not request.user.has_usable_password():
        return redirect("own_sign_in")
    form, attempt = ChangePasswordForm(request.user, request.POST or None), None
    if request.method != "POST":
        return render(request, "sign_in/password.html", {"form": form})
    try:
        attempt = Attempt(request, request.user.email, what="confirm")
    except TooSoon as wait:
        page = render(request, "sign_in/password.html", {"form": form, "wait": waiting_words(wait)})
        return refused(request, page, "throttled", wait)
    if not form.is_valid():
        return render(request, "sign_in/password.html", {"form": form}, status=422)
    attempt.succeeded()
    set_password(request, request.user, form.cleaned_data["new"])
    update_session_auth_hash(request, request.user)
    changed(request, "password changed")
    messages.success(request, _("Lösenordet är bytt. Andra inloggningar har avslutats."))
    return redirect("own_sign_in")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: Request) -> HttpResponse:
    """Ask for a link. The answer is the same whether the address has an account or not."""
    form = AddressForm(request.POST or None)
    if not form.is_valid():
        return render(request, "sign_in/forgotten.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        Attempt(request, form.cleaned_data["email"], what="link")
    except TooSoon as wait:
        page = render(request, "sign_in/forgotten.html", {"form": form, "wait": waiting_words(wait)})
        return refused(request, page, "throttled", wait)
    return AnswerFirst(f"{reverse('password_forgotten')}?skickat=ja", lambda: send_link(form.cleaned_data["email"]))


class AnswerFirst(HttpResponseRedirect):
    """Does its work when the answer has been sent: how long it took says nothing of what it was."""

    def __init__(self, target: str, work: Callable[[], None]) -> None:
        super().__init__(target)
        self.work = work

    def close(self) -> None:
        try:
            self.work()
        finally:
            super().close()


def send_link(email: str) -> None:
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    # As much reckoning for an address without an account.
    token = default_token_generator.make_token(user or User(pk=uuid.uuid4(), email=email))
    if user is None or not user.has_usable_password():
        return
    address = settings.BASE_URL.rstrip("/") + reverse("password_reset", args=[f"{user.pk.hex}-{token}"])
    text = _(
        "Någon har bett om ett nytt lösenord till ditt konto. Välj det här, inom en timme:\n\n%(address)s\n\n"
        "Länken fungerar en gång. Var det inte du behöver du inte göra något."
    )
    mail(user, subject=_("Nytt lösenord i VBE Samordning"), body=text % {"address": address}, now=timezone.now())


def user_of(secret: str) -> User | None:
    """Whose link it is, when it is one that we sent, has not been used and is not too old."""
    key, _dash, token = secret.partition("-")
    try:
        user = User.objects.filter(pk=uuid.UUID(hex=key), is_active=True).first()
    except ValueError:
        return None
    return user if user and user.has_usable_password() and default_token_generator.check_token(user, token) else None


def unknown_link(request: Request) -> HttpResponse:
    """A link that is guessed, used or too old. Guessing must not fill the log."""
    if not is_guessing(request):
        record(request, Action.SIGN_IN_REFUSED, reason="link")
    return render(request, "sign_in/reset.html", {"form": None}, status=404)


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: Request, secret: str) -> HttpResponse:
    """Choose a new password by the link. It signs nobody in: the second factor is asked for as always."""
    user = user_of(secret)
    if user is None:
        return unknown_link(request)
    form = NewPasswordForm(user, request.POST or None)
    if not form.is_valid():
        return render(request, "sign_in/reset.html", {"form": form}, status=422 if form.is_bound else 200)
    set_password(request, user, form.cleaned_data["new"])
    sessions.of(user).delete()
    record(request, Action.SIGN_IN_CHANGED, about=user, reason="password reset")
    mail(
        user,
        subject=_("Ditt lösenord i VBE Samordning är bytt"),
        body=_("Var det inte du? Hör av dig till administratören i din nämnd.\n\n%(address)s")
        % {"address": settings.BASE_URL},
        now=timezone.now(),
    )
    messages.success(request, _("Lösenordet är bytt. Logga in med det nya."))
    return redirect("sign_in")
