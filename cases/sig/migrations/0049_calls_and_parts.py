"""What ends in a case ends at once, in the calendar too: whoever gives a seat away is called off it with the next SEQUENCE."""

from django.db import migrations

LEAVE = """
-- Who came into a case today is out of it at once, and not when the day ends: her row goes, and stays in history. For
-- whoever may end the participation; nobody deletes it in another way.
CREATE FUNCTION sig_leave_today(of_case uuid, who uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM sig_participation p
  WHERE p.case_id = of_case AND p.assignment_id = who AND p.starts >= app_today()
    AND of_case <> ALL (app_barred() || app_emergencies())
    AND (p.board_id = ANY (app_boards('case.view')) OR of_case = ANY (app_cases()))
    AND p.board_id = ANY (app_boards('case.decide'))
$$;
"""
# ``chiefs.told_of`` in the database: whoever answers by link may read neither case nor who is away.
CHIEF = """
CREATE OR REPLACE FUNCTION sig_called_chief()
RETURNS TABLE (assignment_id uuid, board_id uuid, email text, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id, a.board_id, u.email::text, c.number::text
  FROM sig_called() l
  JOIN sig_seat s ON s.id = l.seat_id
  JOIN sig_meeting m ON m.id = s.meeting_id
  JOIN sig_case c ON c.id = m.case_id
  JOIN organisation_assignment a ON a.id = {told}
  JOIN organisation_user u ON u.id = a.user_id
  WHERE l.state = 'oppen'
$$;
"""
TOLD = """coalesce((
    SELECT one.id
    FROM organisation_assignment one
    JOIN organisation_unit place ON place.id = c.unit_id
    WHERE app_active(one.id)
      AND (one.id = c.chief_id OR one.board_id = place.board_id AND (
        one.role = 'avdelningschef'
        OR one.role = 'chef_annan_avdelning' AND one.department_id IS NOT DISTINCT FROM place.department_id))
      AND NOT EXISTS (
        SELECT FROM organisation_absence away
        WHERE away.assignment_id = one.id AND app_today() BETWEEN away.starts AND away.ends)
      AND NOT EXISTS (
        SELECT FROM access_recusal r
        WHERE r.user_id = one.user_id AND r.ended_at IS NULL AND (r.object_id IN (c.id, c.intake_id) OR r.object_id IN (
          SELECT i.id FROM sig_intake i WHERE i.belongs_to_id = c.id)))
    ORDER BY one.id = c.chief_id DESC, one.department_id IS NOT DISTINCT FROM place.department_id DESC,
      one.deputy_for_id, one.starts, one.id
    LIMIT 1), c.chief_id)"""
# Seats are handed over by a function of their own, which answers with what a calendar file says.
SEATS = """
-- The giver's seats at meetings to come are the taker's, and both are mailed: it answers with what the calendar file says
-- of each meeting, with the next SEQUENCE, and nothing of which case.
CREATE FUNCTION sig_hand_over_seats(giver uuid, taker uuid)
RETURNS TABLE (meeting_id uuid, board_id uuid, starts_at timestamptz, minutes_long int, place text, sequence int,
  is_off boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  one record;
BEGIN
  IF NOT app_hands_over(giver, taker) THEN
    RAISE EXCEPTION 'not allowed to hand over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR one IN
    SELECT o.thing, o.of_case FROM sig_open_of(giver) o
    WHERE o.kind = 'seat'
      AND (SELECT a.user_id FROM organisation_assignment a WHERE a.id = taker) <> ALL (app_recused(o.of_case))
  LOOP
    UPDATE sig_seat SET holder_id = taker WHERE id = one.thing;
    PERFORM sig_pass_part(one.of_case, giver, taker);
    RETURN QUERY
      UPDATE sig_meeting m SET sequence = m.sequence + (m.cancelled_at IS NULL)::int
      FROM sig_seat s
      WHERE s.id = one.thing AND m.id = s.meeting_id
      RETURNING m.id, m.board_id, m.starts_at, m.minutes_long::int, m.place::text, m.sequence::int,
        m.cancelled_at IS NOT NULL;
  END LOOP;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sig", "0048_who_reported_by_other_doors")]
    operations = [
        migrations.RunSQL(LEAVE, "DROP FUNCTION sig_leave_today(uuid, uuid)"),
        migrations.RunSQL(SEATS, "DROP FUNCTION sig_hand_over_seats(uuid, uuid)"),
        migrations.RunSQL(CHIEF.format(told=TOLD), CHIEF.format(told="c.chief_id")),
    ]
