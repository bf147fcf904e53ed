"""Jäv in a report: the samordnare is shut out of it, and a colleague goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.concerns.models import Concern
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import ConcernFactory, recusal
from vbe.access.models import Recusal
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def concern() -> Concern:
    return ConcernFactory()


def mark(client: ApplicationClient, concern: Concern, who: str, **more: Any) -> Any:
    data = {"person": assignment(who).user_id, "ground": "narstaende", "bekrafta": "1"} | more
    return client.post(reverse("concern_recuse", args=[concern.number]), data)


def test_the_page_says_who_goes_on(sign_in: SignIn, concern: Concern) -> None:
    data = {"person": assignment(cast.COORDINATOR).user_id, "ground": "narstaende"}
    page = sign_in(cast.COORDINATOR).post(reverse("concern_recuse", args=[concern.number]), data).content.decode()
    assert assignment(cast.COLLEAGUE).user.name in page
    assert not Recusal.objects.exists()


def test_a_samordnare_marks_herself_and_is_shut_out(sign_in: SignIn, concern: Concern) -> None:
    client = sign_in(cast.COORDINATOR)
    assert mark(client, concern, cast.COORDINATOR).url == reverse("concerns")
    for name, more in (("concern", []), ("concern_file", [1]), ("concern_recuse", [])):
        assert client.get(reverse(name, args=[concern.number, *more])).status_code == 404
    assert client.post(reverse("concern_assess", args=[concern.number])).status_code == 404
    for page in (reverse("concerns"), reverse("start"), reverse("concerns") + f"?sok={concern.number}"):
        assert str(concern) not in client.get(page).content.decode()
    assert sign_in(cast.COLLEAGUE).get(reverse("concern", args=[concern.number])).status_code == 200
    assert Entry.objects.using("audit").get(action=Action.RECUSED).object_id == concern.pk


def test_a_colleague_marks_her_once(sign_in: SignIn, concern: Concern) -> None:
    client = sign_in(cast.COLLEAGUE)
    assert mark(client, concern, cast.COORDINATOR).status_code == 302
    assert mark(client, concern, cast.COORDINATOR).status_code == 302
    assert Recusal.objects.count() == 1


def test_another_board_marks_nobody_here(sign_in: SignIn, concern: Concern) -> None:
    assert mark(sign_in(cast.OTHER_COORDINATOR), concern, cast.COORDINATOR).status_code == 404
    from_there = ConcernFactory(from_jarva=True)
    assert mark(sign_in(cast.OTHER_COORDINATOR), from_there, cast.COORDINATOR).status_code == 422
    assert not Recusal.objects.exists()


@pytest.mark.parametrize("changed", [{"person": ""}, {"ground": ""}, {"ground": "x\x00"}, {"person": "1"}])
def test_bad_input_marks_nobody(sign_in: SignIn, concern: Concern, changed: dict[str, str]) -> None:
    assert mark(sign_in(cast.COORDINATOR), concern, cast.COORDINATOR, **changed).status_code == 422
    assert not Recusal.objects.exists()


def test_it_is_ended_by_another_samordnare(sign_in: SignIn, concern: Concern) -> None:
    marked = recusal(concern, cast.COORDINATOR)
    end = reverse("concern_recusal_end", args=[concern.number, marked.pk])
    assert sign_in(cast.COORDINATOR).post(end, {"reason": "Fel"}).status_code == 404
    assert sign_in(cast.COLLEAGUE).post(end, {"reason": ""}).status_code == 422
    assert sign_in(cast.COLLEAGUE).post(end, {"reason": "Fel person."}).status_code == 302
    assert sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number])).status_code == 200


def test_the_database_shuts_it(concern: Concern) -> None:
    recusal(concern, cast.COORDINATOR)
    with as_application(assignment(cast.COORDINATOR)):
        assert not Concern.objects.exists()
        assert Concern.objects.update(state="bedomd") == 0
