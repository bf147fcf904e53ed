"""Jäv: who is marked is shut out of everything at once, and what she had in the case goes to somebody else."""

from __future__ import annotations

from typing import Any

import pytest
import vobject
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases.sig import recusing, summons
from cases.sig.models import Case, Intake, Participation, StandIn
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at, information_request, recusal, shared
from tests.test_access_table import TABLE, Things
from vbe.access.models import Recusal
from vbe.access.recusal import Refused, end, recuse
from vbe.audit.models import Action, Entry
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def case() -> Case:
    held = case_at(Step.SUMMONED, person_number="199006022397")
    shared(held)
    return held


def url(name: str, case: Case) -> str:
    return reverse(name, args=[case.number])


def mark(client: ApplicationClient, case: Case, who: str, **more: Any) -> Any:
    data = {"person": assignment(who).user_id, "ground": "narstaende", "bekrafta": "1"} | more
    return client.post(url("case_recuse", case), data)


def see_nothing(client: ApplicationClient, case: Case) -> None:
    for name in ("case", "case_minutes", "case_summon", "case_consent", "case_recuse"):
        assert client.get(url(name, case)).status_code == 404, name
    for name in ("case_acknowledge", "case_inform", "case_decide", "case_close", "case_identity", "case_adjust"):
        assert client.post(url(name, case)).status_code == 404, name
    for page in ("cases", "start", "notices"):
        assert case.number not in client.get(reverse(page)).content.decode(), page
    for term in (case.number, "19900602-2397"):
        found = client.post(reverse("case_search"), {"term": term}).content.decode()
        assert reverse("case", args=[case.number]) not in found


def test_before_it_takes_effect_the_page_says_what_happens(sign_in: SignIn, case: Case) -> None:
    client = sign_in(cast.HEAD_ADULT)
    data = {"person": assignment(cast.HEAD_ADULT).user_id, "ground": "narstaende"}
    page = client.post(url("case_recuse", case), data).content.decode()
    assert "Deltagandet i ärendet upphör." in page and "vid mötet blir tom" in page
    assert not Recusal.objects.exists()


def test_a_participant_marks_herself_and_is_shut_out(sign_in: SignIn, case: Case) -> None:
    client = sign_in(cast.HEAD_ADULT)
    assert Notice.objects.filter(recipient=assignment(cast.HEAD_ADULT)).exists()
    assert mark(client, case, cast.HEAD_ADULT).url == reverse("start")
    see_nothing(client, case)
    assert not Notice.objects.filter(recipient=assignment(cast.HEAD_ADULT)).exists()
    seat = case.start_up.seats.get(function__contains="19–29")
    assert seat.holder is None and seat.waived_reason == "Tom på grund av jäv"
    off = Mail.objects.filter(to=assignment(cast.HEAD_ADULT).user.email, calendar_method="CANCEL")
    assert off.count() == 1
    called = vobject.readOne(Mail.objects.get(to=off[0].to, calendar_method="REQUEST").calendar)
    cancel = vobject.readOne(off[0].calendar)
    assert (cancel.method.value, cancel.vevent.status.value) == ("CANCEL", "CANCELLED")
    # An older number, or the same, is ignored by the calendar that has the meeting (RFC 5546, 2.1.4).
    assert (called.vevent.sequence.value, cancel.vevent.sequence.value) == ("0", "1")
    assert cancel.vevent.uid.value == called.vevent.uid.value == f"{case.start_up.pk}@vbe"
    case.start_up.refresh_from_db()
    assert case.start_up.sequence == 1
    assert Notice.objects.filter(recipient=case.chief, text__contains="jävig").count() == 1
    entry = Entry.objects.using("audit").get(action=Action.RECUSED)
    # Whoever reads the log has no right to know how she is related.
    assert (entry.object_id, entry.reason) == (case.pk, "")


def test_what_the_chief_marks_raises_the_number_too_and_once(sign_in: SignIn, case: Case) -> None:
    client = sign_in(cast.CHIEF)
    for _press in range(2):
        assert mark(client, case, cast.HEAD_ADULT).status_code == 302
    off = Mail.objects.get(to=cast.address(cast.HEAD_ADULT), calendar_method="CANCEL")
    assert vobject.readOne(off.calendar).vevent.sequence.value == "1"
    case.start_up.refresh_from_db()
    assert case.start_up.sequence == 1


