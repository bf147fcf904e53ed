"""What the tests of assignments send and look for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tests.conftest import ApplicationClient
from vbe.audit.models import Action, Entry
from vbe.organisation.models import Board, Unit


def today() -> date:
    return timezone.localdate()


def day(ahead: int) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def unit(name: str, board: str = "skarholmen") -> str:
    return f"unit:{Unit.objects.get(board__code=board, name=name).pk}"


def department(name: str, board: str = "skarholmen") -> str:
    return f"department:{Board.objects.get(code=board).departments.get(name=name).pk}"


def sent(**changed: Any) -> dict[str, Any]:
    """A new case worker at Barn och unga, from today."""
    fields = {
        "email": "ny@kommun.example",
        "name": "Ny Kollega",
        "role": "socialsekreterare",
        "place": unit("Barn och unga"),
        "starts": day(0),
        "ends": "",
    }
    return fields | changed


def give(client: ApplicationClient, board: str = "skarholmen", **changed: Any) -> Any:
    return client.post(reverse("assign", args=[board]), sent(**changed))


def logged(action: Action) -> int:
    return Entry.objects.using("audit").filter(action=action).count()
