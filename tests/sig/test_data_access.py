"""A request for an extract: received, due, gathered, prolonged, and seen by those who handle it alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig import data_access
from cases.sig.models import CaseNote, DataAccessRequest, DataAccessStep, HeldRecord, Intake
from cases.sig.models.data_access import answer_by
from cases.sig.states import IntakeState, NotAllowed, Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import recusal
from tests.sig import relatives, supported
from tests.sig.extracts import GROUND, NUMBER, arrived, asked, form, masked, person_case, post, read_all, sent, work
from tests.sig.noted import noted
from vbe.audit.models import Action, Entry
from vbe.demo.extracts import load_extracts
from vbe.notices.models import Notice
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
LIST, NEW = reverse("data_access_requests"), reverse("data_access_new")
TODAY = timezone.localdate


def test_the_reception_registers_and_a_worker_gathers(sign_in: SignIn) -> None:
    case = person_case()
    client, data = sign_in(cast.INTAKE), form()
    assert [client.post(NEW, data).status_code for _time in range(2)] == [302, 302]
    found = DataAccessRequest.objects.get()
    assert str(found).startswith(f"SKH-REG-{TODAY().year}-") and found.due_on == answer_by(TODAY())
    assert set(found.matters) == {case.pk, case.intake_id}
    page = client.get(reverse("data_access", args=[found.pk])).content.decode()
    assert "Samlar in det som finns" in page
    work(found)
    found.refresh_from_db()
    assert found.state == DataAccessRequest.State.HANDLING and found.records.exists()
    assert [step.step for step in found.steps.all()] == ["registrerad", "insamlat"]
    assert Entry.objects.using("audit").filter(action=Action.OPENED, object_id=found.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_name || person_number || identity_checked FROM sig_dataaccessrequest")
        assert not {"Prov", NUMBER, "Legitimation"} & set(cursor.fetchone()[0].split())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"person_number": ""}, "person_number"),
        ({"person_number": "12"}, "person_number"),
        ({"person_name": "x" * 201}, "person_name"),
        ({"identity_checked": "a\x00b"}, "identity_checked"),
        ({"asker": "nagon"}, "asker"),
        ({"asker": "foretradare"}, "asker_name"),
        # Of age: nobody is her guardian.
        ({"asker": "vardnadshavare", "asker_name": "Mamma"}, "asker"),
        ({"received_on": (TODAY() + timedelta(days=1)).isoformat()}, "received_on"),
        ({"received_on": "2001-01-01"}, "received_on"),
    ],
)
def test_a_form_that_is_wrong_is_shown_again(sign_in: SignIn, changed: dict[str, str], said: str) -> None:
    answer = sign_in(cast.INTAKE).post(NEW, form(**changed))
    assert answer.status_code == 422 and said in answer.context["form"].errors
    assert not DataAccessRequest.objects.exists()


def test_everything_that_is_held_is_gathered_and_nothing_of_others() -> None:
    case = person_case()
    noted(case.intake)
    supported.everything(case)
    support = relatives.tied(case)
    support.identity.number = "199906022384"
    support.identity.save()
    CaseNote.objects.create(
        case=case, board=case.board, on=TODAY(), text="Vill spela fotboll igen.", at=timezone.now(),
        by=case.chief,
    )  # fmt: skip
    case.start_up.points.filter(point="fakta").update(notes="Skolan ringde i tisdags.")
    other = person_case(person_number="199906022384", birth_date="1999-06-02", description="Om en helt annan.")
    found = asked()
    records = list(found.records.all())
    text = "\n".join(one.text for row in records for one in row.passages)
    for row in records:
        # A mask points to one text.
        assert len({one.name for one in row.passages}) == len(row.passages)
    for words in (
        *("slutat i skolan", "Ingen fara just nu.", "Svarade inte.", "Somaliska", "Vill spela fotboll igen."),
        *("Skolan ringde i tisdags.", "Oro eller bekräftat fall"),
        *(case.measures.get().goal, case.safety_plan.contact, NUMBER),
    ):
        assert words in text, words
    assert "Om en helt annan." not in text and str(other) not in " ".join(row.heading for row in records)
    assert support.needs not in text and support.identity.name not in text
    sections = [row.section for row in records]
    assert set(sections) >= {"mottagning", "arende", "moten", "stod", "mottagare"} - (
        set() if case.disclosures.exists() else {"mottagare"}
    )


def test_what_left_the_search_and_what_came_without_a_number_is_found_too() -> None:
    closed = arrived(state=IntakeState.NO_ACTION, decided_at=timezone.now(), decided_by=assignment(cast.INTAKE))
    Intake.objects.filter(pk=closed.pk).update(number_index="")
    nameless = arrived(person_number="", person_name="prov  provsson", description="Utan nummer.")
    arrived(person_number="", person_name="Prov Annansson")
    arrived(person_number="", birth_date="1991-06-02")
    found = asked()
    assert set(found.matters) == {closed.pk, nameless.pk}
    assert [row.intake_id for row in found.records.filter(unsure=True)] == [nameless.pk]


def test_when_nothing_is_held_it_is_answered_all_the_same(sign_in: SignIn) -> None:
    found, reception = asked(), sign_in(cast.INTAKE)
    assert not found.records.exists() and found.state == DataAccessRequest.State.HANDLING
    assert (
        "Inget finns om personen hos nämnden" in reception.get(reverse("data_access", args=[found.pk])).content.decode()
    )
    assert post(reception, "send", found).status_code == 302
    assert post(sign_in(cast.CHIEF), "release", found).status_code == 302


def test_another_boards_matters_are_not_gathered() -> None:
    person_case(who="jarva")
    assert not asked().records.exists()


@pytest.mark.parametrize("who", cast.OUTSIDERS)
def test_nobody_outside_finds_it(sign_in: SignIn, who: str) -> None:
    found = asked()
    client = sign_in(who)
    address = reverse("data_access", args=[found.pk])
    assert client.get(address).status_code == (403 if who == cast.CASEWORKER else 404)
    assert str(found) not in client.get(LIST).content.decode()


def test_whoever_is_recused_from_what_it_is_about_is_kept_out(sign_in: SignIn) -> None:
    case = person_case()
    found = asked()
    recusal(case, cast.INTAKE)
    reception = sign_in(cast.INTAKE)
    assert reception.get(reverse("data_access", args=[found.pk])).status_code == 404
    assert str(found) not in reception.get(LIST).content.decode()
    answer = reception.post(NEW, form(person_name="Någon"))
    assert answer.status_code == 409 and "Du är jävig" in answer.content.decode() and "Någon" in answer.content.decode()
    with as_application(assignment(cast.INTAKE)):
        assert not HeldRecord.objects.exists() and not DataAccessStep.objects.exists()
    assert sign_in(cast.CHIEF).get(reverse("data_access", args=[found.pk])).status_code == 200


@pytest.mark.parametrize(
    ("received", "first", "with_one", "with_two"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 11, 21), date(2026, 12, 21), date(2027, 1, 21), date(2027, 2, 21)),
    ],
)
def test_the_answer_is_due_in_a_month_and_at_most_three(
    received: date, first: date, with_one: date, with_two: date
) -> None:
    by, now = assignment(cast.INTAKE), timezone.now()
    for months, due in ((1, with_one), (2, with_two)):
        found = asked(received_on=received)
        assert found.due_on == first
        data_access.prolong(found, months, told_on=first, reason="Många mål.", by=by, now=now)
        assert found.due_on == due and found.steps.get(step="forlangd").text == "Många mål."
        with pytest.raises(NotAllowed, match="redan förlängd"):
            data_access.prolong(found, 1, told_on=first, reason="Igen.", by=by, now=now)
    late = asked(received_on=received)
    with pytest.raises(NotAllowed, match="Den tiden har gått"):
        data_access.prolong(late, 1, told_on=first + timedelta(days=1), reason="Sent.", by=by, now=now)
    with pytest.raises(NotAllowed, match="en eller två"):
        data_access.prolong(late, 3, told_on=first, reason="Länge.", by=by, now=now)


def test_prolonging_asks_when_the_person_was_told(sign_in: SignIn) -> None:
    found, client = asked(), sign_in(cast.INTAKE)
    words = {"forlang-months": "2", "forlang-reason": "Det är mycket att gå igenom."}
    answer = post(client, "prolong", found, **words)
    assert answer.status_code == 422 and "Det är mycket att gå igenom." in answer.content.decode()
    told = {"forlang-told_on": TODAY().isoformat()}
    assert post(client, "prolong", found, **words, **told).status_code == 302
    answer = post(client, "prolong", found, **words, **told)
    assert answer.status_code == 409 and "redan förlängd" in answer.content.decode()


def test_each_step_has_its_time(sign_in: SignIn) -> None:
    case = person_case(Step.CHIEF_TOLD)
    found = asked(gathered=False)
    reception, chief = sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    delivered = {"overlamna-way": "personligen", "overlamna-on": TODAY().isoformat()}
    refused = [
        post(reception, "send", found),
        post(chief, "release", found),
        post(chief, "return", found, **{"tillbaka-reason": "Fel."}),
        post(reception, "deliver", found, **delivered),
        post(reception, "gather", found),
    ]
    assert [answer.status_code for answer in refused] == [409] * 5
    work(found)
    # Nothing is sent while something is unread.
    answer = post(reception, "send", found)
    assert answer.status_code == 409 and "inte läst" in answer.content.decode()
    sent(reception, found)
    held = found.records.first()
    assert post(reception, "mask", found, held.pk, words="skolan", ground=GROUND).status_code == 409
    assert post(reception, "send", found).status_code == 409
    assert case.pk in found.matters


def test_it_is_sent_back_with_a_reason(sign_in: SignIn) -> None:
    person_case(Step.CHIEF_TOLD)
    found, reception, chief = asked(), sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    sent(reception, found)
    assert Notice.objects.filter(recipient=assignment(cast.CHIEF), text__contains="väntar på granskning").exists()
    assert post(chief, "return", found).status_code == 422
    assert post(chief, "return", found, **{"tillbaka-reason": "Maska modern också."}).status_code == 302
    assert Notice.objects.filter(recipient=assignment(cast.INTAKE), text__contains="tillbaka").exists()
    assert "Maska modern också." in reception.get(reverse("data_access", args=[found.pk])).content.decode()
    found.refresh_from_db()
    assert found.state == DataAccessRequest.State.HANDLING


def test_what_has_come_since_is_seen_and_gathered_with_the_masks_kept(sign_in: SignIn) -> None:
    case = person_case(Step.CHIEF_TOLD)
    found, reception = asked(), sign_in(cast.INTAKE)
    masked(reception, found)
    address = reverse("data_access", args=[found.pk])
    assert "Nytt sedan insamlingen" not in reception.get(address).content.decode()
    arrived(description="Ringde igen.")
    CaseNote.objects.create(
        case=case, board=case.board, on=TODAY(), text="Somaliska.", at=timezone.now(), by=case.chief
    )
    assert "2 uppgifter har tillkommit" in reception.get(address).content.decode()
    assert [post(reception, "gather", found).status_code for _time in range(2)] == [302, 409]
    work(found)
    again = found.records.get(intake=case.intake)
    assert again.masks and again.is_reviewed
    # The case has a new note, and is read again.
    assert set(found.records.unread().values_list("section", flat=True)) == {"mottagning", "arende"}
    assert "Nytt sedan insamlingen" not in reception.get(address).content.decode()


def test_a_request_that_is_taken_back_leaves_nothing_gathered(sign_in: SignIn) -> None:
    person_case(Step.CHIEF_TOLD)
    found, reception = asked(), sign_in(cast.INTAKE)
    assert post(reception, "withdraw", found, **{"aterkalla-reason": "Ringde och ångrade sig."}).status_code == 302
    found.refresh_from_db()
    assert found.state == DataAccessRequest.State.WITHDRAWN and not found.records.exists()


def test_the_database_keeps_what_is_gathered_and_done(sign_in: SignIn) -> None:
    person_case(Step.CHIEF_TOLD)
    asked()
    for change in (
        "UPDATE sig_heldrecord SET content = ''",
        "UPDATE sig_dataaccessstep SET step = 'utlamnat'",
        "DELETE FROM sig_dataaccessstep",
        "DELETE FROM sig_dataaccessrequest",
        "UPDATE sig_dataaccessrequest SET person_name = ''",
    ):
        with as_application(assignment(cast.CHIEF)), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(change)
    with as_application(assignment(cast.INTAKE)), connection.cursor() as cursor:
        cursor.execute("DELETE FROM sig_heldrecord")
        assert cursor.rowcount == 0
    for who in (cast.COORDINATOR, cast.OTHER_CHIEF, cast.HEAD_ADULT):
        with as_application(assignment(who)):
            assert not DataAccessRequest.objects.exists() and not HeldRecord.objects.exists()


def test_the_list_asks_as_little_of_many_as_of_few(sign_in: SignIn) -> None:
    client = sign_in(cast.INTAKE)
    assert "Inga begäranden än" in client.get(LIST).content.decode()
    many = [
        DataAccessRequest(
            pk=new_id(), number=f"SKH-REG-2020-{n:03d}", board=assignment(cast.INTAKE).board, asker="personen",
            identity_checked="x", person_name="Prov", person_number=NUMBER, received_on=TODAY(), due_on=TODAY(),
            registered_by=assignment(cast.INTAKE), registered_at=timezone.now(), state="overlamnat",
        )
        for n in range(300)
    ]  # fmt: skip
    DataAccessRequest.objects.bulk_create(many[:3])
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        page = client.get(LIST).content.decode()
    assert "Prov" not in page and NUMBER not in page
    DataAccessRequest.objects.bulk_create(many[3:])
    with CaptureQueriesContext(connection) as all_of_them:
        client.get(LIST)
    assert len(few) == len(all_of_them) <= 16


def test_it_stands_on_the_start_page_and_is_reminded_of_once(sign_in: SignIn) -> None:
    person_case(Step.CHIEF_TOLD)
    found = asked()
    reception, chief = sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    assert f"{found} · Maska registerutdraget" in reception.get("/").content.decode()
    assert str(found) not in chief.get("/").content.decode()
    sent(reception, found)
    assert f"{found} · Granska registerutdraget" in chief.get("/").content.decode()
    now = timezone.now()
    assert data_access.remind(now) == 0
    later = now + timedelta(days=27)
    assert (data_access.remind(later), data_access.remind(later)) == (1, 0)
    told = Notice.objects.filter(text__contains="svaret ska lämnas senast")
    assert {one.recipient for one in told} == {assignment(cast.INTAKE), assignment(cast.CHIEF)}
    assert not any("Prov" in one.text for one in told)


def test_an_unread_part_is_shown_with_the_persons_own_name_left_as_it_is(sign_in: SignIn) -> None:
    person_case(Step.CHIEF_TOLD, description="Prov Provsson talade med Fatima Granström på torget.")
    found, reception = asked(), sign_in(cast.INTAKE)
    held = found.records.get(section="mottagning")
    page = reception.get(reverse("data_access_mask", args=[found.pk, held.pk]))
    marks = {one.words: one.masked.value() for part in page.context["form"].parts() for one in part.suggestions}
    assert marks == {"Fatima Granström": True}
    answer = post(reception, "mask", found, held.pk, **{"mask-0": "on"})
    assert answer.status_code == 422 and "Välj på vilken grund" in answer.content.decode()
    answer = post(reception, "mask", found, held.pk, words="Obefintlig", ground=GROUND)
    assert answer.status_code == 422 and "Obefintlig" in answer.content.decode()
    assert post(reception, "mask", found, new_id()).status_code == 404
    read_all(reception, found)


def test_the_demonstration_has_one_to_mask_and_one_where_nothing_is_held() -> None:
    person_case(Step.CHIEF_TOLD)
    load_extracts(timezone.now())
    waiting = DataAccessRequest.objects.in_list_order()
    assert [(one.state, one.records.exists()) for one in waiting] == [("handlaggs", True), ("handlaggs", False)]
