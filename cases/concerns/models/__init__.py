from cases.concerns.models.assessment import Assessment
from cases.concerns.models.attachment import MOST_FILES, Attachment
from cases.concerns.models.clocks import DeskLimits, Reminder
from cases.concerns.models.concern import (
    SAID,
    Category,
    Concern,
    ConcernQuerySet,
    Door,
    Milieu,
    Source,
    WhenKind,
    boards_to_hand_over_to,
    refuse_follow_up,
)
from cases.concerns.models.kept_passage import KeptPassage
from cases.concerns.models.link import Link
from cases.concerns.models.note import Note
from cases.concerns.models.passing_on import Handover, PoliceInformation, RemovalOrder
from cases.concerns.models.saved_view import SavedView
from cases.concerns.models.second_look import NeedsSecondLook, SecondLook

__all__ = [
    "MOST_FILES",
    "SAID",
    "Assessment",
    "Attachment",
    "Category",
    "Concern",
    "ConcernQuerySet",
    "DeskLimits",
    "Door",
    "KeptPassage",
    "Link",
    "Milieu",
    "SavedView",
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
    "refuse_follow_up",
]
