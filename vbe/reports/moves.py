"""What follows when boards merge or split: reports that are not published, made anew with the new board's figures."""

from vbe.organisation.moving import Moves, Room

MAKE_ANEW = (
    "state = 'bestalld', cut_off = NULL, figures = NULL, figures_hash = '', lease = NULL, lease_until = NULL,"
    " stage = '', step_done = 0, step_total = 0, attempts = 0, interrupted_at = NULL, resumed_at = NULL, problem = ''"
)

ROOM = Room(
    moves=[
        Moves(
            "reports.report",
            open="r.state <> 'publicerad'",
            # Told when it is done.
            assignments=("ordered_by_id",),
            also=MAKE_ANEW,
            once=("period", "version"),
        )
    ],
    stays={"reports.reportdecision": "what the board that then was decided about its report"},
)
