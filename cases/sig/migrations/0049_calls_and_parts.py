"""What ends in a case ends at once, in the calendar too: whoever is let go is called off with the next SEQUENCE."""

from django.db import migrations

RAISE = """
-- The meetings to come at which ``person`` has a seat, each with the next SEQUENCE. Whoever may mark the person as
-- recused calls her off, and whoever marks herself may seldom change the meeting itself.
CREATE FUNCTION sig_raise_sequence(of_case uuid, person uuid) RETURNS TABLE (meeting_id uuid, raised int)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE sig_meeting m SET sequence = m.sequence + 1
  WHERE m.case_id = of_case AND m.locked_at IS NULL AND m.cancelled_at IS NULL AND m.starts_at > now()
    AND of_case <> ALL (app_barred() || app_emergencies())
    AND (m.board_id = ANY (app_boards('case.view')) OR of_case = ANY (app_cases()))
    AND (person = app_user() OR m.board_id = ANY (app_boards('case.decide')))
    AND EXISTS (
      SELECT FROM sig_seat s JOIN organisation_assignment a ON a.id = s.holder_id
      WHERE s.meeting_id = m.id AND a.user_id = person)
  RETURNING m.id, m.sequence::int
$$;
"""
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


class Migration(migrations.Migration):
    dependencies = [("sig", "0047_own_record_as_relative")]
    operations = [
        migrations.RunSQL(RAISE, "DROP FUNCTION sig_raise_sequence(uuid, uuid)"),
        migrations.RunSQL(LEAVE, "DROP FUNCTION sig_leave_today(uuid, uuid)"),
    ]
