"""The second lock of what follows a case through its routine, and the one way a case changes board."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Policy, Protect, boards, cases, not_barred, task

ACTING = "(SELECT app_acting())"
HANDLE, CONTENT, DECIDE, VIEW = "intake.handle", "case.content", "case.decide", "case.view"
DEPUTIES, AGES = task("deputies"), task("ages")
WRITABLE_CASE = "EXISTS (SELECT FROM sig_case c WHERE c.id = case_id)"
READS = f"{boards(CONTENT)} OR {cases()}"
DECIDES = f"{boards(DECIDE)} AND ({READS})"
# Those who take part, and whoever stands in; an emergency opening is not among them.
TAKES_PART = "case_id = ANY ((SELECT app_participations())::uuid[]) OR case_id = ANY ((SELECT app_stand_ins())::uuid[])"
OPEN_ON_BOARD = (
    "EXISTS (SELECT FROM sig_case c WHERE c.id = case_id AND c.board_id = {table}.board_id AND c.step <> 'avslutat')"
)
RECEIVES = f"to_chief_id = {ACTING} OR ({boards(DECIDE, 'to_board_id')} AND {boards(CONTENT, 'to_board_id')})"
NOT_IN_EMERGENCY = "case_id <> ALL ((SELECT app_emergencies())::uuid[])"
NEW_TABLES = ("sig_told", "sig_casenote", "sig_comingage", "sig_transfer")
# Taken by the chief or whoever stands in, whoever else may write steps on the board.
CHIEFS_STEPS = (
    "'direktor_informerad', 'kallat', 'hallet', 'beslutat', 'avslutat', 'oppnat_igen', 'ledning_bytt', 'myndig'"
)

RECEIVE = """
-- The receiving chief accepts: in one moment the case, everything in it and what it came in as are the new board's, the
-- old board's people are out of it, and the chief who accepts leads it. The only way a case changes board but a merger.
CREATE FUNCTION app_receive_case(wanted uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  asked sig_transfer%ROWTYPE;
  one sig_case%ROWTYPE;
  part record;
BEGIN
  SELECT * INTO asked FROM sig_transfer t WHERE t.id = wanted AND t.answered_at IS NULL FOR UPDATE;
  IF NOT FOUND OR app_acting() IS NULL OR asked.to_board_id IS NULL OR asked.case_id = ANY (app_barred())
    OR NOT (asked.to_chief_id = app_acting() OR (
      asked.to_board_id = ANY (app_boards('case.decide')) AND asked.to_board_id = ANY (app_boards('case.content'))))
  THEN
    RAISE EXCEPTION 'nothing to receive' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO one FROM sig_case c WHERE c.id = asked.case_id FOR UPDATE;
  IF one.step = 'avslutat' OR one.board_id <> asked.board_id THEN
    RAISE EXCEPTION 'the case is no longer there' USING ERRCODE = 'check_violation';
  END IF;
  UPDATE sig_participation SET ends = greatest(starts, app_today() - 1)
  WHERE case_id = one.id AND (ends IS NULL OR ends >= app_today());
  UPDATE sig_standin SET ended_at = now() WHERE case_id = one.id AND ended_at IS NULL;
  UPDATE sig_emergencyopening SET ended_at = now() WHERE case_id = one.id AND ended_at IS NULL AND ends_at > now();
  DELETE FROM notices_notice n
  WHERE n.acknowledged_at IS NULL AND n.url LIKE '/arenden/' || one.number || '/%' AND n.board_id = one.board_id;
  UPDATE sig_case SET board_id = asked.to_board_id, unit_id = asked.to_unit_id, chief_id = app_acting()
  WHERE id = one.id;
  UPDATE sig_intake SET board_id = asked.to_board_id, unit_id = (
    SELECT u.id FROM organisation_unit u WHERE u.board_id = asked.to_board_id AND u.kind = 'mottagning'
    ORDER BY u.id LIMIT 1) WHERE id = one.intake_id AND EXISTS (
    SELECT FROM organisation_unit u WHERE u.board_id = asked.to_board_id AND u.kind = 'mottagning');
  -- What lies under a case or its intake says its board too: tables that point at one of them, and tables under those.
  FOR part IN
    WITH RECURSIVE under AS (
      SELECT k.conrelid AS child, a.attname AS by, 1 AS depth,
        CASE k.confrelid WHEN 'sig_case'::regclass THEN format('SELECT %L::uuid', one.id)
          ELSE format('SELECT %L::uuid', one.intake_id) END AS parents
      FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
      WHERE k.contype = 'f' AND k.confrelid IN ('sig_case'::regclass, 'sig_intake'::regclass)
      UNION
      SELECT k.conrelid, a.attname, u.depth + 1,
        format('SELECT x.id FROM %s x WHERE x.%I IN (%s)', u.child::regclass, u.by, u.parents)
      FROM under u
      JOIN pg_constraint k ON k.confrelid = u.child AND k.contype = 'f'
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
      WHERE u.depth < 4 AND u.child <> 'sig_case'::regclass
    )
    SELECT u.child::regclass AS name, u.by, u.parents FROM under u
    JOIN pg_attribute b ON b.attrelid = u.child AND b.attname = 'board_id' AND NOT b.attisdropped
    WHERE u.child::regclass::text LIKE 'sig\\_%'
      AND u.child NOT IN ('sig_case'::regclass, 'sig_intake'::regclass, 'sig_transfer'::regclass)
  LOOP
    EXECUTE format('UPDATE %s SET board_id = %L WHERE %I IN (%s)', part.name, asked.to_board_id, part.by, part.parents);
  END LOOP;
  UPDATE access_recusal SET board_id = asked.to_board_id WHERE object_id IN (one.id, one.intake_id);
  PERFORM sig_pass_part(one.id, one.chief_id, app_acting());
  UPDATE sig_transfer SET answer = 'mottaget', answered_at = now(), answered_by_id = app_acting() WHERE id = wanted;
  RETURN one.id;
END $$;
"""
# A case that was opened again has been closed more than once: it counts as closed by its last step.
COUNTS = """
CREATE OR REPLACE FUNCTION app_sig_counts(of_board uuid, starts date, ends date)
RETURNS TABLE (what text, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH routine AS (
    SELECT c.id, (c.opened_at AT TIME ZONE 'Europe/Stockholm')::date AS opened,
      (SELECT {closed}(s.at AT TIME ZONE 'Europe/Stockholm')::date FROM sig_routinestep s
       WHERE s.case_id = c.id AND s.step = 'avslutat'{last}) AS closed,
      (SELECT (m.starts_at AT TIME ZONE 'Europe/Stockholm')::date FROM sig_meeting m
       WHERE m.case_id = c.id AND m.kind = 'uppstartsmote'
         AND EXISTS (SELECT FROM sig_routinestep s WHERE s.case_id = c.id AND s.step = 'hallet')) AS met
    FROM sig_case c WHERE c.board_id = of_board AND app_task() = 'sig_counts'
  )
  SELECT 'nya_arenden', count(*) FILTER (WHERE opened BETWEEN starts AND ends) FROM routine
  UNION ALL SELECT 'avslutade_arenden', count(*) FILTER (WHERE closed BETWEEN starts AND ends) FROM routine
  UNION ALL SELECT 'uppstartsmoten', count(*) FILTER (WHERE met BETWEEN starts AND ends) FROM routine
  UNION ALL SELECT 'oppna_vid_periodens_slut',
    count(*) FILTER (WHERE opened <= ends AND (closed IS NULL OR closed > ends)) FROM routine
$$;
"""
# The last end of the tertial's cases, unless the case was opened again before the tertial ended.
LAST = """ AND (s.at AT TIME ZONE 'Europe/Stockholm')::date <= ends AND NOT EXISTS (
         SELECT FROM sig_routinestep again WHERE again.case_id = c.id AND again.step = 'oppnat_igen'
           AND again.at > s.at AND (again.at AT TIME ZONE 'Europe/Stockholm')::date <= ends)
       ORDER BY s.at DESC LIMIT 1"""


def columns(table: str, names: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"REVOKE UPDATE ON {table} FROM {APP_ROLE}; GRANT UPDATE ({names}) ON {table} TO {APP_ROLE}",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("sig", "0021_routine"), ("notices", "0008_protect_sms"), ("organisation", "0015_protect_on_call")]
    operations = [
        Protect(
            "sig_told",
            select=f"{boards(VIEW)} OR {cases()} OR {DEPUTIES}",
            insert=f"({WRITABLE_CASE} AND ({boards(HANDLE)} OR {boards(DECIDE)})) OR {DEPUTIES}",
            update=f"recipient_id = {ACTING}",
        ),
        columns("sig_told", "acknowledged_at"),
        # Never changed: what was wrong is said in a new one.
        Protect(
            "sig_casenote",
            select=READS,
            insert=(
                f"by_id = {ACTING} AND (({DECIDES}) OR {TAKES_PART}) AND {OPEN_ON_BOARD.format(table='sig_casenote')}"
            ),
        ),
        # Found by the night's round, which reads the birth dates and writes nothing else of them.
        Protect(
            "sig_comingage",
            select=f"{READS} OR {AGES}",
            insert=AGES,
            update=DECIDES,
        ),
        columns("sig_comingage", "done_at, done_by_id"),
        Protect(
            "sig_transfer",
            select=f"{READS} OR {RECEIVES}",
            insert=f"asked_by_id = {ACTING} AND {DECIDES} AND {OPEN_ON_BOARD.format(table='sig_transfer')}",
            update=f"answered_at IS NULL AND (({DECIDES}) OR {RECEIVES})",
            # Accepted by app_receive_case() alone, which moves the case.
            update_to=f"answered_by_id = {ACTING} AND answer IN ('avbojt', 'aterkallat')",
        ),
        columns("sig_transfer", "answer, answer_reason, answered_at, answered_by_id"),
        *(Policy(table, "not_barred", "ALL", not_barred(), only=True) for table in NEW_TABLES),
        *(
            Policy(table, f"read_only_{command.lower()}", command, NOT_IN_EMERGENCY, only=True)
            for table in NEW_TABLES
            for command in ("INSERT", "UPDATE", "DELETE")
        ),
        migrations.RunSQL(RECEIVE, "DROP FUNCTION app_receive_case(uuid)"),
        migrations.RunSQL(COUNTS.format(closed="", last=LAST), COUNTS.format(closed="max", last="")),
        Policy(
            "sig_routinestep",
            "chiefs_steps",
            "INSERT",
            f"step NOT IN ({CHIEFS_STEPS}) OR {boards(DECIDE)}",
            only=True,
        ),
        # The round that tells the next in line says so in the routine, and ends a duty period's part when it is over.
        Policy(
            "sig_routinestep",
            "deputies_insert",
            "INSERT",
            f"{DEPUTIES} AND by_id IS NULL AND step IN ('direktor_larmad', 'direktor_tyst')",
        ),
        Policy("sig_standin", "deputies_end", "UPDATE", DEPUTIES),
        # The night's round of ages.
        Policy("sig_case", "ages", "SELECT", AGES),
        Policy("sig_identity", "ages", "SELECT", AGES),
        Policy("notices_notice", "ages", "INSERT", AGES),
        Policy("notices_mail", "ages", "INSERT", AGES),
    ]
