"""Time and place of a report: how exactly each is known, and that only what belongs to that is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.submission.fields import parts_of
from tests import cast
from tests.conftest import SignIn
from tests.factories import board
from tests.submission.written import report, send
from vbe.organisation.models import Area, Board

YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "kept", "said"),
    [
        ("tidpunkt", (YESTERDAY, "09:12", None), "klockan 09.12"),
        ("dag", (YESTERDAY, None, None), ""),
        ("period", (YESTERDAY, None, timezone.localdate()), " – "),
        ("okand", (timezone.localdate(), None, None), "Okänd tid"),
    ],
)
def test_only_what_belongs_to_the_kind_of_time_is_kept(sign_in: SignIn, kind: str, kept: Any, said: str) -> None:
    send(sign_in(cast.REPORTER), when_kind=kind, happened_at="09:12", happened_until=timezone.localdate().isoformat())
    concern = Concern.objects.get()
    clock = concern.happened_at and f"{concern.happened_at:%H:%M}"
    assert (concern.happened_on, clock, concern.happened_until) == kept
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number])).content.decode()
    assert said in concern.when
    assert concern.when in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("happened_at", {"when_kind": "tidpunkt", "happened_at": ""}),
        ("happened_at", {"when_kind": "tidpunkt", "happened_at": "25:99"}),
        ("happened_until", {"when_kind": "period", "happened_until": ""}),
        ("happened_until", {"when_kind": "period", "happened_until": "2026-02-30"}),
        ("happened_until", {"when_kind": "period", "happened_until": "9999-12-31"}),
    ],
)
def test_what_the_kind_of_time_needs_is_asked_for(sign_in: SignIn, field: str, typed: dict[str, str]) -> None:
    response = send(sign_in(cast.REPORTER), **typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Concern.objects.exists()


def test_a_clock_that_has_not_been_is_refused(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0)
    monkeypatch.setattr("cases.submission.views.timezone.now", lambda: noon)
    today = noon.date().isoformat()
    wrong = send(sign_in(cast.REPORTER), when_kind="tidpunkt", happened_on=today, happened_at="12:01")
    assert "happened_at" in wrong.context["form"].errors


def test_a_part_of_the_board_is_kept_and_shown(sign_in: SignIn) -> None:
    area = board("skarholmen").parts()[0]
    send(sign_in(cast.REPORTER), area=str(area.pk))
    concern = Concern.objects.get()
    assert concern.area == area
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number])).content.decode()
    assert f"Skärholmens centrum, {area}, " in page


@pytest.mark.parametrize("other", ["jarva", "nykoping"])
def test_a_part_of_another_board_is_refused(sign_in: SignIn, other: str) -> None:
    area = Area.objects.filter(board=board(other)).first() or Area.objects.create(board=board(other), name="Prov")
    response = send(sign_in(cast.REPORTER), area=str(area.pk))
    assert "area" in response.context["form"].errors
    assert not Concern.objects.exists()


def test_parts_are_those_that_each_board_gives(db: None) -> None:
    boards = list(Board.objects.filter(municipality=board("jarva").municipality, successor=None))
    inherited, own = board("jarva"), Area.objects.filter(board=board("jarva"))
    for _time in range(2):
        assert {one.pk: list(one.parts()) for one in boards} == {
            one.pk: areas for one, areas in parts_of(boards).items()
        }
        # Once with parts of its own, once with those of the boards before it.
        if own.exists():
            own.delete()
        else:
            Area.objects.create(board=inherited, name="Prov")


def test_the_form_asks_few_queries_however_many_boards(sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    client = sign_in(cast.REPORTER)
    with django_assert_max_num_queries(40):
        client.get(reverse("report"))


def test_the_source_is_kept_and_shown(sign_in: SignIn) -> None:
    sign_in(cast.REPORTER).post(reverse("report"), report(source="natet", done="Anmält till saneringen."))
    concern = Concern.objects.get()
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number])).content.decode()
    assert "Jag såg det på nätet" in page
    assert "Anmält till saneringen." in page
