"""Who is outside the own activity is computed, and is called on a consent or a row of law, or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import summons
from cases.sig.models import Case, Meeting, Seat, SeatAnswer, SeatLink, SeatTemplate
from cases.sig.models.meeting import works_in_own_activity
from cases.sig.seats import Filled, grounds_of, places
from cases.sig.states import NotAllowed, Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import answered_by_link, case_at, consent, decision, summon
from tests.sig.forms import summons as filled
from tests.sig.test_summons import POLICE, calls, key, url
from vbe.notices.models import Notice
from vbe.organisation.models import Actor, Unit
from vbe.reports import pdf

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def case(db: None) -> Case:
    return case_at(Step.DIRECTOR_INFORMED)


def test_inside_is_the_socialtjanst_of_the_same_board(case: Case) -> None:
    assert works_in_own_activity(assignment(cast.HEAD_ADULT), case.board_id)
    assert not works_in_own_activity(assignment("enhetschef-sig-vuxen.jarva"), case.board_id)
    assert not works_in_own_activity(assignment(cast.JOBBTORG), case.board_id)
    elsewhere = assignment(cast.HEAD_ADULT)
    elsewhere.unit = Unit.objects.get(board=case.board, name="Medborgarkontoret")
    assert not works_in_own_activity(elsewhere, case.board_id)


def test_the_police_are_called_on_a_row_of_law(sign_in: SignIn, case: Case) -> None:
    decided, chief = decision(case), sign_in(cast.CHIEF)
    page = chief.get(url(case))
    assert "OSL 10:18 a" in page.content.decode()
    assert chief.post(url(case), filled(page, **{key(page, "Polis, lokalpolisområdet", "email"): POLICE})).url
    seat = Seat.objects.get(email=POLICE)
    assert seat.ground.startswith("OSL 10:18 a") and not seat.inside
    record = reverse("case", args=[case.number])
    assert "Grund att dela uppgifter saknas" not in chief.get(record).content.decode()
    decided.ends = timezone.localdate()
    decided.save()
    assert "Grund att dela uppgifter saknas" in chief.get(record).content.decode()


def test_what_is_missing_is_said_and_where_it_is_registered(sign_in: SignIn, case: Case) -> None:
    given = consent(case)
    given.withdraw(timezone.now(), case.chief)
    page = sign_in(cast.CHIEF).get(url(case)).content.decode()
    assert "Samtycket återkallades" in page
    assert f"{reverse('case_consent', args=[case.number])}?aktor={given.actor_id}" in page


def test_an_actor_is_added_and_nothing_typed_is_lost(sign_in: SignIn, case: Case) -> None:
    chief, rescue = sign_in(cast.CHIEF), Actor.objects.get(name="Rädda Barnen")
    consent(case, "Rädda Barnen")
    page = chief.get(url(case))
    assert rescue in page.context["addable"]
    data = filled(page, place="Rum 7") | {"lagg-till": "1", "ny_aktor": str(rescue.pk)}
    page = chief.post(url(case), data)
    assert page.status_code == 200 and not Meeting.objects.exists()
    assert page.context["form"]["place"].value() == "Rum 7"
    sent = filled(page, **{key(page, "Rädda Barnen", "email"): "kontakt@rb.example"}) | {"aktor": str(rescue.pk)}
    assert chief.post(url(case), sent).status_code == 302
    assert Seat.objects.get(actor=rescue).email == "kontakt@rb.example"
    again = chief.get(url(case))
    assert again.context["form"][key(again, "Rädda Barnen", "email")].value() == "kontakt@rb.example"


@pytest.mark.parametrize("chosen", ["", "x", "a\x00b", "00000000-0000-7000-8000-000000000000"])
def test_an_actor_that_is_none_adds_nothing(sign_in: SignIn, case: Case, chosen: str) -> None:
    chief = sign_in(cast.CHIEF)
    before = len(chief.get(url(case)).context["form"].places)
    page = chief.post(url(case), {"lagg-till": "1", "ny_aktor": chosen, "aktor": chosen})
    assert page.status_code == 200 and len(page.context["form"].places) == before


def test_another_boards_holder_takes_part_while_something_covers_it(sign_in: SignIn, case: Case) -> None:
    chief, jobbtorg = sign_in(cast.CHIEF), sign_in(cast.JOBBTORG)
    record = reverse("case", args=[case.number])
    holder = {"holder": str(assignment(cast.JOBBTORG).pk)}
    page = chief.get(url(case))
    assert "ser bara sin egen del av ärendet" in page.context["form"][key(page, "Jobbtorg", "holder")].help_text
    refused = chief.post(url(case), filled(page, **{key(page, "Jobbtorg", "holder"): holder["holder"]}))
    assert refused.status_code == 409 and "Jobbtorg Stockholm kan inte kallas" in refused.content.decode()
    assert jobbtorg.get(record).status_code == 404
    consent(case, "Jobbtorg Stockholm")
    shown = chief.get(url(case)).content.decode()
    assert "ser bara sin egen del av ärendet" in shown and "Läser ärendet" not in shown
    assert chief.post(url(case), filled(page, **{key(page, "Jobbtorg", "holder"): holder["holder"]})).url == record
    seat = Seat.objects.get(holder=assignment(cast.JOBBTORG))
    assert not seat.inside and seat.ground.startswith("Samtycke")
    assert Notice.objects.filter(recipient=assignment(cast.JOBBTORG), board__code="arbetsmarknadsnamnden").count() == 1
    # Her own part of it, and no more.
    assert jobbtorg.get(record).url == reverse("own_part", args=[case.number])
    assert jobbtorg.get(url(case)).status_code in (403, 404)
    # Taken back: nobody from there is called to what is to come, or takes part any longer.
    case.refresh_from_db()
    assert not summons.call_off_actor(case, seat.actor, timezone.now())
    case.consents.update(withdrawn_at=timezone.now())
    with as_application(assignment(cast.CHIEF)):
        assert summons.call_off_actor(case, seat.actor, timezone.now()) == [(seat, False)]
    assert not case.participations.filter(assignment=assignment(cast.JOBBTORG)).exists()
    assert jobbtorg.get(record).status_code == 404
    [off] = [mail for mail in calls() if mail.calendar_method == "CANCEL"]
    assert off.to == cast.address(cast.JOBBTORG) and "SEQUENCE:1" in off.calendar
    assert not summons.call_off_actor(case, seat.actor, timezone.now())


def test_the_model_refuses_a_stranger_without_an_actor(case: Case) -> None:
    stranger = assignment("enhetschef-sig-vuxen.jarva")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(NotAllowed, match="Lägg till den aktör"):
        grounds_of(case, [Filled("Järva", False, holder=stranger)], tomorrow)
    nykopings = Actor.objects.get(municipality__code="nykoping", name="Polismyndigheten")
    with pytest.raises(NotAllowed):
        grounds_of(case, [Filled("Polis", False, actor=nykopings, email=POLICE)], tomorrow)


def test_the_own_boards_seat_is_not_called_as_somebody_outside(case: Case) -> None:
    SeatTemplate.objects.filter(function="Jobbtorg").update(board=case.board)
    assert "Jobbtorg" not in [place.function for place in places(case, timezone.localdate())]


def test_who_has_no_address_is_called_by_letter(sign_in: SignIn, case: Case) -> None:
    consent(case)
    chief = sign_in(cast.CHIEF)
    page = chief.get(url(case))
    letter = {key(page, "Polis, lokalpolisområdet", "by_letter"): "on"}
    both = chief.post(url(case), filled(page, **letter, **{key(page, "Polis, lokalpolisområdet", "email"): POLICE}))
    assert both.status_code == 422 and "ett sätt att kalla på" in both.content.decode()
    sent = chief.post(url(case), filled(page, **letter), follow=True).content.decode()
    assert "Skriv ut och skicka kallelsen med brev till: Polismyndigheten." in sent
    assert POLICE not in {mail.to for mail in calls()}
    seat = Seat.objects.select_related("meeting").get(by_letter=True)
    path = reverse("case_meeting_letter", args=[case.number, seat.meeting_id, seat.pk])
    file = chief.get(path)
    assert file["Content-Type"] == "application/pdf" and not pdf.problems(file.content)
    assert case.number not in file["Content-Disposition"]
    # Nothing more than the mail says: the template is all there is in it.
    assert sign_in(cast.HEAD_ADULT).get(path).status_code == 403
    assert sign_in(cast.COORDINATOR).get(path).status_code == 404
    own = Seat.objects.filter(by_letter=False).first()
    assert own and chief.get(path.replace(str(seat.pk), str(own.pk))).status_code == 404


def test_a_stranger_reaches_no_link_and_no_answer(case: Case) -> None:
    summon(case, by=case.chief, now=timezone.now())
    answered_by_link(case)
    for who in (cast.COORDINATOR, cast.OTHER_CHIEF, cast.NYKOPING, cast.DIRECTOR):
        with as_application(assignment(who)):
            assert not SeatAnswer.objects.exists() and not SeatLink.objects.exists(), who
    with as_application(assignment(cast.CHIEF)):
        assert SeatAnswer.objects.count() == SeatLink.objects.count() == 1
