from django.db import migrations

from vbe.access.operations import boards

# Surveys that closed before the boards merged stay with the old board, and are compared with by the new one.
READABLE_BOARDS = """
CREATE FUNCTION app_survey_boards() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE own AS (
    SELECT unnest(app_boards('picture.edit')) AS id
    UNION
    SELECT b.id FROM organisation_board b JOIN own ON b.successor_id = own.id
  ) SELECT coalesce(array_agg(id), '{}') FROM own
$$;
"""
COUNTS = """
CREATE OR REPLACE FUNCTION app_survey_counts(surveys uuid[])
RETURNS TABLE (survey_id uuid, audience text, question text, choice text, answers bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.survey_id, i.audience, q.key, c.choice, count(*)
  FROM lagesbild_response r JOIN lagesbild_invitation i ON i.id = r.invitation_id
  CROSS JOIN LATERAL jsonb_each(r.sent) q
  CROSS JOIN LATERAL jsonb_array_elements_text(q.value) c(choice)
  WHERE i.survey_id = ANY (surveys) AND i.revoked_at IS NULL AND jsonb_typeof(r.sent) = 'object'
    AND i.board_id = ANY ((SELECT {of_boards})::uuid[])
  GROUP BY 1, 2, 3, 4
$$;
"""
READ = "board_id = ANY ((SELECT app_survey_boards())::uuid[])"
LINKS = {"lagesbild_survey": "app_link_survey", "lagesbild_invitation": "app_link_invitation"}


def read_by(condition: str) -> str:
    return "\n".join(
        f'ALTER POLICY "select" ON {table} USING ({condition} OR id = (SELECT {link}()));'
        for table, link in LINKS.items()
    )


class Migration(migrations.Migration):
    dependencies = [("lagesbild", "0005_hold_link"), ("organisation", "0003_permissions")]
    operations = [
        migrations.RunSQL(READABLE_BOARDS, "DROP FUNCTION app_survey_boards()"),
        migrations.RunSQL(
            COUNTS.replace("{of_boards}", "app_survey_boards()"),
            COUNTS.replace("{of_boards}", "app_boards('picture.edit')"),
        ),
        migrations.RunSQL(read_by(READ), read_by(boards("picture.edit"))),
    ]
