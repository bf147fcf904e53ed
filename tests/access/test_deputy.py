"""A deputy has the holder's access while the holder is away, and not a day longer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at
from vbe.organisation.models import Absence, Assignment

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def away(days_from: int, days_to: int) -> None:
    today = timezone.localdate()
    Absence.objects.create(
        assignment=assignment(cast.CHIEF),
        starts=today + timedelta(days=days_from),
        ends=today + timedelta(days=days_to),
    )


@pytest.mark.parametrize(
    ("absence", "status"),
    [(None, 404), ((-5, -1), 404), ((1, 5), 404), ((0, 0), 200), ((-3, 3), 200)],
    ids=["never away", "was away", "will be away", "away today", "in the middle"],
)
def test_the_deputy_opens_a_case_only_during_the_absence(sign_in: SignIn, absence, status) -> None:
    case = case_at(Step.CHIEF_TOLD)
    if absence:
        away(*absence)

    response = sign_in(cast.DEPUTY).get(reverse("case", args=[case.number]))

    assert response.status_code == status


def test_an_ended_assignment_ends_access_on_the_next_request(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD)
    client = sign_in(cast.CHIEF)
    assert client.get(reverse("case", args=[case.number])).status_code == 200

    Assignment.objects.filter(pk=assignment(cast.CHIEF).pk).update(ends=timezone.localdate() - timedelta(days=1))

    assert client.get(reverse("case", args=[case.number])).status_code == 404
