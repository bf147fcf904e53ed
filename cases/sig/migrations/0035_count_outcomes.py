"""What came of the cases, and a no to sharing, are counted too."""

from django.db import migrations, models

PARTS = """
CREATE OR REPLACE FUNCTION app_sig_parts(of_board uuid, since date, until date) RETURNS TABLE (tab text, part text, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH opened AS (
    SELECT c.age_band, c.track, r.acknowledge_minutes, c.start_up_due_on,
      (c.opened_at AT TIME ZONE 'Europe/Stockholm')::date AS opened,
      (SELECT min(s.at) FROM sig_routinestep s WHERE s.case_id = c.id AND s.step = 'chef_meddelad') AS told,
      (SELECT min(s.at) FROM sig_routinestep s WHERE s.case_id = c.id AND s.step = 'chef_kvitterat') AS acknowledged,
      (SELECT (m.starts_at AT TIME ZONE 'Europe/Stockholm')::date FROM sig_meeting m
       WHERE m.case_id = c.id AND m.kind = 'uppstartsmote' AND m.locked_at IS NOT NULL) AS met
    FROM sig_case c
    JOIN organisation_board b ON b.id = c.board_id
    JOIN sig_routine r ON r.municipality_id = b.municipality_id
    WHERE c.board_id = of_board AND app_task() = 'sig_counts'
      AND (c.opened_at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN since AND until
  )
  SELECT 'alder', age_band, count(*) FROM opened GROUP BY age_band
  UNION ALL SELECT 'inriktning', track, count(*) FROM opened GROUP BY track
  UNION ALL SELECT 'kvittens', wait, count(*) FROM (SELECT CASE
      WHEN acknowledged IS NULL THEN 'inte'
      WHEN acknowledged <= told + make_interval(mins => acknowledge_minutes) THEN 'i_tid'
      WHEN acknowledged <= told + interval '1 day' THEN 'snart_efter' ELSE 'senare' END AS wait FROM opened) w
    GROUP BY wait
  UNION ALL SELECT 'uppstart', wait, count(*) FROM (SELECT CASE
      WHEN met IS NULL THEN 'inte' WHEN met <= start_up_due_on THEN 'i_tid'
      WHEN met <= opened + 14 THEN 'snart_efter' ELSE 'senare' END AS wait FROM opened) w
    GROUP BY wait
  UNION ALL SELECT 'moten', m.kind, count(*) FROM sig_meeting m
    WHERE m.board_id = of_board AND app_task() = 'sig_counts' AND m.locked_at IS NOT NULL
      AND (m.starts_at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN since AND until
    GROUP BY m.kind
  UNION ALL SELECT 'samtycken', 'lamnade', count(*) FROM sig_consent s
    WHERE s.board_id = of_board AND app_task() = 'sig_counts' AND s.given_on BETWEEN since AND until{yes}
  UNION ALL SELECT 'samtycken', 'aterkallade', count(*) FROM sig_consent s
    WHERE s.board_id = of_board AND app_task() = 'sig_counts'
      AND (s.withdrawn_at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN since AND until
{more}$$;
"""
YES = " AND s.answer = 'ja'"
MORE = """  UNION ALL SELECT 'samtycken', 'nekade', count(*) FROM sig_consent s
    WHERE s.board_id = of_board AND app_task() = 'sig_counts' AND s.answer = 'nej' AND s.given_on BETWEEN since AND until
  UNION ALL SELECT 'utfall', s.outcome, count(*) FROM sig_routinestep s
    WHERE s.board_id = of_board AND app_task() = 'sig_counts' AND s.step = 'avslutat' AND s.outcome <> ''
      AND (s.at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN since AND until
    GROUP BY s.outcome
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sig", "0034_receive_case"),
    ]

    operations = [
        migrations.RunSQL(
            PARTS.replace("{yes}", YES).replace("{more}", MORE), PARTS.replace("{yes}", "").replace("{more}", "")
        ),
        migrations.AlterField(
            model_name="sigpart",
            name="table",
            field=models.CharField(
                choices=[
                    ("alder", "Nya ärenden efter ålder"),
                    ("inriktning", "Nya ärenden efter inriktning"),
                    ("kvittens", "Tid till avdelningschefens kvittens"),
                    ("uppstart", "Tid till uppstartsmöte"),
                    ("moten", "Möten som har hållits"),
                    ("samtycken", "Samtycken"),
                    ("utfall", "Avslutade ärenden efter utfall"),
                ],
                max_length=12,
                verbose_name="tabell",
            ),
        ),
    ]
