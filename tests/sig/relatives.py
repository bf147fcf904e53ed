"""Support to relatives as the tests meet it, and its forms as the browser sends them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.sig import relatives
from cases.sig.models import Case, RelativeSupport
from tests import cast
from tests.conftest import assignment
from vbe.organisation.ids import new_id


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def opened(who: str = cast.CASEWORKER, *, informed: bool = False) -> RelativeSupport:
    """Opened by ``who``, who is the only one to give it."""
    support = relatives.begin(
        new_id(),
        came="sjalv",
        needs="Någon att tala med",
        identity={"name": "Anhörig Andersson", "contact": "070-174 06 05", "number": "199006022397"},
        by=assignment(who),
        now=timezone.now(),
    )
    assert support
    if informed:
        relatives.inform(support, on=timezone.localdate(), how="samtal", by=assignment(who))
    return support


def closed(who: str = cast.CASEWORKER) -> RelativeSupport:
    support = opened(who, informed=True)
    relatives.close(support, outcome="hjalpt", words="Det räcker.", by=assignment(who), now=timezone.now())
    return support


def whole(who: str = cast.CASEWORKER) -> RelativeSupport:
    """With a row of everything."""
    support, by, now = opened(who, informed=True), assignment(who), timezone.now()
    today = timezone.localdate(now)
    relatives.note(support, pk=new_id(), text="Vi har talats vid.", by=by, now=now)
    relatives.give(support, pk=new_id(), name="Stödsamtal", goal="Sova bättre", starts=today, by=by, now=now)
    words = {"recipient": "Skolan", "scope": "Att vi ses", "way": "muntligt", "given_on": today, "ends": today}
    relatives.consent(support, pk=new_id(), by=by, now=now, **words)
    return support


def tied(case: Case) -> RelativeSupport:
    """With a row of everything, noted to belong to ``case``."""
    support = whole()
    relatives.tie(support, case, by=assignment(cast.CASEWORKER), now=timezone.now())
    return support


def beginning(**changed: Any) -> dict[str, Any]:
    data = {
        "id": str(new_id()),
        "came": "sjalv",
        "name": "Anhörig Andersson",
        "contact": "070-174 06 05",
        "number": "",
        "relation": "Förälder",
        "needs": "Någon att tala med",
    }
    return data | changed


def informing(**changed: Any) -> dict[str, Any]:
    return {f"informera-{name}": value for name, value in ({"on": day(), "how": "samtal"} | changed).items()}


def noting(**changed: Any) -> dict[str, Any]:
    data = {"pk": str(new_id()), "text": "Vi har talats vid.", "again_on": ""} | changed
    return {f"anteckning-{name}": value for name, value in data.items()}


def giving(**changed: Any) -> dict[str, Any]:
    data = {"pk": str(new_id()), "name": "Stödsamtal", "goal": "Sova bättre", "starts": day()} | changed
    return {f"insats-{name}": value for name, value in data.items()}


def consenting(**changed: Any) -> dict[str, Any]:
    data = {
        "pk": str(new_id()), "recipient": "Skolan", "scope": "Att vi ses", "way": "muntligt", "given_on": day(),
        "ends": day(90),
    }  # fmt: skip
    return {f"samtycke-{name}": value for name, value in (data | changed).items()}


def closing(**changed: Any) -> dict[str, Any]:
    return {
        f"avslut-{name}": value for name, value in ({"outcome": "hjalpt", "reason": "Det räcker."} | changed).items()
    }
