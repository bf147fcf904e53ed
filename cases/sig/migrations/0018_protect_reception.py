"""The second lock of what the reception notes. None of it is ever changed; recused from a case is recused from every
report that belongs to it."""

from django.db import migrations

from vbe.access.operations import Policy, Protect, boards, cases, not_barred

ACTING = "(SELECT app_acting())"
IN_MUNICIPALITY = "board_id = ANY ((SELECT app_municipality_boards())::uuid[])"
VIEW, HANDLE, DECIDE, CONTENT = "intake.view", "intake.handle", "case.decide", "case.content"
DECISIONS = ["sig_protectionassessment", "sig_investigationstep"]
NOTES = ["sig_contactattempt", "sig_personinformation"]
OF_RECEPTION = ["sig_intakenote"]
# While a new version is rolled out the old one still writes rows without the new columns.
DEFAULTS = "ALTER TABLE sig_intake ALTER COLUMN number_index SET DEFAULT '', ALTER COLUMN reference SET DEFAULT ''"
NO_DEFAULTS = "ALTER TABLE sig_intake ALTER COLUMN number_index DROP DEFAULT, ALTER COLUMN reference DROP DEFAULT"
WRITES = """
-- Whether the acting assignment writes about what came in: the reception on its own board, and in its case whoever
-- decides or, where partaking is enough, takes part. An emergency opening only reads.
CREATE FUNCTION app_writes_intake(arrival uuid, on_board uuid, partaking boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM sig_intake i LEFT JOIN sig_case c ON c.intake_id = i.id
    WHERE i.id = arrival AND i.board_id = on_board AND i.id <> ALL (app_barred())
      AND (c.id IS NULL OR c.id <> ALL (app_emergencies()))
      AND (i.board_id = ANY (app_boards('intake.handle'))
        OR (c.board_id = ANY (app_boards('case.decide'))
          AND (c.board_id = ANY (app_boards('case.content'))
            OR c.id = ANY (app_participations() || app_stand_ins())))
        OR (partaking AND c.id = ANY (app_participations() || app_stand_ins()))))
$$;
"""
# A report that belongs to a case is of the same matter as the case and what it came from.
BARRED = """
CREATE OR REPLACE FUNCTION app_barred() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH marked AS (SELECT r.object_id AS id FROM access_recusal r WHERE r.user_id = app_user() AND r.ended_at IS NULL),
  barred AS (
    SELECT c.id FROM sig_case c JOIN marked ON marked.id IN (c.id, c.intake_id)
    UNION SELECT i.belongs_to_id FROM sig_intake i JOIN marked ON marked.id = i.id
    WHERE i.belongs_to_id IS NOT NULL
  )
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT id FROM marked
    UNION SELECT id FROM barred
    UNION SELECT c.intake_id FROM sig_case c JOIN barred ON barred.id = c.id
    UNION SELECT i.id FROM sig_intake i JOIN barred ON barred.id = i.belongs_to_id
  ) AS matter
$$;

CREATE OR REPLACE FUNCTION app_recused(record uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH of_case AS (
    SELECT c.id, c.intake_id FROM sig_case c
    WHERE c.id = record OR c.intake_id = record
      OR c.id = (SELECT i.belongs_to_id FROM sig_intake i WHERE i.id = record)
  )
  SELECT coalesce(array_agg(DISTINCT r.user_id), '{}') FROM access_recusal r
  WHERE r.ended_at IS NULL AND (app_acting() IS NOT NULL OR app_task() <> '')
    AND r.object_id IN (
      SELECT record
      UNION SELECT id FROM of_case
      UNION SELECT intake_id FROM of_case
      UNION SELECT i.id FROM sig_intake i JOIN of_case ON of_case.id = i.belongs_to_id)
$$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION app_barred() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH marked AS (SELECT r.object_id AS id FROM access_recusal r WHERE r.user_id = app_user() AND r.ended_at IS NULL)
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT id FROM marked
    UNION SELECT c.id FROM sig_case c JOIN marked ON marked.id = c.intake_id
    UNION SELECT c.intake_id FROM sig_case c JOIN marked ON marked.id = c.id
  ) AS matter
$$;

CREATE OR REPLACE FUNCTION app_recused(record uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(r.user_id), '{}') FROM access_recusal r
  WHERE r.ended_at IS NULL AND (app_acting() IS NOT NULL OR app_task() <> '')
    AND (r.object_id = record
      OR r.object_id IN (SELECT c.intake_id FROM sig_case c WHERE c.id = record)
      OR r.object_id IN (SELECT c.id FROM sig_case c WHERE c.intake_id = record))
$$;
"""


def read_in_case(column: str) -> str:
    return f"EXISTS (SELECT FROM sig_case c WHERE c.intake_id = {column} AND ({boards(CONTENT)} OR {cases('c.id')}))"


def entry(table: str, writes: str) -> Protect:
    return Protect(
        table,
        select=f"{boards(VIEW)} OR {read_in_case('intake_id')}",
        insert=f"by_id = {ACTING} AND {writes}",
    )


class Migration(migrations.Migration):
    dependencies = [("sig", "0017_reception"), ("access", "0006_quick_boards")]
    operations = [
        migrations.RunSQL(DEFAULTS, NO_DEFAULTS),
        migrations.RunSQL(WRITES, "DROP FUNCTION app_writes_intake(uuid, uuid, boolean)"),
        migrations.RunSQL(BARRED, AS_BEFORE),
        *(entry(table, "app_writes_intake(intake_id, board_id, false)") for table in DECISIONS),
        *(entry(table, "app_writes_intake(intake_id, board_id, true)") for table in NOTES),
        *(
            entry(table, f"{boards(HANDLE)} AND app_writes_intake(intake_id, board_id, false)")
            for table in OF_RECEPTION
        ),
        # Both ends: the reception where the child lives, and who reads the matter that it came from.
        Protect(
            "sig_familyreport",
            select=f"{boards(VIEW)} OR {boards(VIEW, 'from_board_id')} OR {read_in_case('origin_id')}",
            insert=f"by_id = {ACTING} AND {IN_MUNICIPALITY} AND app_writes_intake(origin_id, from_board_id, true)",
        ),
        # Whoever works with a family reports a child to the reception where it lives, and cannot read it back there.
        Policy(
            "sig_intake",
            "family_report",
            "INSERT",
            f"source = 'befintligt_arende' AND state = 'oppen' AND registered_by_id = {ACTING} AND {IN_MUNICIPALITY}"
            " AND cardinality(app_boards('intake.handle') || app_boards('case.decide') || app_participations()"
            " || app_stand_ins()) > 0",
        ),
        *(
            Policy(table, "not_barred", "ALL", not_barred("intake_id"), only=True)
            for table in (*DECISIONS, *NOTES, *OF_RECEPTION, "sig_familyreport")
        ),
        Policy("sig_familyreport", "not_barred_from_origin", "ALL", not_barred("origin_id"), only=True),
    ]
