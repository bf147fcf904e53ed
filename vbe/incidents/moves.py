"""What follows when boards merge or split: nothing. An incident belongs to the board where it happened, as does the log
from which extracts are attached.

Whoever handles the successor's incidents handles the predecessor's too: reads them, reports and closes the open ones.
"""

from vbe.organisation.moving import Room

ROOM = Room(
    stays={
        "incidents.incident": "happened under the board that then was; the successor's administrators go on with it",
        "incidents.clock": "of an incident",
        "incidents.answer": "of an incident",
        "incidents.addition": "of an incident",
        "incidents.extractrow": "from the log of the board that then was",
    }
)
