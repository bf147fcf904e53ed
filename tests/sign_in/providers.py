"""A municipality's identity provider, as a row; and a real one, for as long as a test lasts."""

from __future__ import annotations

from typing import Any

from vbe.organisation.models import Board
from vbe.organisation.permissions import Role, group_for
from vbe.sign_in.models import IdentityProvider


def identity_provider(board: str = "kommunstyrelsen", **values: Any) -> IdentityProvider:
    first = Board.objects.get(code=board)
    group_for(first, Role.REPORTER)
    defaults: dict[str, Any] = {
        "code": "prov",
        "name": "Provstad",
        "issuer": "https://login.prov.example",
        "origin": "https://login.prov.example",
        "client_id": "vbe",
        "client_secret": "hemligt",
    }
    return IdentityProvider.objects.create(
        municipality=first.municipality, first_board=first, **(defaults | values)
    )
