from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.concerns.models import Concern, Link
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory, recusal


def page(client: Client, concern: Concern) -> str:
    return client.get(reverse("concern", args=[concern.number])).content.decode()


def link(client: Client, concern: Concern, other: Concern | str, note: str = "") -> int:
    number = other if isinstance(other, str) else str(other)
    url = reverse("concern_link", args=[concern.number])
    return client.post(url, {"number": number, "note": note}).status_code


def unlink(client: Client, concern: Concern, other: Concern) -> int:
    return client.post(reverse("concern_unlink", args=[concern.number, other.number])).status_code


def test_a_link_is_shown_on_both_and_its_end_too(sign_in: SignIn) -> None:
    one, other = ConcernFactory(), ConcernFactory()
    client = sign_in(cast.COORDINATOR)
    assert link(client, one, other, "Samma märken.") == 302
    for shown, linked in ((one, other), (other, one)):
        context = client.get(reverse("concern", args=[shown.number])).context
        assert [each.concern for each in context["linked"]] == [linked]
        assert linked not in [each.concern for each in context["similar"]]
        assert "Samma märken." in page(client, shown)
    # From the other side.
    assert unlink(client, other, one) == 302
    for shown, linked in ((one, other), (other, one)):
        context = client.get(reverse("concern", args=[shown.number])).context
        assert context["linked"] == [] and f"Kopplingen till {linked} togs bort" in page(client, shown)
    assert [step.linked for step in Link.objects.order_by("at", "id")] == [True, False]


def test_pressed_twice_there_is_one(sign_in: SignIn) -> None:
    one, other = ConcernFactory(), ConcernFactory()
    client = sign_in(cast.COORDINATOR)
    assert [link(client, one, other), link(client, other, one)] == [302, 302]
    assert Link.objects.count() == 1
    assert [unlink(client, one, other), unlink(client, one, other)] == [302, 302]
    assert Link.objects.count() == 2


def test_what_cannot_be_linked_is_said_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    one, hidden = ConcernFactory(), ConcernFactory(in_nykoping=True)
    client = sign_in(cast.COORDINATOR)
    assert link(client, one, one) == 409
    for number in ("", "2025", "x" * 400, str(hidden), "HÄN-1999-999"):
        url = reverse("concern_link", args=[one.number])
        response = client.post(url, {"number": number, "note": "Samma märken."})
        assert response.status_code == 422 and 'value="Samma märken."' in response.content.decode()
    assert link(client, one, ConcernFactory(), "199006022397") == 422
    assert link(client, one, ConcernFactory(), "x\0y") == 422
    assert not Link.objects.exists()


def test_only_from_the_own_desk(sign_in: SignIn) -> None:
    away, other = ConcernFactory(in_jarva=True), ConcernFactory(handed_over=True)
    client = sign_in(cast.COORDINATOR)
    assert link(client, away, other) == 409
    assert link(client, ConcernFactory(), away) == 302
    assert "Koppla en rapport med dess nummer" not in page(client, away)


@pytest.mark.parametrize(("who", "status"), [(cast.OTHER_COORDINATOR, 404), (cast.NYKOPING, 404), (cast.REPORTER, 403)])
def test_outsiders(sign_in: SignIn, who: str, status: int) -> None:
    one, other = ConcernFactory(), ConcernFactory()
    assert link(sign_in(who), one, other) == status
    assert unlink(sign_in(who), one, other) == status


def test_whoever_does_not_see_both_sees_no_link(sign_in: SignIn) -> None:
    one, other = ConcernFactory(), ConcernFactory(handed_over=True)
    link(sign_in(cast.COORDINATOR), one, other)
    # The other board has the second report, and is not told that there is a first.
    assert str(one) not in page(sign_in(cast.OTHER_COORDINATOR), other)
    recusal(other, cast.COLLEAGUE)
    assert str(other) not in page(sign_in(cast.COLLEAGUE), one)
    for who in (cast.OTHER_COORDINATOR, cast.COLLEAGUE, cast.REPORTER):
        with as_application(assignment(who)):
            assert not Link.objects.exists()


def test_no_step_is_changed_or_removed(db: None) -> None:
    with as_application(assignment(cast.COORDINATOR)), connection.cursor() as cursor:
        for change in ("UPDATE concerns_link SET linked = false", "DELETE FROM concerns_link"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(change)
