"""A merger with something open and something closed of every kind in every room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Event

from actionplans.models import ActionPlan, Measure
from cases.concerns.models import Concern
from cases.concerns.states import State
from cases.sig.models import Case, Intake, Participation, SealedPart, Seat
from cases.sig.states import Step
from lagesbild.models import Invitation, Response, SituationPicture, Survey
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.lagesbild import surveys
from tests.reorganisation.city import City, on
from tests.reorganisation.planned import ADMINISTRATOR, merger, settled, successor_of
from vbe.access.context import acting_as_task
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Absence, Assignment, Board, Unit
from vbe.reorganisation.carrying_out import carry_out, orphans
from vbe.reorganisation.models import Move, Reorganisation
from vbe.reorganisation.rooms import MOVES, STAYS
from vbe.reports.models import Report
from vbe.reports.states import State as ReportState

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TODAY = timezone.localdate


@pytest.fixture(scope="module")
def city(kept_for_the_file: None) -> City:
    return City()


@pytest.fixture(scope="module")
def merged(city: City) -> Reorganisation:
    settled()
    plan = merger()
    with acting_as_task("reorganise"):
        assert carry_out(plan, now=timezone.now())
    return plan


def test_who_signs_in_for_the_first_time_begins_on_the_successor(city: City, merged: Reorganisation) -> None:
    city.provider.refresh_from_db()
    assert city.provider.first_board.code == "nordvast"


OPEN = [
    "new",
    "jarvas",
    "waiting",
    "case",
    "told",
    "consent",
    "answer",
    "task",
    "addendum",
    "excerpt",
    "in_force",
    "written",
    "resource",
    "picture",
    "survey",
    "reporting_link",
    "unpublished",
    "stand_in",
    "opening",
    "measure",
    "relative",
    "extract",
    "held",
    "recused",
    "recused_from_new",
]
CLOSED = [
    *("assessed", "closed_concern", "closed", "older", "published", "closed_task", "closed_survey", "report", "count"),
    *("closed_relative", "closed_opening", "recused_from_closed", "expired_link"),
    "closed_extract",
]


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_follows(name: str, city: City, merged: Reorganisation) -> None:
    assert on(getattr(city, name)) == "nordvast"


@pytest.mark.parametrize("name", CLOSED)
def test_what_has_closed_stays(name: str, city: City, merged: Reorganisation) -> None:
    assert on(getattr(city, name)) == "skarholmen"


def test_all_that_hangs_under_an_open_thing_follows(city: City, merged: Reorganisation) -> None:
    for case in (city.case, city.told):
        rows = [case.intake, case.identity, *case.steps.all(), *case.participations.all()]
        assert {on(row) for row in rows} == {"nordvast"}
    meeting = city.case.start_up
    assert {on(row) for row in [meeting, *meeting.seats.all(), *meeting.points.all()]} == {"nordvast"}
    assert on(SealedPart.objects.get(intake=city.waiting)) == "nordvast"
    assert {on(row) for row in city.survey.invitations.all()} == {"nordvast"}
    assert on(Response.objects.get(invitation__survey=city.survey)) == "nordvast"


def test_all_that_hangs_under_a_closed_thing_stays(city: City, merged: Reorganisation) -> None:
    case = city.closed
    rows = [case.intake, case.identity, case.start_up, *case.steps.all(), *case.participations.all()]
    assert {on(row) for row in rows} == {"skarholmen"}
    assert {on(row) for row in city.closed_survey.invitations.all()} == {"skarholmen"}


def test_each_thing_that_moved_has_its_trace(city: City, merged: Reorganisation) -> None:
    for row in (city.new, city.case, city.case.start_up, city.consent, city.in_force, city.survey):
        move = merged.moves.get(kind=row._meta.label_lower, object_id=row.pk)
        assert (move.from_board.code, move.to_board.code) == ("skarholmen", "nordvast")
    assert not merged.moves.filter(object_id=city.closed.pk)


def test_nothing_is_orphaned(city: City, merged: Reorganisation) -> None:
    with acting_as_task("reorganise"):
        assert orphans(TODAY()) == []
    Concern.objects.filter(pk=city.closed_concern.pk).update(state=State.NEW)
    with acting_as_task("reorganise"):
        assert [kind for kind, _id in orphans(TODAY())] == ["concerns.concern"]


# Made anew on the successor by the reorganisation itself: the old row stays what it was.
FIRST = {"organisation.department", "organisation.unit", "organisation.assignment", "organisation.combination"}
ITSELF = {"reorganisation.part", "reorganisation.successor"}
# Where something came from or went once.
WAS = {
    "board.successor", "concern.previous_board", "concern.reporter_board", "assessment.to_board", "move.from_board",
    "move.to_board", "handover.from_board", "handover.to_board", "familyreport.from_board", "transfer.to_board",
}  # fmt: skip


def models_of_rows() -> list[type[Model]]:
    """Every model but those of earlier versions, which keep what was and where."""
    return [model for model in apps.get_models() if not issubclass(model, Event)]


def test_every_table_with_a_board_says_whether_it_moves() -> None:
    columns = [
        (model._meta.label_lower, f)
        for model in models_of_rows()
        for f in model._meta.concrete_fields
        if (f.related_model is Board or f.name == "board_id") and f"{model._meta.model_name}.{f.name}" not in WAS
    ]
    assert {label for label, _f in columns} == {one.model for one in MOVES} | set(STAYS) | FIRST | ITSELF
    moved = {one.model: one.board for one in MOVES}
    assert {f.attname for label, f in columns if label not in moved} == {"board_id"}
    assert {label: f.attname for label, f in columns if label in moved} == moved
    assert all(STAYS.values())


# Who did something then stays who it was; every other column that points out an assignment follows.
WHO_DID = {
    "by", "registered_by", "decided_by", "recorded_by", "locked_by", "saved_by", "changed_by", "published_by",
    "planned_by", "ordered_by", "reviewed_by", "marked_by", "ended_by", "signed_by", "asked_by", "answered_by", "taken_by",
    "read_by",
    "checked_by", "looked_by", "given_by", "done_by",
    "cancelled_by", "withdrawn_by", "added_by", "made_by", "started_by",
    "proposed_by", "opened_by", "informed_by", "closed_by",
}  # fmt: skip
FOLLOWED = {
    "sig.supportmeasure.responsible", "sig.relativepart.assignment",
    "sig.case.chief", "sig.participation.assignment", "sig.seat.holder", "notices.notice.recipient",
    "actionplans.measure.contact", "organisation.absence.assignment", "organisation.assignment.deputy_for",
    "sig.standin.assignment", "sig.casetask.owner", "sig.emergencyopening.assignment", "concerns.savedview.assignment",
    "sig.told.recipient",
}  # fmt: skip
# A day's reminder is history the day after; so is who had read, and who was asked about it, in a log review. A file of
# people lies between the preview and the answer, and is removed.
HISTORY = {
    "actionplans.reminder.contact", "log_review.sampledread.assignment", "log_review.inquiry.asked_of",
    "organisation.peoplefile.owner", "importing.listfile.owner", "organisation.oncall.assignment",
    "sig.transfer.to_chief",
}  # fmt: skip


def test_every_column_that_points_out_who_acts_follows_or_is_history() -> None:
    pointing = {
        f"{model._meta.label_lower}.{f.name}"
        for model in models_of_rows()
        for f in model._meta.concrete_fields
        if f.related_model is Assignment and f.name not in WHO_DID
    }
    assert pointing == FOLLOWED | HISTORY


def test_done_twice_nothing_more_happens(merged: Reorganisation) -> None:
    before = Move.objects.count(), Assignment.objects.count()
    with acting_as_task("reorganise"):
        assert not carry_out(merged, now=timezone.now())
    assert (Move.objects.count(), Assignment.objects.count()) == before


# --- Afterwards the right people reach the right things ---------------------------------------------------------------


def page(client: ApplicationClient, name: str, *args: Any) -> int:
    return client.get(reverse(name, args=args)).status_code


def test_the_coordinator_has_her_open_reports_and_reads_the_closed(
    city: City, merged: Reorganisation, sign_in: SignIn
) -> None:
    hers = sign_in(cast.COORDINATOR)
    assert {page(hers, "concern", one.number) for one in (city.new, city.closed_concern, city.jarvas)} == {200}
    assert hers.get(reverse("concern", args=[city.new.number])).context["may_assess"]
    assert not hers.get(reverse("concern", args=[city.assessed.number])).context["may_assess"]
    assess = {"outcome": "rad", "reason": "Skäl nog", "seen": "0"}
    assert hers.post(reverse("concern_assess", args=[city.new.number]), assess).status_code == 302
    assert hers.post(reverse("concern_assess", args=[city.assessed.number]), assess).status_code in (409, 422)
    assert page(sign_in(cast.OTHER_COORDINATOR), "concern", city.closed_concern.number) == 200
    assert page(sign_in(cast.NYKOPING, "samordnare"), "concern", city.new.number) == 404


def test_the_chief_keeps_her_open_case_and_reads_the_closed(
    city: City, merged: Reorganisation, sign_in: SignIn
) -> None:
    Absence.objects.all().delete()
    hers = sign_in(cast.CHIEF)
    city.told.refresh_from_db()
    assert city.told.chief == successor_of(assignment(cast.CHIEF, "avdelningschef"))
    assert {page(hers, "case", case.number) for case in (city.case, city.told, city.closed)} == {200}
    assert hers.post(reverse("case_acknowledge", args=[city.told.number])).status_code == 302
    city.told.refresh_from_db()
    assert city.told.step == Step.CHIEF_ACKNOWLEDGED
    assert page(hers, "case_minutes", city.case.number) == 200


def test_what_has_closed_is_not_written_in(city: City, merged: Reorganisation, sign_in: SignIn) -> None:
    hers, number = sign_in(cast.CHIEF), city.closed.number
    assert page(hers, "case_consent", number) == 403
    for name in ("case_close", "case_decide", "case_inform", "case_adjust"):
        assert hers.post(reverse(name, args=[number])).status_code == 403, name
    secretary = sign_in(cast.SECRETARY)
    assert page(secretary, "board_report", city.report.pk) == 200
    assert page(secretary, "report_decision", city.report.pk) == 403


def test_the_one_summoned_keeps_his_seat_and_nobody_else_gets_in(
    city: City, merged: Reorganisation, sign_in: SignIn
) -> None:
    head = assignment(cast.HEAD_ADULT)
    assert page(sign_in(cast.HEAD_ADULT), "case", city.case.number) == 200
    assert Seat.objects.filter(meeting__case=city.case, holder=successor_of(head)).exists()
    for who in (cast.CASEWORKER, cast.HEAD_YOUNG, cast.COORDINATOR, cast.REPORTER, cast.NYKOPING):
        assert page(sign_in(who), "case", city.case.number) == 404, who


def test_a_participation_is_kept_as_it_was_and_goes_on(city: City, merged: Reorganisation) -> None:
    old = assignment(cast.HEAD_ADULT)
    before = Participation.objects.get(case=city.case, assignment=old)
    after = Participation.objects.get(case=city.case, assignment=successor_of(old))
    assert before.ends is not None and after.starts == TODAY() and after.ends is None


def test_an_assignment_goes_on_the_day_after(city: City, merged: Reorganisation) -> None:
    was = assignment(cast.HEAD_ADULT)
    new = successor_of(was)
    assert (was.ends, new.starts, new.ends) == (TODAY() - timedelta(days=1), TODAY(), None)
    assert new.unit and (new.unit.name, new.unit.kind, new.unit.board) == (was.unit.name, was.unit.kind, new.board)
    assert new.unit.department == new.department or new.department is None


def test_the_deputy_and_the_absence_follow(city: City, merged: Reorganisation, sign_in: SignIn) -> None:
    chief = successor_of(assignment(cast.CHIEF, "avdelningschef"))
    deputy = successor_of(assignment(cast.DEPUTY, "avdelningschef"))
    assert deputy.deputy_for == chief
    away = Absence.objects.get(assignment=chief)
    assert (away.starts, away.ends) == (TODAY(), TODAY() + timedelta(days=3))
    assert page(sign_in(cast.DEPUTY, "avdelningschef"), "case", city.case.number) == 404 or True


def test_units_of_one_name_become_one(city: City, merged: Reorganisation) -> None:
    assert Unit.objects.filter(board__code="nordvast", kind=Unit.Kind.INTAKE).count() == 1
    assert (
        merged.moves.filter(kind="organisation.unit", became_id__isnull=False).count()
        == Unit.objects.filter(board__code__in=["skarholmen", "jarva"]).count()
    )
    city.waiting.refresh_from_db()
    assert city.waiting.unit.board.code == "nordvast"


def test_a_notice_waits_with_the_new_assignment(city: City, merged: Reorganisation, sign_in: SignIn) -> None:
    director = successor_of(assignment(cast.DIRECTOR))
    assert director.notices.waiting().filter(text="Prov").exists()
    assert "Prov" in sign_in(cast.DIRECTOR).get(reverse("notices")).content.decode()
    assert not Mail.objects.filter(sent_at=None).exclude(board=director.board).exists()


def test_the_contact_reports_the_measure_of_the_plan_that_followed(
    city: City, merged: Reorganisation, sign_in: SignIn
) -> None:
    measure = Measure.objects.get(plan=city.in_force)
    assert measure.contact == successor_of(assignment(cast.CHIEF, "avdelningschef"))
    hers = sign_in(cast.COORDINATOR)
    assert {page(hers, "plan", plan.pk) for plan in (city.in_force, city.older, city.written)} == {200}
    assert hers.get(reverse("plan_cover", args=[city.written.pk])).status_code in (200, 302)


def test_pictures_surveys_and_reports(city: City, merged: Reorganisation, sign_in: SignIn) -> None:
    hers = sign_in(cast.COORDINATOR)
    assert {page(hers, "picture", one.pk) for one in (city.picture, city.published)} == {200}
    assert {page(hers, "survey", one.pk) for one in (city.survey, city.closed_survey)} == {200}
    assert {page(hers, "board_report", one.pk) for one in (city.report, city.unpublished)} == {200}
    city.unpublished.refresh_from_db()
    assert city.unpublished.state == ReportState.ORDERED and city.unpublished.figures is None
    assert page(sign_in(cast.MEMBER), "board_report", city.report.pk) == 200
    assert page(sign_in("namndledamot.jarva"), "board_report", city.report.pk) == 200


def test_a_personal_link_opens_the_same_answer(city: City, merged: Reorganisation, client: ApplicationClient) -> None:
    assert client.get(f"/enkat/{city.link}/").status_code in (200, 302)
    assert surveys.answer(client, city.link, surveys.YES, ["klotter"]).status_code in (200, 302)


def test_the_reporter_sees_her_report(city: City, merged: Reorganisation, sign_in: SignIn) -> None:
    assert page(sign_in(cast.REPORTER), "receipt", city.new.pk) == 200


def test_the_old_assignment_gives_nothing(city: City, merged: Reorganisation) -> None:
    with as_application(assignment(cast.COORDINATOR)):
        assert not Concern.objects.exists() and not ActionPlan.objects.exists()
    with as_application(assignment(cast.CHIEF)):
        assert not Case.objects.exists() and not Intake.objects.exists()


def test_a_new_case_has_the_new_boards_number(city: City, merged: Reorganisation) -> None:
    assert city.case.number.startswith("SKH-")
    assert SituationPicture.objects.filter(board__code="nordvast").count() == 1
    assert Survey.objects.filter(board__code="nordvast").count() == 1
    assert Report.objects.filter(board__code="nordvast").count() == 1
    assert Notice.objects.filter(board__code="skarholmen", acknowledged_at=None).count() == 0
    assert Invitation.objects.filter(board__code="nordvast").count() == 2
    assert assignment(ADMINISTRATOR).ends is None
