"""What the database itself refuses about assignments, whoever writes them, and that the code says the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from tests import cast
from tests.conftest import as_application, assignment
from vbe.access.context import acting_as_task
from vbe.organisation.combining import conflict_of
from vbe.organisation.models import Absence, Assignment, Board, Combination, Conflict, User
from vbe.organisation.permissions import TABLE, Role, follow_table

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TODAY = timezone.localdate


def board(code: str = "skarholmen") -> Board:
    return Board.objects.get(code=code)


def given(user: User, role: Role | str, on: Board | None = None, **more: Any) -> Assignment:
    on = on or board()
    group = Group.objects.get(name=f"{on.code}:{Role(role).value}")
    return Assignment(user=user, role=role, board=on, group=group, starts=TODAY(), **more)


def person(name: str = "prov") -> User:
    return User.objects.create_user(f"{name}@kommun.example", "Prov Person")


def is_kept(row: Any) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize(("first", "second"), [("skarholmen", "skarholmen"), ("kommunstyrelsen", "skarholmen")])
def test_the_database_and_the_code_exclude_the_same_roles(first: str, second: str) -> None:
    one, other = board(first), board(second)
    differ = []
    # Without a unit nobody competes for it, and the only director is put out of the way.
    Assignment.objects.filter(role=Role.DIRECTOR).update(ended_at=timezone.now(), ends=TODAY())
    for number, left in enumerate(Role):
        for right in Role:
            if (one, left) == (other, right):
                continue
            with transaction.atomic():
                user = person(f"{number}.{right.value}")
                given(user, left, one).save()
                kept = is_kept(given(user, right, other))
                if kept == bool(conflict_of(left, one, right, other)):
                    differ.append((left, right))
                transaction.set_rollback(True)
    assert not differ


def test_the_pairs_that_the_product_names() -> None:
    here, there = board(), board("jarva")
    assert conflict_of(Role.COORDINATOR, here, Role.CHIEF, here) == Conflict.COORDINATION
    assert conflict_of(Role.LOG_REVIEWER, here, Role.COORDINATOR, here) == Conflict.REVIEW
    assert conflict_of(Role.INTAKE, here, Role.ADMINISTRATOR, here) == Conflict.ADMINISTRATION
    assert conflict_of(Role.COORDINATOR, here, Role.CHIEF, there) is None
    assert conflict_of(Role.REPORTER, here, Role.LOG_REVIEWER, here) is None


def test_a_recorded_decision_allows_the_pair_it_names_on_its_board() -> None:
    user = person()
    given(user, Role.COORDINATOR).save()
    decision = Combination(
        user=user, board=board("jarva"), conflict=Conflict.COORDINATION, decided_by="Direktören", decided_on=TODAY(),
        reference="1",
    )  # fmt: skip
    decision.save()
    assert not is_kept(given(user, Role.CASEWORKER))
    Combination.objects.filter(pk=decision.pk).update(board=board(), conflict=Conflict.REVIEW)
    assert not is_kept(given(user, Role.CASEWORKER))
    Combination.objects.filter(pk=decision.pk).update(conflict=Conflict.COORDINATION)
    assert is_kept(given(user, Role.CASEWORKER))


def test_nyköpings_coordinator_is_chief_by_a_decision() -> None:
    decision = Combination.objects.get(user__email=cast.address(cast.NYKOPING))
    assert decision.reference == "KS 2023/412"


def test_an_old_pair_can_grow_shorter_but_not_longer() -> None:
    user = person()
    given(user, Role.COORDINATOR).save()
    Combination.objects.create(
        user=user, board=board(), conflict=Conflict.COORDINATION, decided_by="x", decided_on=TODAY(), reference="1"
    )
    pair = given(user, Role.CASEWORKER, ends=TODAY() + timedelta(days=10))
    pair.save()
    Combination.objects.filter(user=user).delete()
    Assignment.objects.filter(pk=pair.pk).update(ends=TODAY() + timedelta(days=5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=pair.pk).update(ends=TODAY() + timedelta(days=20))


def test_one_director_of_a_board_deputies_apart_and_several_chiefs() -> None:
    director = assignment(cast.DIRECTOR)
    assert not is_kept(given(person("a"), Role.DIRECTOR))
    assert is_kept(given(person("b"), Role.DIRECTOR, deputy_for=director))
    assert is_kept(given(person("c"), Role.DIRECTOR, board("jarva"))) is False
    assert is_kept(given(person("d"), Role.CHIEF))
    Assignment.objects.filter(pk=director.pk).update(ends=TODAY(), ended_at=timezone.now())
    assert is_kept(given(person("e"), Role.DIRECTOR))


def test_one_head_of_a_unit() -> None:
    head = assignment(cast.HEAD_CHILDREN)
    assert not is_kept(given(person("a"), Role.UNIT_HEAD, unit=head.unit, department=head.department))
    assert is_kept(given(person("b"), Role.UNIT_HEAD, unit=head.unit, deputy_for=head))


def active_in_database(held: Assignment) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_active(%s)", [held.pk])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("changed", "active"),
    [
        ({}, True),
        ({"ends": 0}, True),
        ({"ends": 0, "ended_at": 0}, False),
        ({"ends": -1}, False),
        ({"starts": 1}, False),
    ],
)
def test_the_database_and_the_code_agree_on_who_acts(changed: dict[str, int], active: bool) -> None:
    held = assignment(cast.CASEWORKER)
    values = {
        name: timezone.now() if name == "ended_at" else TODAY() + timedelta(days=ahead)
        for name, ahead in changed.items()
    }
    if values:
        Assignment.objects.filter(pk=held.pk).update(**values)
    assert active_in_database(held) == active
    assert Assignment.objects.active(TODAY()).filter(pk=held.pk).exists() == active


# --- The second lock ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF, "administrator.jarva", cast.NYKOPING_ADMINISTRATOR])
def test_nobody_else_writes_assignments_and_absences(who: str) -> None:
    user, held = person(), assignment(cast.CHIEF)
    with as_application(assignment(who)):
        assert not is_kept(given(user, Role.REPORTER))
        assert not is_kept(Absence(assignment=held, starts=TODAY(), ends=TODAY()))
        assert Assignment.objects.filter(pk=held.pk).update(ends=TODAY()) == 0


def test_the_boards_administrator_writes_them_with_the_roles_own_group() -> None:
    user = person()
    with as_application(assignment(cast.ADMINISTRATOR)):
        forged = given(user, Role.REPORTER)
        forged.group = Group.objects.get(name="skarholmen:avdelningschef")
        assert not is_kept(forged)
        assert is_kept(given(user, Role.REPORTER))
        with pytest.raises(DatabaseError), transaction.atomic():
            Assignment.objects.filter(user=user).update(role=Role.CHIEF)
        # What has begun is not removed.
        assert Assignment.objects.filter(user=user).delete()[0] == 0


def test_a_first_sign_in_gives_the_reporters_role_and_no_other() -> None:
    user = person()
    with as_application(), acting_as_task("sign_in"):
        assert is_kept(given(user, Role.REPORTER))
        assert not is_kept(given(user, Role.CHIEF))


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF, cast.MEMBER])
def test_only_who_manages_people_makes_and_closes_accounts(who: str) -> None:
    other = assignment(cast.REPORTER).user_id
    calls = [("SELECT app_new_person(%s, 'a@b.example', 'A')", other), ("SELECT app_set_active(%s, false)", other)]
    with as_application(assignment(who)), connection.cursor() as cursor:
        for call, key in calls:
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(call, [key])


def test_a_decision_is_recorded_as_oneself() -> None:
    row = Combination(
        user=assignment(cast.CASEWORKER).user, board=board(), conflict=Conflict.COORDINATION, decided_by="x",
        decided_on=TODAY(), reference="1", recorded_by=assignment(cast.CHIEF),
    )  # fmt: skip
    with as_application(assignment(cast.ADMINISTRATOR)):
        assert not is_kept(row)
        row.recorded_by = assignment(cast.ADMINISTRATOR)
        assert is_kept(row)


# --- Groups follow the table ----------------------------------------------------------------------------------------


def test_after_migrate_the_groups_follow_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    assert follow_table() == 0
    monkeypatch.setitem(TABLE, Role.REPORTER, TABLE[Role.REPORTER] - {"picture.read"} | {"report.read"})
    # On every board, and on those that it has succeeded: both are read there.
    places = sum(1 + len(one.all_predecessors) for one in Board.objects.all())
    assert follow_table() == 2 * places > 2 * Board.objects.count()
    assert follow_table() == 0
    from vbe.organisation.permissions import group_for

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.codename FROM guardian_groupobjectpermission g JOIN auth_permission p ON p.id = g.permission_id"
            " WHERE g.group_id = %s",
            [group_for(board(), Role.REPORTER).pk],
        )
        assert {name for (name,) in cursor.fetchall()} == {"concern.report", "plan.read", "report.read"}


def test_migrate_itself_brings_them_into_line() -> None:
    from django.core.management import call_command

    group = Group.objects.get(name="bromma:samordnare")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM guardian_groupobjectpermission WHERE group_id = %s", [group.pk])
        call_command("migrate", database="default", verbosity=0)
        cursor.execute("SELECT count(*) FROM guardian_groupobjectpermission WHERE group_id = %s", [group.pk])
        assert cursor.fetchone()[0] == len(TABLE[Role.COORDINATOR])
