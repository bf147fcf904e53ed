"""Reorganisations that tests need: boards of their own, so that the fixed cast keeps its."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.conftest import assignment
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Combination, Conflict, Unit, User
from vbe.organisation.permissions import Role, group_for
from vbe.reorganisation.models import Reorganisation
from vbe.reorganisation.plan import Heir, Planned, plan

ADMINISTRATOR = "administrator.kommunstyrelsen"
NEW = Heir(name="Nordvästra stadsdelsnämnden", area="Nordväst", code="nordvast", prefix="NVA")
OTHER = Heir(name="Sydöstra stadsdelsnämnden", area="Sydost", code="sydost", prefix="SYO")


def board(code: str) -> Board:
    return Board.objects.get(code=code)


def merger(
    *codes: str, heir: Heir = NEW, day: date | None = None, now: datetime | None = None, **fields: Any
) -> Reorganisation:
    """A planned merger, by default of Skärholmen and Järva into a new board, from today."""
    return planned(
        kind=Reorganisation.Kind.MERGER,
        boards=[board(code) for code in codes or ("skarholmen", "jarva")],
        heirs=[heir],
        takes_effect=day,
        now=now,
        **fields,
    )


def planned(*, takes_effect: date | None = None, now: datetime | None = None, **fields: Any) -> Reorganisation:
    now = now or timezone.now()
    fields = {"decision": "Kommunfullmäktige 24 april 2023, § 12", "dnr": "KS 2022/1102", "units": {}} | fields
    what = Planned(takes_effect=takes_effect or timezone.localdate(now), **fields)
    return plan(what, id=new_id(), by=assignment(ADMINISTRATOR), now=now)[0]


def settled(day: date | None = None) -> None:
    """Settle that Järva's director goes, and its heads of the units that become one: their last day is before."""
    yesterday = (day or timezone.localdate()) - timedelta(days=1)
    leaving = Assignment.objects.filter(board__code="jarva", role__in=[Role.DIRECTOR, Role.UNIT_HEAD])
    leaving.update(ends=yesterday)


def successor_of(who: Assignment, code: str = NEW.code) -> Assignment:
    return Assignment.objects.select_related("user", "board__municipality", "unit", "department").get(
        user=who.user_id, role=who.role, board__code=code
    )


def give(account: str, role: Role, code: str, **fields: Any) -> Assignment:
    """Somebody new in a role on a board."""
    user, _new = User.objects.get_or_create(email=f"{account}@demo.example", defaults={"name": account})
    on = board(code)
    fields = {"starts": date(2024, 1, 1)} | fields
    return Assignment.objects.create(user=user, role=role, board=on, group=group_for(on, role), **fields)


def decision(who: str, code: str, conflict: Conflict = Conflict.COORDINATION) -> Combination:
    """It has been decided that somebody may hold two roles on a board."""
    return Combination.objects.create(
        user=assignment(who).user, board=board(code), conflict=conflict, decided_by="Nämnden",
        decided_on=date(2026, 3, 2), reference="§ 14",
    )  # fmt: skip


def split_of_skarholmen() -> Reorganisation:
    """A planned split with one unit that goes to the second successor."""
    unit = Unit.objects.filter(board__code="skarholmen").order_by("name")[0]
    return planned(
        kind=Reorganisation.Kind.SPLIT,
        boards=[board("skarholmen")],
        heirs=[NEW, OTHER],
        units={unit: 1},
        takes_effect=timezone.localdate() + timedelta(days=30),
    )
