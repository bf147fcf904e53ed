"""The incidents' second lock, and how the log is asked for an extract."""

from django.db import migrations

from vbe.access.operations import Grant, Protect, boards

HANDLES = boards("incident.handle")
MINE = "(SELECT app_acting())"
ENTRIES = """
-- Entries of one board's log, for those who handle its incidents: a case's number, never whom it is about.
CREATE FUNCTION app_incident_entries(
  of_board uuid, since timestamptz, until timestamptz, reader uuid, case_number text, ids uuid[], most integer)
RETURNS TABLE (
  id uuid, at timestamptz, action text, kind text, number text, reason text, user_id uuid, assignment_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.id, e.at, e.action::text, e.kind::text, coalesce(c.number, '')::text, e.reason::text,
    e.user_id, e.assignment_id
  FROM audit_entry e LEFT JOIN sig_case c ON c.id = e.object_id
  WHERE of_board = ANY (app_boards('incident.handle')) AND e.board_id = of_board
    AND CASE WHEN cardinality(ids) > 0 THEN e.id = ANY (ids)
      ELSE e.at >= since AND e.at < until
        AND (reader IS NULL OR e.user_id = reader) AND (case_number = '' OR c.number = case_number) END
  ORDER BY e.at, e.id
  LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_initial"),
        ("access", "0001_functions"),
        ("audit", "0003_actions"),
        ("sig", "0002_protect"),
    ]
    # There is no way to change or remove anything: no table is granted UPDATE or DELETE.
    operations = [
        migrations.RunSQL(
            ENTRIES,
            "DROP FUNCTION app_incident_entries(uuid, timestamptz, timestamptz, uuid, text, uuid[], integer)",
        ),
        Grant("incidents_duty", "SELECT"),
        Protect("incidents_incident", select=HANDLES, insert=f"{HANDLES} AND registered_by_id = {MINE}"),
        Protect("incidents_clock", select=HANDLES, insert=HANDLES),
        Protect("incidents_answer", select=HANDLES, insert=f"{HANDLES} AND by_id = {MINE}"),
        Protect("incidents_addition", select=HANDLES, insert=f"{HANDLES} AND by_id = {MINE}"),
        Protect("incidents_extractrow", select=HANDLES, insert=f"{HANDLES} AND taken_by_id = {MINE}"),
    ]
