"""An index for finding the reports of one place, made while people work."""

from django.db import migrations

INDEX = "CREATE INDEX CONCURRENTLY concern_place ON concerns_concern (concerns_place(place), reported_at)"


class Migration(migrations.Migration):
    # An index that stops nobody is not made within a transaction.
    atomic = False
    dependencies = [("concerns", "0020_places")]
    operations = [
        # What an attempt that was stopped may have left.
        migrations.RunSQL("DROP INDEX IF EXISTS concern_place", migrations.RunSQL.noop),
        migrations.RunSQL(INDEX, "DROP INDEX IF EXISTS concern_place"),
    ]
