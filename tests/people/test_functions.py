"""Vem gör vad, the people of a board, the local coordinators and the permission table, as pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.conftest import SignIn, assignment
from tests.people.giving import today
from tests.sources import plain, read
from vbe.organisation.models import Absence, Assignment, Board, User
from vbe.organisation.permissions import LABELS, Role, group_for
from vbe.people.coordinators import duties
from vbe.people.functions import who_does_what

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def text(client: Any, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_every_employee_of_the_municipality_reads_who_does_what(sign_in: SignIn) -> None:
    page = text(sign_in(cast.OTHER_INTAKE), "functions_of", "skarholmen")
    assert "Karin Lindqvist-Hallström" in page
    assert "Mehmet Yildiz" in page
    assert cast.address(cast.CHIEF) in page
    # Reporters are everybody; and only whoever manages people is offered to.
    assert "Jonas Åkerlund" not in page
    assert reverse("assign", args=["skarholmen"]) not in page


def test_a_member_and_another_municipality_do_not(sign_in: SignIn) -> None:
    assert sign_in(cast.MEMBER).get(reverse("functions")).status_code == 403
    nykoping = sign_in(cast.NYKOPING, "samordnare")
    assert nykoping.get(reverse("functions_of", args=["skarholmen"])).status_code == 404
    assert "Skärholmen" not in text(nykoping, "functions")


def test_an_empty_required_function_stands_out_and_can_be_filled(sign_in: SignIn) -> None:
    assert "Ingen utsedd" not in text(sign_in(cast.ADMINISTRATOR), "functions")
    Assignment.objects.filter(pk=assignment(cast.HEAD_YOUNG).pk).update(ends=today() - timedelta(days=1))
    page = text(sign_in(cast.ADMINISTRATOR), "functions")
    assert page.count("Ingen utsedd") == 1
    assert "roll=enhetschef" in page
    assert "1 funktion saknar innehavare" in page
    assert "Utse någon" not in text(sign_in(cast.COORDINATOR), "functions")


def test_a_function_that_begins_later_is_empty_until_then() -> None:
    board = Board.objects.get(code="skarholmen")
    Assignment.objects.filter(pk=assignment(cast.DIRECTOR).pk).update(starts=today() + timedelta(days=3))
    assert [one.role for one in who_does_what(board, today()).vacant] == [Role.DIRECTOR]
    assert not who_does_what(board, today() + timedelta(days=3)).vacant


def test_nyköping_needs_no_director() -> None:
    who = who_does_what(Board.objects.get(code="nykoping"), today())
    assert Role.DIRECTOR not in {one.role for section in who.sections for one in section.functions}


def test_who_is_away_and_until_when(sign_in: SignIn) -> None:
    Absence.objects.create(assignment=assignment(cast.CHIEF), starts=today(), ends=today() + timedelta(days=4))
    assert "Borta" in text(sign_in(cast.REPORTER), "functions")


def many(board: Board, number: int) -> None:
    people = [User(email=f"{n}@kommun.example", name=f"Person {n}") for n in range(number)]
    User.objects.bulk_create(people)
    group = group_for(board, Role.SECRETARY)
    Assignment.objects.bulk_create(
        Assignment(user=user, role=Role.SECRETARY, board=board, group=group, starts=today()) for user in people
    )


@pytest.mark.parametrize("name", ["functions", "people", "permissions", "coordinators"])
def test_as_many_queries_for_three_hundred_people(name: str, sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    many(Board.objects.get(code="skarholmen"), 300)
    with CaptureQueriesContext(connection) as more:
        client.get(reverse(name))
    assert len(more) == len(few)


def test_people_are_found_by_name_and_role_within_ones_boards(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    found = client.get(reverse("people"), {"sok": "holmgren"}).content.decode()
    assert "Sara Holmgren" in found
    assert "Karin Lindqvist" not in found
    heads = client.get(reverse("people"), {"roll": "enhetschef"}).content.decode()
    assert "Leila Hosseini" in heads
    assert "Sara Holmgren" not in heads
    assert "Nadia Karlsson" not in text(client, "people")
    assert "Nadia Karlsson" in sign_in(cast.CITY_ADMINISTRATOR).get(reverse("people") + "?sok=nadia").content.decode()


def test_a_persons_page_says_that_there_is_more_elsewhere(sign_in: SignIn) -> None:
    jarva = Board.objects.get(code="jarva")
    worker = assignment(cast.CASEWORKER).user
    Assignment.objects.create(
        user=worker, role=Role.REPORTER, board=jarva, group=group_for(jarva, Role.REPORTER), starts=today()
    )
    page = text(sign_in(cast.ADMINISTRATOR), "person", worker.pk)
    assert "1 uppdrag i en nämnd som du inte administrerar" in page
    assert "Järva" not in page


def test_the_bodies_that_lack_a_coordinator_come_first(sign_in: SignIn) -> None:
    page = text(sign_in("central.kommunstyrelsen"), "coordinators")
    # Eleven districts, five specialist boards, five companies; Skärholmen and Järva have theirs.
    assert page.count("Ingen utsedd") == 19
    assert page.index("Idrottsnämnden") < page.index("Amina Sundqvist")
    assert "Förskolenämnden" not in page
    assert "Utse någon" not in page
    assert "delta i stadens nätverk" in page


def test_nyköping_has_its_own_duties(sign_in: SignIn) -> None:
    page = text(sign_in(cast.NYKOPING_ADMINISTRATOR), "coordinators")
    assert "Eva Strand" in page
    assert "hålla kontakt med polisen" in page
    assert "delta i stadens nätverk" not in page


@pytest.mark.parametrize(
    ("municipality", "source", "number"),
    [("stockholm", "stockholm-riktlinjer.txt", 6), ("nykoping", "nykoping-handlingsplan-2016.txt", 8)],
)
def test_the_duties_stand_in_their_source(municipality: str, source: str, number: int) -> None:
    from vbe.organisation.models import Municipality

    written = duties(Municipality.objects.get(code=municipality))
    assert written
    assert len(written.duties) == number
    words = plain(read(source))
    assert plain(" ".join(written.duties)) in words
    assert plain(written.must) in words


def test_the_permission_table_in_words(sign_in: SignIn) -> None:
    page = text(sign_in(cast.ADMINISTRATOR), "permissions")
    for label in LABELS.values():
        assert str(label)[1:] in page
    assert page.count(">Socialtjänsten</span>") == sum(bool(row.reaches_socialtjanst) for row in sign_in_table(sign_in))
    assert "Karin Lindqvist-Hallström" in page
    assert "Robert Ahlgren" not in page


def sign_in_table(sign_in: SignIn) -> Any:
    return sign_in(cast.ADMINISTRATOR).get(reverse("permissions")).context["table"].rows
