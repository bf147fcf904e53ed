"""One report from frozen figures to a checked file. The worker and ``manage.py report`` go the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import page
from django.utils.translation import gettext as _

from vbe.reports import pdf

OnStep = Callable[[str, int, int], None]


class NotValid(Exception):
    """The file does not hold what PDF/A-3a and PDF/UA-1 promise. ``problems`` says where, in words."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def typeset(frozen: dict[str, Any], *, on_step: OnStep) -> bytes:
    """The PDF of the figures, the same bytes for the same figures. Raises NotValid."""
    content = pdf.render(frozen, on_step=on_step)
    on_step(_("Kontrollerar filen"), 0, 0)
    if problems := pdf.problems(content):
        raise NotValid(problems)
    return content


def checked_sheet(template: str, context: Mapping[str, Any], *, at: datetime, identifier: str) -> bytes:
    """Another room's printed page, held to what a report is held to. Raises NotValid."""
    content = pdf.sheet(template, context, at=at, identifier=identifier)
    if problems := pdf.problems(content):
        raise NotValid(problems)
    return content


def page_count(content: bytes) -> int:
    return page.validate_pdf_bytes(content, profile="ua1").document.page_count
