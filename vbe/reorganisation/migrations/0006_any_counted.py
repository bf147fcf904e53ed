"""Whether a board has had any report follows those that moved while they were open, as the counts do."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("cases.concerns.migrations.0022_any_counted").ANY.replace("CREATE", "CREATE OR REPLACE", 1)
ANY = """
CREATE OR REPLACE FUNCTION app_concern_any(of_board uuid, until date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH trace AS (
    SELECT object_id, (array_agg(from_board_id ORDER BY at))[1] AS received,
      (array_agg(to_board_id ORDER BY at DESC))[1] AS moved_to
    FROM reorganisation_move WHERE kind = 'concerns.concern' GROUP BY 1
  ), moved AS (
    SELECT t.object_id, t.received FROM trace t
    JOIN concerns_concern c ON c.id = t.object_id AND c.board_id = t.moved_to
  )
  SELECT (app_task() = 'report' OR of_board = ANY (app_boards('picture.read'))
      OR (cardinality(app_boards('board.oversee')) > 0 AND of_board = ANY (app_municipality_boards())))
    AND (
      EXISTS (
        SELECT FROM concerns_concern c WHERE c.board_id = of_board AND c.happened_on <= until AND c.state <> 'fel'
          AND c.id NOT IN (SELECT object_id FROM moved))
      OR EXISTS (
        SELECT FROM moved m JOIN concerns_concern c ON c.id = m.object_id
        WHERE m.received = of_board AND c.happened_on <= until AND c.state <> 'fel'))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reorganisation", "0005_counts")]
    operations = [migrations.RunSQL(ANY, BEFORE)]
