"""How many reports wait on a board's desk, for whoever ends the assignment of one who assesses them."""

from django.db import migrations

COUNT = """
CREATE FUNCTION concerns_open_things(giver uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN app_may_count(giver) THEN jsonb_build_object('waiting',
    (SELECT count(*) FROM concerns_concern c JOIN organisation_assignment a ON a.board_id = c.board_id
     WHERE a.id = giver AND c.state = 'ny'))
    ELSE '{}'::jsonb END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0004_barred"), ("organisation", "0005_protect_assignments")]
    operations = [migrations.RunSQL(COUNT, "DROP FUNCTION concerns_open_things(uuid)")]
