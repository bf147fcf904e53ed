"""Which records the person is shut out of. The rooms' policies ask it; the room of the cases widens it to its own."""

from django.db import migrations

BARRED = """
CREATE FUNCTION app_barred() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(r.object_id), '{}') FROM access_recusal r
  WHERE r.user_id = app_user() AND r.ended_at IS NULL
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_recusal")]
    operations = [migrations.RunSQL(BARRED, "DROP FUNCTION app_barred()")]
