"""A merger with something of every kind, before it is carried out: what it foresees, and what stops it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from tests import cast
from tests.conftest import as_application, assignment
from tests.reorganisation.city import City, on
from tests.reorganisation.planned import merger, settled
from vbe.access.context import acting_as_task
from vbe.reorganisation.carrying_out import Blocked, carry_out
from vbe.reorganisation.models import Move
from vbe.reorganisation.preview import preview
from vbe.reorganisation.rooms import MOVES

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TODAY = timezone.localdate


@pytest.fixture(scope="module")
def city(kept_for_the_file: None) -> City:
    return City()


def test_the_preview_counts_what_then_moves(city: City) -> None:
    settled()
    plan = merger()
    with acting_as_task("reorganise"):
        told = {line.kind: line.total for line in preview(plan, TODAY()).lines if line.total}
        carry_out(plan, now=timezone.now())
    moved: dict[str, int] = {}
    for kind in plan.moves.values_list("kind", flat=True):
        moved[kind] = moved.get(kind, 0) + 1
    assert told == moved and {one.model for one in MOVES} <= set(told)


def test_the_preview_counts_what_stays(city: City) -> None:
    with acting_as_task("reorganise"):
        staying = {line.kind: line.staying for line in preview(merger(), TODAY()).lines}
    assert staying["concerns.concern"] == 2 and staying["sig.case"] == 1 and staying["sig.meetingpoint"] == 5
    assert staying["reports.report"] == 1 and staying["lagesbild.situationpicture"] == 1


def test_killed_in_the_middle_nothing_has_happened(city: City) -> None:
    settled()
    plan = merger()
    # The last statement of all: the boards have been made and everything has moved when it fails.
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'killed' USING ERRCODE = 'check_violation'; END $$;"
            "CREATE TRIGGER break_off BEFORE UPDATE OF carried_out_at ON reorganisation_reorganisation"
            " FOR EACH ROW EXECUTE FUNCTION break_off()"
        )
    with pytest.raises(IntegrityError, match="killed"), acting_as_task("reorganise"):
        carry_out(plan, now=timezone.now())
    assert on(city.case) == "skarholmen" and not Move.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER break_off ON reorganisation_reorganisation")
    with acting_as_task("reorganise"):
        assert carry_out(plan, now=timezone.now())
    assert on(city.case) == "nordvast"


def test_two_directors_must_be_settled_first(city: City) -> None:
    with pytest.raises(Blocked, match="Lars-Erik Thorsell"), acting_as_task("reorganise"):
        carry_out(merger(), now=timezone.now())
    assert on(city.case) == "skarholmen"


def test_before_its_day_nothing_happens(city: City) -> None:
    settled()
    with acting_as_task("reorganise"):
        assert not carry_out(merger(day=TODAY() + timedelta(days=1)), now=timezone.now())


def test_nobody_else_can_call_the_function(city: City) -> None:
    settled()
    plan = merger()
    for who in ("administrator.skarholmen", "administrator.nykoping", cast.CHIEF):
        with as_application(assignment(who)), connection.cursor() as cursor:
            cursor.execute("SELECT app_reorganise(%s, %s, now(), '{}', '{}')", [plan.pk, TODAY()])
            assert cursor.fetchone() == (False,)
            cursor.execute("SELECT count(*) FROM app_reorganisation_preview(%s)", [plan.pk])
            assert cursor.fetchone() == (0,)
