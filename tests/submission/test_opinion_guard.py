from __future__ import annotations

from cases.concerns.models import Concern
from cases.sig.models import Intake
from tests import cast
from tests.conftest import SignIn
from tests.submission.written import sealed, send


def test_only_an_opinion_is_refused_with_advice_and_kept_on_the_page(sign_in: SignIn) -> None:
    response = send(sign_in(cast.REPORTER), ground="asikt", text="Han röstar på fel parti.")
    page = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors["ground"] == [
        "En åsikt eller en tro kan inte rapporteras. Läs vad du kan göra i stället."
    ]
    assert "En åsikt räcker inte för en rapport" in page
    assert "Beskriv det och välj beteende eller händelse" in page
    assert "Han röstar på fel parti." in page
    assert not Concern.objects.exists()


def test_a_sealed_part_does_not_go_round_the_guard(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), ground="asikt", **sealed())
    assert not Concern.objects.exists()
    assert not Intake.objects.exists()


def test_the_advice_is_not_shown_for_a_report_on_behaviour(sign_in: SignIn) -> None:
    page = send(sign_in(cast.REPORTER), ground="beteende", text="").content.decode()
    assert "En åsikt räcker inte för en rapport" not in page
