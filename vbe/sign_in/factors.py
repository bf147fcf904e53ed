"""The second factor: codes from an app, passkeys, recovery codes. What they are is allauth's; how they are used, ours.

A person's factors are read and written inside ``signing_in()``, or as the person: no other context reaches them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from vbe.access.encryption import cipher
from vbe.organisation.models import User
from vbe.sign_in.context import signing_in

Type = Authenticator.Type
# The secret of an app that is being set up, encrypted, until its first code has been given.
NEW_SECRET = "new_totp_secret"
PRODUCT = "VBE Samordning"


class Adapter(DefaultMFAAdapter):
    """Secrets are stored with the keys that encrypt everything else, and can be rotated with them."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return PRODUCT

    def _get_site_name(self) -> str:
        return PRODUCT


def of(user: User) -> list[Authenticator]:
    """The person's factors, the oldest first; recovery codes are among them."""
    with signing_in():
        return list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))


def has_second(user: User) -> bool:
    """Whether the person has set up an app or a passkey. Recovery codes alone are none: they follow from those."""
    return any(factor.type != Type.RECOVERY_CODES for factor in of(user))


# --- Codes from an app ----------------------------------------------------------------------------------------------


def new_secret(request: HttpRequest) -> str:
    """The secret that is being set up in this session."""
    try:
        return cipher().decrypt(request.session[NEW_SECRET].encode()).decode()
    except (KeyError, InvalidToken):
        secret = totp.generate_totp_secret()
        request.session[NEW_SECRET] = cipher().encrypt(secret.encode()).decode()
        return secret


def qr_code(user: User, secret: str) -> str:
    """The secret as a picture for the app to read, as SVG."""
    adapter = Adapter()
    return adapter.build_totp_svg(adapter.build_totp_url(user, secret))


def add_app(request: HttpRequest, user: User, code: str) -> bool:
    """Set up the app whose secret the session holds, when ``code`` shows that the app has it."""
    secret = new_secret(request)
    counter = matching_counter(secret, code)
    if counter is None:
        return False
    with signing_in():
        Authenticator.objects.filter(user=user, type=Type.TOTP).delete()
        app = totp.TOTP.activate(user, secret).instance
        app.data["last_counter"] = counter
        app.save()
    del request.session[NEW_SECRET]
    return True


def matching_counter(secret: str, code: str) -> int | None:
    """Which of the codes around now ``code`` is; None when it is none of them."""
    found = None
    for counter in totp.yield_hotp_counters_from_time():
        if totp.compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))):
            found = counter
    return found


def give_code(user: User, code: str, now: datetime) -> str:
    """Use a code from the app or a recovery code, each once. Says which kind it was; empty when it was none.

    The row is locked and remembers the latest code: the same code, or an older one, is refused, whichever of the
    servers is asked.
    """
    with signing_in():
        mine = Authenticator.objects.select_for_update().filter(user=user)
        if app := mine.filter(type=Type.TOTP).first():
            counter = matching_counter(Adapter().decrypt(app.data["secret"]), code)
            if counter is not None and counter > app.data.get("last_counter", 0):
                app.data["last_counter"] = counter
                app.last_used_at = now
                app.save()
                return Type.TOTP
        recovery = mine.filter(type=Type.RECOVERY_CODES).first()
        if recovery and RecoveryCodes(recovery).validate_code(code):
            Authenticator.objects.filter(pk=recovery.pk).update(last_used_at=now)
            return Type.RECOVERY_CODES
    return ""


# --- Recovery codes -------------------------------------------------------------------------------------------------


def new_recovery_codes(user: User) -> list[str]:
    """Ten new codes; the old ones no longer work. Shown once: nothing here reads them again."""
    with signing_in():
        Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
        return RecoveryCodes.activate(user).generate_codes()


def recovery_codes_left(factor: Authenticator) -> int:
    return len(RecoveryCodes(factor).get_unused_codes())


# --- Passkeys -------------------------------------------------------------------------------------------------------


# What reading an answer raises that no browser gives. The last one: brackets so deep that Python will not follow.
NOT_AN_ANSWER = (ValueError, TypeError, KeyError, AttributeError, ValidationError, RecursionError)


def begin_passkey(request: HttpRequest, user: User) -> str:
    """What the browser needs to make a passkey, as JSON. The answer must come in the same session."""
    with context.request_context(request), signing_in():
        return json.dumps(webauthn.begin_registration(user, passwordless=True), default=dict)


def add_passkey(request: HttpRequest, user: User, name: str, answer: str) -> bool:
    """Keep the passkey that the browser made; False when the answer does not fit what was asked."""
    with context.request_context(request), signing_in():
        try:
            credential = json.loads(answer)
            webauthn.complete_registration(credential)
        except NOT_AN_ANSWER:
            return False
        webauthn.WebAuthn.add(user, name, credential)
    return True


def ask_for_passkey(request: HttpRequest, user: User | None = None) -> str:
    """What the browser needs to use a passkey, as JSON: one of the user's, or whichever the person chooses."""
    with context.request_context(request), signing_in():
        return json.dumps(webauthn.begin_authentication(user), default=dict)


def give_passkey(request: HttpRequest, answer: str, now: datetime, user: User | None = None) -> User | None:
    """Whose passkey ``answer`` proves: ``user``'s when one is given, otherwise anybody's; None when it proves none."""
    with context.request_context(request), signing_in():
        try:
            credential = json.loads(answer)
            whose: Any = user or webauthn.extract_user_from_response(credential)
            used = webauthn.complete_authentication(whose, credential)
        except NOT_AN_ANSWER:
            return None
        Authenticator.objects.filter(pk=used.pk).update(last_used_at=now)
    return whose if whose.is_active else None


def remove(user: User, pk: int) -> Authenticator | None:
    """Take away one of the person's factors; with the last app or passkey the recovery codes go too."""
    with signing_in():
        factor = Authenticator.objects.filter(user=user, pk=pk).exclude(type=Type.RECOVERY_CODES).first()
        if factor is None:
            return None
        factor.delete()
        mine = Authenticator.objects.filter(user=user)
        if not mine.exclude(type=Type.RECOVERY_CODES).exists():
            mine.delete()
    return factor


def remove_all(user: User) -> None:
    with signing_in():
        Authenticator.objects.filter(user=user).delete()


def name_of(factor: Authenticator) -> str:
    if factor.type == Type.WEBAUTHN:
        return str(factor.data.get("name") or _("Passernyckel"))
    return _("Kodapp") if factor.type == Type.TOTP else _("Reservkoder")
