"""What follows when boards merge or split: links that can be used. What was said and asked stays with its report."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(
    moves=[
        Moves("doors.reportinglink", open="r.revoked_at IS NULL AND r.ends_on >= $3"),
    ],
)
