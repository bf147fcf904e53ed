"""An assignment is changed, ended and removed; absences let the deputy act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.people.giving import day, give, logged, today, unit
from vbe.audit.models import Action
from vbe.organisation.assigning import NotAllowed, change, end
from vbe.organisation.models import Absence, Assignment, Combination

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

NOW, LATER = {"slut-when": "genast"}, {"slut-when": "dag"}


def ended(client: Any, held: Assignment, **fields: str) -> Any:
    return client.post(reverse("assignment_end", args=[held.pk]), fields)


def test_ended_at_once_means_the_next_request(sign_in: SignIn) -> None:
    worker, held = sign_in(cast.CASEWORKER), assignment(cast.CASEWORKER)
    assert worker.get(reverse("cases")).status_code == 200
    assert ended(sign_in(cast.ADMINISTRATOR), held, **NOW).status_code == 302
    assert worker.get(reverse("cases")).status_code == 404
    held.refresh_from_db()
    assert held.ends == today()
    assert held.ended_at
    assert logged(Action.ASSIGNMENT_ENDED) == 1


def test_the_last_day_still_gives_access(sign_in: SignIn) -> None:
    held = assignment(cast.CASEWORKER)
    ended(sign_in(cast.ADMINISTRATOR), held, **LATER, **{"slut-on": day(0)})
    assert sign_in(cast.CASEWORKER).get(reverse("cases")).status_code == 200
    Assignment.objects.filter(pk=held.pk).update(ends=today() - timedelta(days=1))
    assert sign_in(cast.CASEWORKER).get(reverse("cases")).status_code == 404


def test_ended_twice_says_so_and_keeps_the_first(sign_in: SignIn) -> None:
    client, held = sign_in(cast.ADMINISTRATOR), assignment(cast.CASEWORKER)
    ended(client, held, **NOW)
    first = Assignment.objects.get(pk=held.pk).ended_at
    assert ended(client, held, **NOW).status_code == 302
    assert Assignment.objects.get(pk=held.pk).ended_at == first
    assert logged(Action.ASSIGNMENT_ENDED) == 1


def test_the_function_can_be_given_again_the_same_day(sign_in: SignIn) -> None:
    client, head = sign_in(cast.ADMINISTRATOR), assignment(cast.HEAD_CHILDREN)
    ended(client, head, **NOW)
    assert give(client, role="enhetschef").status_code == 302
    again = give(client, role="socialsekreterare", email=cast.address(cast.HEAD_CHILDREN), place=unit("Vuxen"))
    assert again.status_code == 302


@pytest.mark.parametrize(
    "fields", [{}, {"slut-when": "aldrig"}, LATER, LATER | {"slut-on": "x"}, LATER | {"slut-on": "2020-01-01"}], ids=str
)
def test_bad_input_ends_nothing(fields: dict[str, str], sign_in: SignIn) -> None:
    held = assignment(cast.CASEWORKER)
    assert ended(sign_in(cast.ADMINISTRATOR), held, **fields).status_code == 422
    held.refresh_from_db()
    assert held.ends is None


def test_what_has_not_begun_is_removed_and_what_has_begun_is_not(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    give(client, starts=day(3))
    coming = Assignment.objects.get(user__email="ny@kommun.example")
    url = reverse("assignment_withdraw", args=[coming.pk])
    assert client.post(url).status_code == 302
    assert not Assignment.objects.filter(pk=coming.pk).exists()
    assert client.post(url).status_code == 302
    begun = assignment(cast.CASEWORKER)
    assert client.post(reverse("assignment_withdraw", args=[begun.pk])).status_code == 409
    assert Assignment.objects.filter(pk=begun.pk).exists()


def changed(client: Any, held: Assignment, **fields: str) -> Any:
    place = held.unit or held.department
    now = {
        "place": f"{place._meta.model_name}:{place.pk}" if place else "",
        "starts": held.starts.isoformat(),
        "ends": "",
        "deputy_for": "",
    }
    return client.post(reverse("assignment", args=[held.pk]), now | fields)


def test_another_unit_and_an_end(sign_in: SignIn) -> None:
    held = assignment(cast.CASEWORKER)
    assert changed(sign_in(cast.ADMINISTRATOR), held, place=unit("Vuxen"), ends=day(30)).status_code == 302
    held.refresh_from_db()
    assert held.unit is not None
    assert (held.unit.name, held.ends) == ("Vuxen", today() + timedelta(days=30))
    assert logged(Action.ASSIGNMENT_CHANGED) == 1


def test_saved_unchanged_nothing_is_logged(sign_in: SignIn) -> None:
    assert changed(sign_in(cast.ADMINISTRATOR), assignment(cast.CASEWORKER)).status_code == 302
    assert logged(Action.ASSIGNMENT_CHANGED) == 0


def test_what_has_begun_keeps_its_first_day(sign_in: SignIn) -> None:
    assert changed(sign_in(cast.ADMINISTRATOR), assignment(cast.CASEWORKER), starts=day(2)).status_code == 409


def test_a_past_end_is_refused(sign_in: SignIn) -> None:
    assert changed(sign_in(cast.ADMINISTRATOR), assignment(cast.CASEWORKER), ends=day(-1)).status_code == 409


def test_into_a_unit_that_has_a_head_is_refused(sign_in: SignIn) -> None:
    head = assignment(cast.HEAD_YOUNG)
    assert changed(sign_in(cast.ADMINISTRATOR), head, place=unit("Barn och unga")).status_code == 409


def away(client: Any, held: Assignment, starts: str, ends: str) -> Any:
    return client.post(reverse("absence", args=[held.pk]), {"borta-starts": starts, "borta-ends": ends})


def test_the_deputy_acts_from_the_first_to_the_last_day_away(sign_in: SignIn) -> None:
    chief, client = assignment(cast.CHIEF), sign_in(cast.ADMINISTRATOR)
    assert sign_in(cast.DEPUTY, "avdelningschef").get(reverse("intakes")).status_code == 404
    assert away(client, chief, day(0), day(1)).status_code == 302
    assert sign_in(cast.DEPUTY, "avdelningschef").get(reverse("intakes")).status_code == 200
    absence = chief.absences.get()
    assert client.post(reverse("absence_end", args=[absence.pk])).status_code == 302
    absence.refresh_from_db()
    assert absence.ends == today()


def test_the_same_absence_twice_is_one_and_another_over_it_is_refused(sign_in: SignIn) -> None:
    chief, client = assignment(cast.CHIEF), sign_in(cast.ADMINISTRATOR)
    assert away(client, chief, day(2), day(5)).status_code == 302
    assert away(client, chief, day(2), day(5)).status_code == 302
    assert away(client, chief, day(4), day(9)).status_code == 409
    coming = chief.absences.get()
    assert client.post(reverse("absence_end", args=[coming.pk])).status_code == 302
    assert not chief.absences.exists()
    assert client.post(reverse("absence_end", args=[coming.pk])).status_code == 302


@pytest.mark.parametrize(
    ("starts", "ends"), [("", ""), ("x", "y"), ("2020-01-01", "2020-02-01"), ("2999-01-01", "2999-02-01")]
)
def test_bad_days_away(starts: str, ends: str, sign_in: SignIn) -> None:
    assert away(sign_in(cast.ADMINISTRATOR), assignment(cast.CHIEF), starts, ends).status_code == 422
    assert not Absence.objects.exists()


def test_days_in_the_wrong_order(sign_in: SignIn) -> None:
    assert away(sign_in(cast.ADMINISTRATOR), assignment(cast.CHIEF), day(5), day(2)).status_code == 422


@pytest.mark.parametrize("who", ["administrator.jarva", cast.NYKOPING_ADMINISTRATOR])
def test_another_boards_administrator_reaches_nothing(who: str, sign_in: SignIn) -> None:
    client, held = sign_in(who), assignment(cast.CHIEF)
    absence = Absence.objects.create(assignment=held, starts=today(), ends=today())
    assert client.get(reverse("assignment", args=[held.pk])).status_code == 404
    assert ended(client, held, **NOW).status_code == 404
    assert away(client, held, day(0), day(1)).status_code == 404
    assert client.post(reverse("assignment_withdraw", args=[held.pk])).status_code == 404
    assert client.post(reverse("absence_end", args=[absence.pk])).status_code == 404
    assert client.get(reverse("assignment", args=[uuid4()])).status_code == 404


def test_the_page_of_an_ended_assignment_offers_nothing(sign_in: SignIn) -> None:
    held = assignment(cast.CASEWORKER)
    Assignment.objects.filter(pk=held.pk).update(ends=today(), ended_at=timezone.now())
    page = sign_in(cast.ADMINISTRATOR).get(reverse("assignment", args=[held.pk]))
    assert page.status_code == 200
    assert "Avsluta uppdraget" not in page.content.decode()


def test_two_administrators_at_once_do_not_begin_again_what_the_other_ended(sign_in: SignIn) -> None:
    """The second had read the assignment before the first ended it."""
    held, now = assignment(cast.CASEWORKER), timezone.now()
    stale = Assignment.objects.get(pk=held.pk)
    Assignment.objects.filter(pk=held.pk).update(ends=today(), ended_at=now)
    asker: Any = None
    with as_application(assignment(cast.ADMINISTRATOR)), pytest.raises(NotAllowed, match="redan avslutat"):
        end(asker, stale, on=today() + timedelta(days=30), now=now)
    held.refresh_from_db()
    assert held.ended_at == now
    stale = Assignment.objects.get(pk=held.pk)
    stale.ended_at, stale.ends = None, None
    with as_application(assignment(cast.ADMINISTRATOR)), pytest.raises(NotAllowed, match="kan inte ändras"):
        change(asker, stale, starts=stale.starts, ends=None, unit=stale.unit)


def test_an_administrator_gives_herself_the_room_only_by_a_decision_that_is_kept_and_logged(sign_in: SignIn) -> None:
    client, own = sign_in(cast.ADMINISTRATOR), assignment(cast.ADMINISTRATOR)
    refused = give(client, email=own.user.email, name="")
    assert (
        refused.status_code == 409 and not Assignment.objects.filter(user=own.user, role="socialsekreterare").exists()
    )
    decided = {"decided_by": "Nämnden", "decided_on": day(-1), "reference": "SKH 2026/17"}
    before = logged(Action.ASSIGNED)
    assert give(client, email=own.user.email, name="", **decided).status_code == 302
    assert Combination.objects.get(user=own.user).reference == "SKH 2026/17"
    assert logged(Action.ASSIGNED) == before + 1
