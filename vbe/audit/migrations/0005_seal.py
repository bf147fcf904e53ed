"""The log's second lock: numbered by the database, written by one door, read by those who review or lead."""

from django.db import migrations

from vbe.access.operations import Protect, boards, task

# Every writer holds this lock, shared, from before the row has its number until the row is there for all. Whoever
# gets the lock alone, if only for a moment, knows that no lower number is still to come. See vbe/audit/sealing.py.
NUMBERING = """
CREATE FUNCTION audit_number_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7146501);
  NEW.position := nextval('audit_entry_position');
  RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_number BEFORE INSERT ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_number_entry();
"""
# The log knows what a refused address was about although the one who was refused may not. Nobody is told.
SUBJECT = """
CREATE FUNCTION app_log_subject(number text, id uuid)
RETURNS TABLE (kind text, object_id uuid, board_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 1 AS $$
  SELECT 'sig.case', c.id, c.board_id FROM sig_case c WHERE c.number = app_log_subject.number
  UNION ALL
  SELECT 'concerns.concern', c.id, c.board_id FROM concerns_concern c WHERE c.number = app_log_subject.number
  UNION ALL
  SELECT 'sig.intake', i.id, i.board_id FROM sig_intake i WHERE i.id = app_log_subject.id
$$;
"""
# Cases, and what they came in as, that the acting assignment takes part in, when its role reads the log of its cases.
RECORDS = """
CREATE FUNCTION app_log_records() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(record), '{}')
  FROM sig_case c CROSS JOIN LATERAL (VALUES (c.id), (c.intake_id)) AS records (record)
  WHERE c.id = ANY (app_cases()) AND cardinality(app_boards('case.log')) > 0
$$;
"""
# How much is not yet sealed, whoever may read it: a number and a time.
OPEN = """
CREATE FUNCTION app_log_open() RETURNS TABLE (count bigint, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 1 AS $$
  SELECT count(*), min(e.at) FROM audit_entry e
  WHERE e.position > (SELECT coalesce(max(s.last), 0) FROM audit_seal s)
$$;
"""
# Meetings belong to their case; everything else that has been logged is its own record.
RECORD_OF_WHAT_IS_THERE = """
UPDATE audit_entry e
SET record_id = coalesce((SELECT m.case_id FROM sig_meeting m WHERE m.id = e.object_id), e.object_id),
    path_name = CASE WHEN action = 'nekad' THEN kind ELSE '' END
"""
COLUMNS = (
    "id, action, user_id, assignment_id, role, board_id, kind, object_id, record_id, reason, terms, path_name, through,"
    " session"
)
# Neither the number nor the time is the application's to give, and nobody writes in another's name: a person as
# herself, a task as itself.
INSERT = f"""
DROP POLICY "insert" ON audit_entry;
REVOKE INSERT ON audit_entry FROM vbe_app;
GRANT INSERT ({COLUMNS}) ON audit_entry TO vbe_app;
CREATE POLICY "insert" ON audit_entry FOR INSERT WITH CHECK (
  user_id IS NOT DISTINCT FROM (SELECT app_user())
  AND (path_name NOT LIKE 'task:%' OR user_id IS NULL AND app_task() <> '' AND path_name = 'task:' || app_task())
);
"""
INSERT_BACK = """
DROP POLICY "insert" ON audit_entry;
REVOKE ALL ON audit_entry FROM vbe_app;
GRANT INSERT ON audit_entry TO vbe_app;
CREATE POLICY "insert" ON audit_entry FOR INSERT WITH CHECK (true);
"""
LED = f"{boards('case.log')} AND {boards('case.view')} AND kind LIKE 'sig.%'"
TAKES_PART = "record_id = ANY ((SELECT app_log_records())::uuid[])"
SELECT = f"""
GRANT SELECT ON audit_entry TO vbe_app;
CREATE POLICY "select" ON audit_entry FOR SELECT USING (
  {boards("log.review")} OR {task("log_review")} OR {task("seal")} OR ({LED}) OR {TAKES_PART}
);
"""
SELECT_BACK = """
DROP POLICY "select" ON audit_entry;
REVOKE SELECT ON audit_entry FROM vbe_app;
"""


def holds(permission: str) -> str:
    return f"cardinality((SELECT app_boards('{permission}'))) > 0"


# Numbers and hashes of the whole installation, nothing about anybody: whoever reads a log sees how far it is sealed.
LOOK_AT_CHAIN = f"{task('seal')} OR {holds('log.review')} OR {holds('people.manage')}"
READ_A_LOG = f"{LOOK_AT_CHAIN} OR {holds('case.log')}"
# When the chain does not agree, those who review the log are told.
TELL = "".join(
    f'CREATE POLICY "insert_by_seal" ON {table} FOR INSERT WITH CHECK ({task("seal")});'
    for table in ("notices_notice", "notices_mail")
)
TELL_BACK = "".join(f'DROP POLICY "insert_by_seal" ON {table};' for table in ("notices_notice", "notices_mail"))


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_entry_fields"),
        ("access", "0003_managed_boards"),
        ("sig", "0002_protect"),
        ("concerns", "0002_protect"),
        ("notices", "0002_protect"),
    ]
    operations = [
        migrations.RunSQL(
            NUMBERING, "DROP TRIGGER audit_entry_number ON audit_entry; DROP FUNCTION audit_number_entry()"
        ),
        migrations.RunSQL(SUBJECT, "DROP FUNCTION app_log_subject(text, uuid)"),
        migrations.RunSQL(RECORDS, "DROP FUNCTION app_log_records()"),
        migrations.RunSQL(OPEN, "DROP FUNCTION app_log_open()"),
        migrations.RunSQL(RECORD_OF_WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.RunSQL(INSERT, INSERT_BACK),
        migrations.RunSQL(SELECT, SELECT_BACK),
        Protect("audit_seal", select=READ_A_LOG, insert=task("seal")),
        Protect("audit_verification", select=LOOK_AT_CHAIN, insert=task("seal")),
        migrations.RunSQL(TELL, TELL_BACK),
    ]
