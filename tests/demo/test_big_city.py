"""A made-up city of any size: the same seed gives the same rows, and the bench measures it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.concerns.models import Assessment, Concern
from vbe.demo.big_city import make_city

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def rows() -> list[tuple[object, ...]]:
    return list(Concern.objects.order_by("pk").values_list())


def test_the_same_seed_gives_the_same_rows_however_they_are_added() -> None:
    make_city(60)
    at_once = rows()
    Assessment.objects.all().delete()
    Concern.objects.all().delete()
    assert [make_city(25), make_city(60), make_city(60), make_city(10)] == [25, 35, 0, 0]
    assert rows() == at_once


def test_another_seed_gives_other_rows() -> None:
    make_city(20, seed=1)
    first = {row[0] for row in rows()}
    Assessment.objects.all().delete()
    Concern.objects.all().delete()
    make_city(20, seed=2)
    assert not first & {row[0] for row in rows()}


def test_the_rows_are_such_as_the_product_makes() -> None:
    make_city(300)
    for concern in Concern.objects.all():
        concern.full_clean(exclude=["reporter_unit"])
    assert Concern.objects.values("board").distinct().count() > 5
    assert Assessment.objects.filter(outcome="annan_namnd").exists()
    assert not Concern.objects.exclude(state="ny").filter(pk__in=_unassessed()).exists()


def _unassessed() -> list[object]:
    return list(Concern.objects.filter(assessments=None).values_list("pk", flat=True))


def test_only_in_a_demonstration(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("make_city", concerns=1)


def test_the_bench_measures() -> None:
    """Small and few times, as one role: that it can be run, not what it says."""
    from tests.bench.measuring import compare, joined, measure, summary

    make_city(2000)
    once = measure(2000, 2, owner="default")
    measured = summary(joined(once, once))
    assert set(measured) >= {"list", "count", "open", "nobody", "log", "requests"}
    assert compare({"2000": measured})["size"]["list"] == 1
