"""What follows when boards merge or split."""

from vbe.organisation.moving import Room

ROOM = Room(
    stays={
        "importing.columns": "what a predecessor's lists looked like; the successor chooses anew with its first list",
        "importing.importeditem": "which list a report came from, and where it was read in",
    }
)
