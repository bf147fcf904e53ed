"""*Varför ser jag detta?* The ground of access to one record, in words.

The database is asked with the functions that the policies are written with, so the answer is the rule that gave the
access and not a second guess. Each room says which grounds its records have; the first one that holds is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.access.request import Request
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Absence, Assignment, Board

ASSIGNMENT, PARTICIPATION, EMERGENCY, OWN = "assignment", "participation", "emergency", "own"


@dataclass(frozen=True)
class Why:
    """The explanation as it is shown. ``recuse_url``: where the reader says that she is jävig."""

    text: str
    through: str
    recuse_url: str = ""


@dataclass(frozen=True)
class Ground:
    """One way into a record: an SQL condition of the access functions, and the words for it."""

    holds: str
    params: tuple[Any, ...]
    text: Callable[[], str]
    through: str = ASSIGNMENT


def why(request: Request, *grounds: Ground, recuse_url: str = "") -> Why | None:
    """The first ground that holds; None when none does. One query, and at most one more for its words."""
    ground = first(*grounds)
    return Why(ground.text(), ground.through, recuse_url) if ground else None


def first(*grounds: Ground) -> Ground | None:
    with connection.cursor() as cursor:
        holds = ", ".join(f"coalesce({ground.holds}, false)" for ground in grounds)
        cursor.execute(f"SELECT {holds}", [param for ground in grounds for param in ground.params])
        answers = cursor.fetchone()
    return next((ground for ground, holds in zip(grounds, answers, strict=True) if holds), None)


def on_board(request: Request, board: Board, *permissions: str, also: Callable[[], str] | None = None) -> Ground:
    """The acting assignment holds one of ``permissions`` on the record's board."""
    condition = " OR ".join("%s = ANY (app_boards(%s))" for _permission in permissions)
    params = tuple(value for permission in permissions for value in (board.pk, permission))
    return Ground(f"({condition})", params, lambda: joined(acting(request), of_board(request, board), also and also()))


def overseen(request: Request, board: Board) -> Ground:
    """The central samordnare sees what every board of the municipality has decided and published."""
    return Ground(
        "cardinality(app_boards('board.oversee')) > 0 AND %s = ANY (app_municipality_boards())",
        (board.pk,),
        lambda: joined(acting(request), elsewhere(request, board)),
    )


def reads_of(request: Request, board: Board, function: str) -> Ground:
    """What ``function``, the room's own rule in the database, lets one read of other boards: predecessors, or all."""
    return Ground(f"%s = ANY ({function}())", (board.pk,), lambda: joined(acting(request), elsewhere(request, board)))


def elsewhere(request: Request, board: Board) -> str:
    if request.access.allows("board.oversee"):
        return _("Uppdraget ger insyn i det som kommunens alla nämnder har beslutat.")
    return of_board(request, board)


def written_by(user_id: Any, text: str) -> Ground:
    return Ground("%s = app_user()", (user_id,), lambda: text, OWN)


def acting(request: Request) -> str:
    """*Du är samordnare i Skärholmens stadsdelsnämnd sedan 1 jan 2024.* A deputy: for whom and until when."""
    assignment = request.access.acting
    if assignment.deputy_for is None:
        return _("Du är %(title)s i %(board)s sedan %(day)s.") % in_words(assignment)
    words = in_words(assignment) | {"holder": assignment.deputy_for.user}
    ends = absence_ends(assignment.deputy_for, timezone.localdate())
    if ends is None:
        return _("Du är ersättare för %(holder)s, %(title)s i %(board)s.") % words
    words["until"] = swedate(ends)
    return _("Du är ersättare för %(holder)s, %(title)s i %(board)s, till och med %(until)s.") % words


def in_words(assignment: Assignment) -> dict[str, Any]:
    role = assignment.get_role_display().lower()
    return {
        "title": f"{role}, {assignment.unit}," if assignment.unit else role,
        "board": assignment.board,
        "day": swedate(assignment.starts),
    }


def absence_ends(holder: Assignment, today: date) -> date | None:
    running = Absence.objects.filter(assignment=holder, starts__lte=today, ends__gte=today)
    return running.aggregate(models.Max("ends"))["ends__max"]


def of_board(request: Request, board: Board) -> str:
    """Why a record of another board is read: that board is a predecessor of one's own."""
    own = request.access.acting.board
    successor = own if board.successor_id == own.pk else board.successor
    if board.pk == own.pk or successor is None:
        return ""
    return _("Akten hör till %(old)s, som %(new)s efterträdde %(day)s.") % {
        "old": board,
        "new": successor,
        "day": swedate(successor.starts),
    }


def joined(*sentences: str | None) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def access_through(request: Request, case: models.Model) -> str:
    """``assignment``, ``participation`` or ``emergency``: the way by which the acting assignment reads ``case``.

    The board's right to the content comes first, then taking part or standing in; an emergency opening only when it is
    what gives the content. Empty when no way is open.
    """
    board = case.board_id  # type: ignore[attr-defined]
    ground = first(
        Ground("%s = ANY (app_boards('case.content'))", (board,), str, ASSIGNMENT),
        Ground("%s = ANY (app_participations() || app_stand_ins())", (case.pk,), str, PARTICIPATION),
        Ground("%s = ANY (app_emergencies())", (case.pk,), str, EMERGENCY),
        Ground("%s = ANY (app_boards('case.view'))", (board,), str, ASSIGNMENT),
    )
    return ground.through if ground else ""
