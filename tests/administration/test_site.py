"""The admin site shows organisation and catalogues to whoever administers them, and nothing else to anybody."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import NoReverseMatch, reverse

from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.people.giving import logged
from vbe.administration.catalogues import site
from vbe.audit.models import Action
from vbe.organisation.models import Actor, Board, Department, Municipality, PhoneNumber, Unit, User

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SHOWN = {
    "organisation.municipality",
    "organisation.board",
    "organisation.area",
    "organisation.department",
    "organisation.unit",
    "organisation.actor",
    "organisation.phonenumber",
    "concerns.desklimits",
    "sig.routine",
    "sig.seattemplate",
    "actionplans.resource",
}
CATALOGUES = sorted(site._registry.values(), key=lambda one: one.slug)


def test_nothing_else_is_registered() -> None:
    assert {model._meta.label_lower for model in site._registry} == SHOWN


def test_djangos_own_pages_are_not_there() -> None:
    for name in ("admin:index", "admin:login", "admin:password_change", "admin:jsi18n"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF, cast.MEMBER, "loggranskare.skarholmen"])
@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda one: one.slug)
def test_no_other_role_opens_it_even_as_staff(who: str, catalogue: Any, sign_in: SignIn) -> None:
    User.objects.filter(email=cast.address(who)).update(is_staff=True, is_superuser=True)
    client = sign_in(who)
    assert client.get(reverse("administration")).status_code == 403
    assert client.get(catalogue.list_url).status_code == 403


def test_an_administrator_who_is_not_staff_does_not() -> None:
    assert User.objects.get(email=cast.address(cast.ADMINISTRATOR)).is_staff
    assert not User.objects.get(email=cast.address(cast.COORDINATOR)).is_staff


def test_staff_is_asked_for_too(sign_in: SignIn) -> None:
    User.objects.filter(email=cast.address(cast.ADMINISTRATOR)).update(is_staff=False)
    assert sign_in(cast.ADMINISTRATOR).get(reverse("administration")).status_code == 403


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda one: one.slug)
def test_another_municipality_sees_and_changes_nothing(catalogue: Any, sign_in: SignIn) -> None:
    city, elsewhere = sign_in(cast.CITY_ADMINISTRATOR), sign_in(cast.NYKOPING_ADMINISTRATOR)
    own = city.get(catalogue.list_url).context["cl"].result_list
    theirs = {row.pk for row in elsewhere.get(catalogue.list_url).context["cl"].result_list}
    assert not theirs & {row.pk for row in own}
    for row in list(own)[:1]:
        assert city.get(catalogue.change_url(row)).status_code == 200
        assert elsewhere.get(catalogue.change_url(row)).status_code == 404
        assert elsewhere.post(catalogue.change_url(row), {"name": "Kapad"}).status_code == 404


def test_a_board_is_renamed_and_it_is_logged(sign_in: SignIn) -> None:
    board = Board.objects.get(code="skarholmen")
    url = reverse("organisation_board_change", args=[board.pk])
    sent = {
        "name": "Skärholmen",
        "area": "Skärholmen",
        "needs_coordinator": "on",
        "code": "kapad",
        "ends": "2020-01-01",
    }
    assert sign_in(cast.ADMINISTRATOR).post(url, sent).status_code == 302
    board.refresh_from_db()
    assert (board.name, board.code, board.ends) == ("Skärholmen", "skarholmen", None)
    assert logged(Action.CATALOGUE_CHANGED) == 1


def test_a_department_and_its_unit_are_added_on_the_own_board(sign_in: SignIn) -> None:
    client, here, there = (
        sign_in(cast.ADMINISTRATOR),
        Board.objects.get(code="skarholmen"),
        Board.objects.get(code="jarva"),
    )
    add = reverse("organisation_department_add")
    assert client.post(add, {"board": str(there.pk), "name": "Kultur"}).status_code == 422
    assert client.post(add, {"board": str(here.pk), "name": "Kultur"}).status_code == 302
    # Pressed twice: the name is taken, and nothing breaks.
    assert client.post(add, {"board": str(here.pk), "name": "Kultur"}).status_code == 422
    department = Department.objects.get(board=here, name="Kultur")
    unit = {"department": str(department.pk), "kind": "annan", "name": "Biblioteket"}
    assert client.post(reverse("organisation_unit_add"), unit).status_code == 302
    assert Unit.objects.get(name="Biblioteket").board == here


def test_a_phone_number_is_added_checked_and_removed(sign_in: SignIn) -> None:
    client = sign_in(cast.CITY_ADMINISTRATOR)
    sent = {
        "topic": "barn",
        "situation": "Prov",
        "name": "Jouren",
        "number": "08-1",
        "checked_on": "2026-11-01",
        "position": "9",
    }
    assert client.post(reverse("organisation_phonenumber_add"), sent).status_code == 302
    number = PhoneNumber.objects.get(situation="Prov")
    assert number.municipality == Municipality.objects.get(code="stockholm")
    delete = reverse("organisation_phonenumber_delete", args=[number.pk])
    assert client.get(delete).status_code == 200
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not PhoneNumber.objects.filter(situation="Prov").exists()
    assert client.post(delete, {"post": "yes"}).status_code == 404
    # The numbers that every municipality shares are nobody's to change.
    shared = PhoneNumber.objects.filter(municipality=None).first()
    assert client.get(reverse("organisation_phonenumber_change", args=[shared.pk])).status_code == 404


def test_an_actors_name_stands_once_in_a_municipality(sign_in: SignIn) -> None:
    client, taken = sign_in(cast.CITY_ADMINISTRATOR), Actor.objects.filter(municipality__code="stockholm").first()
    assert client.post(reverse("organisation_actor_add"), {"name": taken.name, "kind": taken.kind}).status_code == 422


def test_a_boards_administrator_leaves_the_municipalitys_things_alone(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    assert client.get(reverse("organisation_actor_add")).status_code == 403
    routine = Municipality.objects.get(code="stockholm").routine
    assert client.get(reverse("sig_routine_change", args=[routine.pk])).status_code == 404


@pytest.mark.parametrize("fields", [{}, {"name": ""}, {"name": "x" * 500}, {"name": "a\x00b"}], ids=str)
def test_bad_input_is_shown_again(fields: dict[str, str], sign_in: SignIn) -> None:
    board = Board.objects.get(code="skarholmen")
    answer = sign_in(cast.ADMINISTRATOR).post(reverse("organisation_board_change", args=[board.pk]), fields)
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()


@pytest.mark.parametrize("query", ["?foo=bar&e=1", "?p=9999", "?p=x", "?code__startswith=s", "?_popup=1", "?o=9.9"])
def test_addresses_that_django_would_read(query: str, sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    assert client.get(reverse("organisation_board_changelist") + query).status_code in (200, 302)
    assert client.get(reverse("organisation_board_change", args=[uuid4()])).status_code == 404


def test_the_pages_are_ours_without_inline_script_or_style(sign_in: SignIn) -> None:
    client = sign_in(cast.CITY_ADMINISTRATOR)
    for catalogue in CATALOGUES:
        page = client.get(catalogue.list_url)
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert "style=" not in page.content.decode()
        assert "admin/css" not in page.content.decode()


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF, cast.NYKOPING_ADMINISTRATOR, "administrator.jarva"])
def test_the_database_lets_nobody_else_write(who: str) -> None:
    board = Board.objects.get(code="skarholmen")
    with as_application(assignment(who)):
        assert Board.objects.filter(pk=board.pk).update(name="Kapad") == 0
        assert Department.objects.filter(board=board).update(name="Kapad") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Department(board=board, name="Kapad").save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            Board.objects.filter(pk=board.pk).update(code="kapad")
