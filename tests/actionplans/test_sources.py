"""Loading plans, guidelines and resources from files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from actionplans.models import (
    ActionPlan,
    FollowUp,
    GuidelineArea,
    GuidelineHeading,
    GuidelineMethod,
    Measure,
    Resource,
)
from actionplans.sources import DATA, load_guidelines, load_plan, load_resources
from actionplans.states import State
from tests import cast
from tests.conftest import assignment
from tests.factories import board, follow_up

pytestmark = pytest.mark.django_db

PLAN = """
title = "Plan"
board = "skarholmen"
year_from = 2019
year_to = 2020
dated = "Maj 2019"
[[sections]]
heading = "Inledning"
depth = 1
level = ""
text = '''
Stycke.
'''
[[sections]]
heading = "Förebyggande arbete"
depth = 2
level = "forebyggande"
text = ""
table = "Åtgärder"
[[sections.measures]]
text = "Ett"
responsible = "Alla"
partners = ["Polis"]
time_plan = "190501"
follow_up = "2019"
[[sections.measures]]
text = "Två"
responsible = ""
partners = []
time_plan = ""
follow_up = ""
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_an_older_plan_is_decided_and_a_document(file: Path) -> None:
    plan = load_plan(file, board("skarholmen"))
    assert (plan.state, plan.document, plan.dated, plan.decided_on) == (State.DECIDED, True, "Maj 2019", None)
    first, second = plan.sections.all()
    assert (first.heading, first.depth, first.text, first.table) == ("Inledning", 1, "Stycke.", "")
    assert (second.level, second.table, second.depth) == ("forebyggande", "Åtgärder", 2)
    one, two = second.measures.all()
    assert (one.text, one.responsible, one.partners, one.time_plan, one.follow_up) == (
        "Ett",
        "Alla",
        ["Polis"],
        "190501",
        "2019",
    )
    assert (two.responsible, two.partners, two.time_plan, two.follow_up) == ("", [], "", "")


def test_loaded_again_it_is_the_same_plan_mended(file: Path) -> None:
    plan = load_plan(file, board("skarholmen"))
    reported = follow_up(plan.measures.get(text="Ett"), "2019T2")
    before = set(plan.measures.values_list("pk", "key"))
    file.write_text(PLAN.replace('"Två"', '"Två, rättad"'), encoding="utf-8")
    again = load_plan(file, board("skarholmen"))
    assert again == plan and ActionPlan.objects.count() == 1
    assert set(again.measures.values_list("pk", "key")) == before
    assert again.measures.filter(text="Två, rättad").exists() and again.is_decided
    assert FollowUp.objects.get() == reported


def test_a_document_is_revised_into_a_new_draft(file: Path) -> None:
    plan = load_plan(file, board("skarholmen"))
    draft = plan.revise(by=assignment(cast.COORDINATOR), now=timezone.now(), today=date(2026, 1, 1))
    assert (draft.document, draft.state, draft.year_from, draft.year_to) == (False, State.DRAFT, 2026, 2027)


@pytest.mark.parametrize(
    ("name", "code", "measures"),
    [
        ("spanga-tensta-2017", "spanga-tensta", [9, 4]),
        ("skarholmen-2019", "skarholmen", [14, 7, 3, 6]),
        ("socialforvaltningen-2017", "socialnamnden", [5]),
        ("nykoping-2016", "nykoping", [3, 2, 1]),
    ],
)
def test_the_documents_are_loaded_whole(name: str, code: str, measures: list[int]) -> None:
    plan = load_plan(DATA / f"{name}.toml", board(code))
    counts = [section.measures.count() for section in plan.sections.all()]
    assert [count for count in counts if count] == measures


def test_the_guidelines_twice() -> None:
    for _time in range(2):
        load_guidelines(DATA / "guidelines.toml")
    assert (GuidelineArea.objects.count(), GuidelineHeading.objects.count()) == (2, 7)
    headings = GuidelineHeading.objects.order_by("area__position", "position")
    assert [heading.methods.count() for heading in headings] == [10, 4, 6, 5, 8, 0, 0]
    assert GuidelineMethod.objects.count() == 33


def test_the_resources_twice() -> None:
    for _time in range(2):
        load_resources(DATA / "resources.toml")
    assert (Resource.objects.filter(level="forebyggande").count(), Resource.objects.count()) == (17, 23)
    assert {resource.board.code for resource in Resource.objects.all()} == {"socialnamnden"}
    assert not Measure.objects.exists()
