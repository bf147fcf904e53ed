"""Signing in and out: password, second factor, passkey. A form that came too late is carried through all of it."""

from __future__ import annotations

import json
from datetime import timedelta

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vbe.access import kept
from vbe.access.request import Request
from vbe.access.views import resend
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import User
from vbe.sign_in import factors, sessions
from vbe.sign_in.context import signing_in
from vbe.sign_in.forms import CodeForm, SignInForm
from vbe.sign_in.models import IdentityProvider
from vbe.sign_in.throttling import Attempt, TooSoon, remember_device

# Whose password was right, and until when the second factor is waited for.
PENDING, PENDING_LASTS = "sign_in_pending", timedelta(minutes=10)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    if request.method != "POST":
        return redirect("start") if request.user.is_authenticated else show_sign_in(request, SignInForm(request))
    form = SignInForm(request, request.POST)
    try:
        attempt = Attempt(request, request.POST.get("username", ""))
    except TooSoon as wait:
        return refused(request, show_sign_in(request, unchecked(request), wait=wait), "throttled", wait)
    if not form.is_valid():
        return refused(request, show_sign_in(request, form, status=422), "password")
    attempt.succeeded()
    return first_factor_given(request, form.get_user())


def unchecked(request: Request) -> SignInForm:
    """The form with the address as it was typed, whose password nobody has looked at."""
    return SignInForm(request, initial={"username": request.POST.get("username", "")[:254]})