def test_who_is_marked_at_the_reception_is_called_off_too(sign_in: SignIn, case: Case) -> None:
    data = {"person": assignment(cast.HEAD_ADULT).user_id, "ground": "narstaende", "bekrafta": "1"}
    for _press in range(2):
        assert sign_in(cast.INTAKE).post(reverse("intake_recuse", args=[case.intake_id]), data).status_code == 302
    off = vobject.readOne(Mail.objects.get(to=cast.address(cast.HEAD_ADULT), calendar_method="CANCEL").calendar).vevent
    assert (off.uid.value, off.sequence.value) == (f"{case.start_up.pk}@vbe", "1")
    assert off.dtstart.value == case.start_up.starts_at.replace(microsecond=0)
    assert off.location.value == case.start_up.place


def test_nobody_is_called_off_from_a_meeting_that_is_off(sign_in: SignIn, case: Case) -> None:
    summons.cancel(case.start_up, reason="Chefen är sjuk.", by=assignment(cast.CHIEF), now=timezone.now())
    before = Mail.objects.filter(calendar_method="CANCEL").count()
    client = sign_in(cast.HEAD_ADULT)
    data = {"person": assignment(cast.HEAD_ADULT).user_id, "ground": "narstaende"}
    assert "vid mötet blir tom" not in client.post(url("case_recuse", case), data).content.decode()
    assert mark(client, case, cast.HEAD_ADULT).status_code == 302
    assert Mail.objects.filter(calendar_method="CANCEL").count() == before
    case.start_up.refresh_from_db()
    assert case.start_up.sequence == 1, "as it was when it was cancelled"


def test_nobody_raises_the_number_for_somebody_else(case: Case) -> None:
    head = assignment(cast.HEAD_ADULT)
    for who in (cast.OTHER_CHIEF, cast.HEAD_YOUNG, cast.COORDINATOR, cast.NYKOPING):
        with as_application(assignment(who)), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM sig_call_off(%s, %s)", [case.pk, head.user_id])
            assert cursor.fetchall() == [], who


def test_the_chief_names_who_takes_over_first(sign_in: SignIn, case: Case) -> None:
    client = sign_in(cast.CHIEF)
    page = mark(client, case, cast.CHIEF)
    assert page.status_code == 422 and "står aldrig utan avdelningschef" in page.content.decode()
    assert not Recusal.objects.exists()
    deputy = assignment(cast.DEPUTY, "avdelningschef")
    assert mark(client, case, cast.CHIEF, chief=deputy.pk).status_code == 302
    see_nothing(client, case)
    case.refresh_from_db()
    assert case.chief == deputy
    assert StandIn.objects.get(case=case).assignment == deputy


def test_the_deputy_leads_that_case_and_no_other(sign_in: SignIn, case: Case) -> None:
    other = case_at(Step.CHIEF_TOLD)
    deputy = assignment(cast.DEPUTY, "avdelningschef")
    mark(sign_in(cast.CHIEF), case, cast.CHIEF, chief=deputy.pk)
    client = sign_in(cast.DEPUTY, "avdelningschef")
    page = client.get(url("case", case))
    assert page.status_code == 200 and "du är ersättare" in page.context["why"].text.lower()
    assert client.get(url("case_summon", case)).status_code == 200
    assert client.get(url("case", other)).status_code == 404
    assert [row.number for row in client.get(reverse("cases")).context["page"]] == [case.number]
    assert client.get(reverse("intakes")).status_code in (403, 404)


@pytest.mark.parametrize("chosen", ["", "not-an-id", "other board", "the chief herself"])
def test_a_chief_who_cannot_take_over_is_refused(sign_in: SignIn, case: Case, chosen: str) -> None:
    choices = {"other board": assignment(cast.OTHER_CHIEF).pk, "the chief herself": assignment(cast.CHIEF).pk}
    assert mark(sign_in(cast.CHIEF), case, cast.CHIEF, chief=choices.get(chosen, chosen)).status_code == 422
    assert not Recusal.objects.exists()


def test_the_database_itself_leaves_no_case_without_a_chief(case: Case) -> None:
    chief = assignment(cast.CHIEF)
    with as_application(chief), pytest.raises(Refused, match="leder ärendet"):
        recuse(case, person=chief.user, ground="narstaende", page="")


