"""Who you are: municipality, board, department, unit, user, assignment."""

from vbe.organisation.models.combining import Combination, Conflict
from vbe.organisation.models.legal import DESK_CHOICES, LegalRow, Recipient
from vbe.organisation.models.people import Absence, Assignment, DateRange, OnCall, User
from vbe.organisation.models.peoplefile import PeopleFile
from vbe.organisation.models.places import (
    Actor,
    Area,
    Board,
    BoardQuerySet,
    Department,
    Municipality,
    PhoneNumber,
    PhoneNumberQuerySet,
    Unit,
)

__all__ = [
    "Absence",
    "Actor",
    "Area",
    "Assignment",
    "Board",
    "BoardQuerySet",
    "Combination",
    "Conflict",
    "DESK_CHOICES",
    "DateRange",
    "Department",
    "LegalRow",
    "Municipality",
    "OnCall",
    "PeopleFile",
    "PhoneNumber",
    "PhoneNumberQuerySet",
    "Recipient",
    "Unit",
    "User",
]
