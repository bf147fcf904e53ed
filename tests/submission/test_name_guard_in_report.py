from __future__ import annotations

import pytest

from cases.concerns.models import Concern
from tests import cast
from tests.conftest import SignIn
from tests.submission.written import send

NUMBER = "199006022397"


@pytest.mark.parametrize("field", ["text", "place"])
def test_a_personal_number_is_refused_and_shown_where_it_stands(sign_in: SignIn, field: str) -> None:
    response = send(sign_in(cast.REPORTER), **{field: f"Där står {NUMBER} skrivet"})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert f"Där står <mark>{NUMBER}</mark> skrivet" in response.content.decode()
    assert not Concern.objects.exists()


def test_a_personal_number_cannot_be_confirmed_away(sign_in: SignIn) -> None:
    response = send(sign_in(cast.REPORTER), text=f"Där står {NUMBER}", not_person=NUMBER)
    assert response.status_code == 422
    assert not Concern.objects.exists()


@pytest.mark.parametrize("pointer", ["070-174 06 05", "prov@exempel.se", "MLB 84A"])
def test_what_may_be_a_person_must_be_rewritten_or_confirmed(sign_in: SignIn, pointer: str) -> None:
    client = sign_in(cast.REPORTER)
    text = f"På väggen stod {pointer} med röd färg."
    response = send(client, text=text)
    assert response.status_code == 422
    assert f"<mark>{pointer}</mark>" in response.content.decode()
    assert "Det är ingen person" in response.content.decode()
    assert not Concern.objects.exists()

    assert send(client, text=text, not_person=response.context["form"].confirmation).status_code == 302
    assert Concern.objects.get().text == text


def test_a_confirmation_does_not_cover_what_was_written_after_it(sign_in: SignIn) -> None:
    response = send(
        sign_in(cast.REPORTER), text="Ring 070-174 06 05 eller prov@exempel.se.", not_person="070-174 06 05"
    )
    assert response.status_code == 422
    assert not Concern.objects.exists()


def test_a_confirmation_stays_ticked_while_something_else_is_mended(sign_in: SignIn) -> None:
    response = send(sign_in(cast.REPORTER), text="Ring 070-174 06 05.", not_person="070-174 06 05", place="")
    assert response.context["form"].is_confirmed
    assert "not_person" not in response.context["form"].errors


def test_several_passages_are_confirmed_together(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    text = "Ring 070-174 06 05 eller prov@exempel.se."
    confirmation = send(client, text=text).context["form"].confirmation
    # A browser sends the line break as two signs.
    assert send(client, text=text, not_person=confirmation.replace("\n", "\r\n")).status_code == 302


def test_what_was_typed_cannot_become_markup(sign_in: SignIn) -> None:
    page = send(sign_in(cast.REPORTER), text=f"<script>x</script> {NUMBER} <b>y</b>").content.decode()
    assert "<script>x" not in page
    assert "<b>y" not in page
