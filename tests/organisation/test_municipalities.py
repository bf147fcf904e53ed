"""The demonstration's boards are those of the sources: eleven districts, their predecessors, and who must coordinate."""

from datetime import date

import pytest

from cases.sig.models import Routine
from vbe.organisation.models import Board, Unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def test_stockholm_has_its_eleven_districts() -> None:
    """legal.md L25."""
    districts = Board.objects.filter(municipality__code="stockholm").districts().current(TODAY).in_order()
    assert [board.area for board in districts] == [
        "Bromma", "Enskede-Årsta-Vantör", "Farsta", "Hägersten-Älvsjö", "Hässelby-Vällingby", "Järva", "Kungsholmen",
        "Norra innerstaden", "Skarpnäck", "Skärholmen", "Södermalm",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("successor", "predecessors"),
    [("jarva", {"rinkeby-kista", "spanga-tensta"}), ("norra-innerstaden", {"norrmalm", "ostermalm"})],
)
def test_merged_districts_keep_their_predecessors(successor: str, predecessors: set[str]) -> None:
    board = Board.objects.get(code=successor)
    assert board.starts == date(2023, 7, 1)
    assert {old.code for old in board.predecessors.all()} == predecessors
    assert {old.ends for old in board.predecessors.all()} == {date(2023, 6, 30)}


def test_who_must_have_a_coordinator() -> None:
    """Stockholm's guidelines, s. 16: every district, five specialist boards, the housing companies, SHIS and SISAB."""
    wanted = Board.objects.filter(municipality__code="stockholm", needs_coordinator=True).current(TODAY)
    assert wanted.filter(kind=Board.Kind.DISTRICT).count() == 11
    assert set(wanted.filter(kind=Board.Kind.SPECIALIST).values_list("code", flat=True)) == {
        "socialnamnden", "utbildningsnamnden", "arbetsmarknadsnamnden", "kulturnamnden", "idrottsnamnden",
    }  # fmt: skip
    assert {"shis", "sisab"} <= set(wanted.filter(kind=Board.Kind.COMPANY).values_list("code", flat=True))
    assert not Board.objects.get(code="forskolenamnden").needs_coordinator


def test_every_district_can_receive_and_lead() -> None:
    for board in Board.objects.districts().current(TODAY):
        kinds = set(Unit.objects.filter(board=board).values_list("kind", flat=True))
        assert {Unit.Kind.INTAKE, Unit.Kind.CHILDREN, Unit.Kind.ADULTS, Unit.Kind.SIG_ADULT} <= kinds, board


def test_the_routine_is_the_municipalitys_own() -> None:
    stockholm, nykoping = Routine.objects.order_by("-municipality__code")
    assert stockholm.informs_director and not nykoping.informs_director
    required = [seat.function for seat in stockholm.seat_templates.filter(required=True)]
    assert required == ["Enhetschef SIG 19–29", "Enhetschef för aktuell enhet"]
