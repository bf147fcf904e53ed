"""What follows when boards merge or split."""

from vbe.organisation.moving import Moves, Room

# A person's saved views go on in the new assignment; where it has one of the name already, that one stays.
KEEP_VIEWS = """
WITH ours AS (
  SELECT DISTINCT ON (m.became_id, v.name) v.id, m.became_id
  FROM concerns_savedview v
  JOIN reorganisation_move m ON m.reorganisation_id = $1 AND m.kind = 'organisation.assignment'
    AND m.object_id = v.assignment_id AND m.became_id IS NOT NULL
  WHERE v.removed_at IS NULL AND NOT EXISTS (
    SELECT FROM concerns_savedview w
    WHERE w.assignment_id = m.became_id AND w.name = v.name AND w.removed_at IS NULL)
  ORDER BY m.became_id, v.name, v.saved_at
)
UPDATE concerns_savedview v SET assignment_id = ours.became_id FROM ours WHERE v.id = ours.id
"""

ROOM = Room(
    moves=[Moves("concerns.concern", open="r.state = 'ny'", then=KEEP_VIEWS)],
    stays={
        "organisation.area": "until the successor has named parts of its own, it offers those of its predecessors",
        "concerns.assessment": "a decision of the board that then was, read with its report",
        # What the desk wrote, passed on and waits for: whoever has the report answers for it.
        "concerns.note": "written on the board that then was, read with its report",
        "concerns.policeinformation": "told by the board that then was, read with its report",
        "concerns.removalorder": "ordered by the board that then was, finished by whoever has the report",
        "concerns.secondlook": "asked for on the board that then was; the successor's desk asks anew",
    },
)
