"""A received case moves with everything that names it, and with whatever it came in as."""

from django.db import migrations

RECEIVE = """
-- The receiving chief accepts: in one moment the case, everything in it and what it came in as are the new board's, the
-- old board's people are out of it, and the chief who accepts leads it. The only way a case changes board but a merger.
CREATE OR REPLACE FUNCTION app_receive_case(wanted uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  asked sig_transfer%ROWTYPE;
  one sig_case%ROWTYPE;
  part record;
  came_in uuid[];
  reception uuid;
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
  -- Who came into it today is out of it at once, and not when the day ends.
  DELETE FROM sig_participation WHERE case_id = one.id AND starts >= app_today();
  UPDATE sig_participation SET ends = greatest(starts, app_today() - 1)
  WHERE case_id = one.id AND (ends IS NULL OR ends >= app_today());
  UPDATE sig_standin SET ended_at = now() WHERE case_id = one.id AND ended_at IS NULL;
  UPDATE sig_emergencyopening SET ended_at = now() WHERE case_id = one.id AND ended_at IS NULL AND ends_at > now();
  DELETE FROM notices_notice n
  WHERE n.acknowledged_at IS NULL AND n.url LIKE '/arenden/' || one.number || '/%' AND n.board_id = one.board_id;
  UPDATE sig_case SET board_id = asked.to_board_id, unit_id = asked.to_unit_id, chief_id = app_acting()
  WHERE id = one.id;
  -- What it came in as, and whatever else about the person was put to it; a reception of the new board answers for it.
  SELECT array_agg(i.id) INTO came_in FROM sig_intake i WHERE i.id = one.intake_id OR i.belongs_to_id = one.id;
  SELECT u.id INTO reception FROM organisation_unit u
  WHERE u.board_id = asked.to_board_id AND u.kind = 'mottagning' ORDER BY u.id LIMIT 1;
  IF reception IS NOT NULL THEN
    UPDATE sig_intake SET board_id = asked.to_board_id, unit_id = reception WHERE id = ANY (came_in);
  END IF;
  -- Every table says its board: those that name the case, those that name what it came in as, and those under them.
  -- Support to relatives is a record of its own, and stays.
  FOR part IN
    WITH RECURSIVE named AS (
      SELECT k.conrelid, k.confrelid, a.attname AS points,
        EXISTS (SELECT FROM pg_attribute x WHERE x.attrelid = k.conrelid AND x.attname = 'case_id') AS of_case,
        EXISTS (SELECT FROM pg_attribute x WHERE x.attrelid = k.conrelid AND x.attname = 'intake_id') AS of_intake
      FROM pg_constraint k
      JOIN pg_class t ON t.oid = k.conrelid AND t.relname LIKE 'sig\\_%' AND t.relname NOT LIKE 'sig\\_relative%'
        AND t.relname NOT IN ('sig_case', 'sig_intake', 'sig_transfer')
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
      JOIN pg_attribute b ON b.attrelid = k.conrelid AND b.attname = 'board_id' AND NOT b.attisdropped
      WHERE k.contype = 'f'
    ), under AS (
      SELECT n.conrelid, n.points,
        CASE n.points WHEN 'case_id' THEN format('SELECT %L::uuid', one.id)
          ELSE format('SELECT unnest(%L::uuid[])', came_in) END COLLATE "C" AS parents, 1 AS depth
      FROM named n
      WHERE (n.points = 'case_id' AND n.confrelid = 'sig_case'::regclass)
        OR (n.points = 'intake_id' AND n.confrelid = 'sig_intake'::regclass AND NOT n.of_case AND reception IS NOT NULL)
      UNION
      SELECT n.conrelid, n.points,
        format('SELECT x.id FROM %s x WHERE x.%I IN (%s)', u.conrelid::regclass, u.points, u.parents) COLLATE "C",
        u.depth + 1
      FROM under u JOIN named n ON n.confrelid = u.conrelid AND NOT n.of_case AND NOT n.of_intake
      WHERE u.depth < 4
    )
    SELECT u.conrelid::regclass AS place, u.points, u.parents FROM under u
  LOOP
    EXECUTE format(
      'UPDATE %s SET board_id = %L WHERE %I IN (%s)', part.place, asked.to_board_id, part.points, part.parents);
  END LOOP;
  UPDATE access_recusal SET board_id = asked.to_board_id WHERE object_id = one.id OR object_id = ANY (came_in);
  PERFORM sig_pass_part(one.id, one.chief_id, app_acting());
  UPDATE sig_transfer SET answer = 'mottaget', answered_at = now(), answered_by_id = app_acting() WHERE id = wanted;
  RETURN one.id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sig", "0033_protected_identity")]
    # The function stays when this is undone; the migration that made it takes it away.
    operations = [migrations.RunSQL(RECEIVE, migrations.RunSQL.noop)]
