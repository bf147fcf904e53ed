"""What follows when boards merge or split: open cases with everything in them, and what nobody has decided yet."""

from vbe.organisation.moving import Moves, Room

CASE = ("sig.case", "case_id")
MEETING = ("sig.meeting", "meeting_id")
RELATIVE = ("sig.relativesupport", "support_id")
SEAT = ("sig.seat", "seat_id")

# A participant goes on in the new assignment from the day, and has taken part in the old one until then.
GO_ON = """
WITH ours AS (
  SELECT DISTINCT ON (p.id) p.id, p.case_id, c.board_id, p.starts, p.ends, m.became_id
  FROM sig_participation p
  JOIN sig_case c ON c.id = p.case_id AND c.step <> 'avslutat'
  JOIN reorganisation_move m ON m.reorganisation_id = $1 AND m.kind = 'organisation.assignment'
    AND m.object_id = p.assignment_id
  WHERE p.ends IS NULL OR p.ends >= $2
  ORDER BY p.id, (m.to_board_id = c.board_id) DESC
), begun AS (
  INSERT INTO sig_participation AS held (id, case_id, board_id, assignment_id, starts, ends)
  SELECT DISTINCT ON (case_id, became_id) uuidv7(), case_id, board_id, became_id, greatest(starts, $2), ends FROM ours
  ORDER BY case_id, became_id, ends DESC
  ON CONFLICT (case_id, assignment_id) DO UPDATE SET ends = excluded.ends
)
UPDATE sig_participation p SET ends = greatest(p.starts, $2 - 1) FROM ours WHERE ours.id = p.id
"""
# Who is called to a meeting that has not been adjusted yet.
KEEP_SEATS = """
UPDATE sig_seat s SET holder_id = app_reorganisation_became($1, 'organisation.assignment', s.holder_id, s.board_id)
FROM sig_meeting m
WHERE m.id = s.meeting_id AND m.locked_at IS NULL AND s.holder_id IS NOT NULL
  AND EXISTS (SELECT FROM reorganisation_move v
    WHERE v.reorganisation_id = $1 AND v.kind = 'organisation.assignment' AND v.object_id = s.holder_id)
"""

# What is running goes on in the new assignment; what has ended says in which it was.
GOES_ON = """
UPDATE {table} x
SET assignment_id = app_reorganisation_became($1, 'organisation.assignment', x.assignment_id, x.board_id)
FROM reorganisation_move v
WHERE v.reorganisation_id = $1 AND v.kind = '{kind}' AND v.object_id = x.id AND x.ended_at IS NULL{running}
"""
STAND_IN_GOES_ON = GOES_ON.format(table="sig_standin", kind="sig.standin", running="")
OPENING_GOES_ON = GOES_ON.format(
    table="sig_emergencyopening", kind="sig.emergencyopening", running=" AND x.ends_at > $3"
)
# Who has not answered yet answers in the new assignment.
TOLD_GOES_ON = """
UPDATE sig_told x
SET recipient_id = app_reorganisation_became($1, 'organisation.assignment', x.recipient_id, x.board_id)
FROM reorganisation_move v
WHERE v.reorganisation_id = $1 AND v.kind = 'sig.told' AND v.object_id = x.id AND x.acknowledged_at IS NULL
"""

# Who gives a support to a relative goes on in the new assignment; who has given it did so in the old.
GIVER_GOES_ON = """
UPDATE sig_relativepart x
SET assignment_id = app_reorganisation_became($1, 'organisation.assignment', x.assignment_id, x.board_id)
FROM reorganisation_move v
WHERE v.reorganisation_id = $1 AND v.kind = 'sig.relativepart' AND v.object_id = x.id
  AND (x.ends IS NULL OR x.ends >= $2)
"""

