from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from tests import cast
from tests.conftest import SignIn
from tests.factories import board
from tests.submission.written import report, send


@pytest.mark.parametrize("who", [cast.REPORTER, cast.COORDINATOR, cast.INTAKE, cast.CHIEF, cast.NYKOPING])
def test_every_employee_reaches_the_form(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(reverse("report")).status_code == 200


def test_an_elected_member_is_no_employee_and_is_not_offered_the_form(sign_in: SignIn) -> None:
    client = sign_in(cast.MEMBER)
    assert client.get(reverse("report")).status_code == 403
    for page in ("start", "guide"):
        assert reverse("report") not in client.get(reverse(page)).content.decode()


def test_signed_out_is_sent_to_sign_in(db: None, client: Any) -> None:
    response = client.get(reverse("report"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("sign_in"))


def test_report_becomes_a_concern_on_the_board_of_the_place(sign_in: SignIn) -> None:
    sent = report(board=str(board("jarva").pk), milieu="hybrid")
    response = sign_in(cast.REPORTER).post(reverse("report"), sent)
    concern = Concern.objects.get()
    assert response.url == reverse("receipt", args=[sent["id"]])
    assert (concern.board.code, concern.reporter_board.code) == ("jarva", "skarholmen")
    assert concern.reporter_unit == "Medborgarkontoret"
    assert concern.milieu == "hybrid"
    assert concern.state == "ny"
    assert concern.number.startswith(str(timezone.localdate().year))
    assert concern.due_on > timezone.localdate()


def test_numbers_run_on(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    send(client)
    send(client, text="Ett klistermärke på en lyktstolpe.")
    numbers = [
        int(number.split("-")[1]) for number in Concern.objects.order_by("number").values_list("number", flat=True)
    ]
    assert numbers[1] == numbers[0] + 1


def test_own_board_is_chosen_when_it_has_places(sign_in: SignIn) -> None:
    form = sign_in(cast.REPORTER).get(reverse("report")).context["form"]
    assert form["board"].value() == board("skarholmen").pk


def test_place_board_is_not_asked_for_where_there_is_one(sign_in: SignIn) -> None:
    client = sign_in("rapportor.nykoping")
    assert "board" not in client.get(reverse("report")).context["form"].fields
    send(client, board=None)
    assert Concern.objects.get().board.code == "nykoping"


def test_a_forged_board_is_not_read_where_it_is_not_asked_for(sign_in: SignIn) -> None:
    send(sign_in("rapportor.nykoping"), board=str(board("skarholmen").pk))
    assert Concern.objects.get().board.code == "nykoping"


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "annat"),
        ("category", ""),
        ("category", "x" * 500),
        ("text", ""),
        ("text", "   "),
        ("text", "å" * 10_001),
        ("text", "rad\x00rad"),
        ("place", ""),
        ("place", "x" * 201),
        ("place", "torget\x00"),
        ("when_kind", ""),
        ("when_kind", "ibland"),
        ("source", ""),
        ("source", "grannen"),
        ("area", "inte-ett-id"),
        ("done", "x" * 2001),
        ("done", "nummer 199006022397"),
        ("happened_on", ""),
        ("happened_on", "i går"),
        ("happened_on", "0001-01-01"),
        ("happened_on", "1999-12-31"),
        ("happened_on", TOMORROW),
        ("ground", ""),
        ("ground", "religion"),
        ("milieu", ""),
        ("milieu", "annan-lista"),
        ("board", ""),
        ("board", "inte-ett-id"),
        ("board", "00000000-0000-7000-8000-000000000000"),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_is_lost(sign_in: SignIn, field: str, value: str) -> None:
    wrong = {"text": "Symboler på gaveln."} | {field: value}
    response = send(sign_in(cast.REPORTER), **wrong)
    form = response.context["form"]
    assert response.status_code == 422
    assert field in form.errors
    assert form.data["place"] == wrong.get("place", "Skärholmens centrum")
    assert form.data["text"] == wrong["text"]
    assert not Concern.objects.exists()


@pytest.mark.parametrize("code", ["nykoping", "rinkeby-kista", "utbildningsnamnden"])
def test_boards_of_others_and_of_the_past_cannot_be_chosen(sign_in: SignIn, code: str) -> None:
    response = send(sign_in(cast.REPORTER), board=str(board(code).pk))
    assert "board" in response.context["form"].errors
    assert not Concern.objects.exists()


def test_until_before_on_is_refused_with_the_models_words(sign_in: SignIn) -> None:
    day = timezone.localdate()
    response = send(
        sign_in(cast.REPORTER),
        when_kind="period",
        happened_on=day.isoformat(),
        happened_until=(day - timedelta(days=2)).isoformat(),
    )
    assert response.status_code == 422
    assert "Slutdatumet kan inte vara före startdatumet." in response.content.decode()


def test_line_breaks_count_as_one_sign(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), text="rad\r\n" * 2499 + "slut")
    assert Concern.objects.get().text.count("\n") == 2499


def test_form_keeps_its_id_when_it_was_invalid(sign_in: SignIn) -> None:
    sent = report(text="")
    response = sign_in(cast.REPORTER).post(reverse("report"), sent)
    assert str(response.context["report_id"]) == sent["id"]


@pytest.mark.parametrize("sent_id", ["", "inte-ett-id", None])
def test_a_missing_id_gets_a_new_one(sign_in: SignIn, sent_id: str | None) -> None:
    assert send(sign_in(cast.REPORTER), id=sent_id).status_code == 302
    assert Concern.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        ("klotter", {"category": "klotter", "kind": "handelse"}),
        ("oro", {"kind": "oro"}),
        ("handelse", {"kind": "handelse"}),
        ("<script>", {}),
    ],
)
def test_the_guide_fills_in_what_it_is_about(sign_in: SignIn, kind: str, filled: dict[str, str]) -> None:
    form = sign_in(cast.REPORTER).get(reverse("report"), {"slag": kind}).context["form"]
    assert {name: form[name].value() for name in ("kind", "category") if form[name].value()} == filled


def test_personal_data_stays_out_of_the_address(sign_in: SignIn) -> None:
    response = send(sign_in(cast.REPORTER))
    assert "torget" not in response.url
