"""Whether a board has had any report by a day: to count them all takes as long as there are many."""

from django.db import migrations

ANY = """
CREATE FUNCTION app_concern_any(of_board uuid, until date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (app_task() = 'report' OR of_board = ANY (app_boards('picture.read'))
      OR (cardinality(app_boards('board.oversee')) > 0 AND of_board = ANY (app_municipality_boards())))
    AND EXISTS (SELECT FROM concerns_concern c WHERE c.board_id = of_board AND c.happened_on <= until AND c.state <> 'fel')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0021_place_index")]
    operations = [migrations.RunSQL(ANY, "DROP FUNCTION app_concern_any(uuid, date)")]
