"""A report that is sent again under another id, as after the browser's back button, is recognised also through a link."""

from django.db import migrations

SENT_LIKE = """
-- Whether the same words have come through the opened link within the hour, in another report than the one with this id.
CREATE FUNCTION doors_sent_like(this uuid, body text, place text, day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM doors_receipt r JOIN concerns_concern c ON c.id = r.concern_id
    WHERE r.link_id = doors_open_link() AND r.made_at > now() - interval '1 hour' AND c.id <> this
      AND c.text = body AND c.place = doors_sent_like.place AND c.happened_on = day)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("doors", "0003_sealed_and_files")]
    operations = [migrations.RunSQL(SENT_LIKE, "DROP FUNCTION doors_sent_like(uuid, text, text, date)")]
