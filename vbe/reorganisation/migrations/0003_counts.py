"""A report that moved while it was open is counted where it was received, for as long as it stays where it went."""

from django.db import migrations

COUNTS = """
CREATE OR REPLACE FUNCTION app_concern_counts(of_board uuid, starts date, ends date)
RETURNS TABLE (category text, milieu text, reports bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH trace AS (
    SELECT object_id, (array_agg(from_board_id ORDER BY at))[1] AS received,
      (array_agg(to_board_id ORDER BY at DESC))[1] AS moved_to
    FROM reorganisation_move WHERE kind = 'concerns.concern' GROUP BY 1
  ), moved AS (
    SELECT t.object_id, t.received FROM trace t
    JOIN concerns_concern c ON c.id = t.object_id AND c.board_id = t.moved_to
  ), counted AS (
    SELECT c.category, c.milieu, c.happened_on FROM concerns_concern c
    WHERE c.board_id = of_board AND c.id NOT IN (SELECT object_id FROM moved)
    UNION ALL
    SELECT c.category, c.milieu, c.happened_on FROM moved m JOIN concerns_concern c ON c.id = m.object_id
    WHERE m.received = of_board
  )
  SELECT c.category, c.milieu, count(*) FROM counted c
  WHERE c.happened_on BETWEEN starts AND ends
    AND (app_task() = 'report' OR of_board = ANY (app_boards('picture.read'))
      OR (cardinality(app_boards('board.oversee')) > 0 AND of_board = ANY (app_municipality_boards())))
  GROUP BY 1, 2
$$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION app_concern_counts(of_board uuid, starts date, ends date)
RETURNS TABLE (category text, milieu text, reports bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.category, c.milieu, count(*) FROM concerns_concern c
  WHERE c.board_id = of_board AND c.happened_on BETWEEN starts AND ends
    AND (app_task() = 'report' OR of_board = ANY (app_boards('picture.read'))
      OR (cardinality(app_boards('board.oversee')) > 0 AND of_board = ANY (app_municipality_boards())))
  GROUP BY 1, 2
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reorganisation", "0002_carry_out"), ("concerns", "0003_counts")]
    operations = [migrations.RunSQL(COUNTS, BEFORE)]
