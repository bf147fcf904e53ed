"""A split: units are chosen one by one, and what belongs to none goes to the first successor."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory, IntakeFactory, case_at
from tests.reorganisation.planned import NEW, OTHER, board, planned, successor_of
from vbe.access.context import acting_as_task
from vbe.notices.outbox import notify
from vbe.organisation.models import Assignment, Board, Unit
from vbe.reorganisation.carrying_out import carry_out, orphans
from vbe.reorganisation.models import Reorganisation
from vbe.reorganisation.preview import preview

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def split(*moved: str) -> Reorganisation:
    """Skärholmen becomes two; units of the kinds ``moved`` go to the second."""
    units = {unit: int(unit.kind in moved) for unit in Unit.objects.filter(board__code="skarholmen")}
    return planned(kind=Reorganisation.Kind.SPLIT, boards=[board("skarholmen")], heirs=[NEW, OTHER], units=units)


def carried_out(plan: Reorganisation) -> Reorganisation:
    with acting_as_task("reorganise"):
        told = {(line.kind, n): count for line in preview(plan, timezone.localdate()).lines
                for n, count in enumerate(line.going)}  # fmt: skip
        assert carry_out(plan, now=timezone.now())
        assert orphans(timezone.localdate()) == []
    heirs = [successor.board_id for successor in plan.successors.all()]
    for (kind, n), count in told.items():
        assert plan.moves.filter(kind=kind, to_board=heirs[n]).count() == count, kind
    return plan


def test_cases_follow_their_unit_and_the_rest_goes_to_the_first(sign_in: SignIn) -> None:
    concern, waiting, case = ConcernFactory(), IntakeFactory(), case_at(Step.SUMMONED)
    assert case.unit.kind == Unit.Kind.CHILDREN
    carried_out(split(Unit.Kind.CHILDREN))
    for row, code in ((concern, NEW.code), (waiting, NEW.code), (case, OTHER.code)):
        row.refresh_from_db()
        assert row.board.code == code
    assert case.unit.board.code == OTHER.code and case.unit.name == "Barn och unga"
    # What the case began with goes with it, though the reception went the other way.
    case.intake.refresh_from_db()
    assert case.intake.board.code == OTHER.code
    assert {row.board.code for row in (*case.steps.all(), *case.start_up.seats.all())} == {OTHER.code}


def test_the_chief_goes_on_wherever_her_department_does(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD)
    carried_out(split(Unit.Kind.CHILDREN))
    case = Case.objects.get(pk=case.pk)
    hers = successor_of(assignment(cast.CHIEF, "avdelningschef"), OTHER.code)
    assert case.chief == hers
    assert successor_of(assignment(cast.CHIEF, "avdelningschef"), NEW.code)
    # The message of the case waits where the case is.
    assert hers.notices.waiting().filter(url=reverse("case", args=[case.number])).exists()
    client = sign_in(cast.CHIEF)
    session = client.session
    session["assignment"] = str(hers.pk)
    session.save()
    assert client.post(reverse("case_acknowledge", args=[case.number])).status_code == 302
    case.refresh_from_db()
    assert case.step == Step.CHIEF_ACKNOWLEDGED


def test_the_other_successor_sees_nothing_of_the_first(sign_in: SignIn) -> None:
    case, stays = case_at(Step.CHIEF_TOLD), ConcernFactory()
    carried_out(split(Unit.Kind.SIG_ADULT))
    # Socialtjänsten is in both; the head of the unit that went is only there, and never took part.
    assert sign_in(cast.HEAD_ADULT).get(reverse("case", args=[case.number])).status_code == 404
    assert sign_in(cast.COORDINATOR).get(reverse("concern", args=[stays.number])).status_code == 200


def test_the_archive_goes_to_the_first(sign_in: SignIn) -> None:
    closed = case_at(Step.CLOSED)
    carried_out(split(Unit.Kind.CHILDREN))
    assert Board.objects.get(code="skarholmen").successor.code == NEW.code
    chief = sign_in(cast.CHIEF)
    for code, status in ((NEW.code, 200), (OTHER.code, 404)):
        session = chief.session
        session["assignment"] = str(successor_of(assignment(cast.CHIEF, "avdelningschef"), code).pk)
        session.save()
        assert chief.get(reverse("case", args=[closed.number])).status_code == status


def test_a_unit_head_goes_with_the_unit() -> None:
    carried_out(split(Unit.Kind.SIG_ADULT, Unit.Kind.SIG_YOUNG))
    for who, code in ((cast.HEAD_ADULT, OTHER.code), (cast.HEAD_CHILDREN, NEW.code)):
        assert [one.board.code for one in Assignment.objects.filter(user=assignment(who).user_id, ends=None)] == [code]


def test_a_message_without_a_case_waits_with_the_first(sign_in: SignIn) -> None:
    notify(assignment(cast.CHIEF, "avdelningschef"), text="Prov", url="/", now=timezone.now())
    carried_out(split(Unit.Kind.CHILDREN))
    assert successor_of(assignment(cast.CHIEF, "avdelningschef"), NEW.code).notices.filter(text="Prov").exists()
