"""A run is the municipality's: read, marked and ended by whoever may run chains, on any of its boards."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Protect, boards

ACTING = "(SELECT app_acting())"
HERE = (
    "board_id = ANY ((SELECT app_municipality_boards())::uuid[])"
    " AND cardinality((SELECT app_boards('alarm.run'))::uuid[]) > 0"
)
OWN_CHAIN = (
    "EXISTS (SELECT FROM notices_alarmchain c JOIN organisation_board b ON b.municipality_id = c.municipality_id"
    " WHERE c.id = chain_id AND b.id = alarms_alarmrun.board_id)"
)
SEEN = "EXISTS (SELECT FROM alarms_alarmrun r WHERE r.id = run_id)"
MINE_BEGUN = (
    f"EXISTS (SELECT FROM alarms_alarmrun r WHERE r.id = run_id AND r.ended_at IS NULL AND r.started_by_id = {ACTING})"
)
STEP_SEEN = "EXISTS (SELECT FROM alarms_runstep s WHERE s.id = step_id)"
# A step that goes on is marked each time; which one that is, is said by the step.
STEP_RUNS = (
    "EXISTS (SELECT FROM alarms_runstep s JOIN alarms_alarmrun r ON r.id = s.run_id WHERE s.id = step_id"
    " AND r.ended_at IS NULL AND ongoing = ('fortlopande' = ANY (s.kinds)))"
)
ENDING = f"""
REVOKE UPDATE ON alarms_alarmrun FROM {APP_ROLE};
GRANT UPDATE (ended_at, ended_by_id, summary) ON alarms_alarmrun TO {APP_ROLE};
"""
# The chains are written by whoever writes the municipality's guide.
WRITES = "municipality_id = (SELECT app_guide_municipality())"
OF_WRITTEN = (
    "EXISTS (SELECT FROM notices_alarmchain c WHERE c.id = chain_id"
    " AND c.municipality_id = (SELECT app_guide_municipality()))"
)


def may(table: str, command: str, condition: str, columns: str = "") -> migrations.RunSQL:
    clause = f"WITH CHECK ({condition})" if command == "INSERT" else f"USING ({condition})"
    right = f"{command} ({columns})" if columns else command
    return migrations.RunSQL(
        [
            f"GRANT {right} ON {table} TO {APP_ROLE}",
            f'CREATE POLICY "{command.lower()}" ON {table} FOR {command} {clause}',
        ],
        [f'DROP POLICY "{command.lower()}" ON {table}', f"REVOKE {right} ON {table} FROM {APP_ROLE}"],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0001_alarms"),
        ("notices", "0006_alarm_chain_version"),
        ("guide", "0002_protect"),
        ("access", "0006_quick_boards"),
    ]
    operations = [
        Protect(
            "alarms_alarmrun",
            select=HERE,
            insert=f"{boards('alarm.run')} AND started_by_id = {ACTING} AND ended_at IS NULL AND {OWN_CHAIN}",
            update=f"{HERE} AND ended_at IS NULL",
            update_to=f"{HERE} AND ended_by_id = {ACTING}",
        ),
        migrations.RunSQL(ENDING, migrations.RunSQL.noop),
        Protect("alarms_runstep", select=SEEN, insert=MINE_BEGUN),
        Protect("alarms_runentry", select=STEP_SEEN, insert=f"by_id = {ACTING} AND {STEP_RUNS}"),
        may("notices_alarmchain", "INSERT", WRITES),
        may("notices_alarmchain", "UPDATE", WRITES, "name, source, checked_on, version"),
        may("notices_alarmstep", "INSERT", OF_WRITTEN),
        may("notices_alarmstep", "DELETE", OF_WRITTEN),
    ]
