"""Waits after failed attempts. They grow for whoever tries, and never lock an account for its owner.

Attempts are counted for an account from one place, and for one place. A person's own browser is a place of its own,
known by a cookie that the last sign-in left: whoever guesses from elsewhere, also behind the same address, does not
make that person wait. An attempt is counted before the password is looked at, in one statement, so that a hundred at
once count as a hundred; a successful one is taken back.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from vbe.access.encryption import fingerprint
from vbe.access.place import client_place
from vbe.organisation.models import User
from vbe.sign_in.models import Wait

# So many attempts are free; after that the wait doubles, at most to the longest.
FREE_FOR_ACCOUNT, FREE_FOR_PLACE, LONGEST = 5, 30, 900
# After so long without an attempt the count begins anew.
FORGOTTEN = 3600
COOKIE, COOKIE_AGE = "vbe_device", 180 * 24 * 3600
SALT = "vbe.sign_in.device"

# The row is changed only when its wait is over; otherwise nothing comes back, and the attempt is refused.
ATTEMPT = """
INSERT INTO sign_in_wait AS w (key, attempts, last_at) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE
  SET attempts = CASE WHEN w.last_at < %(now)s - make_interval(secs => %(forgotten)s) THEN 1 ELSE w.attempts + 1 END,
      last_at = %(now)s
  WHERE w.attempts < %(free)s
     OR w.last_at + make_interval(secs => least(power(2, least(w.attempts - %(free)s, 20)), %(longest)s)) <= %(now)s
RETURNING attempts
"""


class TooSoon(Exception):
    """An attempt before the wait was over. ``seconds`` is what is left of it."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


class Attempt:
    """One attempt to prove who one is as ``account``. Raises TooSoon when an earlier wait is not over."""

    def __init__(self, request: HttpRequest, account: str, *, what: str = "password") -> None:
        account = account.strip().lower()
        device = device_of(request, account)
        place = client_place(request)
        self.account_key = fingerprint(f"wait:{what}:{account}:{device or place}")
        # A known browser is not made to wait for what others do behind the same address.
        self.place_key = "" if device else fingerprint(f"wait:{what}:{place}")
        now = timezone.now()
        _count(self.account_key, FREE_FOR_ACCOUNT, now)
        if self.place_key:
            _count(self.place_key, FREE_FOR_PLACE, now)

    def succeeded(self) -> None:
        """Forget the account's failures here, and take this attempt back from the place's."""
        with connections[settings.AUDIT_ALIAS].cursor() as cursor:
            cursor.execute("DELETE FROM sign_in_wait WHERE key = %s", [self.account_key])
            cursor.execute(
                "UPDATE sign_in_wait SET attempts = greatest(attempts - 1, 0) WHERE key = %s", [self.place_key]
            )


def _count(key: str, free: int, now: datetime) -> None:
    # On the log's connection, which commits at once: many attempts do not wait for each other, and none is taken back.
    values: dict[str, Any] = {"key": key, "free": free, "now": now, "forgotten": FORGOTTEN, "longest": LONGEST}
    with connections[settings.AUDIT_ALIAS].cursor() as cursor:
        cursor.execute(ATTEMPT, values)
        if cursor.fetchone():
            return
    row = Wait.objects.using(settings.AUDIT_ALIAS).filter(key=key).first()
    if row:
        wait = min(2 ** min(row.attempts - free, 20), LONGEST)
        raise TooSoon(max(1, round(wait - (now - row.last_at).total_seconds())))
    raise TooSoon(1)


def device_of(request: HttpRequest, account: str) -> str:
    """The browser's own mark, when ``account`` was the last to sign in with it; otherwise nothing."""
    try:
        mark, whose = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(mark) if whose == fingerprint(f"device:{account}") else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser carry that ``user`` has signed in with it. It opens nothing; it only spares waits."""
    mark = device_of(request, user.email) or secrets.token_urlsafe(12)
    value = signing.dumps([mark, fingerprint(f"device:{user.email}")], salt=SALT)
    response.set_cookie(
        COOKIE, value, max_age=COOKIE_AGE, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
