"""The rows of the lägesbild: the picture, and the survey that it rests on."""

from lagesbild.models.chain import FindingMeasure, FindingReport
from lagesbild.models.picture import Conflict, Finding, PictureSection, SituationPicture
from lagesbild.models.survey import AlreadyDone, Audience, Invitation, NotAllowed, Response, Survey, hold_link

__all__ = [
    "AlreadyDone",
    "Audience",
    "Conflict",
    "Finding",
    "FindingMeasure",
    "FindingReport",
    "Invitation",
    "NotAllowed",
    "PictureSection",
    "Response",
    "SituationPicture",
    "Survey",
    "hold_link",
]