def test_the_chief_marks_somebody_else_twice(sign_in: SignIn, case: Case) -> None:
    client = sign_in(cast.CHIEF)
    assert mark(client, case, cast.DIRECTOR).url == url("case", case)
    again = client.post(
        url("case_recuse", case),
        {"person": assignment(cast.DIRECTOR).user_id, "ground": "annat", "bekrafta": "1"},
        follow=True,
    )
    assert "redan registrerat" in again.content.decode()
    assert Recusal.objects.count() == 1
    assert sign_in(cast.DIRECTOR).get(url("case", case)).status_code == 404


@pytest.mark.parametrize("who", [cast.DIRECTOR, cast.HEAD_ADULT, cast.INTAKE])
def test_others_mark_only_themselves(sign_in: SignIn, case: Case, who: str) -> None:
    assert mark(sign_in(who), case, cast.CASEWORKER).status_code == 422
    assert not Recusal.objects.exists()


@pytest.mark.parametrize("changed", [{"person": ""}, {"person": "x\x00"}, {"ground": ""}, {"ground": "gissning"}])
def test_bad_input_marks_nobody(sign_in: SignIn, case: Case, changed: dict[str, str]) -> None:
    assert mark(sign_in(cast.HEAD_ADULT), case, cast.HEAD_ADULT, **changed).status_code == 422
    assert not Recusal.objects.exists()


def test_the_arrival_and_its_case_are_one_matter(sign_in: SignIn, case: Case) -> None:
    recusal(case.intake, cast.INTAKE)
    client = sign_in(cast.INTAKE)
    assert client.get(url("case", case)).status_code == 404
    assert client.get(reverse("intake", args=[case.intake_id])).status_code == 404
    Recusal.objects.all().delete()
    recusal(case, cast.INTAKE)
    assert client.get(reverse("intake", args=[case.intake_id])).status_code == 404


def test_an_arrival_about_a_colleague_is_shut_to_her(sign_in: SignIn) -> None:
    """The sealed part about the reader herself: whoever opens it at the reception marks the colleague."""
    arrived = IntakeFactory(from_sealed_part=True)
    page = reverse("intake_recuse", args=[arrived.pk])
    data = {"person": assignment(cast.CHIEF).user_id, "ground": "sjalv_berord", "bekrafta": "1"}
    assert sign_in(cast.INTAKE).post(page, data).status_code == 302
    chief = sign_in(cast.CHIEF)
    assert chief.get(reverse("intake", args=[arrived.pk])).status_code == 404
    assert not chief.get(reverse("intakes")).context["page"].object_list
    assert Intake.objects.count() == 1


def test_the_recused_chief_is_not_told_of_the_case(sign_in: SignIn) -> None:
    from cases.sig import routine

    arrived = IntakeFactory()
    recusal(arrived, cast.CHIEF)
    unit = arrived.unit.board.units.get(kind=Unit.Kind.CHILDREN)
    by = assignment(cast.INTAKE)
    with as_application(by):
        case = routine.confirm(arrived, unit=unit, ground="beteende", reason="Prov", by=by, now=timezone.now())
    assert case.chief.user != assignment(cast.CHIEF).user


def test_it_is_ended_by_another_person_with_a_reason(sign_in: SignIn, case: Case) -> None:
    marked = recusal(case, cast.HEAD_ADULT)
    end = reverse("case_recusal_end", args=[case.number, marked.pk])
    chief = sign_in(cast.CHIEF)
    assert sign_in(cast.HEAD_ADULT).post(end, {"reason": "Fel"}).status_code == 404
    assert sign_in(cast.DIRECTOR).post(end, {"reason": "Fel"}).status_code == 403
    assert chief.post(end, {"reason": ""}).status_code == 422
    assert chief.post(end, {"reason": "Registrerat på fel person."}).status_code == 302
    assert "redan upphört" in chief.post(end, {"reason": "Igen"}, follow=True).content.decode()
    assert sign_in(cast.HEAD_ADULT).get(url("case", case)).status_code == 200
    marked.refresh_from_db()
    assert (marked.ended_by, marked.end_reason) == (assignment(cast.CHIEF), "Registrerat på fel person.")
    assert Entry.objects.using("audit").filter(action=Action.RECUSED, reason="avslutat").count() == 1


def test_nobody_ends_her_own_in_the_database(case: Case) -> None:
    recusal(case, cast.CHIEF)
    with as_application(assignment(cast.CHIEF)):
        assert not Recusal.objects.exists()
        assert Recusal.objects.update(ended_at=timezone.now(), ended_by=assignment(cast.CHIEF)) == 0


