"""What follows when boards merge or split: what is being written, what waits for a decision, and what is in force."""

from vbe.organisation.moving import Moves, Room

IN_FORCE = (
    "r.state = 'beslutad' AND NOT r.document AND r.year_to >= extract(year FROM $3::date) AND NOT EXISTS"
    " (SELECT FROM actionplans_actionplan later WHERE later.revises_id = r.id AND later.state = 'beslutad')"
)
# Who reports the measures of a plan in force, or will.
KEEP_CONTACTS = """
UPDATE actionplans_measure m
SET contact_id = app_reorganisation_became($1, 'organisation.assignment', m.contact_id, v.to_board_id)
FROM reorganisation_move v
WHERE v.reorganisation_id = $1 AND v.kind = 'actionplans.actionplan' AND v.object_id = m.plan_id
  AND EXISTS (SELECT FROM reorganisation_move a
    WHERE a.reorganisation_id = $1 AND a.kind = 'organisation.assignment' AND a.object_id = m.contact_id)
"""

ROOM = Room(
    moves=[
        Moves(
            "actionplans.actionplan",
            open=f"r.state <> 'beslutad' OR ({IN_FORCE})",
            then=KEEP_CONTACTS,
            once=("year_from", "year_to"),
            among=IN_FORCE,
        ),
        Moves("actionplans.resource", open="true", once=("level", "name")),
    ]
)
