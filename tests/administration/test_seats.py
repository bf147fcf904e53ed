"""The municipality's administrator keeps the functions that the routine summons."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.sig.models import SeatTemplate
from tests import cast
from tests.conftest import SignIn
from vbe.organisation.models import Actor, Board

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
ADD = "sig_seattemplate_add"


def sent(**changed: str) -> dict[str, str]:
    actor = Actor.objects.get(municipality__code="stockholm", name="Idrottsförvaltningen")
    board = Board.objects.get(code="idrottsnamnden")
    data = {"function": "Idrott", "fills": "aktor", "actor": str(actor.pk), "board": str(board.pk), "position": "20"}
    return data | changed


def test_a_function_is_added_changed_and_removed(sign_in: SignIn) -> None:
    client = sign_in(cast.CITY_ADMINISTRATOR)
    assert client.post(reverse(ADD), sent()).status_code == 302
    row = SeatTemplate.objects.get(function="Idrott")
    assert row.routine.municipality.code == "stockholm" and row.board.code == "idrottsnamnden"
    # Pressed twice: the name is taken.
    assert client.post(reverse(ADD), sent()).status_code == 422
    change = reverse("sig_seattemplate_change", args=[row.pk])
    assert client.post(change, sent(function="Idrott och fritid", board="")).status_code == 302
    row.refresh_from_db()
    assert (row.function, row.board) == ("Idrott och fritid", None)
    assert client.post(reverse("sig_seattemplate_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    assert not SeatTemplate.objects.filter(pk=row.pk).exists()


def test_what_does_not_say_whom_is_refused(sign_in: SignIn) -> None:
    client = sign_in(cast.CITY_ADMINISTRATOR)
    nykopings = Actor.objects.get(municipality__code="nykoping", name="Polismyndigheten")
    wrong = [{"actor": ""}, {"actor": str(nykopings.pk)}, {"fills": "enhetschef", "actor": "", "unit_kind": ""}]
    for changed in wrong:
        assert client.post(reverse(ADD), sent(**changed)).status_code == 422, changed
    # An administrator of one board keeps no functions of the municipality's.
    assert sign_in(cast.ADMINISTRATOR).get(reverse(ADD)).status_code == 403
    assert not SeatTemplate.objects.filter(function="Idrott").exists()
