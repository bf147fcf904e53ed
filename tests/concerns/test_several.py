from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Assessment, Concern
from cases.concerns.states import Outcome
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory
from vbe.audit.models import Action, Entry

URL = reverse("concerns_assess")
WRITTEN = {"outcome": "kunskap", "reason": "Från trafikkontorets lista."}


def post(client: Client, *concerns: Concern, **data: Any) -> Any:
    seen = {f"sett-{concern.number}": "0" for concern in concerns}
    return client.post(URL, {"nr": [concern.number for concern in concerns], **seen, **WRITTEN, **data})


def test_chosen_looked_through_and_saved_on_each(sign_in: SignIn) -> None:
    one, other, left = ConcernFactory(door="import"), ConcernFactory(door="import"), ConcernFactory()
    client = sign_in(cast.COORDINATOR)
    page = client.get(URL, {"nr": [one.number, other.number]}).content.decode()
    assert str(one) in page and str(other) in page and str(left) not in page
    preview = post(client, one, other)
    assert preview.status_code == 200 and "Spara på 2 rapporter" in preview.content.decode()
    assert not Assessment.objects.exists()
    assert post(client, one, other, bekrafta="1").url == reverse("concerns")
    assert {(a.concern_id, a.outcome, a.reason) for a in Assessment.objects.all()} == {
        (concern.pk, "kunskap", WRITTEN["reason"]) for concern in (one, other)
    }
    assert sorted(Concern.objects.values_list("state", flat=True)) == ["bedomd", "bedomd", "ny"]


def test_sent_twice_each_has_one(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    client = sign_in(cast.COORDINATOR)
    assert [post(client, concern, bekrafta="1").status_code for _twice in range(2)] == [302, 302]
    assert Assessment.objects.count() == 1


def test_what_a_colleague_has_assessed_meanwhile_is_left_and_said(sign_in: SignIn) -> None:
    one, other = ConcernFactory(), ConcernFactory()
    one.assess(Outcome.ADVICE, reason="Ringde.", by=assignment(cast.COLLEAGUE), now=timezone.now())
    response = post(sign_in(cast.COORDINATOR), one, other, bekrafta="1")
    page = response.content.decode()
    assert response.status_code == 409 and "1 rapport är bedömd." in page
    assert f"{one}</a>: En kollega hann bedöma den." in page
    assert one.assessments.count() == 1 and other.assessments.count() == 1


def test_what_does_not_follow_is_left_and_said(sign_in: SignIn) -> None:
    closed = ConcernFactory(closed=True)
    response = post(sign_in(cast.COORDINATOR), closed, bekrafta="1")
    assert response.status_code == 409 and "kan inte bedömas så" in response.content.decode()


def test_an_invalid_form_is_shown_again_with_what_was_typed(sign_in: SignIn) -> None:
    concern, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    for wrong in (
        {"reason": ""}, {"reason": "199006022397 gjorde det"}, {"reason": "x" * 2001}, {"outcome": "polis"},
        {"outcome": "annan_namnd"}, {"outcome": ""}, {"reason": "text\0mer"},
    ):  # fmt: skip
        assert post(client, concern, bekrafta="1", **wrong).status_code == 422
    again = post(client, concern, andra="1")
    assert again.status_code == 200 and WRITTEN["reason"] in again.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("seen", ["", "-1", "1.5", "9" * 30, "²"])
def test_a_count_that_makes_no_sense_is_no_error(sign_in: SignIn, seen: str) -> None:
    concern = ConcernFactory()
    data = {f"sett-{concern.number}": seen, "nr": concern.number, "bekrafta": "1", **WRITTEN}
    assert sign_in(cast.COORDINATOR).post(URL, data).status_code == 302


def test_none_too_many_and_others(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    away = [ConcernFactory(in_jarva=True), ConcernFactory(handed_over=True), ConcernFactory(in_nykoping=True)]
    for numbers in ([], ["x" * 99], ["2025-1"] * 3, [c.number for c in away], [f"2025-{n}" for n in range(101)]):
        assert client.get(URL, {"nr": numbers}).url == reverse("concerns")
    assert post(client, *away, bekrafta="1").status_code == 302
    assert not Assessment.objects.exists()


def test_each_of_those_shown_is_in_the_log(sign_in: SignIn) -> None:
    rows = ConcernFactory.create_batch(2)
    sign_in(cast.COORDINATOR).get(URL, {"nr": [row.number for row in rows]})
    logged = Entry.objects.using("audit").filter(action=Action.LISTED)
    assert {entry.object_id for entry in logged} == {row.pk for row in rows}


@pytest.mark.parametrize(("who", "status"), [(cast.REPORTER, 403), (cast.MEMBER, 403), (cast.NYKOPING, 302)])
def test_outsiders(sign_in: SignIn, who: str, status: int) -> None:
    concern = ConcernFactory()
    assert post(sign_in(who), concern, bekrafta="1").status_code == status
    assert not Assessment.objects.exists()


def test_only_what_waits_on_the_own_desk_can_be_ticked(sign_in: SignIn) -> None:
    ConcernFactory(in_jarva=True)
    ConcernFactory(state="bedomd")
    waiting = ConcernFactory()
    page = sign_in(cast.COORDINATOR).get(reverse("concerns")).content.decode()
    assert page.count('name="nr"') == 1 and f'value="{waiting.number}"' in page
