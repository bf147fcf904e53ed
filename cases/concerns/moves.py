"""What follows when boards merge or split."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(
    moves=[Moves("concerns.concern", open="r.state = 'ny'")],
    stays={
        "organisation.area": "until the successor has named parts of its own, it offers those of its predecessors",
        "concerns.assessment": "a decision of the board that then was, read with its report",
        # What the desk wrote, passed on and waits for: whoever has the report answers for it.
        "concerns.handover": "between the boards that then were; answered by whoever has the report",
        "concerns.note": "written on the board that then was, read with its report",
        "concerns.policeinformation": "told by the board that then was, read with its report",
        "concerns.removalorder": "ordered by the board that then was, finished by whoever has the report",
        "concerns.secondlook": "asked for on the board that then was; the successor's desk asks anew",
    },
)