def show_sign_in(
    request: HttpRequest,
    form: SignInForm,
    *,
    held: kept.Kept | None = None,
    wait: TooSoon | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The sign-in page. Its forms may lead to the sites of the providers that it offers, which the policy must say."""
    providers = list(IdentityProvider.objects.offered())
    context = {
        "form": form,
        "next": safe_next(request),
        "kept": held or kept.from_page(request),
        "providers": providers,
        "wait": waiting_words(wait) if wait else "",
        "problem": problem,
    }
    response = render(request, "sign_in/sign_in.html", context, status=status)
    if providers:
        origins = sorted({provider.origin for provider in providers})
        response._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
    return response


def waiting_words(wait: TooSoon) -> str:
    minutes = -(-wait.seconds // 60)
    if wait.seconds < 60:
        return ngettext("Vänta %(n)d sekund.", "Vänta %(n)d sekunder.", wait.seconds) % {"n": wait.seconds}
    return ngettext("Vänta %(n)d minut.", "Vänta %(n)d minuter.", minutes) % {"n": minutes}


def refused(request: Request, response: HttpResponse, reason: str, wait: TooSoon | None = None) -> HttpResponse:
    """Log that somebody was not let in. ``reason`` is a fixed word; which account was tried is not kept."""
    record(request, Action.SIGN_IN_REFUSED, reason=reason)
    if wait:
        response.status_code = 429
        response["Retry-After"] = str(wait.seconds)
    return response


def safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if kept.is_own_path(target) else ""


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """The session ended before the form was sent: sign in, then go on with everything typed."""
    return show_sign_in(request, SignInForm(request), held=kept.from_request(request), status=401)


@never_cache
@login_not_required
@require_POST
def keep(request: Request) -> HttpResponse:
    """Back to the sign-in page with what is carried along, after a way in that did not lead there."""
    return show_sign_in(request, SignInForm(request))


def first_factor_given(request: Request, user: User) -> HttpResponse:
    """Let the person in, or ask for the second factor when one is set up: for every role, also where none is asked."""
    if not factors.has_second(user):
        return let_in(request, user, second_factor=False)
    start_pending(request, user)
    return show_code(request, user, CodeForm())


def start_pending(request: Request, user: User) -> None:
    """Remember whose first factor was right. It is no session of that person: nothing but the code page reads it."""
    request.session.cycle_key()
    request.session[PENDING] = {"user": str(user.pk), "until": (timezone.now() + PENDING_LASTS).timestamp()}


def pending_user(request: Request) -> User | None:
    waiting = request.session.get(PENDING)
    if not waiting or waiting["until"] < timezone.now().timestamp():
        return None
    return User.objects.filter(pk=waiting["user"], is_active=True).first()


def show_code(
    request: Request, user: User, form: CodeForm, *, wait: TooSoon | None = None, status: int = 200
) -> HttpResponse:
    """Ask for a code or a passkey. The form that came too late, and where to go, are carried along in the page."""
    held = kept.from_page(request)
    has_passkey = any(factor.type == factors.Type.WEBAUTHN for factor in factors.of(user))
    context = {
        "form": form,
        "next": safe_next(request),
        "kept": held,
        "passkey": factors.ask_for_passkey(request, user) if has_passkey else "",
        "wait": waiting_words(wait) if wait else "",
    }
    return render(request, "sign_in/code.html", context, status=status)


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request) -> HttpResponse:
    """The second factor: a code from the app, a recovery code, or one of the person's passkeys."""
    user = pending_user(request)
    if user is None:
        return sign_in_again_late(request)
    if request.method != "POST":
        return show_code(request, user, CodeForm())
    try:
        attempt = Attempt(request, user.email, what="code")
    except TooSoon as wait:
        return refused(request, show_code(request, user, CodeForm(), wait=wait), "throttled", wait)
    form = CodeForm(request.POST)
    if not second_factor_given(request, user, form):
        return refused(request, show_code(request, user, form, status=422), "second factor")
    attempt.succeeded()
    return let_in(request, user, second_factor=True)


def sign_in_again_late(request: Request) -> HttpResponse:
    """Ten minutes have passed since the password: begin again, with what was carried along."""
    if request.method != "POST":
        return redirect("sign_in")
    return show_sign_in(request, SignInForm(request), status=401)


def second_factor_given(request: Request, user: User, form: CodeForm) -> bool:
    """Whether the form proves it; otherwise it says what to do."""
    now = timezone.now()
    if answer := request.POST.get("credential"):
        form.is_valid()
        form.errors.clear()
        if factors.give_passkey(request, answer, now, user):
            return True
        form.add_error(None, _("Passernyckeln togs inte emot. Försök igen, eller skriv en kod."))
        return False
    if not form.is_valid():
        return False
    if factors.give_code(user, form.cleaned_data["code"], now):
        return True
    form.add_error("code", _("Koden stämmer inte, eller är redan använd. Vänta på nästa kod och skriv den."))
    return False


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: Request) -> HttpResponse:
    """Signing in with a passkey alone: it is two factors, what one has and how it is opened. GET asks the question."""
    if request.method != "POST":
        return JsonResponse({"options": json.loads(factors.ask_for_passkey(request))})
    form = unchecked(request)
    try:
        attempt = Attempt(request, "", what="passkey")
    except TooSoon as wait:
        return refused(request, show_sign_in(request, form, wait=wait), "throttled", wait)
    user = factors.give_passkey(request, request.POST.get("credential", ""), timezone.now())
    if user is None:
        problem = _("Försök igen, eller logga in med lösenord.")
        return refused(request, show_sign_in(request, form, problem=problem, status=422), "passkey")
    attempt.succeeded()
    return let_in(request, user, second_factor=True)


def let_in(
    request: Request, user: User, *, second_factor: bool, held: kept.Kept | None = None, target: str = ""
) -> HttpResponse:
    """Signed in: a session of its own with a new key, and on to what the person wanted."""
    held = held or kept.from_page(request)
    with signing_in():
        login(request, user, backend=BACKEND)
    request.session.pop(PENDING, None)
    sessions.begin(request, second_factor=second_factor)
    record(request, Action.SIGNED_IN, about=user)
    target = target or safe_next(request) or resolve_url("start")
    response = resend(request, held) if held else redirect(target)
    remember_device(request, response, user)
    return response


@require_POST
@login_not_required
def sign_out(request: Request) -> HttpResponse:
    """Open to everybody: whose session has ended already meets the sign-in page, not a form to send again."""
    if request.user.is_authenticated:
        record(request, Action.SIGNED_OUT, about=request.user)
    held = kept.from_page(request)
    logout(request)
    return show_sign_in(request, SignInForm(request), held=held) if held else redirect("sign_in")
