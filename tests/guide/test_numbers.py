"""The phone list: who may change which number, and who called to check it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn, assignment
from tests.guide.guides import CENTRAL
from vbe.organisation.models import PhoneNumber

LIST, NEW = reverse("guide_numbers"), reverse("guide_number_new")


def of(board: str | None, **values: Any) -> PhoneNumber:
    return PhoneNumber.objects.filter(board__code=board, **values)[0]


def url(row: PhoneNumber, name: str = "guide_number") -> str:
    return reverse(name, args=[row.pk])


def sent(**values: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "topic": "mottagning", "situation": "Prov", "name": "Provmottagningen", "number": "08-465 004 77",
        "hours": "Vardagar", "checked_on": str(today),
    } | values  # fmt: skip


def test_a_new_number_is_the_own_boards_and_the_centrals_is_everybodys(sign_in: SignIn) -> None:
    assert sign_in(cast.COORDINATOR).post(NEW, sent()).url == LIST
    assert sign_in(CENTRAL).post(NEW, sent(name="Gemensamma")).url == LIST
    own = PhoneNumber.objects.get(name="Provmottagningen")
    assert own.board and own.municipality
    assert (own.board.code, own.municipality.code, own.checked_by) == (
        "skarholmen", "stockholm", assignment(cast.COORDINATOR),
    )  # fmt: skip
    assert PhoneNumber.objects.get(name="Gemensamma").board is None


def test_a_change_says_who_called_and_keeps_what_it_was(sign_in: SignIn) -> None:
    row, her = of("skarholmen"), sign_in(cast.COORDINATOR)
    form = her.get(url(row)).context["form"]
    assert form["checked_on"].value() == timezone.localdate()
    assert her.post(url(row), sent()).status_code == 302
    now = PhoneNumber.objects.get(pk=row.pk)
    assert (now.number, now.checked_by) == ("08-465 004 77", assignment(cast.COORDINATOR))
    assert row.history.last().number == row.number  # type: ignore[attr-defined]


def test_called_and_right(sign_in: SignIn) -> None:
    row, her = of("skarholmen"), sign_in(cast.COORDINATOR)
    PhoneNumber.objects.filter(pk=row.pk).update(checked_on=timezone.localdate() - timedelta(days=500))
    assert "Äldre än ett år" in her.get(LIST).content.decode()
    assert row.name in her.get(reverse("guide_desk")).content.decode()
    assert her.post(url(row, "guide_number_checked")).url == LIST
    now = PhoneNumber.objects.get(pk=row.pk)
    assert (now.checked_on, now.checked_by) == (timezone.localdate(), assignment(cast.COORDINATOR))


def test_removed_and_once_more(sign_in: SignIn) -> None:
    row, her = of("skarholmen"), sign_in(cast.COORDINATOR)
    assert her.post(url(row, "guide_number_remove")).url == LIST
    assert her.post(url(row, "guide_number_remove")).status_code == 404


@pytest.mark.parametrize("name", ["guide_number", "guide_number_checked", "guide_number_remove"])
def test_outsiders_change_nothing(sign_in: SignIn, name: str) -> None:
    everywhere = PhoneNumber.objects.filter(number="112").get()
    refused = {
        cast.COORDINATOR: [of("jarva"), of(None, municipality__code="stockholm"), everywhere],
        cast.NYKOPING: [of("jarva"), of(None, municipality__code="stockholm"), everywhere],
        CENTRAL: [of(None, municipality__code="nykoping"), everywhere],
    }
    for who, rows in refused.items():
        client = sign_in(who, "samordnare" if who == cast.NYKOPING else None)
        assert [client.post(url(row, name), sent()).status_code for row in rows] == [404] * len(rows), who
    assert sign_in(cast.REPORTER).post(url(of("skarholmen"), name), sent()).status_code == 403
    assert not PhoneNumber.objects.filter(name="Provmottagningen").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "strunt"},
        {"situation": ""},
        {"situation": "x" * 121},
        {"name": "noll\x00"},
        {"number": ""},
        {"number": "ring oss"},
        {"number": "0" * 31},
        {"hours": "x" * 121},
        {"checked_on": ""},
        {"checked_on": "i går"},
        {"checked_on": "2999-01-01"},
        {"checked_on": "1901-01-01"},
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, wrong: dict[str, Any]) -> None:
    response = sign_in(cast.COORDINATOR).post(NEW, sent(**wrong))
    assert response.status_code == 422
    assert "name" in wrong or "Provmottagningen" in response.content.decode()
    assert not PhoneNumber.objects.filter(situation="Prov").exists()


def test_as_many_queries_for_a_long_list(sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    her, row = sign_in(cast.COORDINATOR), of("skarholmen")
    PhoneNumber.objects.bulk_create(
        PhoneNumber(
            municipality_id=row.municipality_id, board_id=row.board_id, topic="barn", situation=f"Prov {n}", name="Prov",
            number="112", checked_on=timezone.localdate(), checked_by=assignment(cast.COORDINATOR),
        )
        for n in range(50)
    )  # fmt: skip
    with django_assert_max_num_queries(16):
        her.get(LIST)
