"""The rows of the lägesbild."""

from lagesbild.models.picture import Conflict, Finding, NotAllowed, PictureSection, SituationPicture

__all__ = ["Conflict", "Finding", "NotAllowed", "PictureSection", "SituationPicture"]
