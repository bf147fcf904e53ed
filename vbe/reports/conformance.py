"""Is a file what it says it is: PDF/A-3a (kept for ever) and PDF/UA-1 (read by everybody)?"""

from __future__ import annotations

from collections import Counter

import page
from django.utils.translation import gettext as _

PROFILES = {"3a": "PDF/A-3a", "ua1": "PDF/UA-1"}


def pages(pdf: bytes) -> int:
    """How many pages a file has that can be read. Raises page.PageError for one that cannot."""
    return page.validate_pdf_bytes(pdf, profile="ua1").document.page_count


def problems(pdf: bytes) -> list[str]:
    """What keeps ``pdf`` from being published, for people to read; empty when it may be. Never raises."""
    found: list[str] = []
    for profile, name in PROFILES.items():
        try:
            report = page.validate_pdf_bytes(pdf, profile=profile)
        except (page.PageError, ValueError, TypeError) as error:
            found.append(_("%(profile)s: filen går inte att läsa (%(error)s).") % {"profile": name, "error": error})
            continue
        times = Counter((failure.rule_id, failure.message) for failure in report.failures)
        found += [
            _("%(profile)s, %(rule)s: %(message)s (%(times)d ställen)")
            % {"profile": name, "rule": rule, "message": message, "times": count}
            for (rule, message), count in sorted(times.items())
        ]
        if not report.is_compliant and not times:
            found.append(_("%(profile)s: filen följer inte standarden.") % {"profile": name})
    return found
