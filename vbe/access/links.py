"""Personal links: a secret in an address, for somebody without an account.

The secret is 256 random bits, sent once by mail. Only its fingerprint is stored, and only the fingerprint is told to
the database; vbe/access/log_lines.py keeps the secret out of the log.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse

from vbe.access.context import set_context
from vbe.access.guards import View
from vbe.access.limits import Limit
from vbe.access.place import client_place
from vbe.access.request import Request

# So many unknown links from one address in a minute are a mistake; more are an attempt.
MOST_UNKNOWN = 30
UNKNOWN_LINKS = Limit("unknown-links", most=MOST_UNKNOWN, seconds=60)


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored of a link. A plain hash is enough: nobody can try 256 random bits through."""
    return hashlib.sha256(secret.encode()).hexdigest()


def personal_link(view: View) -> View:
    """Open to whoever holds the link. The database is told of the link alone, also when somebody is signed in.

    The page is kept by no cache. Its address leaves with no request, not even for our own style sheets, but the
    origin does: without it the browser would send forms with ``Origin: null``, which are refused as forged.
    """

    @login_not_required
    @wraps(view)
    def opened(request: Request, secret: str, *args: Any, **kwargs: Any) -> HttpResponse:
        set_context(link=fingerprint(secret))
        response = view(request, secret, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "strict-origin"
        return response

    return opened


def is_guessing(request: Request) -> bool:
    """Count an unknown link; true when there have been too many from the same address in the last minute.

    It spares the log and the database. What makes guessing hopeless is the length of the secret.
    """
    return UNKNOWN_LINKS.is_passed(client_place(request))
