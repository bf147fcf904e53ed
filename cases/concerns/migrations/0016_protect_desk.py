"""The second lock of what the desk writes: read by the desks of the report, added to by the one it lies on."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Policy, Protect, ProtectHistory, boards, not_barred, task

VIEW, ASSESS = "concern.view", "concern.assess"
ACTING = "(SELECT app_acting())"
WAYS = " OR ".join(boards(VIEW, f"c.{column}") for column in ("board_id", "reporter_board_id", "previous_board_id"))
# Not its writer, who sees the report and none of the desk's own texts.
SEEN_BY_DESK = f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id AND ({WAYS}))"
ON_MY_DESK = f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id AND {boards(ASSESS, 'c.board_id')})"
REMINDS = task("desk")
# A function, because the policies of the two tables would ask each other in a circle.
WAITS = """
CREATE FUNCTION concerns_waits(report uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT app_task() = 'desk'
    AND EXISTS (SELECT FROM concerns_handover h WHERE h.concern_id = report AND h.answered_at IS NULL)
$$;
"""
IN_MUNICIPALITY = "to_board_id = ANY ((SELECT app_municipality_boards())::uuid[])"


def lies_on(table: str, column: str = "board_id") -> str:
    """The row's board is the own one, and the report lies there."""
    here = f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id AND c.board_id = {table}.{column})"
    return f"{boards(ASSESS, column)} AND {here}"


def written_by(table: str, column: str = "by_id") -> str:
    return f"{column} = {ACTING} AND {lies_on(table)}"


def narrow(table: str, columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"REVOKE UPDATE ON {table} FROM {APP_ROLE}; GRANT UPDATE ({columns}) ON {table} TO {APP_ROLE};",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("concerns", "0015_desk"), ("access", "0005_barred"), ("notices", "0002_protect")]
    operations = [
        Protect("concerns_note", select=SEEN_BY_DESK, insert=written_by("concerns_note")),
        Protect("concerns_policeinformation", select=SEEN_BY_DESK, insert=written_by("concerns_policeinformation")),
        Protect(
            "concerns_handover",
            select=SEEN_BY_DESK,
            insert=(
                f"by_id = {ACTING} AND {lies_on('concerns_handover', 'from_board_id')} AND {IN_MUNICIPALITY}"
                " AND answered_at IS NULL"
            ),
            # Answered by whoever has the report now; the board it was sent to may have a successor.
            update=f"answered_at IS NULL AND {ON_MY_DESK}",
            update_to=f"answered_by_id = {ACTING}",
        ),
        narrow("concerns_handover", "answer, return_reason, answered_by_id, answered_at"),
        Protect(
            "concerns_removalorder",
            select=SEEN_BY_DESK,
            insert=f"{written_by('concerns_removalorder')} AND done_on IS NULL",
            update=f"done_on IS NULL AND {ON_MY_DESK}",
            update_to=f"done_by_id = {ACTING}",
        ),
        narrow("concerns_removalorder", "done_on, done_by_id, done_at"),
        Protect(
            "concerns_secondlook",
            select=SEEN_BY_DESK,
            insert=f"{written_by('concerns_secondlook', 'asked_by_id')} AND looked_at IS NULL",
            update=f"looked_at IS NULL AND {ON_MY_DESK}",
            update_to=f"looked_by_id = {ACTING}",
        ),
        narrow("concerns_secondlook", "looked_by_id, looked_at, agrees, note"),
        *(
            Policy(f"concerns_{table}", "not_barred", "ALL", not_barred("concern_id"), only=True)
            for table in ("note", "policeinformation", "handover", "removalorder", "secondlook")
        ),
        ProtectHistory("concerns_handoverevent", of="concerns_handover"),
        ProtectHistory("concerns_removalorderevent", of="concerns_removalorder"),
        ProtectHistory("concerns_secondlookevent", of="concerns_secondlook"),
        migrations.RunSQL(WAITS, "DROP FUNCTION concerns_waits(uuid)"),
        # The round that reminds, and takes back what nobody has answered.
        Protect("concerns_reminder", select=REMINDS, insert=REMINDS),
        Policy("concerns_concern", "desk", "SELECT", REMINDS),
        Policy("concerns_concern", "desk_back", "UPDATE", f"{REMINDS} AND concerns_waits(id)"),
        Policy("concerns_handover", "desk", "SELECT", REMINDS),
        Policy("concerns_handover", "desk_back", "UPDATE", REMINDS),
        Policy("concerns_removalorder", "desk", "SELECT", REMINDS),
        Policy("notices_notice", "desk", "INSERT", REMINDS),
        Policy("notices_mail", "desk", "INSERT", REMINDS),
    ]
