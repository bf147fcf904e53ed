"""Why somebody sees an alarm."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vbe.access.request import Request
from vbe.access.why import ASSIGNMENT, Why, acting, joined


def why_alarm(request: Request) -> Why:
    """Whoever has a part in the municipality's chains sees what is run, on whatever board it began."""
    return Why(joined(_("Du har del i kommunens larmvägar."), acting(request)), ASSIGNMENT)
