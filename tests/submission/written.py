"""A report as the browser sends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import board
from vbe.organisation.ids import new_id
from vbe.organisation.models import Area


def report(**changed: Any) -> dict[str, Any]:
    """A complete report; a field given as None is left out."""
    fields = {
        "id": str(new_id()),
        "kind": "handelse",
        "category": "klotter",
        "text": "Tre stora symboler på gaveln mot torget, röd färg.",
        "place": "Skärholmens centrum",
        "board": str(board("skarholmen").pk),
        "happened_on": (timezone.localdate() - timedelta(days=1)).isoformat(),
        "happened_until": "",
        "when_kind": "dag",
        "source": "egen",
        "ground": "handelse",
        "milieu": "okand",
    }
    return {name: value for name, value in (fields | changed).items() if value is not None}


def changed_later() -> dict[str, dict[str, Any]]:
    """What somebody may change on a form that has been sent, and send again: one thing of all that a report says."""
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    return {
        "kind": {"kind": "oro"},
        "category": {"category": "symboler"},
        "text": {"text": "Något helt annat hände på torget."},
        "place": {"place": "Torget"},
        "district": {"board": str(board("jarva").pk)},
        "area": {"area": str(Area.objects.filter(board__code="skarholmen").values_list("pk", flat=True)[0])},
        "kind of time": {"when_kind": "okand"},
        "date": {"happened_on": day},
        "time": {"when_kind": "tidpunkt", "happened_at": "09:12"},
        "last day": {"when_kind": "period", "happened_until": timezone.localdate().isoformat()},
        "source": {"source": "natet"},
        "ground": {"ground": "beteende"},
        "milieu": {"milieu": "hogerextremism"},
        "done": {"done": "Rektorn vet."},
    }


CHANGES = (
    *("kind", "category", "text", "place", "district", "area", "kind of time", "date", "time", "last day"),
    *("source", "ground", "milieu", "done"),
)


def person(number: int = 0, **changed: Any) -> dict[str, Any]:
    """One person of a sealed part: a young person in Skärholmen."""
    fields = {
        "about": "barn",
        "danger": "nej",
        "home": str(board("skarholmen").pk),
        "person_name": "Prov Provsson",
        "person_number": "",
        "birth_date": f"{timezone.localdate().year - 16}-01-15",
        "description": "Har slutat i fotbollen och pratar om att resa.",
        "guardians_know": "ja",
    }
    return {f"sealed-{number}-{name}": value for name, value in (fields | changed).items()}


def writer(**changed: Any) -> dict[str, Any]:
    """A leisure leader, who has to report."""
    fields = {
        "standing": "anmalningsskyldig",
        "name": "Exempla Provsdotter",
        "role": "Fritidsledare",
        "workplace": "Fritidsgården",
        "contact": "070-174 06 05",
    }
    return {f"sealed-writer-{name}": value for name, value in (fields | changed).items()}


def sealed(**changed: Any) -> dict[str, Any]:
    """The sealed part about a young person in Skärholmen, by somebody who has to report."""
    return person(**changed) | writer()


def send(client: Client, **changed: Any) -> Any:
    return client.post(reverse("report"), report(**changed))


def keeping(**passages: str) -> dict[str, list[str]]:
    """The fields that say why passages are no person: ``keeping(plats="Engelbrekt")``."""
    return {"kept": list(passages.values()), "kept-why": list(passages)}
