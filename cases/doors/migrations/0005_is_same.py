"""A report that is sent again from the same form is the same only when all that it says is, and the number of files."""

from django.db import migrations

OLD = """
DROP FUNCTION doors_is_same(text, text);
"""
OLD_BACK = """
-- Whether the report that the code belongs to is this one, sent again.
CREATE FUNCTION doors_is_same(body text, place text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM concerns_concern c
    WHERE c.id = doors_followed() AND c.text = body AND c.place = doors_is_same.place)
$$;
"""
NEW = """
-- Whether the report that the code belongs to is this one, sent again: all that it says, and the number of its files.
-- The desk may have handed it over since it was sent.
CREATE FUNCTION doors_is_same(said jsonb, files integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM concerns_concern c, jsonb_populate_record(NULL::concerns_concern, said) s
    WHERE c.id = doors_followed() AND s.board_id IN (c.board_id, c.previous_board_id)
      AND (c.kind, c.category, c.text, c.place, c.area_id, c.when_kind, c.happened_on, c.happened_at, c.happened_until,
           c.source, c.ground, c.milieu, c.done)
        IS NOT DISTINCT FROM
          (s.kind, s.category, s.text, s.place, s.area_id, s.when_kind, s.happened_on, s.happened_at, s.happened_until,
           s.source, s.ground, s.milieu, s.done)
      AND (SELECT count(*) FROM concerns_attachment a WHERE a.concern_id = c.id) = files)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("doors", "0004_sent_like"), ("concerns", "0022_any_counted")]
    operations = [
        migrations.RunSQL(OLD, OLD_BACK),
        migrations.RunSQL(NEW, "DROP FUNCTION doors_is_same(jsonb, integer)"),
    ]
