"""Which roles exclude each other in one person on the same board, by what they may do.

The database asks the same of every assignment, whoever writes it: ``organisation_refuse_combination()``.
Sources: the two rooms stay apart (legal.md L2), nobody reviews herself, and whoever gives rights to the
socialtjänst room is not in it.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from vbe.access.guards import SOCIALTJANST
from vbe.organisation.models import Assignment, Board, Combination, Conflict, User
from vbe.organisation.permissions import TABLE, Role

# Of each conflict: what the one role may, and what the other may.
PAIRS: dict[Conflict, tuple[set[str], set[str]]] = {
    Conflict.COORDINATION: ({"concern.assess"}, SOCIALTJANST),
    Conflict.REVIEW: ({"log.review"}, SOCIALTJANST | {"concern.view", "people.manage"}),
    Conflict.ADMINISTRATION: ({"people.manage"}, SOCIALTJANST),
}
# From the executive board these reach every board of the municipality; see app_managed_boards().
REACHES_ALL = {Conflict.REVIEW, Conflict.ADMINISTRATION}


def conflict_of(one: Role | str, board: Board, other: Role | str, other_board: Board) -> Conflict | None:
    """The conflict between holding ``one`` on ``board`` and ``other`` on ``other_board``, or None."""
    first, second = (one, board), (other, other_board)
    for conflict, (left, right) in PAIRS.items():
        for (role, at), (role_there, there) in ((first, second), (second, first)):
            if TABLE[Role(role)] & left and TABLE[Role(role_there)] & right and _meet(conflict, at, there):
                return conflict
    return None


def _meet(conflict: Conflict, reaching: Board, there: Board) -> bool:
    if reaching.pk == there.pk:
        return True
    executive = reaching.kind == Board.Kind.EXECUTIVE and reaching.municipality_id == there.municipality_id
    return conflict in REACHES_ALL and executive


def overlapping(user: User, starts: date, ends: date | None) -> QuerySet[Assignment]:
    """What the person holds on any day from ``starts`` to ``ends``."""
    held = Assignment.objects.filter(Q(ends=None) | Q(ends__gte=starts), user=user, ended_at=None)
    return held.filter(starts__lte=ends) if ends else held


def undecided_conflict(
    user: User, role: Role | str, board: Board, starts: date, ends: date | None, *, besides: Assignment | None = None
) -> tuple[Conflict, Assignment] | None:
    """The first conflict with what the person holds at the time, for which no decision has been recorded."""
    held = overlapping(user, starts, ends).select_related("board")
    if besides:
        held = held.exclude(pk=besides.pk)
    decided = set(Combination.objects.filter(user=user).values_list("conflict", "board_id"))
    for other in held:
        conflict = conflict_of(role, board, other.role, other.board)
        if conflict and not decided & {(conflict, board.pk), (conflict, other.board_id)}:
            return conflict, other
    return None
