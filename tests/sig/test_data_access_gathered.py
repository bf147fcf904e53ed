"""What an extract gathers: answers to a summons by function, earlier requests, and every table or a reason why not."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Event

from cases.sig import answering, data_access_work
from cases.sig import relatives as domain
from cases.sig.held import LEFT_OUT
from cases.sig.models import Case, Feedback, FeedbackReason
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import answered_by_link, case_at, follow_case, recusal, shared
from tests.sig import extracts, relatives, supported
from tests.sig.extracts import NUMBER, asked, person_case
from tests.sig.noted import noted
from tests.sig.sealed import sealed_part
from vbe.access.templatetags.dates import swedate
from vbe.audit.models import Action, Entry
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TODAY = timezone.localdate


def answered_by_phone(case: Case) -> None:
    """The head of the adult unit has said on the phone that she cannot come."""
    seat = case.start_up.seats.select_related("meeting__case", "holder").get(function="Enhetschef SIG 19–29")
    answering.note_by_phone(
        seat, answer="nej", deputy="", for_time=seat.meeting.starts_at, by=case.chief, now=timezone.now()
    )


def test_who_was_called_and_what_was_answered_is_gathered_by_function(sign_in: SignIn) -> None:
    case = person_case(Step.SUMMONED)
    answered_by_link(case)
    answered_by_phone(case)
    waived = {"function": "Skola", "required": False, "waived_reason": "Går inte i skolan.", "position": 91}
    case.start_up.seats.create(board=case.board, **waived)
    case.start_up.seats.create(board=case.board, function="Jobbtorg", required=False, position=92)
    found = asked()
    held = [one for row in found.records.filter(section="moten") for one in row.passages]
    words = "\n".join(f"{one.label}\n{one.text}" for one in held)
    day = swedate(TODAY())
    for said in (
        "Inte kallad till mötet\nFunktion: Skola\nVarför funktionen inte kallas: Går inte i skolan.",
        f"Kallad till mötet\nFunktion: Polis\nSvar på kallelse {day}: Någon annan kommer i mitt ställe\nErsättare: Vikarien",
        f"Funktion: Enhetschef SIG 19–29\nSvar per telefon {day}: Nej, jag kan inte komma",
    ):
        assert said in words, words
    head = assignment(cast.HEAD_ADULT).user
    # The functions, and nobody's address, account or name.
    for secret in ("kontakt@polisen.example", str(head.pk), head.name, head.email, "Jobbtorg"):
        assert secret not in words, secret


def test_an_answer_that_comes_later_is_seen(sign_in: SignIn) -> None:
    case = person_case(Step.SUMMONED)
    found = asked()
    with as_application(assignment(cast.INTAKE)):
        assert found.added() == 0
    answered_by_phone(case)
    with as_application(assignment(cast.INTAKE)):
        assert found.added() == 1


def test_an_earlier_request_about_the_person_is_held_too(sign_in: SignIn) -> None:
    first = asked(asker="foretradare", asker_name="God Man", identity_checked="Registerutdrag från överförmyndaren.")
    extracts.of_somebody()
    found = asked()
    [held] = found.records.all()
    said = "\n".join(one.text for one in held.passages)
    assert first.number in held.heading and {one.board_id for one in found.records.all()} == {first.board_id}
    assert "God Man" in said and "överförmyndaren" in said and "Begäran registrerad" in said
    # One does not hold itself.
    assert found.number not in held.heading + said and not first.records.exists()


def test_support_as_a_relative_is_in_the_own_extract_and_no_case_with_it(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD)
    support = relatives.tied(case)
    found, reception, chief = asked(), sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    assert found.matters == [support.pk]
    [held] = found.records.all()
    said = held.heading + "".join(one.text for one in held.passages)
    for words in (support.number, support.needs, "Anhörig Andersson", "Vi har talats vid.", "Sova bättre", "Skolan"):
        assert words in said, words
    assert case.number not in said
    domain.note(support, pk=new_id(), text="Ringde.", by=assignment(cast.CASEWORKER), now=timezone.now())
    with as_application(assignment(cast.INTAKE)):
        assert found.added() == 1
    extracts.sent(reception, found)
    assert extracts.post(chief, "release", found).status_code == 302
    exported = Entry.objects.using("audit").filter(action=Action.EXPORTED).values_list("object_id", flat=True)
    assert set(exported) == {found.pk, support.pk}
    recusal(support, cast.INTAKE)
    assert reception.get(reverse("data_access", args=[found.pk])).status_code == 404


def test_every_table_of_the_room_is_gathered_or_left_out_for_a_reason() -> None:
    case = person_case()
    answered_by_link(case)
    noted(case.intake)
    supported.everything(case)
    follow_case(case)
    shared(case)
    support = relatives.whole()
    sealed = sealed_part(person_number=NUMBER)
    told = Feedback.objects.create(part=sealed, board=case.board, answer="inleds", given_at=timezone.now())
    FeedbackReason.objects.create(feedback=told, board=case.board, given_by=assignment(cast.INTAKE), text="Ett skäl.")
    asked(gathered=False)
    found = asked(gathered=False)
    waiting = found.works.get()
    # As the worker meets the database: what its policies hide is not gathered.
    with as_application(), CaptureQueriesContext(connection) as queries:
        assert data_access_work.do(waiting.pk)
    read = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(sig_\w+)"', query["sql"])}
    rows = [model for model in apps.get_app_config("sig").get_models() if not issubclass(model, Event)]
    assert {model._meta.label_lower for model in rows if model._meta.db_table not in read} <= set(LEFT_OUT)
    assert set(LEFT_OUT) <= {model._meta.label_lower for model in rows} and all(LEFT_OUT.values())
    said = "\n".join(one.text for row in found.records.all() for one in row.passages)
    for words in (
        *(
            support.needs,
            "Vikarien",
            "Ingen fara just nu.",
            "Vill börja träna igen.",
            "Ett skäl.",
            "Provskolan",
            NUMBER,
        ),
        *("Har flyttat.", "Kommunpolisen", "Bett dem radera.", "Inspektör", "Uppgift om konkret risk"),
        *(case.measures.get().goal, case.safety_plan.contact, "Planering av stöd", "Svarade inte."),
    ):
        assert words in said, words
