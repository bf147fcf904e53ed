"""A case has more than one meeting: the start-up meeting alone is counted as one."""

from django.db import migrations

COUNTS = """
CREATE OR REPLACE FUNCTION app_sig_counts(of_board uuid, starts date, ends date)
RETURNS TABLE (what text, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH routine AS (
    SELECT c.id, (c.opened_at AT TIME ZONE 'Europe/Stockholm')::date AS opened,
      (SELECT (s.at AT TIME ZONE 'Europe/Stockholm')::date FROM sig_routinestep s
       WHERE s.case_id = c.id AND s.step = 'avslutat') AS closed,
      (SELECT (m.starts_at AT TIME ZONE 'Europe/Stockholm')::date FROM sig_meeting m
       WHERE m.case_id = c.id{kind}
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


class Migration(migrations.Migration):
    dependencies = [("sig", "0013_meetings_of_several_kinds")]
    operations = [
        migrations.RunSQL(COUNTS.replace("{kind}", " AND m.kind = 'uppstartsmote'"), COUNTS.replace("{kind}", ""))
    ]
