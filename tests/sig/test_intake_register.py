"""What comes by phone, police, visit or another door is registered by the mottagning."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.sig.models import Intake
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import IntakeFactory
from tests.sig.forms import arrival
from vbe.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
URL = "/mottagning/ny/"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.CHIEF, 403),
        (cast.HEAD_ADULT, 403),
        *[(w, 404) for w in (cast.COORDINATOR, cast.REPORTER, cast.MEMBER, cast.NYKOPING)],
    ],
)
def test_only_the_mottagning_registers(sign_in: SignIn, who: str, status: int) -> None:
    client = sign_in(who)
    assert client.get(URL).status_code == status
    assert client.post(URL, arrival()).status_code == status
    assert not Intake.objects.exists()


def test_registered_on_the_own_board_with_who_and_when(sign_in: SignIn) -> None:
    answer = sign_in(cast.INTAKE).post(URL, arrival())
    intake = Intake.objects.get()
    assert answer.url == f"/mottagning/{intake.pk}/"
    assert str(intake.pk) == arrival()["id"]
    assert intake.board.code == "skarholmen"
    assert intake.unit.kind == Unit.Kind.INTAKE
    assert intake.registered_by == assignment(cast.INTAKE)
    assert intake.person_number == "199006022397"
    assert intake.birth_date == "1990-06-02"


def test_the_same_form_twice_makes_one(sign_in: SignIn) -> None:
    reception = sign_in(cast.INTAKE)
    first, second = reception.post(URL, arrival()), reception.post(URL, arrival(), follow=True)
    assert first.url == second.redirect_chain[0][0]
    assert "Formuläret var redan skickat" in second.content.decode()
    assert Intake.objects.count() == 1


def test_an_id_taken_on_another_board_gives_a_new_one(sign_in: SignIn) -> None:
    IntakeFactory(pk=arrival()["id"], unit=Unit.objects.get(board__code="jarva", kind=Unit.Kind.INTAKE))
    assert sign_in(cast.INTAKE).post(URL, arrival()).status_code == 302
    assert Intake.objects.filter(board__code="skarholmen").count() == 1


def test_no_identity_is_needed(sign_in: SignIn) -> None:
    nobody = dict.fromkeys(("person_name", "person_number", "birth_date", "contact"), "") | {"standing": "privat"}
    assert sign_in(cast.INTAKE).post(URL, arrival(**nobody)).status_code == 302
    assert Intake.objects.get().born is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"source": ""}, "source"),
        ({"source": "sluten_del"}, "source"),
        ({"source": "brevduva"}, "source"),
        ({"description": ""}, "description"),
        ({"description": "   "}, "description"),
        ({"description": "x" * 10_001}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"arrived_on": ""}, "arrived_on"),
        ({"arrived_on": "i går"}, "arrived_on"),
        ({"arrived_on": "9999-99-99"}, "arrived_on"),
        ({"arrived_time": "25:61"}, "arrived_time"),
        ({"arrived_on": (timezone.localdate() + timedelta(days=2)).isoformat()}, "arrived_on"),
        ({"arrived_on": (timezone.localdate() - timedelta(days=400)).isoformat()}, "arrived_on"),
        ({"person_number": "19900602-2398"}, "person_number"),
        ({"person_number": "Prov Provsson"}, "person_number"),
        ({"person_number": "1" * 41}, "person_number"),
        ({"person_name": "x" * 201}, "person_name"),
        ({"birth_date": (timezone.localdate() + timedelta(days=1)).isoformat()}, "birth_date"),
        ({"birth_date": "1850-01-01"}, "birth_date"),
        ({"contact": "x" * 501}, "contact"),
        ({"id": "inte ett id"}, "id"),
    ],
)
def test_bad_input_is_shown_again_with_everything_typed(sign_in: SignIn, changed: dict[str, Any], field: str) -> None:
    page = sign_in(cast.INTAKE).post(URL, arrival(**changed))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    if field != "contact":
        assert "Mamman, 070-174 06 05" in page.content.decode()
    assert not Intake.objects.exists()
