"""The start page: what waits for each role, and never an empty dashboard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn
from tests.factories import ConcernFactory, IntakeFactory, case_at
from vbe.start.views import MOST

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def start(sign_in: SignIn, who: str) -> str:
    response = sign_in(who).get(reverse("start"))
    assert response.status_code == 200
    return response.content.decode()


def test_the_coordinator_sees_what_is_to_be_assessed_and_how_late_it_is(sign_in: SignIn) -> None:
    ConcernFactory(overdue=True, place="Biblioteket")
    ConcernFactory(in_jarva=True, reporter_board_id=ConcernFactory().reporter_board_id, place="Tensta torg")
    page = start(sign_in, cast.COORDINATOR)
    assert "Biblioteket" in page and "Försenad 1 dag" in page
    assert "Rapportera oro eller händelse" in page


def test_another_board_sees_nothing_of_it(sign_in: SignIn) -> None:
    ConcernFactory(place="Biblioteket")
    assert "Biblioteket" not in start(sign_in, cast.OTHER_COORDINATOR)


def test_the_reception_sees_what_has_come_in_without_a_name(sign_in: SignIn) -> None:
    IntakeFactory(from_sealed_part=True, person_name="Prov Provsson")
    page = start(sign_in, cast.INTAKE)
    assert "luten del" in page and "Provsson" not in page
    assert "luten del" not in start(sign_in, cast.OTHER_INTAKE)


def test_the_chief_sees_the_case_once_among_what_is_to_be_done(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD)
    page = start(sign_in, cast.CHIEF)
    assert f"{case.number} · Kvittera ärendet" in page
    # The notice is answered in the same record: it stands in the list of notices, and not here too.
    assert f"Nytt ärende {case.number}" not in page
    assert f"Nytt ärende {case.number}" in sign_in(cast.CHIEF).get(reverse("notices")).content.decode()
    assert case.number not in start(sign_in, cast.OTHER_CHIEF)


@pytest.mark.parametrize("who", [cast.MEMBER, cast.REPORTER, cast.HEAD_ADULT, "central.kommunstyrelsen"])
def test_who_has_nothing_to_do_is_told_what_will_turn_up(sign_in: SignIn, who: str) -> None:
    assert "Inget väntar på dig" in start(sign_in, who)


@pytest.mark.parametrize("rows", [3, 60])
def test_the_number_of_queries_does_not_grow(sign_in: SignIn, rows: int, django_assert_max_num_queries) -> None:
    ConcernFactory.create_batch(rows)
    client = sign_in(cast.COORDINATOR)
    with django_assert_max_num_queries(34):
        client.get(reverse("start"))


def test_the_first_are_shown_and_the_rest_are_counted_and_led_to(sign_in: SignIn) -> None:
    """However many wait, as many are read as are shown; those that are due first, whichever came last."""
    day, waiting = timezone.localdate(), 2 * MOST
    ConcernFactory.create_batch(waiting, due_on=day + timedelta(days=2))
    ConcernFactory(due_on=day, place="Biblioteket")
    response = sign_in(cast.COORDINATOR).get(reverse("start"))
    page, more = response.content.decode(), response.context["more"]
    assert len(response.context["todos"]) == MOST and "Biblioteket" in str(response.context["todos"])
    assert more > waiting - MOST and f"Och {more} till." in page and f"{MOST + more} saker väntar på dig." in page
    assert "/oro/?lage=ny" in page and "Visa alla rapporter" not in start(sign_in, cast.OTHER_COORDINATOR)
