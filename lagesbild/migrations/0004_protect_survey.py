from django.db import migrations

from vbe.access.operations import APP_ROLE, Protect, boards

EDIT = "picture.edit"

# Policies that look into each other's tables would call each other in a ring; these run as the owner and answer only
# about the link that was opened.
FUNCTIONS = """
CREATE FUNCTION app_link_invitation() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM lagesbild_invitation WHERE links @> ARRAY[app_link()::varchar]
$$;

CREATE FUNCTION app_link_survey() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT survey_id FROM lagesbild_invitation WHERE id = app_link_invitation()
$$;

-- The link's invitation while it may be answered: not revoked, and the survey open today.
CREATE FUNCTION app_link_answering() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.id FROM lagesbild_invitation i JOIN lagesbild_survey s ON s.id = i.survey_id
  WHERE i.id = app_link_invitation() AND i.revoked_at IS NULL AND s.state = 'oppen' AND s.closes_on >= app_today()
$$;

-- That the link's invitation has answered is all that the link may write of it.
CREATE FUNCTION app_survey_answered(at timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE lagesbild_invitation SET answered_at = at WHERE id = app_link_answering()
$$;

-- Counts of what was sent, for whoever writes the picture of the board. What each one answered is shown to nobody else.
CREATE FUNCTION app_survey_counts(surveys uuid[])
RETURNS TABLE (survey_id uuid, audience text, question text, choice text, answers bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.survey_id, i.audience, q.key, c.choice, count(*)
  FROM lagesbild_response r JOIN lagesbild_invitation i ON i.id = r.invitation_id
  CROSS JOIN LATERAL jsonb_each(r.sent) q
  CROSS JOIN LATERAL jsonb_array_elements_text(q.value) c(choice)
  WHERE i.survey_id = ANY (surveys) AND i.revoked_at IS NULL AND jsonb_typeof(r.sent) = 'object'
    AND i.board_id = ANY ((SELECT app_boards('picture.edit'))::uuid[])
  GROUP BY 1, 2, 3, 4
$$;
"""
DROP = """
DROP FUNCTION app_survey_counts(uuid[]);
DROP FUNCTION app_survey_answered(timestamptz);
DROP FUNCTION app_link_answering();
DROP FUNCTION app_link_survey();
DROP FUNCTION app_link_invitation();
"""

ANSWERING = "invitation_id = (SELECT app_link_answering())"
SAME_BOARD = "EXISTS (SELECT FROM {table} other WHERE other.id = {key} AND other.board_id = {own}.board_id)"
OF_SURVEY = SAME_BOARD.format(table="lagesbild_survey", key="survey_id", own="lagesbild_invitation")
OF_INVITATION = SAME_BOARD.format(table="lagesbild_invitation", key="invitation_id", own="lagesbild_response")
# Who was asked is not rewritten, and that somebody has answered is written by the function above alone.
COLUMNS = f"""
REVOKE UPDATE ON lagesbild_survey, lagesbild_invitation, lagesbild_response FROM {APP_ROLE};
GRANT UPDATE (title, closes_on, state, opened_at, closed_at) ON lagesbild_survey TO {APP_ROLE};
GRANT UPDATE (links, sent_at, reminded_at, revoked_at) ON lagesbild_invitation TO {APP_ROLE};
GRANT UPDATE (answers, saved_at, sent, submitted_at) ON lagesbild_response TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("lagesbild", "0003_survey"), ("access", "0002_links")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        Protect(
            "lagesbild_survey",
            select=f"{boards(EDIT)} OR id = (SELECT app_link_survey())",
            insert=f"{boards(EDIT)} AND by_id = (SELECT app_acting())",
            update=boards(EDIT),
        ),
        Protect(
            "lagesbild_invitation",
            select=f"{boards(EDIT)} OR id = (SELECT app_link_invitation())",
            insert=f"{boards(EDIT)} AND {OF_SURVEY} AND answered_at IS NULL",
            update=boards(EDIT),
        ),
        # Read and written through its own link alone.
        Protect(
            "lagesbild_response",
            select="invitation_id = (SELECT app_link_invitation())",
            insert=f"{ANSWERING} AND {OF_INVITATION}",
            update=ANSWERING,
        ),
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
    ]
