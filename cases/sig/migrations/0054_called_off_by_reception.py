"""Whoever is recused is called off whoever marks it: the reception too, which may not read the case's meetings."""

from django.db import migrations

CALL_OFF = """
-- The meetings to come at which ``person`` has a seat, each with the next SEQUENCE and with what the calendar file says:
-- for whoever may mark the person as recused, in the case or in what it came from (see app_recuse). Whoever marks herself
-- may seldom change the meeting.
CREATE FUNCTION sig_call_off(of_case uuid, person uuid)
RETURNS TABLE (meeting_id uuid, board_id uuid, starts_at timestamptz, minutes_long int, place text, sequence int)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE sig_meeting m SET sequence = m.sequence + 1
  WHERE m.case_id = of_case AND m.locked_at IS NULL AND m.cancelled_at IS NULL AND m.starts_at > now()
    AND of_case <> ALL (app_barred() || app_emergencies())
    AND (m.board_id = ANY (app_boards('case.view')) OR of_case = ANY (app_cases()))
    AND (person = app_user() OR m.board_id = ANY (app_boards('case.decide') || app_boards('intake.handle')))
    AND EXISTS (
      SELECT FROM sig_seat s JOIN organisation_assignment a ON a.id = s.holder_id
      WHERE s.meeting_id = m.id AND a.user_id = person)
  RETURNING m.id, m.board_id, m.starts_at, m.minutes_long::int, m.place::text, m.sequence::int
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sig", "0053_own_chief")]
    operations = [migrations.RunSQL(CALL_OFF, "DROP FUNCTION sig_call_off(uuid, uuid)")]
