"""One entry for each thing a request did: by whom, in which role, through what; and nobody writes in another's name."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from cases.sig import standing_in
from cases.sig.models import Case, StandIn
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import ConcernFactory, IntakeFactory, case_at
from vbe.access.context import acting_as_task
from vbe.access.middleware import AccessMiddleware
from vbe.audit.log import MASK, masked, record, record_by_task
from vbe.audit.models import Action, Entry, Through
from vbe.demo.organisation import load_organisation
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def opened(client: ApplicationClient, case: Case) -> Entry:
    assert client.get(reverse("case", args=[case.number])).status_code == 200
    return Entry.objects.get(action=Action.OPENED)


def test_an_entry_says_who_in_which_role_through_what_and_when(one_connection: None, sign_in: SignIn) -> None:
    case, head = case_at(Step.SUMMONED), assignment(cast.HEAD_ADULT)
    entry = opened(sign_in(cast.HEAD_ADULT), case)
    assert (entry.user_id, entry.assignment_id, entry.role) == (head.user_id, head.pk, head.title)
    assert (entry.kind, entry.object_id, entry.record_id) == ("sig.case", case.pk, case.pk)
    assert (entry.board_id, entry.path_name, entry.through) == (case.board_id, "case", Through.PARTICIPATION)
    assert len(entry.session) == 16 and entry.position > 0 and entry.at


def test_the_chief_reads_through_her_assignment(one_connection: None, sign_in: SignIn) -> None:
    # The mottagning sees the case, and takes no part in it.
    assert opened(sign_in(cast.INTAKE), case_at()).through == Through.ASSIGNMENT


def test_who_is_called_in_and_who_opened_in_an_emergency_are_told_apart(one_connection: None, sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD)
    deputy = assignment(cast.DEPUTY, "avdelningschef")
    standing_in.call_in(case, deputy, StandIn.Ground.SILENT, timezone.now())
    assert opened(sign_in(cast.DEPUTY, "avdelningschef"), case).through == Through.STAND_IN
    client = sign_in(cast.CASEWORKER)
    asked = {"term": case.number, "reason": "Akut oro i natt, ingen annan är i tjänst.", "understood": "on"}
    client.post(reverse("emergency"), asked)
    client.get(reverse("case", args=[case.number]))
    read = Entry.objects.filter(user_id=assignment(cast.CASEWORKER).user_id).order_by("position")
    assert [(entry.action, entry.through) for entry in read] == [
        (Action.EMERGENCY, Through.EMERGENCY),
        (Action.OPENED, Through.EMERGENCY),
    ]


def test_a_task_writes_as_itself_and_nobody_as_a_task() -> None:
    case = case_at()
    with as_application(), pytest.raises(DatabaseError), transaction.atomic():
        record_by_task(Action.CALLED_IN, case)
    with as_application(), pytest.raises(DatabaseError), acting_as_task("deputies"):
        Entry(action=Action.OPENED, path_name="task:seal").save(force_insert=True)
    with as_application(), acting_as_task("deputies"):
        record_by_task(Action.CALLED_IN, case)
    with as_application(assignment(cast.CHIEF)), pytest.raises(DatabaseError), transaction.atomic():
        record_by_task(Action.CALLED_IN, case)
    assert [entry.path_name for entry in Entry.objects.all()] == ["task:deputies"]


def test_what_a_task_undid_it_did_not_do() -> None:
    case = case_at()
    with acting_as_task("deputies"):
        record_by_task(Action.CALLED_IN, case)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_a_meeting_belongs_to_its_case(one_connection: None, sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    sign_in(cast.CHIEF).get(reverse("case_minutes", args=[case.number]))
    entry = Entry.objects.get(action=Action.OPENED)
    assert (entry.kind, entry.object_id, entry.record_id) == ("sig.meeting", case.start_up.pk, case.pk)


def test_entries_of_one_sign_in_have_the_same_mark_and_it_is_not_the_key(one_connection: None, sign_in: SignIn) -> None:
    case, first, second = case_at(), sign_in(cast.CHIEF), sign_in(cast.CHIEF)
    for client in (first, first, second):
        client.get(reverse("case", args=[case.number]))
    marks = list(Entry.objects.order_by("position").values_list("session", flat=True))
    assert marks[0] == marks[1] != marks[2]
    assert marks[0] not in str(first.session.session_key)


# --- Exactly once ---------------------------------------------------------------------------------------------------


def answer(view: Any, method: str = "get") -> HttpResponse:
    from importlib import import_module

    from django.conf import settings

    request = getattr(RequestFactory(), method)("/")
    request.user = assignment(cast.CHIEF).user
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.resolver_match = None
    return AccessMiddleware(view)(request)


def test_the_same_thing_is_logged_once_in_a_request() -> None:
    case, other = case_at(), case_at()

    def view(request: Any) -> HttpResponse:
        for about in (case, case, other):
            record(request, Action.OPENED, about)
        return HttpResponse()

    answer(view)
    answer(view)
    assert Entry.objects.using("audit").filter(object_id=case.pk).count() == 2
    assert Entry.objects.using("audit").filter(object_id=other.pk).count() == 2


def test_head_is_logged_as_get(sign_in: SignIn) -> None:
    case = case_at()
    assert sign_in(cast.CHIEF).head(reverse("case", args=[case.number])).status_code == 200
    assert Entry.objects.using("audit").filter(action=Action.OPENED, object_id=case.pk).count() == 1


def test_a_redirect_logs_the_search_and_then_the_opening(sign_in: SignIn) -> None:
    case = case_at()
    sign_in(cast.CHIEF).post(reverse("case_search"), {"term": case.number}, follow=True)
    entries = Entry.objects.using("audit").order_by("position").values_list("action", "object_id")
    assert list(entries) == [(Action.SEARCHED, case.pk), (Action.OPENED, case.pk)]


@pytest.mark.parametrize("name", ["cases", "intakes"])
def test_a_list_that_asks_for_news_is_logged_only_when_it_gets_some(sign_in: SignIn, name: str) -> None:
    case_at()
    client = sign_in(cast.CHIEF)
    poll = client.get(reverse(name)).context["poll_url"]
    listed = Entry.objects.using("audit").filter(action=Action.LISTED)
    assert client.get(poll, headers={"HX-Request": "true"}).status_code == 204
    assert listed.count() == 1
    case_at()
    IntakeFactory()
    assert client.get(poll, headers={"HX-Request": "true"}).status_code == 200
    assert listed.count() == 2
    # Saying that one is htmx does not hide what was shown.
    assert client.get(reverse(name), headers={"HX-Request": "true"}).status_code == 200
    assert listed.count() == 3


# --- Refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [(cast.COORDINATOR, 404), (cast.NYKOPING, 404), (cast.OTHER_CHIEF, 404)])
def test_a_refusal_stands_in_the_log_of_what_was_asked_for(
    one_connection: None, sign_in: SignIn, who: str, status: int
) -> None:
    case = case_at()
    assert sign_in(who).get(reverse("case", args=[case.number])).status_code == status
    entry = Entry.objects.get(action=Action.REFUSED)
    assert (entry.record_id, entry.board_id, entry.kind) == (case.pk, case.board_id, "sig.case")
    assert (entry.user_id, entry.reason, entry.through) == (assignment(who).user_id, str(status), "")


def test_a_part_that_is_forbidden(one_connection: None, sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    assert sign_in(cast.DIRECTOR).get(reverse("case_minutes", args=[case.number])).status_code == 403
    assert Entry.objects.get().record_id == case.pk


def test_an_intake_and_a_report_that_are_not_ones_own(one_connection: None, sign_in: SignIn) -> None:
    intake, concern, client = IntakeFactory(), ConcernFactory(), sign_in(cast.OTHER_COORDINATOR)
    client.get(reverse("intake", args=[intake.pk]))
    client.get(reverse("concern", args=[concern.number]))
    assert list(Entry.objects.order_by("position").values_list("record_id", flat=True)) == [intake.pk, concern.pk]


@pytest.mark.parametrize("name", ["case", "intake"])
def test_what_does_not_exist_is_no_record(one_connection: None, sign_in: SignIn, name: str) -> None:
    asked = "SKH-2020-999" if name == "case" else uuid4()
    assert sign_in(cast.CHIEF).get(reverse(name, args=[asked])).status_code == 404
    entry = Entry.objects.get(action=Action.REFUSED)
    assert (entry.record_id, entry.path_name) == (None, name)


def test_a_form_opened_in_another_assignment(one_connection: None, sign_in: SignIn) -> None:
    case = case_at()
    url = reverse("case_acknowledge", args=[case.number])
    assert sign_in(cast.CHIEF).post(url, {"_uppdrag": str(uuid4())}).status_code == 409
    entry = Entry.objects.get(action=Action.REFUSED)
    assert (entry.reason, entry.record_id) == ("uppdrag", case.pk)


def test_a_forged_form(one_connection: None) -> None:
    client = ApplicationClient(enforce_csrf_checks=True)
    client.force_login(assignment(cast.CHIEF).user)
    assert client.post(reverse("case_search"), {"term": "x"}).status_code == 403
    assert Entry.objects.get(action=Action.REFUSED).reason == "csrf"


def test_forged_forms_from_nobody_cannot_fill_the_log() -> None:
    client = ApplicationClient(enforce_csrf_checks=True)
    for _turn in range(40):
        assert client.post(reverse("case_search"), REMOTE_ADDR="192.0.2.77").status_code in (302, 403)
    assert Entry.objects.using("audit").filter(action=Action.REFUSED).count() == 30


# --- Never sensitive ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["199006022397", "19900602-2397", "900602-2397", "900602+2397", "1990 06 02 2397", "19 90.06.02-23 97"]
)
def test_a_personal_number_among_the_words_is_masked(number: str) -> None:
    assert masked(f"gäller {number} i går") == f"gäller {MASK} i går"


def test_a_case_number_is_not_masked() -> None:
    assert masked("SKH-2026-014 och 2026-231") == "SKH-2026-014 och 2026-231"


def test_a_search_by_person_is_kept_as_a_fingerprint_with_the_case_that_was_found(sign_in: SignIn) -> None:
    case = case_at(person_number="199006022397")
    sign_in(cast.CHIEF).post(reverse("case_search"), {"term": "19900602-2397"})
    entry = Entry.objects.using("audit").get(action=Action.SEARCHED)
    assert entry.object_id == case.pk
    assert (
        entry.terms.startswith("personnummer med avtryck ") and "1990" not in entry.terms and "2397" not in entry.terms
    )


def test_what_else_was_typed_in_the_search_for_cases_is_not_kept(sign_in: SignIn) -> None:
    sign_in(cast.CHIEF).post(reverse("case_search"), {"term": "Anna Andersson"})
    assert "Anna" not in Entry.objects.using("audit").get(action=Action.SEARCHED).terms


# --- The database's own say -----------------------------------------------------------------------------------------

FORGED = "INSERT INTO audit_entry (id, action, kind, reason, user_id) VALUES (%s, 'oppnade', '', '', %s)"


def insert(sql: str, *params: Any, who: str = cast.CHIEF) -> None:
    with as_application(assignment(who)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_nobody_writes_in_anothers_name() -> None:
    insert(FORGED, new_id(), assignment(cast.CHIEF).user_id)
    with pytest.raises(DatabaseError, match="row-level security"):
        insert(FORGED, new_id(), assignment(cast.COORDINATOR).user_id)


@pytest.mark.parametrize("column", ["at", "position"])
def test_the_time_and_the_number_are_not_the_applications_to_give(column: str) -> None:
    value = "now() - interval '1 day'" if column == "at" else "1"
    with pytest.raises(DatabaseError, match="permission denied"):
        insert(
            f"INSERT INTO audit_entry (id, action, kind, reason, {column}) VALUES (%s, 'oppnade', '', '', {value})",
            new_id(),
        )


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal", "audit_verification"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET {} = {}", "DELETE FROM {} WHERE {} IS NOT NULL", "TRUNCATE {}"])
def test_nothing_is_changed_or_removed(table: str, sql: str) -> None:
    column = "number" if table == "audit_seal" else "id"
    with pytest.raises(DatabaseError, match="permission denied"):
        insert(sql.format(table, column, column))


def test_only_the_sealer_seals() -> None:
    with pytest.raises(DatabaseError, match="row-level security"):
        insert(
            "INSERT INTO audit_seal (number, first, last, count, form, digests, previous, hash, sealed_at)"
            " VALUES (1, 1, 1, 1, 1, '', '', 'x', now())"
        )


# --- Kept though the request fails ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, databases=["default", "audit"])
def test_an_entry_is_kept_when_the_view_fails_and_its_writes_are_taken_back() -> None:
    load_organisation(password=cast.PASSWORD)
    series = new_id()

    def view(request: Any) -> HttpResponse:
        record(request, Action.OPENED, assignment(cast.CHIEF))
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO access_counter (name, last) VALUES (%s, 1)", [str(series)])
        raise RuntimeError("the page could not be drawn")

    with pytest.raises(RuntimeError):
        answer(view, "post")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_counter WHERE name = %s", [str(series)])
        assert cursor.fetchone() == (0,)
    with connections["audit"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE object_id = %s", [assignment(cast.CHIEF).pk])
        assert cursor.fetchone() == (1,)


def test_without_a_row_in_the_log_there_is_no_page(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_at(person_name="Prov Provsson")

    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("the log does not answer")

    monkeypatch.setattr("vbe.audit.log._write", broken)
    client = sign_in(cast.CHIEF)
    client.raise_request_exception = False
    response = client.get(reverse("case", args=[case.number]))
    assert response.status_code == 500 and case.number not in response.content.decode()


def test_a_change_is_logged_when_it_is_committed(sign_in: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    case = case_at()
    url = reverse("case_acknowledge", args=[case.number])
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        assert sign_in(cast.CHIEF).post(url).status_code == 302
    assert not Entry.objects.using("audit").filter(action=Action.WROTE).exists()
    for callback in callbacks:
        callback()
    entry = Entry.objects.using("audit").get(action=Action.WROTE)
    assert (entry.object_id, entry.path_name) == (case.pk, "case_acknowledge")
