"""The ledger's pages: what was given, decisions without consent, requests under lag 2025:170, and the wrong recipient."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig import ledger, sharing
from cases.sig.models import Case, Disclosure, InformationRequest, Recall, SharingDecision
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at, consent, decision, emergency, information_request
from vbe.audit.models import Action, Entry
from vbe.incidents.models import Clock, Incident
from vbe.organisation.models import Actor, LegalRow

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
IDS = "01912345-0000-7000-8000-0000000000"


def actor(name: str = "Polismyndigheten") -> Actor:
    return Actor.objects.get(municipality__code="stockholm", name=name)


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(name, args=[case.number, *more])


def moment(**ago: int) -> str:
    return timezone.localtime(timezone.now() - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M")


def told(**changed: Any) -> dict[str, Any]:
    data = {
        "id": IDS + "10", "actor": str(actor().pk), "recipient": "Kommunpolisen", "what": "=Skolgång",
        "way": "muntligt", "given_at": moment(), "harm": "",
    }  # fmt: skip
    return data | changed


def given(case: Case, **changed: Any) -> Disclosure:
    values = {"what": "Skolgång", "way": Disclosure.Way.ORAL, "by": case.chief, "actor": actor(), "harm": "Inget men."}
    return ledger.enter(case, now=timezone.now(), **values | changed)


# --- The ledger -----------------------------------------------------------------------------------------------------


def test_what_was_told_is_entered_with_the_ground_that_covers_it(sign_in: SignIn) -> None:
    case = case_at()
    held, chief = consent(case), sign_in(cast.CHIEF)
    assert chief.post(url("case_disclosure_new", case), told()).url == url("case_disclosures", case)
    one = Disclosure.objects.get()
    assert (one.consent, one.by, one.harm) == (held, assignment(cast.CHIEF), "")
    page = chief.get(url("case_disclosures", case)).content.decode()
    assert "Samtycke till" in page and "Kommunpolisen" in page
    assert "Lämnat till Polismyndigheten" in chief.get(url("case", case)).content.decode()


def test_without_ground_the_harm_is_assessed(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    page = chief.post(url("case_disclosure_new", case), told())
    assert page.status_code == 422 and "Skriv menprövningen" in page.content.decode()
    assert "=Skolgång" in page.content.decode()
    for _press in range(2):
        assert chief.post(url("case_disclosure_new", case), told(harm="Ingen lider men.")).status_code == 302
    assert Disclosure.objects.get().ground == "Menprövning"


def test_a_withdrawn_consent_covers_what_was_told_before_it_was_withdrawn(sign_in: SignIn) -> None:
    case, now = case_at(), timezone.now()
    held = consent(case)
    held.given_on -= timedelta(days=3)
    held.save()
    held.withdraw(now, case.chief)
    chief = sign_in(cast.CHIEF)
    assert chief.post(url("case_disclosure_new", case), told()).status_code == 422
    assert chief.post(url("case_disclosure_new", case), told(given_at=moment(days=1))).status_code == 302


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"actor": "", "recipient": ""}, "recipient"),
        ({"actor": "x"}, "actor"),
        ({"what": ""}, "what"),
        ({"what": "a\x00"}, "what"),
        ({"what": "x" * 2001}, "what"),
        ({"way": "utdrag"}, "way"),
        ({"given_at": "nyss"}, "given_at"),
        ({"given_at": moment(hours=-5)}, "given_at"),
        ({"given_at": moment(days=4000)}, "given_at"),
        ({"id": "x"}, "id"),
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, changed: dict[str, Any], field: str) -> None:
    case = case_at()
    page = sign_in(cast.CHIEF).post(url("case_disclosure_new", case), told(harm="Inget men.", **changed))
    assert page.status_code == 422 and field in page.context["form"].errors
    assert not Disclosure.objects.exists()


def test_a_closed_case_gives_nothing_more(sign_in: SignIn) -> None:
    case, chief = case_at(Step.CLOSED), sign_in(cast.CHIEF)
    page = chief.post(url("case_disclosure_new", case), told(harm="Inget men."))
    assert page.status_code == 409 and "Inget men." in page.content.decode()
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        (cast.HEAD_ADULT, 200, 302),
        (cast.DIRECTOR, 403, 403),
        (cast.INTAKE, 403, 403),
        (cast.OTHER_CHIEF, 404, 404),
        (cast.COORDINATOR, 404, 404),
    ],
)
def test_who_reads_and_who_enters(sign_in: SignIn, who: str, reads: int, writes: int) -> None:
    case, client = case_at(Step.SUMMONED), sign_in(who)
    assert client.get(url("case_disclosures", case)).status_code == reads
    assert client.post(url("case_disclosure_new", case), told(harm="Inget men.")).status_code == writes


def test_an_emergency_opening_reads_and_enters_nothing(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    emergency(case, cast.CASEWORKER)
    client = sign_in(cast.CASEWORKER)
    assert client.get(url("case_disclosures", case)).status_code == 200
    assert client.post(url("case_disclosure_new", case), told(harm="Inget men.")).status_code == 403


def test_the_ledger_is_paged_with_the_same_number_of_queries(sign_in: SignIn) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    pages = [url("case_disclosures", case), url("case_disclosures_print", case), url("case", case)]

    def queries() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert chief.get(page).status_code == 200
            counts.append(len(captured))
        return counts

    given(case)
    decision(case)
    information_request(case)
    queries()
    few = queries()
    for _n in range(29):
        given(case)
        decision(case)
        information_request(case)
    assert queries() == few
    assert len(chief.get(pages[0] + "?page=2").context["page"]) == 5


def test_csv_is_logged_and_no_cell_is_a_formula(sign_in: SignIn) -> None:
    case = case_at()
    given(case, what="=HYPERLINK(1)")
    answer = sign_in(cast.CHIEF).get(url("case_disclosures_csv", case))
    assert "'=HYPERLINK(1)" in answer.content.decode() and case.number in answer["Content-Disposition"]
    assert Entry.objects.using("audit").filter(action=Action.EXPORTED, object_id=case.pk).count() == 1


# --- Decisions without consent ----------------------------------------------------------------------------------------


def asked(case: Case, code: str = "OSL 10:18 a", to: str = "Polismyndigheten") -> str:
    return f"{url('case_sharing_decide', case)}?aktor={actor(to).pk}&lagrum={LegalRow.objects.get(code=code).pk}"


def answers(form: Any, **changed: Any) -> dict[str, Any]:
    today = timezone.localdate()
    data = dict.fromkeys(form.asked, "ja") | {
        "id": IDS + "20", "information": "Skolgång", "reason": "Konkret risk.", "starts": today.isoformat(),
        "ends": (today + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    return data | changed


def test_row_then_its_questions_then_reason_and_the_chief_decides(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    first = chief.get(url("case_sharing_decide", case)).content.decode()
    assert "OSL 10:23" in first and "OSL 26:9" in first and "2025:170" not in first
    page = chief.get(asked(case, "OSL 10:23"))
    assert "minst sex månaders fängelse" in page.content.decode()
    for _press in range(2):
        answer = chief.post(asked(case, "OSL 10:23"), answers(page.context["form"]))
        assert answer.url == url("case_disclosures", case)
    one = SharingDecision.objects.get()
    assert one.decided_by == assignment(cast.CHIEF)
    assert "Är lägsta straffet för brottet minst sex månaders fängelse? Ja" in one.tested
    assert sharing.ground_for(case, actor(), timezone.localdate())
    assert "Konkret risk." in chief.get(answer.url).content.decode()


@pytest.mark.parametrize("said", ["nej", "vet_ej", ""])
def test_an_answer_that_is_not_yes_refuses_and_keeps_what_was_typed(sign_in: SignIn, said: str) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    form = chief.get(asked(case)).context["form"]
    page = chief.post(asked(case), answers(form, **{"fraga-0": said}))
    assert page.status_code == 422 and "Konkret risk." in page.content.decode()
    assert not SharingDecision.objects.exists()


@pytest.mark.parametrize(
    ("code", "to", "because"),
    [
        ("OSL 10:18 a", "Jobbtorg Stockholm", "gäller inte Jobbtorg Stockholm"),
        ("OSL 10:24", "Polismyndigheten", "bryter inte socialtjänstens sekretess"),
        ("OSL 26:9", "Polismyndigheten", "gäller inte Polismyndigheten"),
    ],
)
def test_what_is_plainly_not_allowed_is_refused_and_said_why(sign_in: SignIn, code: str, to: str, because: str) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    page = chief.get(asked(case, code, to)).content.decode()
    assert because in page and "fraga-0" not in page
    sent = {"id": IDS + "20", "fraga-0": "ja", "fraga-1": "ja", "information": "x", "reason": "y"}
    assert chief.post(asked(case, code, to), sent).status_code == 409
    assert not SharingDecision.objects.exists()


def test_nobody_who_is_twenty_one_today(sign_in: SignIn) -> None:
    today = timezone.localdate()
    born = date(today.year - 21, today.month, min(today.day, 28))
    case = case_at(birth_date=born.isoformat())
    assert "inte har fyllt 21 år" in sign_in(cast.CHIEF).get(asked(case)).content.decode()


def test_of_somebody_without_a_birth_date_the_age_is_a_question(sign_in: SignIn) -> None:
    case = case_at(birth_date="")
    assert "Har personen inte fyllt 21 år?" in sign_in(cast.CHIEF).get(asked(case)).content.decode()


@pytest.mark.parametrize("query", ["?aktor=x&lagrum=y", "?aktor=&lagrum=", "?lagrum=a%00"])
def test_a_made_up_choice_is_shown_again(sign_in: SignIn, query: str) -> None:
    assert sign_in(cast.CHIEF).get(url("case_sharing_decide", case_at()) + query).status_code in (400, 422)


@pytest.mark.parametrize(("who", "status"), [(cast.HEAD_ADULT, 403), (cast.DIRECTOR, 403), (cast.OTHER_CHIEF, 404)])
def test_only_the_chief_decides_and_ends(sign_in: SignIn, who: str, status: int) -> None:
    case = case_at(Step.SUMMONED)
    one = decision(case)
    assert sign_in(who).get(asked(case)).status_code == status
    assert sign_in(who).post(url("case_sharing_end", case, one.pk)).status_code == status
    one.refresh_from_db()
    assert one.ended_at is None


def test_an_ended_decision_covers_nothing_more(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    one = decision(case)
    assert "gäller inte längre" in chief.post(url("case_sharing_end", case, one.pk), follow=True).content.decode()
    assert "redan avslutat" in chief.post(url("case_sharing_end", case, one.pk), follow=True).content.decode()
    assert not sharing.covered(case, timezone.localdate())
    assert chief.post(url("case_sharing_end", case_at(), one.pk)).status_code == 404


# --- Requests under lag 2025:170 ----------------------------------------------------------------------------------------


def request_data(**changed: Any) -> dict[str, Any]:
    row = LegalRow.objects.get(code="lag 2025:170, 4 §")
    data = {
        "id": IDS + "30", "actor": str(actor().pk), "asker": "Insp. Prov, motringd", "asked": "Telefonnummer",
        "asked_at": moment(hours=1), "row": str(row.pk),
    }  # fmt: skip
    return data | changed


def test_a_request_is_logged_answered_once_and_entered(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    for _press in range(2):
        answer = chief.post(url("case_request_new", case), request_data())
    one = InformationRequest.objects.get()
    assert answer.url == url("case_request_answer", case, one.pk)
    assert "Väntar på svar" in chief.get(url("case_disclosures", case)).content.decode()
    said = {"answer": "lamnat", "fraga-0": "ja", "what": "Ett telefonnummer"}
    assert chief.post(answer.url, said | {"fraga-0": "nej"}).status_code == 422
    assert chief.post(answer.url, said | {"what": ""}).status_code == 422
    for _press in range(2):
        assert chief.post(answer.url, said).status_code == 302
    entered = Disclosure.objects.get()
    assert (entered.request, entered.ground) == (one, "lag 2025:170, 4 §")
    assert chief.get(answer.url).status_code == 200


def test_paragraph_six_does_not_reach_socialtjanstens_secrecy(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    row = LegalRow.objects.get(code="lag 2025:170, 6 §")
    one = information_request(case, row.code)
    page = chief.post(url("case_request_answer", case, one.pk), {"answer": "lamnat", "fraga-0": "ja", "what": "Allt"})
    assert page.status_code == 409 and "bryter inte socialtjänstens sekretess" in page.content.decode()
    assert not Disclosure.objects.exists()
    refused = {"answer": "inte_lamnat", "reason": "Sekretess."}
    assert chief.post(url("case_request_answer", case, one.pk), refused | {"reason": ""}).status_code == 422
    assert chief.post(url("case_request_answer", case, one.pk), refused).status_code == 302
    one.refresh_from_db()
    assert (one.answer, one.reason) == ("inte_lamnat", "Sekretess.")


def test_only_crime_fighting_authorities_ask_with_the_law(sign_in: SignIn) -> None:
    page = sign_in(cast.CHIEF).post(
        url("case_request_new", case_at()), request_data(actor=str(actor("Jobbtorg Stockholm").pk), asked="a\x00")
    )
    assert page.status_code == 422 and {"actor", "asked"} <= set(page.context["form"].errors)


def test_all_requests_have_a_log_of_their_own(sign_in: SignIn) -> None:
    case, log = case_at(), reverse("case_requests")
    chief = sign_in(cast.CHIEF)
    assert "Ingen har begärt uppgifter" in chief.get(log).content.decode()
    one = information_request(case)
    page = chief.get(log).content.decode()
    assert case.number in page and str(one.actor) in page and one.row.code in page and "Väntar på svar" in page
    assert one.asked not in page and one.asker not in page
    refused = {"answer": "inte_lamnat", "reason": "Sekretess."}
    assert chief.post(url("case_request_answer", case, one.pk), refused).status_code == 302
    assert "Väntar på svar" not in chief.get(log).content.decode()
    assert log in chief.get(reverse("cases")).content.decode()
    assert case.number not in sign_in(cast.OTHER_CHIEF).get(log).content.decode()
    assert sign_in(cast.HEAD_ADULT).get(log).status_code == 403
    assert sign_in(cast.COORDINATOR).get(log).status_code == 404


def test_the_log_asks_as_many_queries_for_3_and_60(sign_in: SignIn) -> None:
    case, chief, asked = case_at(), sign_in(cast.CHIEF), []
    for number in (3, 60):
        for _one in range(number):
            information_request(case)
        with CaptureQueriesContext(connection) as queries:
            assert chief.get(reverse("case_requests")).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- The wrong recipient ------------------------------------------------------------------------------------------------


def test_a_wrong_recipient_is_recalled_and_opens_an_incident(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    one = given(case, given_at=timezone.now() - timedelta(hours=5))
    page = url("case_disclosure_recall", case, one.pk)
    note = {"id": IDS + "40", "discovered_at": moment(hours=1), "note": "Bett dem radera."}
    assert chief.post(page, note | {"discovered_at": moment(hours=20)}).status_code == 422
    assert chief.post(page, note | {"note": ""}).status_code == 422
    for _press in range(2):
        assert chief.post(page, note).status_code == 302
    recalled, incident = Recall.objects.get(), Incident.objects.get()
    assert (incident.pk, incident.board, incident.registered_by) == (recalled.pk, case.board, assignment(cast.CHIEF))
    clock = Clock.objects.get(incident=incident)
    assert clock.due_at == recalled.report_by == recalled.discovered_at + timedelta(hours=72)
    assert "Skolgång" not in incident.description and "radera" not in incident.description
    assert "Fel mottagare" in chief.get(url("case_disclosures", case)).content.decode()
    handler = sign_in("loggranskare.skarholmen")
    assert incident.number in handler.get(reverse("incidents")).content.decode()


def test_others_recall_nothing(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    one = given(case)
    for who, status in ((cast.HEAD_ADULT, 403), (cast.DIRECTOR, 403), (cast.OTHER_CHIEF, 404), (cast.NYKOPING, 404)):
        assert sign_in(who).get(url("case_disclosure_recall", case, one.pk)).status_code == status
    assert sign_in(cast.CHIEF).get(url("case_disclosure_recall", case_at(), one.pk)).status_code == 404
