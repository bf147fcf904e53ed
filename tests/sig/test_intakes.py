"""The mottagning's queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig import investigation
from cases.sig.limits import decide_by, limits
from cases.sig.matter import Matter
from cases.sig.models import Intake, ProtectionAssessment
from cases.sig.states import IntakeState
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import IntakeFactory, case_at
from tests.sig.noted import noted
from vbe.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
URL = "/mottagning/"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.INTAKE, 200),
        (cast.CHIEF, 200),
        (cast.HEAD_ADULT, 403),
        (cast.CASEWORKER, 403),
        (cast.DIRECTOR, 403),
        (cast.OTHER_DEPARTMENT_CHIEF, 403),
        (cast.COORDINATOR, 404),
        (cast.REPORTER, 404),
        (cast.MEMBER, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_may_open_it(sign_in: SignIn, who: str, status: int) -> None:
    assert sign_in(who).get(URL).status_code == status


def test_oldest_first_and_never_a_name(sign_in: SignIn) -> None:
    now = timezone.now()
    newest = IntakeFactory(from_sealed_part=True, arrived_at=now)
    oldest = IntakeFactory(arrived_at=now - timedelta(days=3))
    page = sign_in(cast.INTAKE).get(URL)
    assert [row["intake"].pk for row in page.context["rows"]] == [oldest.pk, newest.pk]
    text = page.content.decode()
    assert "Sluten del från en rapport" in text
    assert "3 dagar" in text
    for secret in ("Prov", newest.description, newest.birth_date):
        assert secret not in text


def test_other_board_and_decided_are_not_in_it(sign_in: SignIn) -> None:
    IntakeFactory(unit=Unit.objects.get(board__code="jarva", kind=Unit.Kind.INTAKE))
    case = case_at()
    reception = sign_in(cast.INTAKE)
    assert reception.get(URL).context["rows"] == []
    decided = reception.get(URL + "?visa=beslutade")
    assert [row["intake"] for row in decided.context["rows"]] == [case.intake]
    assert case.number in decided.content.decode()


def test_an_empty_queue_says_what_happens_next(sign_in: SignIn) -> None:
    assert "Det som kommer in med en sluten del syns här direkt" in sign_in(cast.INTAKE).get(URL).content.decode()


def test_pages_of_twenty_five_with_the_same_number_of_queries(sign_in: SignIn) -> None:
    reception = sign_in(cast.INTAKE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reception.get(URL).status_code == 200
        return len(captured)

    for _some in range(3):
        noted(IntakeFactory(from_sealed_part=True))
    queries()
    few = queries()
    IntakeFactory.create_batch(297)
    assert queries() == few
    assert len(reception.get(URL + "?page=2").context["rows"]) == 25


def test_filters_are_kept_in_the_address_and_a_strange_one_is_left_out(sign_in: SignIn) -> None:
    by, now = assignment(cast.INTAKE), timezone.now()
    late = IntakeFactory(arrived_at=now - timedelta(days=20), source="polis")
    IntakeFactory(adult=True)
    ordinary = IntakeFactory()
    ordinary.decide(IntakeState.ORDINARY, reason="Skäl.", by=by, now=now)
    investigated = case_at(now=now - timedelta(days=3)).intake
    investigation.decide(Matter.of_intake(investigated, None), opened=True, reason="Skäl.", by=by, now=now)
    reception = sign_in(cast.INTAKE)

    def rows(query: str) -> list[Intake]:
        return [row["intake"] for row in reception.get(URL + query).context["rows"]]

    assert rows("?via=polis") == rows("?visa=alla&via=polis&tid=forsenat") == [late]
    assert set(rows("?visa=alla&tid=forsenat")) == {late, investigated}
    assert rows("?visa=utreds") == [investigated]
    assert rows("?visa=ordinarie") == [ordinary]
    assert len(rows("?visa=alla")) == 4
    assert rows("?visa=nonsens&via=x&tid=y") == rows("")
    assert len(rows("?tid=veckan")) == 1
    page = reception.get(URL).content.decode()
    assert "2 tidsgränser har passerat" in page and "Försenad 20 dagar" in page


def test_the_list_answers_news_only_when_there_is_some(sign_in: SignIn) -> None:
    intake, reception = IntakeFactory(), sign_in(cast.INTAKE)
    poll = reception.get(URL).context["poll_url"]
    assert reception.get(poll, headers={"HX-Request": "true"}).status_code == 204
    by, now = assignment(cast.INTAKE), timezone.now()
    ProtectionAssessment.objects.create(intake=intake, board=intake.board, by=by, at=now, made_at=now, text="Ja.")
    assert reception.get(poll, headers={"HX-Request": "true"}).status_code == 200


def test_the_limits_of_a_childs_concern_from_arrival() -> None:
    # 6 December 2026 is a Sunday: both dates are shown, the earlier one counts.
    arrived = datetime(2026, 11, 22, 12, tzinfo=UTC)
    protection, decision = limits(arrived, 16)
    assert protection.due.calendar.isoformat() == "2026-11-22"
    assert (decision.due.calendar.isoformat(), decision.due.working.isoformat()) == ("2026-12-06", "2026-12-07")
    assert str(decide_by(arrived, 16)) == "2026-12-06"


def test_an_unknown_age_counts_as_a_childs_and_an_adult_has_no_limit() -> None:
    arrived = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert len(limits(arrived, None)) == 2
    assert limits(arrived, 17)
    assert limits(arrived, 18) == []
    assert decide_by(arrived, 18) is None


def test_both_dates_stand_in_the_list_when_the_day_is_free(sign_in: SignIn) -> None:
    arrived = datetime(2026, 11, 21, 12, tzinfo=UTC)  # fourteen days later is a Saturday
    IntakeFactory(arrived_at=arrived, birth_date="2012-01-01")
    text = sign_in(cast.INTAKE).get(reverse("intakes")).content.decode()
    assert "nästa vardag 7 dec 2026" in text