ROOM = Room(
    moves=[
        Moves("sig.case", open="r.step <> 'avslutat'", by_unit=True, assignments=("chief_id",)),
        Moves(
            "sig.intake",
            open=(
                "r.state = 'oppen' OR EXISTS (SELECT FROM sig_case c WHERE c.intake_id = r.id AND c.step <> 'avslutat')"
                # Somebody is still to be told what was decided.
                " OR EXISTS (SELECT FROM sig_sealedpart p WHERE p.intake_id = r.id AND p.about = 'barn'"
                " AND p.standing = 'anmalningsskyldig'"
                " AND NOT EXISTS (SELECT FROM sig_feedback f WHERE f.part_id = p.id))"
                # An investigation runs, or it belongs to a case that goes on.
                " OR (EXISTS (SELECT FROM sig_investigationstep s WHERE s.intake_id = r.id AND s.step = 'inleds')"
                " AND NOT EXISTS (SELECT FROM sig_investigationstep s WHERE s.intake_id = r.id"
                " AND s.step = 'avslutad'))"
                " OR EXISTS (SELECT FROM sig_case c WHERE c.id = r.belongs_to_id AND c.step <> 'avslutat')"
            ),
            by_unit=True,
            # What a case began with goes where the case goes.
            goes=(
                "(SELECT app_reorganisation_of_unit($1, coalesce("
                "(SELECT c.unit_id FROM sig_case c WHERE c.intake_id = r.id OR c.id = r.belongs_to_id), r.unit_id)))"
            ),
        ),
        *(
            Moves(f"sig.{entry}", under=("sig.intake", "intake_id"))
            for entry in (
                "protectionassessment",
                "investigationstep",
                "contactattempt",
                "personinformation",
                "intakenote",
            )
        ),
        Moves("sig.sealedpart", under=("sig.intake", "intake_id")),
        Moves("sig.particulars", under=("sig.intake", "intake_id")),
        Moves("sig.feedback", under=("sig.sealedpart", "part_id")),
        Moves("sig.feedbackreason", under=("sig.feedback", "feedback_id")),
        Moves("sig.routinestep", under=CASE),
        Moves("sig.identity", under=CASE),
        Moves("sig.participation", under=CASE, then=GO_ON),
        Moves("sig.standin", under=CASE, then=STAND_IN_GOES_ON),
        Moves("sig.emergencyopening", under=CASE, then=OPENING_GOES_ON),
        Moves("sig.told", under=CASE, then=TOLD_GOES_ON),
        Moves("sig.casenote", under=CASE),
        Moves("sig.comingage", under=CASE),
        Moves("sig.consent", under=CASE),
        Moves("sig.consentpaper", under=CASE),
        Moves("sig.sharingdecision", under=CASE),
        Moves("sig.informationrequest", under=CASE),
        Moves("sig.disclosure", under=CASE),
        Moves("sig.recall", under=CASE),
        Moves("sig.meeting", under=CASE),
        Moves("sig.seat", under=MEETING, then=KEEP_SEATS),
        Moves("sig.meetingpoint", under=MEETING),
        Moves("sig.seatlink", under=SEAT),
        Moves("sig.seatanswer", under=SEAT),
        Moves("sig.minutesaddendum", under=MEETING),
        Moves("sig.casetask", under=CASE, assignments=("owner_id",)),
        Moves("sig.excerpt", under=CASE),
        Moves("sig.supportmeasure", under=CASE, assignments=("responsible_id",)),
        Moves("sig.supportreview", under=CASE),
        Moves("sig.trackchoice", under=CASE),
        Moves("sig.stepdone", under=CASE),
        Moves("sig.safetyplan", under=CASE),
        Moves("sig.dataaccessrequest", open="r.state NOT IN ('overlamnat', 'aterkallat')"),
        *(
            Moves(f"sig.{part}", under=("sig.dataaccessrequest", "request_id"))
            for part in ("dataaccessstep", "heldrecord", "dataaccesswork")
        ),
        Moves("sig.relativesupport", open="r.closed_at IS NULL"),
        Moves("sig.relativeidentity", under=RELATIVE),
        Moves("sig.relativepart", under=RELATIVE, then=GIVER_GOES_ON),
        Moves("sig.relativeconsent", under=RELATIVE),
        Moves("sig.relativemeasure", under=RELATIVE),
        Moves("sig.relativenote", under=RELATIVE),
        Moves("sig.relativetie", under=RELATIVE),
    ],
    stays={
        "sig.seattemplate": "where an actor's people have accounts; they are looked for on the board's successor",
        "sig.sigcount": "frozen numbers of the board that then was",
        "sig.sigpart": "frozen numbers of the board that then was",
        "sig.transfer": "which board sent a case; one that waits is taken back or asked anew",
        "organisation.oncall": "the new board keeps its own list, where the gaps are shown",
    },
)
