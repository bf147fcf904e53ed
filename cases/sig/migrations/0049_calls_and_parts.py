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


class Migration(migrations.Migration):
    dependencies = [("sig", "0047_own_record_as_relative")]
    operations = [
        migrations.RunSQL(RAISE, "DROP FUNCTION sig_raise_sequence(uuid, uuid)"),
    ]
