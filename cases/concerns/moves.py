"""What follows when boards merge or split."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(
    moves=[Moves("concerns.concern", open="r.state = 'ny'")],
    stays={
        "organisation.area": "until the successor has named parts of its own, it offers those of its predecessors",
        "concerns.assessment": "a decision of the board that then was, read with its report",
    },
)
