"""The guide in its situations: a draft, published versions, a board's lines, counts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cases.guide.models import Entry, Guide, LocalAddition, Tally
from tests import cast
from tests.conftest import assignment
from vbe.organisation.models import Assignment, Municipality

CENTRAL = "central.kommunstyrelsen"


def draft(code: str = "stockholm", **words: Any) -> Guide:
    """``words``: of the situation of a child."""
    guide = Guide.begin(Municipality.objects.get(code=code))
    Entry.objects.filter(guide=guide, situation="barn").update(**words or {"advice": False})
    return guide


def published(code: str = "stockholm", **words: Any) -> Guide:
    guide = draft(code, **words)
    guide.publish(by=writer(code), now=timezone.now())
    return guide


def writer(code: str) -> Assignment:
    return assignment(CENTRAL) if code == "stockholm" else assignment(cast.NYKOPING, "samordnare")


def addition(text: str = "Fråga på medborgarkontoret.") -> LocalAddition:
    by = assignment(cast.COORDINATOR)
    own = LocalAddition(board=by.board)
    own.save(force_insert=True)
    own.save_written({"text": text}, version=0, page=uuid4(), by=by, now=timezone.now())
    return own


def tally(*, board: Any = None, municipality: Any = None, **values: Any) -> Tally:
    municipality = municipality or (board.municipality if board else Municipality.objects.get(code="stockholm"))
    values = {"situation": "barn", "outcome": "svar", "month": date(2026, 11, 1), "count": 1} | values
    return Tally.objects.create(board=board, municipality=municipality, **values)


def whole() -> None:
    published()
    addition()
    tally()


def sent(client: Any, url: str) -> dict[str, Any]:
    """What the page's form would send as it stands."""
    form = client.get(url).context["form"]
    fields = {field.name: field.value() for field in [*form, *form.stands_on]}
    return {name: value for name, value in fields.items() if value is not None and value is not False}
