"""What the tertial report is given."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.models import ActionPlan
from actionplans.states import State
from actionplans.statistics import PlanFollowUp, follow_up_tables
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import action_plan, board, follow_up
from vbe.access.context import set_context
from vbe.reports.tertials import Tertial

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def tables(period: str, on: str = "skarholmen", today: date = TODAY) -> list[PlanFollowUp]:
    return follow_up_tables(board(on), Tertial.parse(period), today=today)


def statuses(period: str) -> list[str]:
    [plan] = tables(period)
    return [measure.status for section in plan.sections for measure in section.measures]


def test_every_measure_with_its_words_and_its_report() -> None:
    plan = action_plan("Ett", "Två", state=State.DRAFT)
    plan.measures.filter(text="Ett").update(time_plan="HT 2025", partners=["Polis"], measured_as="möten")
    ActionPlan.objects.filter(pk=plan.pk).update(
        state=State.DECIDED, decided_on=date(2026, 2, 26), paragraph="7", outcome="enligt_forslag"
    )
    at = timezone.make_aware(timezone.datetime(2026, 4, 28, 23, 30))
    follow_up(plan.measures.get(text="Ett"), "2026T1", "avviker", comment="Sjukdom", number="2.50", at=at)
    [found] = tables("2026T1")
    assert (found.title, found.decided, found.decided_on) == ("Handlingsplan", "26 feb 2026 § 7", date(2026, 2, 26))
    assert found.counts == {
        "ej_paborjad": 0,
        "enligt_plan": 0,
        "avviker": 1,
        "genomford": 0,
        "utgar": 0,
        "ej_rapporterat": 1,
    }
    [section] = found.sections
    first, second = section.measures
    assert section.heading == "Förebyggande aktiviteter"
    assert (first.number, first.text, first.responsible, first.partners) == (1, "Ett", "Enhetschefer", ["Polis"])
    assert (first.status, first.comment, first.value, first.measured_as) == ("avviker", "Sjukdom", "2,5", "möten")
    assert (first.reported_on, first.late) == (date(2026, 4, 28), True)
    assert (second.status, second.reported_on, second.value, second.late) == ("ej_rapporterat", None, "", False)


def test_t1_counts_t1_and_later_periods_the_latest_of_the_year() -> None:
    measure = action_plan("Ett").measures.get()
    follow_up(measure, "2025T3", "genomford")
    assert statuses("2026T1") == ["ej_rapporterat"]
    follow_up(measure, "2026T1", "ej_paborjad")
    assert (statuses("2026T1"), statuses("2026T2")) == (["ej_paborjad"], ["ej_paborjad"])
    follow_up(measure, "2026T2", "enligt_plan")
    assert (statuses("2026T1"), statuses("2026T2"), statuses("2026")) == (
        ["ej_paborjad"],
        ["enligt_plan"],
        ["enligt_plan"],
    )
    follow_up(measure, "2026T3", "genomford")
    assert (statuses("2026T2"), statuses("2026")) == (["enligt_plan"], ["genomford"])


def test_a_comment_without_a_status_is_no_report() -> None:
    measure = action_plan("Ett").measures.get()
    follow_up(measure, "2026T1", "enligt_plan")
    follow_up(measure, "2026T2", "", comment="Mer kommer")
    assert (statuses("2026T1"), statuses("2026T2")) == (["enligt_plan"], ["enligt_plan"])


def test_what_was_reported_on_the_version_before_counts_within_the_year() -> None:
    first = action_plan("Ett", decided_on=date(2025, 2, 1), year=2025)
    follow_up(first.measures.get(), "2026T1", "avviker")
    second = first.revise(by=assignment(cast.COORDINATOR), now=timezone.now(), today=date(2026, 5, 1))
    ActionPlan.objects.filter(pk=second.pk).update(state=State.DECIDED, decided_on=date(2026, 6, 1), title="Andra")
    [t1], [t2] = tables("2026T1"), tables("2026T2")
    assert (t1.title, t1.counts["avviker"]) == ("Handlingsplan", 1)
    assert (t2.title, t2.counts["avviker"]) == ("Andra", 1)


def test_no_drafts_no_other_boards_no_plans_of_another_time() -> None:
    action_plan(state=State.DRAFT)
    action_plan(state=State.PROPOSED)
    action_plan(on="jarva")
    action_plan(decided_on=date(2026, 9, 1), year=2026)
    assert tables("2026T1") == []
    assert len(tables("2026T3")) == 1


def test_done_and_dropped_are_never_late() -> None:
    plan = action_plan("Ett", state=State.DRAFT)
    plan.measures.update(time_plan="2024")
    ActionPlan.objects.filter(pk=plan.pk).update(state=State.DECIDED, decided_on=date(2024, 2, 1))
    measure = plan.measures.get()
    for period, status, late in (
        ("2026T1", "genomford", False),
        ("2026T2", "utgar", False),
        ("2026T3", "avviker", True),
    ):
        follow_up(measure, period, status)
        assert tables(period)[0].sections[0].measures[0].late is late


def test_lateness_is_as_of_the_periods_end() -> None:
    plan = action_plan("Ett", state=State.DRAFT)
    plan.measures.update(time_plan="2026-06-01")
    ActionPlan.objects.filter(pk=plan.pk).update(state=State.DECIDED, decided_on=date(2026, 2, 1))
    assert not tables("2026T1")[0].sections[0].measures[0].late
    assert tables("2026T2")[0].sections[0].measures[0].late


def test_the_report_task_is_given_the_same() -> None:
    follow_up(action_plan("Ett").measures.get(), "2026T1")
    expected = tables("2026T1")
    with as_application():
        set_context(task="report")
        assert tables("2026T1") == expected
        assert expected[0].counts["enligt_plan"] == 1
        set_context()
        assert tables("2026T1") == []


def test_same_number_of_queries_for_3_and_300_measures() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            tables("2026T1")
        return len(captured)

    action_plan(*"abc")
    few = queries()
    action_plan(*map(str, range(300)))
    assert queries() == few == 5
