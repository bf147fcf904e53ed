"""The person's own voice, ages that change something, and a case where it has been quiet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig import following
from cases.sig.models import Case, CaseNote, ComingAge, ContactAttempt, Identity, Meeting, RoutineStep
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, emergency, meeting, task
from vbe.access.templatetags.dates import swedate
from vbe.notices.models import Notice
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def url(case: Case, name: str = "case") -> str:
    return reverse(name, args=[case.number])


def note(**changed: str) -> dict[str, str]:
    data = {"id": str(new_id()), "on": timezone.localdate().isoformat(), "text": "Vill börja träna."}
    return data | changed


def test_those_who_take_part_write_and_nobody_else(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    head, sent = sign_in(cast.HEAD_ADULT), note()
    assert head.post(url(case, "case_notes"), sent).status_code == 302
    # The same form sent twice.
    assert head.post(url(case, "case_notes"), sent).status_code == 302
    assert CaseNote.objects.get().text == "Vill börja träna."
    # In its panel, and in the timeline.
    assert sign_in(cast.CHIEF).get(url(case)).content.decode().count("Vill börja träna.") == 2
    assert sign_in(cast.CHIEF).post(url(case, "case_notes"), note(text="Vill slippa jourtid.")).status_code == 302
    emergency(case)
    reader = sign_in(cast.CASEWORKER)
    assert reader.get(url(case, "case_notes")).status_code == 200
    assert reader.post(url(case, "case_notes"), note()).status_code == 403
    assert sign_in(cast.DIRECTOR).get(url(case, "case_notes")).status_code == 403
    assert sign_in(cast.OTHER_CHIEF).get(url(case, "case_notes")).status_code == 404
    assert CaseNote.objects.count() == 2


def test_what_cannot_be_received_says_what_to_do(sign_in: SignIn) -> None:
    case, chief = case_at(Step.CHIEF_ACKNOWLEDGED), sign_in(cast.CHIEF)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    wrong = [{"text": ""}, {"text": "x" * 2001}, {"on": tomorrow}, {"on": "1990-01-01"}, {"id": "1"}]
    for one in wrong:
        assert chief.post(url(case, "case_notes"), note(**one)).status_code == 422, one
    Case.objects.update(step=Step.CLOSED)
    assert chief.post(url(case, "case_notes"), note()).status_code == 409
    assert not CaseNote.objects.exists()


def test_a_note_is_never_changed() -> None:
    case, chief = case_at(Step.CHIEF_ACKNOWLEDGED), assignment(cast.CHIEF)
    row = {"board": case.board, "on": timezone.localdate(), "text": "Ja", "at": timezone.now()}
    CaseNote.objects.create(case=case, by=chief, **row)
    with as_application(chief), pytest.raises(ProgrammingError), transaction.atomic():
        CaseNote.objects.update(text="Nej")
    for who in (cast.INTAKE, cast.OTHER_CHIEF, cast.HEAD_ADULT):
        with as_application(assignment(who)), pytest.raises(ProgrammingError), transaction.atomic():
            CaseNote(case=case, by=assignment(who), **row).save(force_insert=True)


# --- Ages --------------------------------------------------------------------------------------------------------------


def born(case: Case, day: date) -> None:
    Identity.objects.filter(case=case).update(birth_date=day.isoformat())


def years_ago(years: int, *, days: int) -> date:
    """The birth date of somebody who turns ``years`` in so many days."""
    day = timezone.localdate() + timedelta(days=days)
    return day.replace(year=day.year - years, day=min(day.day, 28))


def opened_long_ago(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(days=90))


def run() -> int:
    with as_application():
        return following.announce_ages(timezone.now())


def test_eighteen_is_announced_once_a_month_before_without_content() -> None:
    near, far = case_at(Step.DECIDED), case_at(Step.DECIDED)
    born(near, years_ago(18, days=20))
    born(far, years_ago(18, days=60))
    assert [run(), run()] == [1, 0]
    assert ComingAge.objects.get().case == near
    notice = Notice.objects.filter(recipient=near.chief).newest_first()[0]
    assert "18" not in notice.text and near.number in notice.text


def test_on_the_day_the_chief_changes_the_lead_and_nobody_else(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    opened_long_ago(case)
    born(case, years_ago(19, days=2))
    run()
    coming = ComingAge.objects.get(kind="ledning")
    chief, address = sign_in(cast.CHIEF), reverse("case_age", args=[case.number, coming.pk])
    assert "Det kan göras tidigast" in chief.post(address).content.decode()
    ComingAge.objects.update(on=timezone.localdate().isoformat())
    assert "Låt SIG unga vuxna leda" in chief.get(url(case)).content.decode()
    assert sign_in(cast.HEAD_ADULT).post(address).status_code == 403
    assert sign_in(cast.OTHER_CHIEF).post(address).status_code == 404
    case.refresh_from_db()
    # Never by itself.
    assert case.lead == Case.Lead.YOUNG
    assert chief.post(address).status_code == 302 and chief.post(address).status_code == 302
    case.refresh_from_db()
    assert (case.lead, case.age_band) == (Case.Lead.ADULT, "19-29")
    assert RoutineStep.objects.get(case=case, step=Step.LEAD_CHANGED).by == assignment(cast.CHIEF)


def test_the_day_is_encrypted_and_the_round_reads_nothing_of_closed_cases() -> None:
    case = case_at(Step.CLOSED)
    born(case, years_ago(18, days=5))
    assert run() == 0
    coming = ComingAge.objects.create(
        case=case, board=case.board, kind="myndig", on="2026-12-01", announced_at=timezone.now()
    )
    assert ComingAge.objects.filter(pk=coming.pk).extra(where=["\"on\" LIKE '%%2026%%'"]).count() == 0


# --- Quiet -------------------------------------------------------------------------------------------------------------


def quieten(case: Case, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    RoutineStep.objects.filter(case=case).update(at=then)
    Meeting.objects.filter(case=case).update(starts_at=then)
    case.tasks.update(made_at=then)


def reached(case: Case, *, days: int, outcome: str = "nadd", again: int | None = None) -> None:
    then = timezone.now() - timedelta(days=days)
    ContactAttempt.objects.create(
        intake=case.intake, board=case.board, by=case.chief, at=then, made_at=then, way="telefon", outcome=outcome,
        again_on=timezone.localdate() + timedelta(days=again) if again is not None else None,
    )  # fmt: skip


def said(sign_in: SignIn, case: Case) -> list[str]:
    """What the record says is quiet; the list and what is to be done agree."""
    chief = sign_in(cast.CHIEF)
    words: list[str] = chief.get(url(case)).context["gone_quiet"]
    listed = chief.get(reverse("cases"), {"visa": "stilla"}).context["page"]
    rows = [row.detail for row in chief.get(reverse("start")).context["todos"] if "stilla ett tag" in row.title]
    assert [one.pk for one in listed] == ([case.pk] if words else [])
    assert rows == ([" ".join(words)] if words else [])
    return words


def day(days: int) -> str:
    return swedate(timezone.localdate() - timedelta(days=days))


@pytest.mark.parametrize("step", [Step.HELD, Step.DECIDED])
def test_months_without_contact_are_hidden_by_no_meeting_and_no_task(sign_in: SignIn, step: Step) -> None:
    case = case_at(step)
    quieten(case, 90)
    reached(case, days=60)
    reached(case, days=2, outcome="inte_nadd")
    meeting(case)
    task(case, days=3)
    task(case, days=-1, done_at=timezone.now(), done_by=case.chief)
    case.note(Step.LEAD_CHANGED, by=case.chief, now=timezone.now())
    assert said(sign_in, case) == [f"Ingen kontakt sedan {day(60)}."]
    # Who has said no is asked again on a day: until then nobody is to call.
    reached(case, days=50, outcome="tackar_nej", again=10)
    assert said(sign_in, case) == []


def test_nobody_has_met_for_months_and_nothing_is_planned(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    quieten(case, 45)
    reached(case, days=1)
    off = meeting(case)
    Meeting.objects.filter(pk=off.pk).update(cancelled_at=timezone.now(), cancelled_by=case.chief)
    assert said(sign_in, case) == [f"Inget möte sedan {day(45)} och inget planerat."]
    meeting(case)
    assert said(sign_in, case) == []


def test_a_task_is_late_for_as_long(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    quieten(case, 45)
    reached(case, days=1)
    meeting(case)
    task(case, days=-30)
    assert said(sign_in, case) == []
    late = task(case, days=-31)
    assert said(sign_in, case) == [f"Uppgift försenad sedan {day(31)}."]
    type(late).objects.filter(pk=late.pk).update(done_at=timezone.now(), done_by=case.chief)
    assert said(sign_in, case) == []


def test_all_three_are_said_and_nothing_of_a_closed_case(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    quieten(case, 45)
    task(case, days=-40)
    assert [words.split()[0] for words in said(sign_in, case)] == ["Ingen", "Inget", "Uppgift"]
    Case.objects.update(step=Step.CLOSED)
    assert said(sign_in, case) == []


def test_what_is_quiet_is_asked_in_one_query_whatever_the_number_of_cases() -> None:
    for _case in range(3):
        quieten(case_at(Step.DECIDED), 45)
    with CaptureQueriesContext(connection) as captured:
        assert len(Case.objects.after_start_up().quiet(timezone.now()).longest_quiet_first()) == 3
    assert len(captured) == 1


def test_a_quiet_case_is_pointed_out_gently(sign_in: SignIn) -> None:
    quiet, other = case_at(Step.DECIDED), case_at(Step.DECIDED)
    quieten(quiet, 31)
    quieten(other, 29)
    chief = sign_in(cast.CHIEF)
    assert [case.pk for case in chief.get(reverse("cases"), {"visa": "stilla"}).context["page"]] == [quiet.pk]
    assert "stilla ett tag" in chief.get(url(quiet)).content.decode()
    assert "stilla ett tag" not in chief.get(url(other)).content.decode()
    assert f"{quiet.number} · Det har varit stilla" in chief.get(reverse("start")).content.decode()
    chief.post(url(quiet, "case_notes"), note())
    meeting(quiet)
    assert "stilla ett tag" not in chief.get(url(quiet)).content.decode()


def test_a_meeting_to_come_or_a_longer_limit_is_not_quiet(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    quieten(case, 40)
    Meeting.objects.filter(case=case).update(starts_at=timezone.now() + timedelta(days=5))
    reached(case, days=0)
    assert not Case.objects.quiet(timezone.now()).exists()
    ContactAttempt.objects.all().delete()
    quieten(case, 40)
    routine = case.routine
    routine.quiet_days = 60
    routine.save()
    assert not Case.objects.quiet(timezone.now()).exists()
    # Whoever does not see the meetings is not offered the choice.
    director = sign_in(cast.DIRECTOR).get(reverse("cases"), {"visa": "stilla"})
    assert "stilla" not in dict(director.context["form"].fields["visa"].choices)
