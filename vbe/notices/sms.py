"""One small client for a gateway that sends SMS: a POST with JSON, and the answer that it was taken.

``{"id", "to", "from", "text"}`` goes to ``SMS_URL`` with the id as ``Idempotency-Key``, so that a gateway that is told
the same thing twice sends it once. An answer of 2xx means taken; 409 that it had it already. The text is always the
same and says only where to look.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils.translation import gettext as _

from vbe.notices.models import Sms

SECONDS = 10


class NoRedirect(HTTPRedirectHandler):
    """A number goes to the address that was configured, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def send(message: Sms) -> None:
    """Hand ``message`` to the gateway. Raises OSError or HTTPException when it was not taken."""
    key = str(message.pk)
    said = {"id": key, "to": message.to, "from": settings.SMS_SENDER, "text": text()}
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    request = Request(settings.SMS_URL, json.dumps(said).encode(), headers, method="POST")
    try:
        with build_opener(NoRedirect).open(request, timeout=SECONDS):
            pass
    except HTTPError as answer:
        answer.close()
        if answer.code != 409:
            raise


def text() -> str:
    return _("Du har ett meddelande i VBE Samordning som inte kan vänta. Logga in för att läsa det: %(address)s") % {
        "address": settings.BASE_URL
    }