def test_the_numbers_outside_the_room_count_the_case_as_before(case: Case) -> None:
    from datetime import timedelta

    from django.db import connection

    from vbe.access.context import set_context

    recusal(case, cast.CHIEF)
    today = timezone.localdate()
    chief = assignment(cast.CHIEF)
    with as_application(chief), connection.cursor() as cursor:
        set_context(user=chief.user_id, assignment=chief.pk, task="sig_counts")
        cursor.execute(
            "SELECT cases FROM app_sig_counts(%s, %s, %s) WHERE what = 'nya_arenden'",
            [case.board_id, today - timedelta(days=1), today],
        )
        assert cursor.fetchone() == (1,)


def test_every_table_of_the_case_is_shut(case: Case) -> None:
    from django.db import connection

    tables = [
        "routinestep",
        "identity",
        "participation",
        "consent",
        "consentpaper",
        "sharingdecision",
        "informationrequest",
        "disclosure",
        "recall",
        "meeting",
        "seat",
        "meetingpoint",
        "standin",
        "emergencyopening",
    ]
    recusal(case, cast.CHIEF)
    with as_application(assignment(cast.CHIEF)), connection.cursor() as cursor:
        for table in [*(f"sig_{name}" for name in tables), "sig_case", "access_recusal"]:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
    assert Participation.objects.exists()


def test_table_urls_of_the_case_answer_404_to_the_recused(sign_in: SignIn, case: Case) -> None:
    information_request(case)
    client = sign_in(cast.CHIEF)
    assert case.number in client.get(reverse("case_requests")).content.decode()
    recusal(case, cast.CHIEF)
    assert case.number not in client.get(reverse("case_requests")).content.decode()
    things = Things(**dict.fromkeys(Things.__dataclass_fields__) | {"case": case})
    for name, row in TABLE.items():
        if name.startswith("case") and name not in ("cases", "case_search", "case_requests"):
            try:
                args = row.args(things)
            except AttributeError:
                continue
            assert getattr(client, row.method)(reverse(name, args=args)).status_code == 404, name


def test_the_reason_for_letting_somebody_in_again_holds_no_personal_number(sign_in: SignIn, case: Case) -> None:
    marked, client = recusal(case, cast.HEAD_YOUNG), sign_in(cast.CHIEF)
    address = reverse("case_recusal_end", args=[case.number, marked.pk])
    page = client.post(address, {"reason": "Gällde 19900602-2397."})
    assert page.status_code == 422 and "19900602-2397" in page.content.decode(), "what was typed is kept"
    marked.refresh_from_db()
    assert marked.ended_at is None


def test_two_who_end_it_at_once_end_it_once(case: Case) -> None:
    marked, now = recusal(case, cast.HEAD_YOUNG), timezone.now()
    again = Recusal.objects.get(pk=marked.pk)
    assert end(marked, reason="Fel person.", by=assignment(cast.CHIEF), now=now)
    assert not end(again, reason="Annat skäl.", by=assignment(cast.CHIEF), now=now)
    again.refresh_from_db()
    assert again.end_reason == "Fel person."


def test_rights_that_ended_while_the_form_was_open_are_said_plainly(
    sign_in: SignIn, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another request ends them between the check and the database's own."""
    client, real = sign_in(cast.CHIEF), recusing.recuse

    def later(*args: Any, **kwargs: Any) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.assignment_id', '', true), set_config('app.context', 'later', true)")
        return real(*args, **kwargs)

    monkeypatch.setattr(recusing, "recuse", later)
    page = mark(client, case, cast.HEAD_ADULT)
    assert page.status_code == 409 and "Du får inte längre registrera jäv här" in page.content.decode()
    assert not Recusal.objects.exists()


def test_the_case_of_what_came_in_keeps_its_chief_whoever_marks(sign_in: SignIn) -> None:
    """Reached through the arrival by somebody who does not see the case, the database says no, and the page why."""
    held, client = case_at(Step.SUMMONED), sign_in(cast.INTAKE)
    data = {"person": assignment(cast.CHIEF).user_id, "ground": "narstaende", "bekrafta": "1"}
    page = client.post(reverse("intake_recuse", args=[held.intake_id]), data)
    assert page.status_code in (409, 422) and not Recusal.objects.exists()
