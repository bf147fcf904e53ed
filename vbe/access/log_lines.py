"""Lines in the log, without the secrets that stand in addresses."""

from __future__ import annotations

import logging
import re

# What follows the name of a page that is opened by a personal link, by a reporting link, by a summons or by a link for
# a new password, also in an address that is mistyped or quoted inside another one.
SECRET = re.compile(
    r"((?:enkat|nytt-losenord|rapportera|kallelse)(?:/|%2f)+)(?: |%20)*(?:(?!%2f)[^/\s?&\"'])+", re.IGNORECASE
)


class Line(logging.Formatter):
    """Replaces the secret of a personal link, wherever in a line or a traceback it stands."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))


class NoTraceback(logging.Filter):
    """What is refused is no fault in the program: the line says it, and the way there is not written out."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
