"""What people fill in, as the browser sends it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cases import deadlines
from cases.sig.models import Case
from vbe.organisation.models import Unit


def working_day(after: int = 1) -> date:
    """The first working day at least ``after`` days from today."""
    return deadlines.due(timezone.localdate(), days=after).working


def shown(form: Any) -> dict[str, Any]:
    """Everything a form holds as the page shows it."""
    data = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        data[bound.html_name] = value.isoformat() if isinstance(value, date | datetime) else value
    return data


def arrival(**changed: Any) -> dict[str, Any]:
    now = timezone.localtime() - timedelta(hours=1)
    data = {
        "id": "01912345-0000-7000-8000-000000000001",
        "source": "telefon",
        "arrived_on": now.date().isoformat(),
        "arrived_time": f"{now:%H:%M}",
        "description": "Har slutat i skolan och pratar om att resa.",
        "person_name": "Prov Provsson",
        "person_number": "19900602-2397",
        "birth_date": "1990-06-02",
        "contact": "Mamman, 070-174 06 05",
    }
    return data | changed


def confirmation(unit: str = "Barn och unga", board: str = "skarholmen", **changed: Any) -> dict[str, Any]:
    data = {
        "start-unit": str(Unit.objects.get(board__code=board, name=unit).pk),
        "start-ground": Case.Ground.BEHAVIOUR.value,
        "start-reason": "Oron är styrkt, rutinen behövs.",
    }
    return data | changed


def summons(page: Any, /, **changed: Any) -> dict[str, Any]:
    """The form as shown, with a day, a time and a place."""
    data = shown(page.context["form"])
    data |= {"day": working_day().isoformat(), "clock": "09:30", "place": "Bodholmsplan 2"}
    return {name: str(value) for name, value in (data | changed).items()}


def minutes(page: Any, /, **changed: Any) -> dict[str, Any]:
    form = page.context["form"]
    data = shown(form.version)
    data["nasta-on"] = (timezone.localdate() + timedelta(days=60)).isoformat()
    for point in [section.point for section in form]:
        data |= {
            f"{point.value}-notes": f"Anteckning om {point.label}",
            f"{point.value}-decision": f"Beslut om {point.label}",
            f"{point.value}-responsible": "Enhetschefen",
            f"{point.value}-due_on": working_day(14).isoformat(),
        }
    return {name: str(value) for name, value in (data | changed).items()}


def consent(case: Case, **changed: Any) -> dict[str, Any]:
    from vbe.organisation.models import Actor

    today = timezone.localdate()
    actor = Actor.objects.get(municipality=case.board.municipality, name="Polismyndigheten")
    data = {
        "id": "01912345-0000-7000-8000-000000000002",
        "actor": str(actor.pk),
        "scope": "Skolgång och planering av stöd",
        "purpose": "Ett samordnat stöd",
        "answer": "ja",
        "giver": "tillsammans",
        "way": "muntligt",
        "given_on": today.isoformat(),
        "ends": (today + timedelta(days=90)).isoformat(),
    }
    return data | changed
