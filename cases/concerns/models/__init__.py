from cases.concerns.models.assessment import Assessment
from cases.concerns.models.attachment import MOST_FILES, Attachment
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
from cases.concerns.models.kept_passage import KeptPassage
from cases.concerns.models.link import Link
from cases.concerns.models.saved_view import SavedView

__all__ = [
    "MOST_FILES",
    "Assessment",
    "Attachment",
    "Category",
    "Concern",
    "ConcernQuerySet",
    "Door",
    "KeptPassage",
    "Link",
    "Milieu",
    "SavedView",
    "Source",
    "WhenKind",
    "boards_to_hand_over_to",
]
