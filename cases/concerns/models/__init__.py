from cases.concerns.models.assessment import Assessment
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
from cases.concerns.models.link import Link
from cases.concerns.models.saved_view import SavedView

__all__ = [
    "Assessment",
    "Category",
    "Concern",
    "ConcernQuerySet",
    "Door",
    "Link",
    "Milieu",
    "SavedView",
    "Source",
    "WhenKind",
    "boards_to_hand_over_to",
]
