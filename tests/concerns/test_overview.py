"""The own area month by month and part by part; what was wrongly registered is counted apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Category
from cases.concerns.overview import overview
from cases.concerns.states import State
from cases.concerns.views_overview import OverviewFilter, _context
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory
from vbe.organisation.models import Area

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

YEAR = timezone.localdate().year
JANUARY, LAST_JANUARY = date(YEAR, 1, 1), date(YEAR - 1, 1, 1)


def part(name: str) -> Area:
    return Area.objects.get(board__code="skarholmen", name=name)


def test_months_kinds_and_parts_this_year_and_last(sign_in: SignIn) -> None:
    ConcernFactory.create_batch(2, happened_on=JANUARY, area=part("Sätra"), category=Category.STICKERS)
    ConcernFactory(happened_on=JANUARY, category=Category.GRAFFITI)
    ConcernFactory(happened_on=LAST_JANUARY, area=part("Sätra"))
    ConcernFactory(happened_on=JANUARY, state=State.MISREGISTERED)
    ConcernFactory(happened_on=JANUARY, in_jarva=True)
    page = sign_in(cast.COORDINATOR).get(reverse("concerns_overview"))
    shown = page.context["overview"]
    assert (shown.this_year.total, shown.last_year.total, shown.this_year.misregistered) == (3, 1, 1)
    january = page.context["chart"]["rows"][0]
    assert (january["value"], january["previous"]) == (3, 1)
    # A month that has not begun has no number, which is another thing than 0.
    begun = timezone.localdate().month
    assert [row["none"] for row in page.context["chart"]["rows"]] == [month > begun for month in range(1, 13)]
    month, _kinds, total, before = page.context["months"][0]
    assert (month, total, before) == ("jan", 3, 1) and sum(page.context["sums_before"]) == 1
    lines = [(str(line.area or ""), line.this_year, line.last_year, line.mostly) for line in page.context["areas"]]
    assert lines[0] == ("Sätra", 2, 1, "Klistermärken")
    assert lines[-1] == ("", 1, 0, "")
    assert len(lines) == 5


def test_the_months_of_the_year_before_add_up_to_their_sum(db: None) -> None:
    today = date(2026, 5, 10)
    for day in (date(2025, 5, 1), date(2025, 5, 20), date(2025, 4, 30)):
        ConcernFactory(happened_on=day)
    with as_application(assignment(cast.COORDINATOR)):
        shown = overview(today.year, today)
    context = _context(OverviewFilter({}, today=today), shown)
    assert [before for _month, _kinds, _total, before in context["months"]] == [0, 0, 0, 1, 1]
    assert shown.last_year.total == 2 and context["chart"]["rows"][4]["previous"] == 2


def test_the_chart_of_one_kind(sign_in: SignIn) -> None:
    ConcernFactory(happened_on=JANUARY, category=Category.STICKERS)
    ConcernFactory(happened_on=JANUARY, category=Category.GRAFFITI)
    client = sign_in(cast.COORDINATOR)
    page = client.get(reverse("concerns_overview"), {"kategori": Category.STICKERS.value})
    assert page.context["chart"]["rows"][0]["value"] == 1
    page = client.get(reverse("concerns_overview"), {"ar": YEAR - 1})
    assert page.context["overview"].last_year.total == 0
    assert page.context["chart"]["rows"][0]["value"] == 0
    # An address that makes no sense shows this year.
    page = client.get(reverse("concerns_overview"), {"ar": "1066", "kategori": "x"})
    assert page.context["overview"].this_year.total == 2


def test_a_part_has_its_year_and_its_latest_reports(sign_in: SignIn) -> None:
    here = ConcernFactory(happened_on=JANUARY, area=part("Sätra"))
    elsewhere = ConcernFactory(happened_on=JANUARY, area=part("Bredäng"))
    page = sign_in(cast.COORDINATOR).get(reverse("concerns_area", args=[part("Sätra").pk]))
    assert page.context["overview"].this_year.total == 1
    text = page.content.decode()
    assert str(here) in text
    assert str(elsewhere) not in text


def test_another_boards_part_is_not_there(sign_in: SignIn) -> None:
    url = reverse("concerns_area", args=[part("Sätra").pk])
    for who in (cast.OTHER_COORDINATOR, cast.NYKOPING):
        assert sign_in(who).get(url).status_code == 404
    for who in (cast.REPORTER, cast.CHIEF):
        assert sign_in(who).get(url).status_code == 403


def test_as_many_queries_for_three_as_for_three_hundred(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    counted: list[Any] = []
    for more in (3, 297):
        ConcernFactory.create_batch(more, happened_on=JANUARY, area=part("Sätra"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("concerns_overview"))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_board_without_named_parts_is_told_what_to_do(sign_in: SignIn) -> None:
    Area.objects.filter(board=assignment(cast.COORDINATOR).board).delete()
    assert "Inga delar är registrerade" in sign_in(cast.COORDINATOR).get(reverse("concerns_overview")).content.decode()
