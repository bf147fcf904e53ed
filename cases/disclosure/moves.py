"""What follows when boards merge or split: nothing. A request was put to the board that then was, and its reports stand
in it as they were; whoever assesses the successor's reports reads it too."""

from vbe.organisation.moving import Room

ROOM = Room(
    stays={
        "disclosure.recordsrequest": "was put to the board that then was",
        "disclosure.chosen": "of a request",
        "disclosure.review": "of a request",
        "disclosure.decision": "of a request, as it was released",
        "disclosure.documentpart": "of a request, as it was released",
        "disclosure.releasedfile": "of a request, as it was released",
    }
)
