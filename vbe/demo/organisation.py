"""Loads the municipalities, boards, units, routines and people of the demonstration. Repeatable; run as the owner."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cases.concerns.models import DeskLimits
from cases.sig import tracks
from cases.sig.models import Routine, SeatTemplate
from vbe.notices.models import AlarmChain, AlarmStep
from vbe.organisation.models import (
    Actor,
    Area,
    Assignment,
    Board,
    Combination,
    Department,
    Municipality,
    PhoneNumber,
    Unit,
    User,
)
from vbe.organisation.permissions import Role, follow_table, group_for

DATA = Path(__file__).parent / "data"
STARTS = date(2024, 1, 1)


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@transaction.atomic
def load_organisation(*, password: str) -> None:
    """Bring the demonstration's organisation to what the data files say. ``password`` goes to new accounts only."""
    data = read("organisation.toml")
    for code in ("stockholm", "nykoping"):
        _load_municipality(code, data[code], data["templates"])
    tracks.load()
    _load_phone_numbers(data["phone_numbers"])
    _load_alarm_chains(read("alarm_chains.toml")["chains"])
    follow_table()
    _load_people(password)


def _load_municipality(code: str, data: dict[str, Any], templates: dict[str, Any]) -> None:
    municipality, _new = Municipality.objects.update_or_create(
        code=code, defaults={"name": data["name"], "assess_days": data["assess_days"]}
    )
    for kind, names in data["actors"].items():
        for name in names:
            what = {"kind": kind, "recipient": data["recipients"].get(name, "")}
            Actor.objects.update_or_create(municipality=municipality, name=name, defaults=what)
    for row in data["boards"]:
        _load_board(municipality, dict(row), templates)
    for row in data["boards"]:
        if successor := row.get("successor"):
            Board.objects.filter(code=row["code"]).update(successor=Board.objects.get(code=successor))
    _load_routine(municipality, dict(data["routine"]))
    DeskLimits.objects.get_or_create(municipality=municipality)


def _load_board(municipality: Municipality, row: dict[str, Any], templates: dict[str, Any]) -> None:
    departments, _successor = row.pop("departments", []), row.pop("successor", None)
    areas = row.pop("areas", [])
    if isinstance(departments, str):
        departments = templates[departments]
    is_district = row["kind"] == Board.Kind.DISTRICT
    row.setdefault("covers_places", is_district)
    row.setdefault("needs_coordinator", is_district and "ends" not in row)
    board, _new = Board.objects.update_or_create(code=row.pop("code"), defaults=row | {"municipality": municipality})
    for area in areas:
        Area.objects.get_or_create(board=board, name=area)
    for department_row in departments:
        department, _new = Department.objects.get_or_create(board=board, name=department_row["name"])
        for unit in department_row["units"]:
            Unit.objects.update_or_create(
                department=department, name=unit["name"], defaults={"board": board, "kind": unit["kind"]}
            )


def _load_routine(municipality: Municipality, row: dict[str, Any]) -> None:
    seats = row.pop("seats")
    routine, _new = Routine.objects.update_or_create(municipality=municipality, defaults=row)
    for position, seat in enumerate(map(dict, seats), start=1):
        if name := seat.get("actor"):
            seat["actor"] = Actor.objects.get(municipality=municipality, name=name)
        if code := seat.get("board"):
            seat["board"] = Board.objects.get(code=code)
        SeatTemplate.objects.update_or_create(
            routine=routine, function=seat.pop("function"), defaults=seat | {"position": position}
        )


def _load_phone_numbers(rows: list[dict[str, Any]]) -> None:
    for position, row in enumerate(map(dict, rows), start=1):
        code = row.pop("municipality", None)
        municipality = Municipality.objects.get(code=code) if code else None
        if own := row.pop("board", None):
            row["board"] = Board.objects.get(code=own)
        PhoneNumber.objects.update_or_create(
            municipality=municipality,
            situation=row.pop("situation"),
            name=row.pop("name"),
            defaults=row | {"position": position},
        )


def _load_alarm_chains(rows: list[dict[str, Any]]) -> None:
    for position, row in enumerate(map(dict, rows), start=1):
        municipality, steps = Municipality.objects.get(code=row.pop("municipality")), row.pop("steps")
        chain, _new = AlarmChain.objects.update_or_create(municipality=municipality, position=position, defaults=row)
        for number, step in enumerate(steps, start=1):
            AlarmStep.objects.update_or_create(chain=chain, position=number, defaults=step)


def _load_people(password: str) -> None:
    people, hashed = read("people.toml"), make_password(password)
    boards = {board.code: board for board in Board.objects.all()}
    for code, rows in people.items():
        for account, person in rows.items():
            user, _new = User.objects.get_or_create(
                email=email(account, code), defaults={"name": person["name"], "password": hashed}
            )
            _assign(user, boards[code], person)
            if decision := person.get("decision"):
                Combination.objects.get_or_create(user=user, board=boards[code], **decision)
            if also := person.get("also"):
                _assign(user, boards[code], also)


def _assign(user: User, board: Board, row: dict[str, Any]) -> None:
    deputy_for = None
    if holder := row.get("deputy_for"):
        deputy_for = Assignment.objects.get(user__email=email(holder, board.code), role=row["role"], board=board)
    department = Department.objects.filter(board=board, name=row.get("department")).first()
    unit = Unit.objects.filter(board=board, name=row.get("unit")).first()
    Assignment.objects.get_or_create(
        user=user,
        role=row["role"],
        board=board,
        defaults={
            "department": department or (unit.department if unit else None),
            "unit": unit,
            "group": group_for(board, row["role"]),
            "deputy_for": deputy_for,
            "starts": STARTS,
        },
    )


def email(account: str, board_code: str) -> str:
    return f"{account}.{board_code}@demo.example"


def accounts() -> list[tuple[str, str, str]]:
    """Every demonstration account: address, what the person is, board."""
    return list(_accounts())


def _accounts() -> Iterator[tuple[str, str, str]]:
    names = {
        board["code"]: board["name"]
        for m in ("stockholm", "nykoping")
        for board in read("organisation.toml")[m]["boards"]
    }
    for code, rows in read("people.toml").items():
        for account, person in rows.items():
            roles = [person["role"]] + ([person["also"]["role"]] if "also" in person else [])
            titles = [str(Role(role).label) for role in roles]
            if "deputy_for" in person:
                titles[0] = f"{titles[0]} (ersättare)"
            elif "unit" in person and person["role"] == Role.UNIT_HEAD:
                titles[0] = f"{titles[0]}, {person['unit']}"
            yield email(account, code), " och ".join(titles), names[code]
