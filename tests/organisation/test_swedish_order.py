"""Å, Ä and Ö come after Z, in that order, whatever the database was set up with."""

import pytest

from vbe.organisation.models import Actor, Municipality
from vbe.organisation.swedish_order import swedish_order

pytestmark = pytest.mark.django_db


def test_names_sort_as_a_swedish_reader_expects() -> None:
    names = ["Zorn", "Ödåkra", "Äppelviken", "Åsa", "andra", "Ekö", "Édouard", "Ärla", "Öster", "Åkeshov", "Älvsjö"]
    municipality = Municipality.objects.create(code="provkommun", name="Provkommun")
    for name in names:
        Actor.objects.create(municipality=municipality, name=name, kind="myndighet")

    found = Actor.objects.filter(municipality=municipality).order_by(swedish_order("name"))

    assert [actor.name for actor in found] == [
        "andra", "Édouard", "Ekö", "Zorn", "Åkeshov", "Åsa", "Älvsjö", "Äppelviken", "Ärla", "Ödåkra", "Öster",
    ]  # fmt: skip
