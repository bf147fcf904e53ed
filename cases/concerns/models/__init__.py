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

__all__ = [
    "Assessment",
    "Category",
    "Concern",
    "ConcernQuerySet",
    "Door",
    "Milieu",
    "Source",
    "WhenKind",
    "boards_to_hand_over_to",
]
