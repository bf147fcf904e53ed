"""Why somebody sees a lägesbild or a survey."""

from __future__ import annotations

from lagesbild.models import SituationPicture, Survey
from vbe.access.request import Request
from vbe.access.why import Why, on_board, reads_of, why


def why_picture(request: Request, picture: SituationPicture) -> Why | None:
    own = on_board(request, picture.board, "picture.edit", "picture.read")
    return why(request, own, reads_of(request, picture.board, "app_picture_boards"))


def why_survey(request: Request, survey: Survey) -> Why | None:
    return why(request, on_board(request, survey.board, "picture.edit"))
