"""The boards that became Järva and Norra innerstaden: their work before the day, and the mergers themselves.

The mergers are carried out as any other, at their own date (legal.md L25). Run as the owner, into an empty city.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.concerns.models import Concern
from cases.concerns.states import Outcome, State
from vbe.access.context import acting_as_task, set_context
from vbe.demo.organisation import email, read
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Department, Unit, User
from vbe.organisation.permissions import Role, group_for
from vbe.reorganisation.carrying_out import carry_out
from vbe.reorganisation.models import Reorganisation
from vbe.reorganisation.plan import Heir, Planned, plan

DAY = date(2023, 7, 1)
THEN = timezone.make_aware(datetime(2023, 6, 20, 9))
# Those who came along have gone on to other work; today's people are in people.toml.
STARTS, LEFT = date(2021, 1, 1), date(2023, 12, 31)
Tell = Callable[[str, dict[str, Any], datetime], None]


def load_predecessors(report: Tell, case: Tell, everyday: Callable[..., dict[str, Any]]) -> None:
    """``report``, ``case`` and ``everyday`` are how the city tells of its work."""
    data = read("predecessors.toml")
    for code in data["people"]:
        _reopen(code, data["people"][code])
    rows = [(code, everyday(*row)) for code, rows in data["everyday"].items() for row in rows]
    rows += [(code, everyday(*row) | {"outcome": ""}) for code, rows in data["open"].items() for row in rows]
    for code, row in sorted(rows, key=lambda pair: -pair[1]["days"]):
        report(code, row, THEN)
    for code, cases in data["cases"].items():
        for row in cases:
            case(code, row, THEN)
    for heir, merger in data["mergers"].items():
        _merge(heir, merger)
    _assess_what_followed()


def _reopen(code: str, people: dict[str, dict[str, Any]]) -> None:
    """The board as it was before the day: with its departments, units and people."""
    Board.objects.filter(code=code).update(ends=None, successor=None)
    board = Board.objects.get(code=code)
    for department_row in read("organisation.toml")["templates"]["stadsdel"]:
        department, _new = Department.objects.get_or_create(board=board, name=department_row["name"])
        for unit in department_row["units"]:
            Unit.objects.get_or_create(
                department=department, name=unit["name"], defaults={"board": board, "kind": unit["kind"]}
            )
    for account, row in people.items():
        user, _new = User.objects.get_or_create(email=email(account, code), defaults={"name": row["name"]})
        unit = Unit.objects.filter(board=board, name=row.get("unit")).first()
        named = Department.objects.filter(board=board, name=row.get("department")).first()
        Assignment.objects.get_or_create(
            user=user,
            role=row["role"],
            board=board,
            defaults={
                "unit": unit,
                "department": unit.department if unit else named,
                "group": group_for(board, row["role"]),
                "starts": STARTS,
                "ends": row.get("until", LEFT),
            },
        )


def _merge(heir: str, merger: dict[str, Any]) -> None:
    by = Assignment.objects.get(user__email=email("administrator", "kommunstyrelsen"), role=Role.ADMINISTRATOR)
    planned = Planned(
        kind=Reorganisation.Kind.MERGER,
        takes_effect=DAY,
        decision=merger["decision"],
        dnr=merger["dnr"],
        boards=list(Board.objects.filter(code__in=merger["boards"])),
        heirs=[Heir(board=Board.objects.get(code=heir))],
    )
    made, _new = plan(planned, id=new_id(), by=by, now=THEN - timedelta(days=60))
    with acting_as_task("reorganise"):
        carry_out(made, now=timezone.make_aware(datetime(2023, 7, 1, 0, 2)))
    set_context()


def _assess_what_followed() -> None:
    """What was open on the day, assessed in the new board by those who came along."""
    for concern in Concern.objects.filter(state=State.NEW, reported_at__lt=THEN + timedelta(days=1)):
        by = Assignment.objects.filter(board=concern.board, role=Role.COORDINATOR, starts=DAY).earliest("id")
        now = timezone.make_aware(datetime(2023, 7, 4, 10, 15))
        concern.assess(Outcome.KNOWLEDGE, reason="Tas med i lägesbilden.", by=by, now=now)
