"""Whoever takes part from another activity has her own part of a case: meetings, tasks and copies, and nothing more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig import routine
from cases.sig.models import Case, CaseTask, Excerpt, SeatAnswer
from cases.sig.own_part import is_outside
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import after_minutes, case_at, consent, follow_case, meeting, recusal, task
from tests.sig import supported
from tests.sig.noted import noted
from vbe.audit.models import Action, Entry
from vbe.notices.models import Notice
from vbe.organisation.models import Absence, Actor, Assignment, Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
# All that such a participant reads of a case's tables: the own participation, task and answer, and the own copy.
SEEN = {"sig.casetask", "sig.excerpt", "sig.participation", "sig.seatanswer"}


def url(case: Case, name: str = "own_part", *more: Any) -> str:
    return reverse(name, args=[case.number, *more])


def take_part(case: Case, who: str) -> Assignment:
    """Called to the start-up meeting for an actor outside, with a consent that covers it."""
    holder, given = assignment(who), consent(case, "Jobbtorg Stockholm")
    routine.add_participant(case, holder, timezone.localdate())
    case.start_up.seats.create(
        board=case.board, function="Jobbtorg", required=False, holder=holder, actor=given.actor, position=91
    )
    return holder


def copy_to(case: Case, actor: str) -> Excerpt:
    _entry, copy = after_minutes(case)
    Excerpt.objects.filter(pk=copy.pk).update(actor=Actor.objects.get(municipality=case.board.municipality, name=actor))
    return copy


@pytest.fixture
def case(db: None) -> Case:
    case = case_at(Step.SUMMONED)
    take_part(case, cast.JOBBTORG)
    return case


def answer(case: Case, **changed: str) -> dict[str, str]:
    return {"svar-answer": "ja", "svar-deputy": "", "svar-for_time": case.start_up.starts_at.isoformat()} | changed


def test_the_page_holds_what_concerns_one_and_nothing_else(sign_in: SignIn, case: Case) -> None:
    own, other = task(case, cast.JOBBTORG, what="Boka ett möte om praktik"), task(case, what="Ring mamman")
    copies = [copy_to(case, "Jobbtorg Stockholm"), copy_to(case, "Polismyndigheten")]
    jobbtorg = sign_in(cast.JOBBTORG)
    page = jobbtorg.get(url(case))
    text = page.content.decode()
    assert page.status_code == 200 and case.number in text and "Bodholmsplan 2" in text and own.what in text
    assert other.what not in text and case.get_age_band_display() not in text
    assert [copy.pk for copy in page.context["excerpts"]] == [copies[0].pk]
    file = jobbtorg.get(url(case, "own_part_excerpt", copies[0].pk))
    assert file.content == b"%PDF" and file["Content-Type"] == "application/pdf"
    assert jobbtorg.get(url(case, "own_part_excerpt", copies[1].pk)).status_code == 404
    entry = Entry.objects.using("audit").filter(action=Action.OPENED, path_name="own_part").latest("at")
    assert entry.record_id == case.pk
    with as_application(assignment(cast.JOBBTORG)), connection.cursor() as cursor:
        cursor.execute("SELECT app_log_through('sig.participation', %s)", [case.pk])
        assert cursor.fetchone()[0] == "deltagande"


def test_every_way_in_leads_to_the_own_part(sign_in: SignIn, case: Case) -> None:
    task(case, cast.JOBBTORG)
    jobbtorg = sign_in(cast.JOBBTORG)
    assert jobbtorg.get(url(case, "case")).url == url(case)
    assert jobbtorg.get(url(case, "case_tasks")).url == url(case)
    rows = {row.url for row in jobbtorg.get(reverse("start")).context["todos"]}
    assert {url(case), url(case) + "#uppgifter"} <= rows
    listed = jobbtorg.get(reverse("cases"))
    assert url(case) in listed.content.decode() and not listed.context["page"].object_list
    for name in ("case_meetings", "case_minutes", "case_notes", "case_consent", "case_disclosures", "support"):
        assert jobbtorg.get(url(case, name)).status_code == 404, name
    assert jobbtorg.post(url(case, "case_tasks"), {}).status_code == 404
    assert jobbtorg.post(url(case, "case_identity"), {}).status_code == 404


def test_the_database_gives_no_more_than_that(case: Case) -> None:
    task(case, cast.JOBBTORG), task(case)
    copy_to(case, "Jobbtorg Stockholm"), copy_to(case, "Polismyndigheten")
    follow_case(case)
    noted(case.intake)
    supported.everything(case)
    with as_application(assignment(cast.JOBBTORG)):
        counts = {
            model._meta.label_lower: model._default_manager.count()
            for model in apps.get_app_config("sig").get_models()
            if {"case", "intake", "meeting", "seat"} & {field.name for field in model._meta.fields}
            or model._meta.label_lower in ("sig.case", "sig.intake")
        }
        assert {name for name, count in counts.items() if count} == SEEN - {"sig.seatanswer"}
        assert (counts["sig.casetask"], counts["sig.excerpt"]) == (1, 1)


def test_one_says_whether_one_comes(sign_in: SignIn, case: Case) -> None:
    jobbtorg, send = sign_in(cast.JOBBTORG), url(case, "own_part_answer", case.start_up.pk)
    assert jobbtorg.post(send, answer(case, **{"svar-answer": "kanske"})).status_code == 422
    moved = answer(case, **{"svar-for_time": (case.start_up.starts_at + timedelta(hours=1)).isoformat()})
    assert jobbtorg.post(send, moved).status_code == 409
    for _again in range(2):
        assert jobbtorg.post(send, answer(case)).url == url(case)
    assert SeatAnswer.objects.get().by == assignment(cast.JOBBTORG)
    assert "Ändra svaret" in jobbtorg.get(url(case)).content.decode()
    assert "Kommer" in sign_in(cast.CHIEF).get(url(case, "case")).content.decode()
    # A meeting of the case that she is not called to.
    assert jobbtorg.post(url(case, "own_part_answer", meeting(case).pk), answer(case)).status_code == 404


@pytest.mark.parametrize("away", [False, True])
def test_the_chief_or_who_stands_in_learns_once_that_one_cannot_come(sign_in: SignIn, case: Case, away: bool) -> None:
    told = assignment(cast.DEPUTY, "avdelningschef") if away else case.chief
    if away:
        Absence.objects.create(assignment=case.chief, starts="2020-01-01", ends="2099-12-31")
    Notice.objects.all().delete()
    jobbtorg, send = sign_in(cast.JOBBTORG), url(case, "own_part_answer", case.start_up.pk)
    for said in ("ja", "nej", "nej", "ja", "nej"):
        assert jobbtorg.post(send, answer(case, **{"svar-answer": said})).status_code == 302
    notice = Notice.objects.get()
    assert (notice.recipient, notice.url) == (told, url(case, "case"))
    assert "kan inte komma" in notice.text and "Jobbtorg" not in notice.text


def test_the_database_says_who_leads_to_nobody_but_who_takes_part_from_outside(case: Case) -> None:
    for who in (cast.JOBBTORG, cast.HEAD_ADULT, cast.OTHER_CHIEF, cast.COORDINATOR, cast.NYKOPING):
        with as_application(assignment(who)), connection.cursor() as cursor:
            cursor.execute("SELECT assignment_id FROM sig_own_chief(%s)", [case.pk])
            assert cursor.fetchall() == ([(case.chief_id,)] if who == cast.JOBBTORG else []), who


def test_one_marks_the_own_task_and_no_other(sign_in: SignIn, case: Case) -> None:
    own, other = task(case, cast.JOBBTORG), task(case)
    jobbtorg = sign_in(cast.JOBBTORG)
    for _again in range(2):
        assert jobbtorg.post(url(case, "own_part_task", own.pk)).url == url(case)
    assert jobbtorg.post(url(case, "own_part_task", other.pk)).status_code == 404
    own.refresh_from_db()
    assert own.done_by == assignment(cast.JOBBTORG)
    with as_application(assignment(cast.JOBBTORG)):
        assert CaseTask.objects.filter(pk=other.pk).update(done_at=timezone.now()) == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            CaseTask.objects.filter(pk=own.pk).update(what="Annat")


def test_nobody_else_has_it(sign_in: SignIn, case: Case) -> None:
    own = task(case, cast.JOBBTORG)
    # Inside the activity one reads the record, and has no part beside it.
    statuses = {cast.HEAD_ADULT: 404, cast.HEAD_YOUNG: 404, cast.CHIEF: 403, cast.NYKOPING: 404, cast.COORDINATOR: 404}
    for who, status in statuses.items():
        assert sign_in(who).get(url(case)).status_code == status, who
        assert sign_in(who).post(url(case, "own_part_task", own.pk)).status_code == status, who
    assert sign_in(cast.HEAD_ADULT).get(url(case, "case")).status_code == 200


@pytest.mark.parametrize("how", ["closed", "recused", "ended"])
def test_it_ends_with_the_case_by_recusal_and_with_the_participation(sign_in: SignIn, case: Case, how: str) -> None:
    jobbtorg = sign_in(cast.JOBBTORG)
    assert jobbtorg.get(url(case)).status_code == 200
    if how == "closed":
        Case.objects.update(step=Step.CLOSED)
    elif how == "recused":
        recusal(case, cast.JOBBTORG)
    else:
        yesterday = timezone.localdate() - timedelta(days=1)
        case.participations.filter(assignment=assignment(cast.JOBBTORG)).update(starts=yesterday, ends=yesterday)
    assert jobbtorg.get(url(case)).status_code == 404
    with as_application(assignment(cast.JOBBTORG)):
        assert not CaseTask.objects.exists()


@pytest.mark.parametrize("days", [0, 3])
def test_a_consent_that_is_withdrawn_shuts_the_own_part_at_once(sign_in: SignIn, case: Case, days: int) -> None:
    """And not when the day ends, whether she came in today or before."""
    jobbtorg, holder = sign_in(cast.JOBBTORG), assignment(cast.JOBBTORG)
    task(case, cast.JOBBTORG)
    case.participations.filter(assignment=holder).update(starts=timezone.localdate() - timedelta(days=days))
    assert jobbtorg.get(url(case)).status_code == 200
    withdraw = url(case, "case_consent_withdraw", case.consents.get().pk)
    assert sign_in(cast.CHIEF).post(withdraw).status_code == 302
    assert jobbtorg.get(url(case)).status_code == 404
    with as_application(holder), connection.cursor() as cursor:
        assert not CaseTask.objects.exists()
        cursor.execute("SELECT app_outside_cases() || app_participations()")
        assert cursor.fetchone()[0] == []
    # Called anew with a new consent, she is let in again.
    take_part_again(case, cast.JOBBTORG)
    assert jobbtorg.get(url(case)).status_code == 200


def test_nobody_but_who_decides_takes_somebody_out(case: Case) -> None:
    holder = assignment(cast.JOBBTORG)
    for who in (cast.JOBBTORG, cast.HEAD_ADULT, cast.OTHER_CHIEF, cast.COORDINATOR, cast.NYKOPING):
        with as_application(assignment(who)), connection.cursor() as cursor:
            cursor.execute("SELECT sig_leave_today(%s, %s)", [case.pk, holder.pk])
    assert case.participations.filter(assignment=holder, ends=None).exists()


def test_the_database_and_the_record_agree_on_who_is_outside(sign_in: SignIn, case: Case) -> None:
    """Another unit of the own board is outside too; whoever leads the case never is."""
    elsewhere = take_part_again(case, cast.HEAD_YOUNG)
    Assignment.objects.filter(pk=elsewhere.pk).update(unit=Unit.objects.get(board=case.board, name="Medborgarkontoret"))
    answers = {}
    for part in case.participations.select_related("assignment__unit", "assignment__user"):
        with as_application(part.assignment), connection.cursor() as cursor:
            cursor.execute("SELECT %s = ANY (app_outside_cases())", [case.pk])
            answers[part.assignment.pk] = cursor.fetchone()[0]
        assert answers[part.assignment.pk] == is_outside(part.assignment, case), part
    assert answers[elsewhere.pk] and answers[assignment(cast.JOBBTORG).pk]
    assert not answers[assignment(cast.HEAD_ADULT).pk] and not answers[case.chief_id]
    assert sign_in(cast.CHIEF).get(url(case, "case")).content.decode().count("ser bara sin egen del") == 2


def take_part_again(case: Case, who: str) -> Assignment:
    holder = assignment(who)
    routine.add_participant(case, holder, timezone.localdate())
    return holder
