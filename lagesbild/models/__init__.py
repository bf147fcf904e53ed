"""The rows of the lägesbild: the survey that it rests on."""

from lagesbild.models.survey import AlreadyDone, Audience, Invitation, NotAllowed, Response, Survey

__all__ = ["AlreadyDone", "Audience", "Invitation", "NotAllowed", "Response", "Survey"]
