"""Measures: proposed by those who take part, decided and ended by the chief, followed up until then."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.models import GuidelineMethod, Resource
from actionplans.sources import DATA, load_guidelines, load_resources
from cases.sig.models import Case, SupportMeasure, SupportReview
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, consent, emergency, recusal
from tests.sig.supported import State, day, ending, measure, proposal, review
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def case() -> Case:
    return case_at(Step.SUMMONED)


def url(name: str, case: Case, *rest: Any) -> str:
    return reverse(name, args=[case.number, *rest])


def text(response: Any) -> str:
    return response.content.decode()


# --- Choosing ---------------------------------------------------------------------------------------------------------


def test_the_catalogue_begins_with_the_persons_age_and_says_what_to_ask_first(sign_in: SignIn, case: Case) -> None:
    load_resources(DATA / "resources.toml")
    load_guidelines(DATA / "guidelines.toml")
    head = sign_in(cast.HEAD_ADULT)
    page = head.get(url("support_choose", case))
    names = [resource.name for resource, _ask in page.context["found"]]
    # The case is about somebody of sixteen.
    assert "Giovannis akut- och korttidsboende" in names and "Relationsvårdcentrum" not in names
    assert all(ask for _resource, ask in page.context["found"])
    assert sum(len(methods) for _heading, methods in page.context["headings"]) == 33
    everybody = head.get(url("support_choose", case), {"alder": "", "funktion": "atgardande"}).context["found"]
    assert {"atgardande"} <= set(everybody[0][0].functions) and len(everybody) == 6
    for odd in ({"alder": "x"}, {"funktion": "x"}, {"sok": "x" * 500}):
        assert head.get(url("support_choose", case), odd).status_code == 200


def test_an_old_entry_asks_for_a_check_first(sign_in: SignIn, case: Case) -> None:
    load_resources(DATA / "resources.toml")
    resource, head = Resource.objects.get(name="Mini Maria"), sign_in(cast.HEAD_ADULT)
    address = url("support_propose", case) + f"?resurs={resource.pk}"
    assert "Fråga verksamheten först" in text(head.get(address))
    page = head.post(address, proposal(case))
    assert page.status_code == 422 and "asked" in page.context["form"].errors
    assert head.post(address, proposal(case, asked="on")).status_code == 302
    row = SupportMeasure.objects.get()
    assert (row.resource, row.name, row.asked_on) == (resource, "Mini Maria", timezone.localdate())


def test_a_checked_resource_and_a_method_ask_for_nothing_more(sign_in: SignIn, case: Case) -> None:
    load_resources(DATA / "resources.toml")
    load_guidelines(DATA / "guidelines.toml")
    Resource.objects.update(checked_on=timezone.localdate())
    resource, method = Resource.objects.get(name="Mini Maria"), GuidelineMethod.objects.get(text__startswith="Särskilt")
    head = sign_in(cast.HEAD_ADULT)
    for key, row in (("resurs", resource), ("metod", method)):
        address = url("support_propose", case) + f"?{key}={row.pk}"
        assert head.post(address, proposal(case)).status_code == 302
    assert {row.name for row in SupportMeasure.objects.all()} == {"Mini Maria", str(method)}


@pytest.mark.parametrize("odd", ["?resurs=x", "?metod=01912345-0000-7000-8000-000000000001"])
def test_a_choice_that_is_not_there_is_none(sign_in: SignIn, case: Case, odd: str) -> None:
    assert sign_in(cast.HEAD_ADULT).get(url("support_propose", case) + odd).context["form"]["name"]


# --- Proposing --------------------------------------------------------------------------------------------------------


def test_a_participant_proposes_and_the_chief_decides(sign_in: SignIn, case: Case) -> None:
    head = sign_in(cast.HEAD_ADULT)
    answer = head.post(url("support_propose", case), proposal(case))
    row = SupportMeasure.objects.get()
    assert answer.url == url("support_measure", case, row.pk)
    assert (row.state, row.proposed_by, row.board) == (State.PROPOSED, assignment(cast.HEAD_ADULT), case.board)
    page = text(head.get(answer.url))
    assert "Väntar på avdelningschefens beslut" in page and "Spara beslutet" not in page
    decided = {"beslut-approved": "ja", "beslut-reason": "Behovet är tydligt."}
    assert head.post(url("support_decide", case, row.pk), decided).status_code == 403
    chief = sign_in(cast.CHIEF)
    assert chief.post(url("support_decide", case, row.pk), decided).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.reason) == (State.PLANNED, case.chief, "Behovet är tydligt.")
    record = text(chief.get(url("case", case)))
    assert "Insats beslutad: Boendestöd" in record and "Behovet är tydligt." in record


def test_the_same_form_twice_makes_one(sign_in: SignIn, case: Case) -> None:
    head, sent = sign_in(cast.HEAD_ADULT), proposal(case)
    head.post(url("support_propose", case), sent)
    assert "redan föreslagen" in text(head.post(url("support_propose", case), sent, follow=True))
    assert SupportMeasure.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"needs": "a\x00"}, "needs"),
        ({"goal": "x" * 2001}, "goal"),
        ({"answers": ""}, "answers"),
        ({"answers": "person:01912345-0000-7000-8000-000000000001"}, "answers"),
        ({"starts": "snart"}, "starts"),
        ({"starts": "1999-01-01"}, "starts"),
        ({"ends": day(-3)}, "ends"),
        ({"review_on": day(-1)}, "review_on"),
        ({"review_on": ""}, "review_on"),
        ({"id": "x"}, "id"),
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, case: Case, changed: dict[str, Any], field: str) -> None:
    page = sign_in(cast.HEAD_ADULT).post(url("support_propose", case), proposal(case, **changed))
    assert page.status_code == 422 and field in page.context["form"].errors
    assert not SupportMeasure.objects.exists()


def test_an_actor_outside_needs_a_ground(sign_in: SignIn, case: Case) -> None:
    actor = Actor.objects.get(municipality=case.board.municipality, name="Polismyndigheten")
    head, sent = sign_in(cast.HEAD_ADULT), proposal(case, answers=f"aktor:{actor.pk}")
    page = head.post(url("support_propose", case), sent)
    assert page.status_code == 409 and "ingen grund för att dela uppgifter" in text(page)
    assert "Jag vill ha en egen lägenhet." in text(page)
    consent(case)
    assert head.post(url("support_propose", case), sent).status_code == 302
    row = SupportMeasure.objects.get()
    assert (row.actor, row.responsible) == (actor, None)
    # Taken back before the decision: nothing is given.
    case.consents.update(withdrawn_at=timezone.now())
    decided = {"beslut-approved": "ja", "beslut-reason": "Behövs."}
    assert sign_in(cast.CHIEF).post(url("support_decide", case, row.pk), decided).status_code == 409


def test_a_proposal_is_changed_until_it_is_decided(sign_in: SignIn, case: Case) -> None:
    row, head = measure(case), sign_in(cast.HEAD_ADULT)
    sent = proposal(case, version="0", goal="Ett eget kontrakt")
    assert head.post(url("support_change", case, row.pk), sent).status_code == 302
    row.refresh_from_db()
    assert (row.goal, row.version) == ("Ett eget kontrakt", 1)
    # A second page that was opened before that: both texts are shown, and the own one stays in the form.
    late = head.post(url("support_change", case, row.pk), sent | {"goal": "Annat mål"})
    assert late.status_code == 409
    assert "Ett eget kontrakt" in text(late) and "Annat mål" in text(late)
    again = sent | {"goal": "Annat mål", "version": "1"}
    assert head.post(url("support_change", case, row.pk), again).status_code == 302
    decided = {"beslut-approved": "nej", "beslut-reason": "Annat stöd finns."}
    sign_in(cast.CHIEF).post(url("support_decide", case, row.pk), decided)
    assert head.post(url("support_change", case, row.pk), again | {"version": "2"}).status_code == 409
    row.refresh_from_db()
    assert (row.state, row.goal) == (State.DECLINED, "Annat mål")


# --- The way of a measure ---------------------------------------------------------------------------------------------


def test_begun_followed_up_and_ended(sign_in: SignIn, case: Case) -> None:
    row, head, chief = measure(case, State.PLANNED), sign_in(cast.HEAD_ADULT), sign_in(cast.CHIEF)
    assert head.post(url("support_start", case, row.pk), {"start-on": day(-1)}).status_code == 302
    sent = review(going="avslut", words="Allt är klart.", next_on="")
    assert head.post(url("support_review", case, row.pk), sent).status_code == 302
    head.post(url("support_review", case, row.pk), sent)
    assert SupportReview.objects.get().by == assignment(cast.HEAD_ADULT)
    assert head.post(url("support_end", case, row.pk), ending()).status_code == 403
    assert chief.post(url("support_end", case, row.pk), ending()).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.result, row.ended_by, row.review_on) == (State.ENDED, "uppnatt", case.chief, None)
    assert "Målet är uppnått" in text(chief.get(url("support_measure", case, row.pk)))


@pytest.mark.parametrize(
    ("state", "name", "sent"),
    [
        (State.PROPOSED, "support_start", {"start-on": day()}),
        (State.PROPOSED, "support_end", ending()),
        (State.PLANNED, "support_decide", {"beslut-approved": "ja", "beslut-reason": "Igen."}),
        (State.RUNNING, "support_start", {"start-on": day()}),
        (State.ENDED, "support_review", review(words="För sent.")),
        (State.DECLINED, "support_end", ending()),
    ],
)
def test_another_order_is_refused_and_nothing_typed_is_lost(
    sign_in: SignIn, case: Case, state: State, name: str, sent: dict[str, Any]
) -> None:
    row = measure(case, state)
    page = sign_in(cast.CHIEF).post(url(name, case, row.pk), sent)
    assert page.status_code == 409 and "har ändrats sedan sidan öppnades" in text(page)
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("support_decide", {"beslut-approved": "kanske", "beslut-reason": "x"}),
        ("support_decide", {"beslut-approved": "ja", "beslut-reason": ""}),
        ("support_start", {"start-on": day(1)}),
        ("support_review", review(held_on=day(2))),
        ("support_review", review(next_on="")),
        ("support_review", review(words="a\x00")),
        ("support_end", ending(result="bra")),
        ("support_end", ending(on="")),
    ],
)
def test_bad_input_about_a_measure_is_shown_again(sign_in: SignIn, case: Case, name: str, sent: dict[str, Any]) -> None:
    row = measure(case, State.PROPOSED)
    assert sign_in(cast.CHIEF).post(url(name, case, row.pk), sent).status_code == 422


def test_nothing_is_written_in_a_closed_case(sign_in: SignIn, case: Case) -> None:
    row = measure(case, State.RUNNING)
    Case.objects.filter(pk=case.pk).update(step=Step.CLOSED)
    chief = sign_in(cast.CHIEF)
    assert chief.post(url("support_review", case, row.pk), review()).status_code == 409
    assert chief.post(url("support_propose", case), proposal(case)).status_code == 409
    assert "Spara uppföljningen" not in text(chief.get(url("support_measure", case, row.pk)))


def test_the_plan_on_paper_begins_with_what_the_person_wants(sign_in: SignIn, case: Case) -> None:
    measure(case, State.RUNNING)
    measure(case, State.PROPOSED, own_goal="Det här är inte beslutat.")
    page = text(sign_in(cast.HEAD_ADULT).get(url("support_print", case)))
    assert page.index("Jag vill ha en egen lägenhet.") < page.index("Eget boende till sommaren")
    assert "Det här är inte beslutat." not in page and "Prov Provsson" not in page


# --- Who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.DIRECTOR, 403),
        (cast.INTAKE, 403),
        (cast.CASEWORKER, 404),
        (cast.OTHER_CHIEF, 404),
        (cast.COORDINATOR, 404),
    ],
)
def test_who_does_not_take_part(sign_in: SignIn, case: Case, who: str, status: int) -> None:
    row, client = measure(case), sign_in(who)
    for name, rest in (("support", ()), ("support_print", ()), ("support_choose", ()), ("support_measure", (row.pk,))):
        assert client.get(url(name, case, *rest)).status_code == status, name
    assert client.post(url("support_propose", case), proposal(case)).status_code == status


def test_an_emergency_opening_reads_and_does_not_write(sign_in: SignIn, case: Case) -> None:
    row, worker = measure(case), sign_in(cast.CASEWORKER)
    emergency(case)
    assert worker.get(url("support_measure", case, row.pk)).status_code == 200
    assert worker.get(url("support_choose", case)).status_code == 403
    assert worker.post(url("support_propose", case), proposal(case)).status_code == 403


def test_whoever_is_recused_reaches_none_of_it(sign_in: SignIn, case: Case) -> None:
    measure(case)
    recusal(case, cast.CHIEF)
    assert sign_in(cast.CHIEF).get(url("support", case)).status_code == 404
    with as_application(assignment(cast.CHIEF)):
        assert not SupportMeasure.objects.exists()


def test_a_measure_of_another_case_is_not_found(sign_in: SignIn, case: Case) -> None:
    row = measure(case_at(Step.SUMMONED))
    assert sign_in(cast.CHIEF).get(url("support_measure", case, row.pk)).status_code == 404


def refused(who: str, sql: str, params: list[Any]) -> bool:
    with as_application(assignment(who)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.rowcount == 0
        except ProgrammingError:
            return True


def test_the_database_lets_only_the_chief_decide(case: Case) -> None:
    row = measure(case)
    decided = (
        "UPDATE sig_supportmeasure SET state = 'planerad', decided_at = now(), decided_by_id = %s, reason = '' "
        "WHERE id = %s"
    )
    for who in (cast.HEAD_ADULT, cast.DIRECTOR, cast.OTHER_CHIEF, cast.CASEWORKER):
        assert refused(who, decided, [case.chief_id, row.pk]), who
    assert not refused(cast.HEAD_ADULT, "UPDATE sig_supportmeasure SET version = 7 WHERE id = %s", [row.pk])
    assert not refused(cast.CHIEF, decided, [case.chief_id, row.pk])
    assert refused(cast.CHIEF, "DELETE FROM sig_supportmeasure WHERE id = %s", [row.pk])


def test_the_database_takes_no_forged_proposal(case: Case) -> None:
    row = measure(case)
    copied = (
        "INSERT INTO sig_supportmeasure SELECT (jsonb_populate_record(m, %s::jsonb)).* FROM sig_supportmeasure m"
        " WHERE m.id = %s"
    )

    def forged(**changed: Any) -> list[Any]:
        import json

        return [json.dumps({"id": str(new_id())} | changed), row.pk]

    head = str(assignment(cast.HEAD_ADULT).pk)
    assert not refused(cast.HEAD_ADULT, copied, forged(proposed_by_id=head))
    assert refused(cast.HEAD_ADULT, copied, forged(proposed_by_id=str(case.chief_id)))
    elsewhere = str(assignment(cast.OTHER_CHIEF).board_id)
    assert refused(cast.HEAD_ADULT, copied, forged(proposed_by_id=head, board_id=elsewhere))
    emergency(case)
    assert refused(cast.CASEWORKER, copied, forged(proposed_by_id=str(assignment(cast.CASEWORKER).pk)))


def test_the_pages_ask_as_much_whether_there_are_three_measures_or_thirty(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    for _n in range(3):
        measure(case, State.RUNNING)
    few = [queries(chief, url(name, case)) for name in ("support", "case", "support_print")]
    for _n in range(27):
        measure(case, State.RUNNING)
    assert [queries(chief, url(name, case)) for name in ("support", "case", "support_print")] == few


def queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
