"""A made-up room of any size: such cases as the product makes, about nobody, and the bench measures it."""

from __future__ import annotations

import pytest

from cases.sig.models import Case, Identity, Intake
from cases.sig.states import Step
from vbe.demo.big_room import SOUGHT_NUMBER, make_room

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_the_rows_are_such_as_the_product_makes() -> None:
    assert make_room(120) == 120
    assert make_room(120) == 0, "only an empty room is filled"
    for case in Case.objects.select_related("board"):
        case.full_clean()
        case.intake.full_clean()
        assert list(case.steps.values_list("step", flat=True))[-1] == case.step
        assert (case.start_up is not None) == case.steps.filter(step=Step.SUMMONED).exists()
    of = Case.objects.values_list("board__code", flat=True)
    assert sum(code == "skarholmen" for code in of) == 60 and len(set(of)) > 2
    assert {row.name for row in Identity.objects.all()} | {row.description for row in Intake.objects.all()} == {
        "Påhittat."
    }
    assert 0 < Case.objects.open().count() <= 4


def test_the_bench_measures() -> None:
    """Small and few times, as one role: that it can be run, not what it says."""
    from tests.bench.room import compare_room, measure_room

    make_room(400)
    measured = measure_room(2, owner="default")
    assert measured["rows"] == {
        "open cases": 6, "closed cases": 25, "number": 1, "personal number": 1, "name": 1,
    }  # fmt: skip
    assert set(compare_room(measured)) == {"by hand", "bare SQL"}
    assert SOUGHT_NUMBER not in str(measured)
