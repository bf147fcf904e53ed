from django.db import migrations

from vbe.access.operations import Protect, boards, task

# Counted by a task that reaches no case: it asks for numbers, and the owner counts.
COUNTS = """
CREATE FUNCTION app_sig_counts(of_board uuid, starts date, ends date) RETURNS TABLE (what text, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH routine AS (
    SELECT c.id, (c.opened_at AT TIME ZONE 'Europe/Stockholm')::date AS opened,
      (SELECT (s.at AT TIME ZONE 'Europe/Stockholm')::date FROM sig_routinestep s
       WHERE s.case_id = c.id AND s.step = 'avslutat') AS closed,
      (SELECT (m.starts_at AT TIME ZONE 'Europe/Stockholm')::date FROM sig_meeting m
       WHERE m.case_id = c.id
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
    dependencies = [("sig", "0003_sig_counts"), ("access", "0001_functions")]
    operations = [
        migrations.RunSQL(COUNTS, "DROP FUNCTION app_sig_counts(uuid, date, date)"),
        # Frozen once: there is no way to change or remove a number.
        Protect(
            "sig_sigcount",
            select=f"{boards('report.order')} OR {boards('picture.edit')} OR {task('report')} OR {task('sig_counts')}",
            insert=task("sig_counts"),
        ),
    ]
