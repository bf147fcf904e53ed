"""What whoever manages people may reach: the own board's people; from the executive board the municipality's."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from vbe.access.queries import on_managed_boards
from vbe.access.request import Request
from vbe.organisation.models import Absence, Assignment, Board, BoardQuerySet, User

MANAGE = "people.manage"


def managed_boards(request: Request) -> BoardQuerySet:
    return Board.objects.filter(on_managed_boards(MANAGE, "id"))


def managed_assignments(request: Request) -> QuerySet[Assignment]:
    found = Assignment.objects.filter(on_managed_boards(MANAGE))
    return found.select_related("user", "board__municipality", "unit", "department", "deputy_for__user")


def managed_absences(request: Request) -> QuerySet[Absence]:
    return Absence.objects.filter(on_managed_boards(MANAGE, "assignment__board_id")).select_related(
        "assignment__user", "assignment__board"
    )


def managed_people(request: Request) -> QuerySet[User]:
    """People who have or have had an assignment on a board that one manages."""
    here = Assignment.objects.filter(on_managed_boards(MANAGE), user=OuterRef("pk"))
    return User.objects.filter(Exists(here))


def boards_of_municipality(request: Request, today: date) -> BoardQuerySet:
    """The boards whose functions an employee may look up: those of the own municipality."""
    municipality = request.access.acting.board.municipality_id
    return Board.objects.filter(municipality=municipality).current(today)
