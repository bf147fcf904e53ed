"""Which numbers one may change: the municipality's for whoever writes its guide, otherwise the own board's."""

from __future__ import annotations

from django.db.models import Q

from cases.guide.queries import EditedMunicipality
from vbe.access.queries import on_boards
from vbe.access.request import Request
from vbe.organisation.models import Municipality, PhoneNumber, PhoneNumberQuerySet


def edited_by(request: Request) -> PhoneNumberQuerySet:
    return PhoneNumber.objects.filter(Q(municipality_id=EditedMunicipality()) | on_boards("guide.edit"))


def listed_for(request: Request) -> PhoneNumberQuerySet:
    """What the own board's people meet, and whatever else one may change."""
    board = request.access.acting.board
    listed = PhoneNumber.objects.of_municipality(board.municipality)
    return listed.filter(Q(board=None) | Q(board=board) | Q(municipality_id=EditedMunicipality()))


def new_for(request: Request) -> PhoneNumber:
    """Not saved: the municipality's, or the own board's for somebody who does not write the common guide."""
    board = request.access.acting.board
    whole = Municipality.objects.filter(pk=EditedMunicipality()).exists()
    return PhoneNumber(municipality=board.municipality, board=None if whole else board, position=99)
