from cases.concerns.models.assessment import Assessment
from cases.concerns.models.clocks import DeskLimits, Reminder
from cases.concerns.models.concern import (
    Category,
    Concern,
    ConcernQuerySet,
    Door,
    Milieu,
    Source,
    WhenKind,
    boards_to_hand_over_to,
)
from cases.concerns.models.note import Note
from cases.concerns.models.passing_on import Handover, PoliceInformation, RemovalOrder
from cases.concerns.models.second_look import NeedsSecondLook, SecondLook

__all__ = [
    "Assessment",
    "Category",
    "Concern",
    "ConcernQuerySet",
    "DeskLimits",
    "Door",
    "Handover",
    "Milieu",
    "NeedsSecondLook",
    "Note",
    "PoliceInformation",
    "Reminder",
    "RemovalOrder",
    "SecondLook",
    "Source",
    "WhenKind",
    "boards_to_hand_over_to",
]
