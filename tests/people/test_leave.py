"""Avsluta alla uppdrag: everything ends at once, and what was open is handed over or stays with the board."""

from __future__ import annotations

from typing import Any

import pytest
import vobject
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig import summons
from cases.sig.handover import hand_over
from cases.sig.models import Case, Participation
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import ConcernFactory, action_plan, case_at, recusal
from tests.people.giving import department, give, logged, today
from vbe.audit.models import Action
from vbe.notices.models import Mail, Notice
from vbe.organisation.handover import moved
from vbe.organisation.models import Assignment, Board
from vbe.organisation.permissions import Role, group_for

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def url(who: str) -> str:
    return reverse("leave", args=[assignment(who).user_id])


def chosen(page: Any, taker: Assignment | None) -> dict[str, Any]:
    return {name: str(taker.pk) if taker else "" for name in page.context["form"].fields}


def test_the_preview_counts_and_names_no_case(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD)
    page = sign_in(cast.ADMINISTRATOR).get(url(cast.CHIEF)).content.decode()
    assert "Ärenden som närmaste chef (1)" in page
    assert "Obesvarade meddelanden (1)" in page
    assert case.number not in page
    assert "Mehmet Yildiz, ersättare som blir ordinarie" in page


def test_the_deputy_takes_over_and_can_open_what_she_was_handed(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    chief, deputy, gone = assignment(cast.CHIEF), assignment(cast.DEPUTY, "avdelningschef"), sign_in(cast.CHIEF)
    client = sign_in(cast.ADMINISTRATOR)
    assert client.post(url(cast.CHIEF), chosen(client.get(url(cast.CHIEF)), deputy)).status_code == 302
    case.refresh_from_db()
    assert case.chief.user_id == deputy.user_id
    assert case.chief.deputy_for is None
    assert sign_in(cast.DEPUTY, "avdelningschef").get(reverse("case", args=[case.number])).status_code in (200, 404)
    ordinary = Assignment.objects.active(today()).get(user=deputy.user_id, role="avdelningschef")
    client_of_deputy = sign_in(cast.DEPUTY)
    client_of_deputy.post(reverse("switch_assignment"), {"uppdrag": str(ordinary.pk)})
    assert client_of_deputy.get(reverse("case", args=[case.number])).status_code == 200
    assert gone.get(reverse("case", args=[case.number])).status_code in (302, 404)
    chief.user.refresh_from_db()
    assert not chief.user.is_active
    assert logged(Action.ASSIGNMENT_ENDED) == 2


def test_a_head_of_unit_who_is_summoned_leaves_her_seat_to_a_colleague(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    client, head = sign_in(cast.ADMINISTRATOR), assignment(cast.HEAD_ADULT)
    taker, before = assignment(cast.HEAD_YOUNG), timezone.now()
    client.post(url(cast.HEAD_ADULT), chosen(client.get(url(cast.HEAD_ADULT)), taker))
    assert Participation.objects.get(case=case, assignment=taker).ends is None
    assert Participation.objects.get(case=case, assignment=head).ends is not None
    assert sign_in(cast.HEAD_YOUNG).get(reverse("case", args=[case.number])).status_code == 200
    assert case.start_up.seats.filter(holder=taker).exists()
    mails = {mail.to: mail for mail in Mail.objects.filter(created_at__gt=before).exclude(calendar="")}
    assert set(mails) == {cast.address(cast.HEAD_YOUNG), cast.address(cast.HEAD_ADULT)}
    files = {to: vobject.readOne(mail.calendar) for to, mail in mails.items()}
    called, off = files[cast.address(cast.HEAD_YOUNG)], files[cast.address(cast.HEAD_ADULT)]
    assert (called.method.value, called.vevent.status.value) == ("REQUEST", "CONFIRMED")
    assert (off.method.value, off.vevent.status.value) == ("CANCEL", "CANCELLED")
    case.start_up.refresh_from_db()
    for file in (called, off):
        event = file.vevent
        assert (event.uid.value, event.sequence.value) == (f"{case.start_up.pk}@vbe", "1")
        assert event.dtstart.value == case.start_up.starts_at.replace(microsecond=0)
        assert event.location.value == "Bodholmsplan 2"
    assert case.start_up.sequence == 1
    assert not any(case.number in mail.subject + mail.body + mail.calendar for mail in mails.values())
    assert not any("VBE" in mail.subject + mail.body for mail in mails.values()), "a call names no service"


def test_a_seat_at_a_meeting_that_is_off_is_handed_over_in_silence(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    summons.cancel(case.start_up, reason="Chefen är sjuk.", by=case.chief, now=timezone.now())
    client, before = sign_in(cast.ADMINISTRATOR), timezone.now()
    client.post(url(cast.HEAD_ADULT), chosen(client.get(url(cast.HEAD_ADULT)), assignment(cast.HEAD_YOUNG)))
    assert case.start_up.seats.filter(holder=assignment(cast.HEAD_YOUNG)).exists()
    assert not Mail.objects.filter(created_at__gt=before).exclude(calendar="").exists()
    case.start_up.refresh_from_db()
    assert case.start_up.sequence == 1, "as it was when it was cancelled"


def test_whoever_is_recused_is_not_offered_and_the_page_says_why(sign_in: SignIn) -> None:
    case, deputy = case_at(Step.CHIEF_TOLD), assignment(cast.DEPUTY, "avdelningschef")
    recusal(case, cast.DEPUTY)
    client = sign_in(cast.ADMINISTRATOR)
    page = client.get(url(cast.CHIEF))
    assert "Kan inte väljas på grund av jäv: Mehmet Yildiz." in page.content.decode()
    assert client.post(url(cast.CHIEF), chosen(page, deputy)).status_code == 422
    with as_application(assignment(cast.ADMINISTRATOR)):
        assert moved("sig_hand_over", case.chief_id, deputy.pk, "chief") == 0
        assert moved("notices_hand_over", case.chief_id, deputy.pk) == 0


def test_a_case_that_the_taker_is_recused_from_stays_and_the_others_move(sign_in: SignIn) -> None:
    kept, given = case_at(Step.CHIEF_TOLD), case_at(Step.CHIEF_TOLD)
    chief, deputy = assignment(cast.CHIEF), assignment(cast.DEPUTY, "avdelningschef")
    recusal(kept.intake, cast.DEPUTY)
    client = sign_in(cast.ADMINISTRATOR)
    page = client.get(url(cast.CHIEF))
    assert "ersättare som blir ordinarie (jävig i 1 av 2, som ligger kvar)" in page.content.decode()
    done = client.post(url(cast.CHIEF), chosen(page, deputy), follow=True).content.decode()
    assert "2 saker är överlämnade. 2 ligger kvar hos nämnden på grund av jäv." in done, "the case and its message"
    kept.refresh_from_db()
    given.refresh_from_db()
    assert (kept.chief, given.chief.user_id) == (chief, deputy.user_id)
    assert not Participation.objects.filter(case=kept, assignment__user=deputy.user_id).exists()
    assert set(Notice.objects.filter(recipient=given.chief).values_list("url", flat=True)) == {
        reverse("case", args=[given.number])
    }


def test_nobody_chosen_nothing_lost(sign_in: SignIn) -> None:
    case, chief = case_at(Step.CHIEF_TOLD), assignment(cast.CHIEF)
    client = sign_in(cast.ADMINISTRATOR)
    give(client, role="avdelningschef", place=department("Socialtjänst"))
    client.post(url(cast.CHIEF), chosen(client.get(url(cast.CHIEF)), None))
    assert Case.objects.get(pk=case.pk).chief_id == chief.pk
    new_chief = ApplicationClient()
    new_chief.force_login(Assignment.objects.get(user__email="ny@kommun.example").user)
    assert case.number in new_chief.get(reverse("cases")).content.decode()


def test_a_coordinator_who_leaves_hands_over_measures_and_leaves_the_queue(sign_in: SignIn) -> None:
    plan = action_plan()
    plan.measures.update(contact=assignment(cast.COORDINATOR))
    ConcernFactory()
    client = sign_in(cast.ADMINISTRATOR)
    page = client.get(url(cast.COORDINATOR))
    assert "Rapporter att bedöma" in page.content.decode()
    client.post(url(cast.COORDINATOR), chosen(page, assignment(cast.COLLEAGUE)))
    assert plan.measures.get().contact == assignment(cast.COLLEAGUE)


def test_pressed_twice(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    first = client.post(url(cast.CASEWORKER), {"_": "1"})
    second = client.post(url(cast.CASEWORKER), {"_": "1"})
    assert first.url == second.url
    assert logged(Action.ASSIGNMENT_ENDED) == 1


def test_a_taker_from_another_board_is_no_choice(sign_in: SignIn) -> None:
    case_at(Step.CHIEF_TOLD)
    client = sign_in(cast.ADMINISTRATOR)
    answer = client.post(url(cast.CHIEF), chosen(client.get(url(cast.CHIEF)), assignment(cast.OTHER_CHIEF)))
    assert answer.status_code == 422
    assert Assignment.objects.active(today()).filter(pk=assignment(cast.CHIEF).pk).exists()


def test_a_boards_administrator_ends_only_the_own_boards(sign_in: SignIn) -> None:
    worker, jarva = assignment(cast.CASEWORKER).user, Board.objects.get(code="jarva")
    elsewhere = Assignment.objects.create(
        user=worker, role=Role.REPORTER, board=jarva, group=group_for(jarva, Role.REPORTER), starts=today()
    )
    sign_in(cast.ADMINISTRATOR).post(url(cast.CASEWORKER), {"_": "1"})
    worker.refresh_from_db()
    assert list(Assignment.objects.active(today()).filter(user=worker)) == [elsewhere]
    assert worker.is_active
    sign_in(cast.CITY_ADMINISTRATOR).post(url(cast.CASEWORKER), {"_": "1"})
    worker.refresh_from_db()
    assert not worker.is_active


def test_a_closed_account_is_opened_again(sign_in: SignIn) -> None:
    client, worker = sign_in(cast.ADMINISTRATOR), assignment(cast.CASEWORKER).user
    client.post(url(cast.CASEWORKER), {"_": "1"})
    assert give(client, email=worker.email).status_code == 422
    opening = reverse("reopen_account", args=[worker.pk])
    assert client.post(opening).status_code == 302
    assert client.post(opening).status_code == 302
    assert give(client, email=worker.email).status_code == 302


@pytest.mark.parametrize("who", ["administrator.jarva", cast.NYKOPING_ADMINISTRATOR])
def test_others_neither_see_nor_end(who: str, sign_in: SignIn) -> None:
    client = sign_in(who)
    assert client.get(url(cast.CHIEF)).status_code == 404
    assert client.post(url(cast.CHIEF), {"_": "1"}).status_code == 404
    assert Assignment.objects.active(today()).filter(pk=assignment(cast.CHIEF).pk).exists()


@pytest.mark.parametrize("who", ["administrator.jarva", cast.COORDINATOR, cast.CHIEF])
def test_the_database_hands_over_for_nobody_else(who: str) -> None:
    case = case_at(Step.CHIEF_TOLD)
    with as_application(assignment(who)), pytest.raises(ProgrammingError), transaction.atomic():
        moved("sig_hand_over", case.chief_id, assignment(cast.DEPUTY, "avdelningschef").pk, "chief")


@pytest.mark.parametrize("who", ["administrator.jarva", cast.COORDINATOR, cast.CHIEF])
def test_the_database_hands_no_seat_over_for_anybody_else(who: str) -> None:
    case, giver, taker = case_at(Step.SUMMONED), assignment(cast.HEAD_ADULT), assignment(cast.HEAD_YOUNG)
    with as_application(assignment(who)), pytest.raises(ProgrammingError), transaction.atomic():
        hand_over("seat", giver, taker)
    assert case.start_up.seats.filter(holder=giver).exists()
