"""*Din inloggning*: one's sessions, and the ways one proves who one is."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vbe.access import kept
from vbe.access.request import Request
from vbe.access.views import resend
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.sign_in import factors, sessions
from vbe.sign_in.changes import changed
from vbe.sign_in.forms import AppForm, CodeForm, ConfirmForm, PasskeyForm
from vbe.sign_in.fresh import freshly_proved, own_sign_in
from vbe.sign_in.middleware import lacks_second_factor
from vbe.sign_in.throttling import Attempt, TooSoon
from vbe.sign_in.views.door import refused, safe_next, waiting_words


@require_safe
@own_sign_in
def own(request: Request) -> HttpResponse:
    mine = factors.of(request.user)
    recovery = next((factor for factor in mine if factor.type == factors.Type.RECOVERY_CODES), None)
    context = {
        "sessions": sessions.own(request),
        "factors": [(factor, factors.name_of(factor)) for factor in mine if factor is not recovery],
        "has_app": any(factor.type == factors.Type.TOTP for factor in mine),
        "recovery_left": factors.recovery_codes_left(recovery) if recovery else 0,
        "has_password": request.user.has_usable_password(),
        "must_set_up": lacks_second_factor(request),
    }
    return render(request, "sign_in/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_sign_in
def set_up(request: Request) -> HttpResponse:
    """Where somebody whose role asks for two factors is led until the second one is set up.

    POST is the way on afterwards, with a form that had to wait for it.
    """
    if lacks_second_factor(request):
        return show_set_up(request)
    return go_on(request, "own_sign_in")


def show_set_up(request: Request, *, held: kept.Kept | None = None, status: int = 200) -> HttpResponse:
    context = {"has_second": factors.has_second(request.user), "kept": held or kept.from_page(request)}
    return render(request, "sign_in/set_up.html", context, status=status)


def go_on(request: Request, target: str) -> HttpResponse:
    """Back to the form that had to wait, when the page carried one along; otherwise to ``target``."""
    held = kept.from_page(request)
    return resend(request, held) if held else redirect(target)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@own_sign_in
def confirm(request: Request) -> HttpResponse:
    """Prove again who one is, by password, or by code for somebody whose password the municipality has."""
    if request.method != "POST":
        return show_confirm(request)
    form = confirm_form(request)(request.POST)
    try:
        attempt = Attempt(request, request.user.email, what="confirm")
    except TooSoon as wait:
        return refused(request, show_confirm(request, form, wait=wait), "throttled", wait)
    if not form.is_valid() or not is_right(request, form):
        return refused(request, show_confirm(request, form, status=422), "confirm")
    attempt.succeeded()
    request.session[sessions.PROVED] = timezone.now().timestamp()
    return go_on(request, safe_next(request) or "own_sign_in")


def confirm_form(request: Request) -> type[CodeForm | ConfirmForm]:
    return ConfirmForm if request.user.has_usable_password() else CodeForm


def show_confirm(
    request: Request,
    form: CodeForm | ConfirmForm | None = None,
    *,
    held: kept.Kept | None = None,
    wait: TooSoon | None = None,
    status: int = 200,
) -> HttpResponse:
    """Ask who it is. A form that had to wait for the answer, and where to go, are carried along in the page."""
    context = {
        "form": form or confirm_form(request)(),
        "next": safe_next(request),
        "kept": held or kept.from_page(request),
        "possible": request.user.has_usable_password() or factors.has_second(request.user),
        "wait": waiting_words(wait) if wait else "",
    }
    return render(request, "sign_in/confirm.html", context, status=status)


def is_right(request: Request, form: CodeForm | ConfirmForm) -> bool:
    if isinstance(form, ConfirmForm):
        if request.user.check_password(form.cleaned_data["password"]):
            return True
        form.add_error("password", _("Lösenordet stämmer inte. Försök igen."))
        return False
    if factors.give_code(request.user, form.cleaned_data["code"], timezone.now()):
        return True
    form.add_error("code", _("Koden stämmer inte, eller är redan använd. Vänta på nästa kod och skriv den."))
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@own_sign_in
@freshly_proved
def app(request: Request) -> HttpResponse:
    """Set up an app for codes: a picture to read with the phone, and its first code as proof."""
    is_sent = "code" in request.POST
    if is_sent and factors.NEW_SECRET not in request.session:
        return go_on(request, "own_sign_in")
    form = AppForm(request.POST if is_sent else None)
    secret = factors.new_secret(request)
    if form.is_valid():
        if factors.add_app(request, request.user, form.cleaned_data["code"]):
            return factor_added(request, "app added")
        form.add_error("code", _("Koden stämmer inte. Vänta på nästa kod i appen och skriv den."))
    context = {
        "form": form,
        "secret": secret,
        "must_set_up": lacks_second_factor(request),
        "kept": kept.from_page(request),
    }
    return render(request, "sign_in/app.html", context, status=422 if form.is_bound else 200)


@require_safe
@own_sign_in
@freshly_proved
def app_picture(request: Request) -> HttpResponse:
    """The picture as a file of its own: the content security policy lets no picture stand in the page's text."""
    if factors.NEW_SECRET not in request.session:
        return redirect("own_app")
    picture = factors.qr_code(request.user, factors.new_secret(request))
    return HttpResponse(picture, content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@own_sign_in
@freshly_proved
def passkey(request: Request) -> HttpResponse:
    device = sessions.device_of(request.headers.get("User-Agent", ""))
    form = PasskeyForm(request.POST if "credential" in request.POST else None, initial={"name": device})
    if form.is_valid():
        data = form.cleaned_data
        if factors.add_passkey(request, request.user, data["name"], data["credential"]):
            return factor_added(request, "passkey added")
        form.add_error(None, _("Webbläsaren gjorde ingen passernyckel som går att använda. Försök igen."))
    context = {
        "form": form,
        "options": factors.begin_passkey(request, request.user),
        "must_set_up": lacks_second_factor(request),
        "kept": kept.from_page(request),
    }
    return render(request, "sign_in/passkey.html", context, status=422 if form.is_bound else 200)


def factor_added(request: Request, what: str) -> HttpResponse:
    """The first factor brings recovery codes with it, which are shown at once and never again."""
    request.session[sessions.SECOND_FACTOR] = True
    changed(request, what)
    if any(factor.type == factors.Type.RECOVERY_CODES for factor in factors.of(request.user)):
        messages.success(request, _("Klart. Andra inloggningar har avslutats."))
        return go_on(request, "own_sign_in")
    return show_recovery_codes(request)


def show_recovery_codes(request: Request) -> HttpResponse:
    codes = factors.new_recovery_codes(request.user)
    return render(request, "sign_in/recovery_codes.html", {"codes": codes, "kept": kept.from_page(request)})


@require_POST
@own_sign_in
@freshly_proved
def recovery_codes(request: Request) -> HttpResponse:
    """New recovery codes instead of the old ones; only beside an app or a passkey."""
    if not factors.has_second(request.user):
        return redirect("own_sign_in")
    changed(request, "recovery codes renewed")
    return show_recovery_codes(request)


@require_POST
@own_sign_in
@freshly_proved
def factor_remove(request: Request, pk: int) -> HttpResponse:
    if removed := factors.remove(request.user, pk):
        request.session[sessions.SECOND_FACTOR] = factors.has_second(request.user)
        changed(request, f"{removed.type} removed")
        messages.success(request, _("%(factor)s är borttagen.") % {"factor": factors.name_of(removed)})
    return redirect("own_sign_in")


@require_POST
@own_sign_in
def session_end(request: Request) -> HttpResponse:
    """End one of one's sessions, or all the others. Ending this one is signing out."""
    which = request.POST.get("vilken", "")
    if which == sessions.stored(request.session.session_key or ""):
        record(request, Action.SIGNED_OUT, about=request.user)
        logout(request)
        return redirect("sign_in")
    every = which == "andra"
    ended = sessions.end_others(request) if every else sessions.end_one(request, which)
    if ended:
        reason = sessions.OTHERS if every else sessions.OTHER
        record(request, Action.SESSION_ENDED, about=request.user, reason=reason)
    text = ngettext("%(n)d inloggning är avslutad.", "%(n)d inloggningar är avslutade.", ended)
    messages.success(request, text % {"n": ended} if ended else _("Inloggningen var redan avslutad."))
    return redirect("own_sign_in")


@require_POST
@own_sign_in
def extend(request: Request) -> HttpResponse:
    """Somebody is there. Says how many seconds are left of the time that no sign of life makes longer."""
    now = timezone.now()
    request.session[sessions.USED] = now.timestamp()
    return JsonResponse({"left": max(0, round(sessions.seconds_left(request.session, now)[1]))})
