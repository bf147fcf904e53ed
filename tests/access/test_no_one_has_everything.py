"""No role opens every door, and neither flags nor the wrong rooms open the socialtjänst room."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.sig.models import Case, Identity, Intake
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.test_access_table import NOTHING, TABLE, Things, things  # noqa: F401
from vbe.access.guards import SOCIALTJANST
from vbe.organisation.models import User
from vbe.organisation.permissions import LABELS, Role
from vbe.organisation.permissions import TABLE as ROLES

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

ROOM = [name for name in TABLE if name.startswith(("case", "intake", "emergency"))]
SHUT_OUT = {
    Role.COORDINATOR: cast.COORDINATOR,
    Role.ADMINISTRATOR: "administrator.skarholmen",
    Role.CENTRAL: "central.kommunstyrelsen",
    Role.LOG_REVIEWER: "loggranskare.skarholmen",
    Role.REPORTER: cast.REPORTER,
    Role.MEMBER: cast.MEMBER,
    Role.SECRETARY: cast.SECRETARY,
}


def test_nobody_holds_all_permissions() -> None:
    assert not [role for role, held in ROLES.items() if held >= set(LABELS)]
    # Nor does anybody hold more than half of them.
    assert not [role for role, held in ROLES.items() if len(held) > len(LABELS) // 2]


def test_no_role_joins_the_two_rooms_or_administers_what_it_reads() -> None:
    for role, held in ROLES.items():
        assert not (held & SOCIALTJANST and held & {"concern.view", "concern.assess"}), role
        assert not (held & SOCIALTJANST and held & {"people.manage", "log.review", "board.reorganise"}), role
        assert not ("people.manage" in held and "log.review" in held), role


@pytest.mark.parametrize("role", SHUT_OUT)
def test_every_door_of_the_room_is_404(role: Role, things: Things, sign_in: SignIn) -> None:  # noqa: F811
    client = sign_in(SHUT_OUT[role], role)
    for name in ROOM:
        url = reverse(name, args=TABLE[name].args(things))
        statuses = {client.get(url).status_code, client.post(url).status_code}
        assert 404 in statuses and statuses <= {404, 405}, name


@pytest.mark.parametrize("role", SHUT_OUT)
def test_the_database_shows_them_nothing(role: Role, things: Things) -> None:  # noqa: F811
    with as_application(assignment(SHUT_OUT[role], role)):
        assert not Case.objects.exists() and not Intake.objects.exists() and not Identity.objects.exists()


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.REPORTER, "administrator.skarholmen"])
def test_flags_on_the_user_open_nothing(who: str, things: Things, sign_in: SignIn) -> None:  # noqa: F811
    User.objects.filter(pk=assignment(who).user_id).update(is_superuser=True, is_staff=True)
    client = sign_in(who)
    for name in ROOM:
        url = reverse(name, args=TABLE[name].args(things))
        assert 404 in (client.get(url).status_code, client.post(url).status_code), name
    with as_application(assignment(who)):
        assert not Case.objects.exists()


def test_the_room_is_the_whole_room() -> None:
    assert len(ROOM) > 20 and NOTHING.case.number
