"""What follows when boards merge or split."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(
    moves=[Moves("concerns.concern", open="r.state = 'ny'")],
    stays={"concerns.assessment": "a decision of the board that then was, read with its report"},
)
