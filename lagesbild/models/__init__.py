"""The rows of the lägesbild: the survey that it rests on."""

from lagesbild.models.survey import Audience, Invitation, NotAllowed, Response, Survey

__all__ = ["Audience", "Invitation", "NotAllowed", "Response", "Survey"]
