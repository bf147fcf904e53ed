"""A case goes to another board: it lies on one desk at every moment, and nothing is lost or leaks on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
import vobject
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig import transfer
from cases.sig.models import Case, Identity, Intake, Meeting, Transfer
from cases.sig.states import Outcome, Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, consent, emergency, meeting, recusal
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def unit(board: str = "jarva") -> Unit:
    return Unit.objects.get(board__code=board, kind=Unit.Kind.CHILDREN)


def asked(case: Case) -> Transfer:
    chief = assignment(cast.CHIEF)
    return transfer.ask(case, unit=unit(), reason="Familjen har flyttat.", by=chief, now=timezone.now())


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def test_until_it_is_accepted_it_lies_where_it_was(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    consent(case)
    chief, other = sign_in(cast.CHIEF), sign_in(cast.OTHER_CHIEF)
    page = chief.get(url("case_hand_over", case.number))
    assert [matter.what for matter in page.context["matters"]] == [
        "Uppgifter som inte är klara",
        "Samtycken som gäller",
    ]
    sent = {"namnd-unit": str(unit().pk), "namnd-reason": "Familjen har flyttat."}
    assert chief.post(url("case_hand_over", case.number), sent).status_code == 302
    # Pressed twice: one question.
    assert chief.post(url("case_hand_over", case.number), sent).status_code == 409
    one = Transfer.objects.get()
    assert Notice.objects.get(recipient=assignment(cast.OTHER_CHIEF)).url == url("transfer", one.pk)
    seen = other.get(url("transfer", one.pk))
    assert seen.status_code == 200 and "Familjen har flyttat." in seen.content.decode()
    assert other.get(url("case", case.number)).status_code == 404
    assert chief.get(url("case", case.number)).status_code == 200
    for outsider in (cast.NYKOPING, cast.COORDINATOR, cast.OTHER_INTAKE):
        assert sign_in(outsider).get(url("transfer", one.pk)).status_code in (403, 404), outsider


def test_accepted_it_moves_whole_in_one_moment(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    consent(case)
    emergency(case)
    one = asked(case)
    other = sign_in(cast.OTHER_CHIEF)
    assert other.post(url("transfer", one.pk), {"answer": "ta_emot"}).status_code == 302
    # Answered twice changes nothing.
    assert other.post(url("transfer", one.pk), {"answer": "ta_emot"}).status_code == 409
    case.refresh_from_db()
    assert (case.board.code, case.unit, case.chief) == ("jarva", unit(), assignment(cast.OTHER_CHIEF))
    parts = [
        Intake.objects.get(pk=case.intake_id), Identity.objects.get(case=case), *case.steps.all(), *case.consents.all(),
        *case.told.all(), *case.participations.all(), *case.emergency_openings.all(), *case.meetings.all(),
        *Meeting.objects.get(case=case).points.all(), *Meeting.objects.get(case=case).seats.all(),
    ]  # fmt: skip
    assert {part.board_id for part in parts} == {case.board_id}
    assert other.get(url("case", case.number)).status_code == 200
    for gone in (cast.CHIEF, cast.HEAD_ADULT, cast.INTAKE, cast.DIRECTOR):
        assert sign_in(gone).get(url("case", case.number)).status_code == 404, gone
    # The old board keeps the trace, and nothing more.
    trace = sign_in(cast.CHIEF).get(url("transfer", one.pk))
    assert trace.status_code == 200 and not trace.context["reaches_case"]
    # The new chief goes on where the routine was.
    closing = {"avslut-outcome": "malen_nadda", "avslut-reason": "Målen är nådda."}
    assert other.post(url("case_close", case.number), closing).status_code == 302


def test_accepted_the_old_boards_people_are_called_off(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    coming, begun = meeting(case), meeting(case, days=-1)
    for number, one in enumerate([coming, begun]):
        for position, who in enumerate([cast.HEAD_ADULT, cast.CHIEF]):
            one.seats.create(
                board=case.board, function=f"F{position}", required=True, holder=assignment(who), position=position
            )
        one.seats.create(board=case.board, function="Polis", required=False, email=f"p{number}@polisen.example")
    one = asked(case)
    Mail.objects.all().delete()
    other = sign_in(cast.OTHER_CHIEF)
    assert [other.post(url("transfer", one.pk), {"answer": "ta_emot"}).status_code for _press in range(2)] == [302, 409]
    off = {mail.to: mail for mail in Mail.objects.exclude(calendar="")}
    assert set(off) == {cast.address(cast.HEAD_ADULT), cast.address(cast.CHIEF)}
    for mail in off.values():
        calendar = vobject.readOne(mail.calendar)
        event = calendar.vevent
        assert (calendar.method.value, event.status.value, event.sequence.value) == ("CANCEL", "CANCELLED", "1")
        assert event.uid.value == f"{coming.pk}@vbe"
        assert case.number not in mail.subject + mail.body + mail.calendar and "flytta" not in mail.body
    assert set(coming.seats.values_list("holder", "email", "waived_reason")) == {
        (None, "", "Ärendet har flyttat till en annan nämnd"),
        (None, "p0@polisen.example", ""),
    }
    assert begun.seats.exclude(holder=None).count() == 2, "who was there is not written over"
    page = other.get(url("case", case.number)).content.decode()
    assert "Ärendet har flyttat till en annan nämnd" in page


def test_declined_with_a_reason_it_stays(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    one, other = asked(case), sign_in(cast.OTHER_CHIEF)
    assert other.post(url("transfer", one.pk), {"answer": "avboj"}).status_code == 422
    refusal = {"answer": "avboj", "reason": "Familjen bor kvar hos er."}
    assert other.post(url("transfer", one.pk), refusal).status_code == 302
    case.refresh_from_db()
    assert case.board.code == "skarholmen"
    assert "Familjen bor kvar" in sign_in(cast.CHIEF).get(url("transfer", one.pk)).content.decode()
    # It can be asked anew.
    assert asked(case).pk != one.pk


def test_unanswered_it_comes_back_as_something_to_do_and_can_be_withdrawn(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    one, chief = asked(case), sign_in(cast.CHIEF)
    assert "Överlämnandet är obesvarat" not in chief.get(url("start")).content.decode()
    assert "Ta ställning till överlämnandet" in sign_in(cast.OTHER_CHIEF).get(url("start")).content.decode()
    Transfer.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert "Överlämnandet är obesvarat" in chief.get(url("start")).content.decode()
    assert sign_in(cast.OTHER_CHIEF).post(url("transfer_withdraw", one.pk)).status_code == 403
    assert chief.post(url("transfer_withdraw", one.pk)).status_code == 302
    assert chief.post(url("transfer_withdraw", one.pk)).status_code == 302
    answer = sign_in(cast.OTHER_CHIEF).post(url("transfer", one.pk), {"answer": "ta_emot"})
    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.board.code == "skarholmen"


def test_whoever_is_recused_is_neither_asked_nor_receives() -> None:
    case = case_at(Step.DECIDED)
    one = asked(case)
    recusal(case, cast.OTHER_CHIEF)
    with as_application(assignment(cast.OTHER_CHIEF)):
        assert not Transfer.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT app_receive_case(%s)", [one.pk])


def test_the_database_moves_a_case_for_nobody_else() -> None:
    case = case_at(Step.DECIDED)
    one = asked(case)
    for who in (cast.CHIEF, cast.OTHER_INTAKE, cast.NYKOPING, cast.COORDINATOR):
        with (
            as_application(assignment(who)),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT app_receive_case(%s)", [one.pk])
    with as_application(assignment(cast.OTHER_CHIEF)), pytest.raises(ProgrammingError), transaction.atomic():
        # Said to be accepted without the move.
        Transfer.objects.update(answer="mottaget", answered_at=timezone.now(), answered_by=assignment(cast.OTHER_CHIEF))
    case.refresh_from_db()
    assert case.board.code == "skarholmen"


def test_to_another_municipality_it_closes_here_and_nothing_leaves(sign_in: SignIn) -> None:
    case, chief = case_at(Step.DECIDED), sign_in(cast.CHIEF)
    sent = {"kommun-recipient": "Nyköping", "kommun-reason": "Personen tar själv kontakt."}
    assert chief.post(url("case_to_municipality", case.number), sent).status_code == 422
    notices = Notice.objects.count()
    sent["kommun-ground"] = "egen_kontakt"
    assert chief.post(url("case_to_municipality", case.number), sent).status_code == 302
    assert chief.post(url("case_to_municipality", case.number), sent).status_code == 409
    assert case.steps.get(step=Step.CLOSED).outcome == Outcome.HANDED_OVER
    assert Notice.objects.count() == notices
    nykoping = sign_in(cast.NYKOPING, "avdelningschef")
    assert nykoping.get(url("case", case.number)).status_code == 404
    assert nykoping.get(url("transfer", Transfer.objects.get().pk)).status_code == 404


def test_a_unit_of_another_municipality_or_of_ones_own_is_no_choice(sign_in: SignIn) -> None:
    case, chief = case_at(Step.DECIDED), sign_in(cast.CHIEF)
    for board in ("nykoping", "skarholmen"):
        sent = {"namnd-unit": str(unit(board).pk), "namnd-reason": "Har flyttat."}
        assert chief.post(url("case_hand_over", case.number), sent).status_code == 422
    assert not Transfer.objects.exists()
