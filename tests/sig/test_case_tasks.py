"""Tasks: each decision of adjusted minutes is its owner's, and between meetings one is added; done, undone, reminded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig import case_tasks
from cases.sig.models import Case, CaseTask
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import adjusted, case_at, emergency, meeting, recusal, task
from tests.sig.test_todo import asked
from vbe.notices.models import Mail, Notice
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def case(db: None) -> Case:
    return case_at(Step.DECIDED)


def url(case: Case, name: str = "case_tasks", *more: Any) -> str:
    return reverse(name, args=[case.number, *more])


def filled(**changed: Any) -> dict[str, Any]:
    due = timezone.localdate() + timedelta(days=3)
    data = {"id": str(new_id()), "what": "Ring skolan", "responsible": "Kurator", "due_on": due.isoformat()}
    return data | changed


def test_each_decision_of_adjusted_minutes_becomes_its_owners_task(case: Case) -> None:
    head = assignment(cast.HEAD_ADULT)
    held = meeting(case)
    before = case.tasks.count()
    adjusted(held, by=case.chief, now=timezone.now(), next_on=None, responsible=case_tasks.named(head))
    tasks = CaseTask.objects.filter(point__meeting=held)
    assert (before, tasks.count()) == (5, 5)
    assert {one.owner for one in tasks} == {head}
    # A function that nobody takes part as is named, and owned by nobody.
    assert {one.owner for one in case.tasks.exclude(point__meeting=held)} == {None}


def test_a_task_is_added_between_meetings_once(sign_in: SignIn, case: Case) -> None:
    head, data = sign_in(cast.HEAD_ADULT), filled(responsible=case_tasks.named(assignment(cast.HEAD_ADULT)))
    CaseTask.objects.all().delete()
    assert [head.post(url(case), data).status_code for _time in range(2)] == [302, 302]
    added = CaseTask.objects.get()
    assert (added.what, added.owner, added.made_by) == ("Ring skolan", *[assignment(cast.HEAD_ADULT)] * 2)
    assert "Ring skolan" in sign_in(cast.CHIEF).get(url(case)).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM sig_casetask")
        assert "Ring" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"what": ""},
        {"what": "x" * 1001},
        {"what": "a\x00"},
        {"responsible": ""},
        {"responsible": "x" * 121},
        {"due_on": "2020-01-01"},
        {"due_on": "2200-01-01"},
        {"due_on": "snart"},
        {"id": "x"},
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, case: Case, changed: dict[str, str]) -> None:
    before = CaseTask.objects.count()
    page = sign_in(cast.CHIEF).post(url(case), filled(**changed))
    assert page.status_code == 422 and CaseTask.objects.count() == before


def test_done_and_not_done_after_all(sign_in: SignIn, case: Case) -> None:
    one, head = task(case), sign_in(cast.HEAD_ADULT)
    assert head.post(url(case, "case_task_done", one.pk)).status_code == 302
    one.refresh_from_db()
    assert one.done_by == assignment(cast.HEAD_ADULT)
    assert "redan klar" in head.post(url(case, "case_task_done", one.pk), follow=True).content.decode()
    assert head.post(url(case, "case_task_reopen", one.pk)).status_code == 302
    one.refresh_from_db()
    assert (one.done_at, one.done_by) == (None, None) and one.history.count() == 2
    assert "redan att göra" in head.post(url(case, "case_task_reopen", one.pk), follow=True).content.decode()


def test_the_list_is_narrowed(sign_in: SignIn, case: Case) -> None:
    mine, late = task(case, what="Min uppgift"), task(case, cast.CHIEF, days=-1, what="Försenad uppgift")
    done = task(case, what="Klar uppgift", done_at=timezone.now(), done_by=case.chief)
    head = sign_in(cast.HEAD_ADULT)
    for shown, wanted in {"mina": mine, "forsenade": late, "klara": done}.items():
        assert list(head.get(url(case), {"visa": shown}).context["page"]) == [wanted]
    assert done not in head.get(url(case), {"visa": "annat"}).context["page"].object_list


def test_a_closed_case_takes_no_tasks(sign_in: SignIn, case: Case) -> None:
    one, chief = task(case), sign_in(cast.CHIEF)
    Case.objects.filter(pk=case.pk).update(step=Step.CLOSED)
    for answer in (chief.post(url(case), filled()), chief.post(url(case, "case_task_done", one.pk))):
        assert answer.status_code == 409 and "Ärendet är avslutat" in answer.content.decode()


def test_outsiders_and_those_who_only_read(sign_in: SignIn, case: Case) -> None:
    one, other = task(case), case_at(Step.CHIEF_TOLD)
    emergency(case)
    for who, status in {cast.COORDINATOR: 404, cast.OTHER_CHIEF: 404, cast.DIRECTOR: 403, cast.CASEWORKER: 403}.items():
        client = sign_in(who)
        assert client.post(url(case), filled()).status_code == status
        assert client.post(url(case, "case_task_done", one.pk)).status_code == status
    # A task of another case is not found in this one.
    assert sign_in(cast.CHIEF).post(url(other, "case_task_done", one.pk)).status_code == 404


def test_the_database_keeps_what_was_given(case: Case) -> None:
    task(case)
    emergency(case)
    with as_application(assignment(cast.CHIEF)), connection.cursor() as cursor:  # noqa: SIM117
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("UPDATE sig_casetask SET due_on = due_on + 30")
    for who, seen in {cast.CASEWORKER: True, cast.DIRECTOR: False, cast.OTHER_CHIEF: False}.items():
        with as_application(assignment(who)):
            assert CaseTask.objects.exists() is seen
            assert CaseTask.objects.update(reminded_at=timezone.now()) == 0
    recusal(case, cast.HEAD_ADULT)
    with as_application(assignment(cast.HEAD_ADULT)):
        assert not CaseTask.objects.exists()


def test_ones_own_tasks_are_on_the_to_do_list_without_what_they_say(case: Case) -> None:
    task(case, days=2)
    task(case, cast.CHIEF)
    rows, _figures = asked(cast.HEAD_ADULT)
    assert [row.title for row in rows] == [f"{case.number} · Uppgift"]
    assert "skolan" not in rows[0].detail and rows[0].url.endswith("/uppgifter/?visa=mina")


def test_the_owner_is_reminded_once_on_the_last_day(case: Case) -> None:
    Notice.objects.all().delete()
    Mail.objects.all().delete()
    CaseTask.objects.all().delete()
    task(case, days=0)
    task(case, days=1)
    task(case, days=0, done_at=timezone.now(), done_by=case.chief)
    nobodys = task(case, days=-1, owner=None, responsible="Kurator")
    with as_application():
        assert [case_tasks.remind(timezone.now()) for _time in range(2)] == [2, 0]
    told = {notice.recipient: notice for notice in Notice.objects.all()}
    assert set(told) == {assignment(cast.HEAD_ADULT), nobodys.case.chief}
    assert told[case.chief].text == f"{case.number}: en uppgift ska vara klar"
    assert not Mail.objects.filter(body__contains="skolan") and Mail.objects.count() == 2


def test_the_chief_is_told_for_a_recused_owner_and_nobody_of_a_closed_case(case: Case) -> None:
    task(case, days=0)
    recusal(case, cast.HEAD_ADULT)
    task(case_at(Step.CLOSED), cast.CHIEF, days=0)
    Notice.objects.all().delete()
    with as_application():
        assert case_tasks.remind(timezone.now()) == 1
    assert Notice.objects.get().recipient == case.chief


def test_the_list_and_the_record_ask_the_database_as_often_whatever_its_length(sign_in: SignIn, case: Case) -> None:
    head = sign_in(cast.HEAD_ADULT)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert head.get(address).status_code == 200
        return len(captured)

    pages = [url(case), url(case, "case")]
    few = [queries(page) for page in pages for _time in range(2)][1::2]
    for _n in range(300):
        task(case)
    assert [queries(page) for page in pages] == few
    assert len(head.get(url(case) + "?page=12").context["page"]) == 25
