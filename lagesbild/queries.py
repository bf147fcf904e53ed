"""Whose pictures one reads: the first lock, spoken with the same function as the policies."""

from django.db.models import BooleanField, F, Func, Q

from vbe.access.queries import on_boards


class OnReadableBoard(Func):
    """Rows of boards whose published pictures one reads: the own, its predecessors', for the central samordnare all."""

    template = "(%(expressions)s = ANY ((SELECT app_picture_boards())::uuid[]))"
    output_field = BooleanField()


class OnSurveyBoard(Func):
    """Rows of boards whose surveys one reads: those one asks for, and the closed ones of its predecessors."""

    template = "(%(expressions)s = ANY ((SELECT app_survey_boards())::uuid[]))"
    output_field = BooleanField()


def visible_pictures(prefix: str = "") -> Q:
    """Pictures that the acting assignment may read, or rows whose picture is reached through ``prefix``."""
    board = f"{prefix}board_id"
    return on_boards("picture.edit", board) | (Q(**{f"{prefix}state": "publicerad"}) & Q(OnReadableBoard(F(board))))
