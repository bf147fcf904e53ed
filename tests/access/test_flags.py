"""No flag on a user opens anything, and a user without an assignment meets no broken page."""

import pytest
from django.urls import reverse

from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory, case_at
from tests.test_consistency import patterns
from vbe.organisation.models import Assignment, User

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

OPEN_TO_ALL = {"start", "health", "sign_in", "assignments", "notices", "guide"}
# One's own ways of signing in, whatever one may do afterwards.
OPEN_TO_ALL |= {"sign_in_code", "sign_in_passkey", "password_forgotten", "own_sign_in", "confirm_sign_in"}
OPEN_TO_ALL |= {"receipt_code", "receipt_follow"}
OPEN_TO_ALL |= {"second_factor_set_up", "own_password", "own_app", "own_app_picture", "own_passkey", "own_mobile"}


def plain_pages() -> list[str]:
    return sorted(p.name for p in patterns() if not p.pattern.regex.groups)


@pytest.mark.parametrize("flags", [{}, {"is_superuser": True, "is_staff": True}], ids=["no flag", "every flag"])
def test_whoever_has_no_assignment_gets_nothing(sign_in: SignIn, flags: dict[str, bool]) -> None:
    concern, case = ConcernFactory(), case_at()
    ended = assignment(cast.CHIEF)
    Assignment.objects.filter(pk=ended.pk).update(starts="2020-01-01", ends="2020-12-31")
    User.objects.filter(pk=ended.user_id).update(**flags)
    client = sign_in(cast.CHIEF)

    for name in plain_pages():
        url = reverse(name)
        status = client.get(url).status_code
        assert status in ((200, 302) if name in OPEN_TO_ALL else (403, 404, 405)), name
    assert client.get(reverse("case", args=[case.number])).status_code == 404
    assert client.get(reverse("concern", args=[concern.number])).status_code == 403
    assert concern.place not in client.get(reverse("start")).content.decode()


def test_a_deactivated_user_is_out_at_once_and_loses_no_text(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    User.objects.filter(email=cast.address(cast.COORDINATOR)).update(is_active=False)

    assert client.get(reverse("concerns")).status_code == 302
    late = client.post(reverse("report"), {"text": "Det jag skrev"})
    assert late.status_code == 401 and "Det jag skrev" in late.content.decode()
    wrong = client.post(reverse("sign_in"), {"username": cast.address(cast.COORDINATOR), "password": cast.PASSWORD})
    assert wrong.status_code == 422
