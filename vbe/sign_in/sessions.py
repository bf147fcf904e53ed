"""Sessions in the database: whose, on which device, begun and last used when; and how long each may be.

The key in the cookie is stored nowhere. A row is found by the key's fingerprint, so that a copy of the database opens
nobody's session. The rows are also the person's own list, and ending one there is deleting it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.access.guards import SOCIALTJANST
from vbe.access.prepared import Prepared
from vbe.access.request import Access, Request
from vbe.organisation.models import User
from vbe.sign_in.models import Session

# What the session keeps of its own: times as seconds, limits as (idle, in all), and whether two factors were given.
BEGAN, USED, LIMITS, DEVICE, SECOND_FACTOR, PROVED = (
    "began",
    "used",
    "limits",
    "device",
    "second_factor",
    "proved",
)
# How often the last use is written: the limits are counted in minutes.
WRITTEN_EVERY = 60
# A sign-in is fresh enough to change how one signs in for this long.
FRESH = 15 * 60
# Why a session ended, as the log says it: its time was out, or the person ended another, or all others.
TIME, OTHER, OTHERS = "time limit", "another session", "all other sessions"


def stored(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


def living(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


living_session = Prepared(living, "key", datetime.max.replace(tzinfo=UTC))


class SessionStore(DatabaseStore):
    """Django's sessions in the database, by fingerprint and with the person beside."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        found = living_session(stored(key), timezone.now()) if key else []
        if not found:
            self._session_key = None
        return found[0] if found else None

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=stored(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(session_key=stored(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return Session(
            session_key=stored(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get("_auth_user_id"),
            device=data.get(DEVICE, ""),
            began_at=as_time(data.get(BEGAN)),
            used_at=as_time(data.get(USED)),
        )


def as_time(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def begin(request: HttpRequest, *, second_factor: bool) -> None:
    """Note in a session that has just been signed in when it began, on what, and how the person proved who it is."""
    now = timezone.now().timestamp()
    device = device_of(request.headers.get("User-Agent", ""))
    request.session.update({BEGAN: now, USED: now, PROVED: now, DEVICE: device, SECOND_FACTOR: second_factor})


def limits_for(access: Access) -> tuple[int, int]:
    """Seconds without a sign of life, and seconds in all, for whoever acts."""
    demanding = any(access.allows(permission) for permission in SOCIALTJANST)
    return settings.SESSION_LIMITS_SOCIALTJANST if demanding else settings.SESSION_LIMITS


def seconds_left(session: Any, now: datetime) -> tuple[float, float]:
    """Until the session ends if nothing is done, and until it ends in any case. Without limits: the strictest."""
    idle, total = session.get(LIMITS) or settings.SESSION_LIMITS_SOCIALTJANST
    moment = now.timestamp()
    return session.get(USED, moment) + idle - moment, session.get(BEGAN, moment) + total - moment


def is_fresh(session: Any, now: datetime) -> bool:
    return now.timestamp() - session.get(PROVED, 0) < FRESH


def of(user: User) -> Any:
    return Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now())


def own(request: Request) -> list[Session]:
    """The person's sessions, the latest used first, the current one marked with ``is_current``."""
    current, now = stored(request.session.session_key or ""), timezone.now()
    found = sorted(of(request.user), key=lambda session: session.used_at or now, reverse=True)
    for session in found:
        session.is_current = session.session_key == current
    return found


def end_others(request: Request) -> int:
    """End every session of the person except this one; says how many."""
    return of(request.user).exclude(session_key=stored(request.session.session_key or "")).delete()[0]


def end_one(request: Request, which: str) -> int:
    """End the one of the person's sessions that ``which`` names; says how many that was."""
    return sum(session.delete()[0] for session in of(request.user) if session.session_key == which)


def warning(request: HttpRequest) -> dict[str, Any]:
    """For the page: how long the session lasts, when somebody is signed in."""
    access = getattr(request, "access", None)
    if access is None or access.user is None or not request.user.is_authenticated:
        return {}
    idle, total = limits_for(access)
    began = request.session.get(BEGAN) or timezone.now().timestamp()
    left = max(0, round(began + total - timezone.now().timestamp()))
    return {"session_limits": {"idle": idle, "left": left}}


SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux|X11", "Linux"),
]
# The first that fits: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
]


def device_of(user_agent: str) -> str:
    """``Edge på Windows``: what the person recognises, and no more."""
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, user_agent)), "")
    browser = next((name for pattern, name in BROWSERS if re.search(pattern, user_agent)), "")
    if browser and system:
        return _("%(browser)s på %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Okänd enhet")
