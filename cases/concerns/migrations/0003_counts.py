from django.db import migrations

# Published numbers are made by tasks and by readers who may not open a report. They get counts, and never a text.
COUNTS = """
CREATE FUNCTION app_concern_counts(of_board uuid, starts date, ends date)
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
    dependencies = [("concerns", "0002_protect")]
    operations = [migrations.RunSQL(COUNTS, "DROP FUNCTION app_concern_counts(uuid, date, date)")]
