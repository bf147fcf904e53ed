"""What follows when boards merge or split."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(
    moves=[
        Moves(
            "notices.notice",
            # What waits for somebody whose assignment lasts; other notices are history.
            open=(
                "r.acknowledged_at IS NULL AND EXISTS (SELECT FROM organisation_assignment a"
                " WHERE a.id = r.recipient_id AND a.ended_at IS NULL AND (a.ends IS NULL OR a.ends >= $3))"
            ),
            # To the recipient's new assignment; of several, the one on the board that the case it tells of goes to.
            goes=(
                "(SELECT p.successor_id FROM app_reorganisation_places($1, r.recipient_id) p ORDER BY EXISTS ("
                "SELECT FROM sig_case c WHERE r.url LIKE '%/' || c.number || '/%' AND c.board_id = r.board_id"
                " AND app_reorganisation_of_unit($1, c.unit_id) = p.successor_id) DESC, p.nth LIMIT 1)"
            ),
            assignments=("recipient_id",),
        ),
        Moves("notices.mail", open="r.sent_at IS NULL"),
        Moves("notices.sms", open="r.sent_at IS NULL"),
    ]
)
