"""Boards that an administrator works for: the own one; on the executive board every board of the municipality."""

from django.db import migrations

MANAGED = """
CREATE FUNCTION app_managed_boards(permission text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(b.id), '{}')
  FROM organisation_assignment a
  JOIN organisation_board own ON own.id = a.board_id
  JOIN organisation_board b
    ON b.id = own.id OR (own.kind = 'kommunstyrelse' AND b.municipality_id = own.municipality_id)
  WHERE a.id = app_acting() AND own.id = ANY (app_boards(permission))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_links")]
    operations = [migrations.RunSQL(MANAGED, "DROP FUNCTION app_managed_boards(text)")]
