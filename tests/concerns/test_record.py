from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.concerns.states import Outcome
from tests import cast
from tests.concerns import desk
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory, board
from vbe.audit.models import Action, Entry


def url(concern: Concern) -> str:
    return reverse("concern", args=[concern.number])


def test_record_shows_the_report_and_is_logged(sign_in: SignIn) -> None:
    concern = ConcernFactory(text="Tre symboler.\nRöd färg.", sealed=True, milieu="hybrid")
    page = sign_in(cast.COORDINATOR).get(url(concern)).content.decode()
    for words in (
        "Tre symboler.<br>Röd färg.",
        "Medborgarkontoret",
        "Flera miljöer",
        "du ser den inte",
        "Spara bedömningen",
    ):
        assert words in page
    entry = Entry.objects.using("audit").get(action=Action.OPENED)
    assert (entry.object_id, entry.board_id) == (concern.pk, concern.board_id)


def test_when_the_police_was_told_is_said_in_swedish_time(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    first = desk.police(concern, told_at=datetime(2026, 6, 18, 22, 30, tzinfo=UTC))
    page = sign_in(cast.COORDINATOR).get(url(concern)).content.decode()
    assert f"Till: {first.function}, 2026-06-19 00:30." in page


def test_reporter_is_a_unit_and_never_a_name(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    page = sign_in(cast.COORDINATOR).get(url(concern)).content.decode()
    assert concern.reporter.name not in page
    assert concern.reporter.email not in page


def test_text_cannot_become_markup(sign_in: SignIn) -> None:
    concern = ConcernFactory(text="<script>x</script>", place="<b>torget</b>")
    page = sign_in(cast.COORDINATOR).get(url(concern)).content.decode()
    assert "<script>x" not in page
    assert "<b>torget" not in page


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_another_desk_does_not_find_it(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(url(ConcernFactory())).status_code == 404


@pytest.mark.parametrize("who", [cast.REPORTER, cast.INTAKE, cast.CHIEF, cast.MEMBER])
def test_other_roles_may_not(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(url(ConcernFactory())).status_code == 403


def test_signed_out(client: Client, db: None) -> None:
    assert client.get(url(ConcernFactory())).status_code == 302


def test_unknown_number(sign_in: SignIn) -> None:
    assert sign_in(cast.COORDINATOR).get(reverse("concern", args=["1999-001"])).status_code == 404


@pytest.mark.parametrize("trait", ["in_jarva", "handed_over"])
def test_on_another_desk_it_is_read_but_not_assessed(sign_in: SignIn, trait: str) -> None:
    page = sign_in(cast.COORDINATOR).get(url(ConcernFactory(**{trait: True}))).content.decode()
    assert "Den ligger hos Järva stadsdelsnämnd" in page
    assert "Spara bedömningen" not in page


def test_closed_it_can_only_be_opened_again(sign_in: SignIn) -> None:
    response = sign_in(cast.COORDINATOR).get(url(ConcernFactory(closed=True)))
    offered = [value for value, _label in response.context["form"].fields["outcome"].widget.choices]
    assert offered == [Outcome.REOPENED]
    assert response.context["next"] == ("Öppna igen", "#bedom")


def test_only_what_follows_from_the_state_is_offered(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    assert str(Outcome.OTHER_BOARD.label) in client.get(url(ConcernFactory())).content.decode()
    assessed = client.get(url(ConcernFactory(state="bedomd"))).content.decode()
    assert str(Outcome.OTHER_BOARD.label) not in assessed
    assert "Vilken nämnd tar över?" not in assessed
    assert str(Outcome.ADVICE.label) in assessed


def test_timeline_says_who_decided_what_and_why(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    amina = assignment(cast.COORDINATOR)
    concern.assess(Outcome.ADVICE, reason="Ringde biblioteket.", by=amina, now=timezone.now())
    page = sign_in(cast.COLLEAGUE).get(url(concern)).content.decode()
    for words in ("Råd har getts", "Ringde biblioteket.", amina.user.name, "Rapporten kom in"):
        assert words in page


def test_handed_over_both_desks_follow_it(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    concern.assess(
        Outcome.OTHER_BOARD,
        reason="Hände i Järva.",
        by=assignment(cast.COORDINATOR),
        now=timezone.now(),
        to_board=board("jarva"),
    )
    assert "Överlämnad till Järva" in sign_in(cast.COORDINATOR).get(url(concern)).content.decode()
    received = sign_in(cast.OTHER_COORDINATOR).get(url(concern)).content.decode()
    assert "Hände i Järva." in received
    assert "Spara bedömningen" in received
