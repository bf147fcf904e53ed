"""Indexes for finding reports by their words and by where they were, made while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

# Without a list of what is pending, which every search would have to read through.
INDEX = """
CREATE INDEX CONCURRENTLY concern_words ON concerns_concern USING gin (concerns_words(
  place, text, done, board_id, reporter_board_id, previous_board_id, reported_at)) WITH (fastupdate = off)
"""


class Migration(migrations.Migration):
    # An index that stops nobody is not made within a transaction.
    atomic = False
    dependencies = [("concerns", "0011_search")]
    operations = [
        # What an attempt that was stopped may have left.
        migrations.RunSQL("DROP INDEX IF EXISTS concern_words", migrations.RunSQL.noop),
        migrations.RunSQL(INDEX, "DROP INDEX IF EXISTS concern_words"),
        AddIndexConcurrently(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("area__isnull", False)),
                fields=["board", "area", "happened_on"],
                name="concern_in_area",
            ),
        ),
    ]
