"""An index for finding the similar reports that have been closed, made while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # An index that stops nobody is not made within a transaction.
    atomic = False
    dependencies = [("concerns", "0018_many_may_be_meant")]
    operations = [
        # What an attempt that was stopped may have left.
        migrations.RunSQL("DROP INDEX IF EXISTS concern_closed", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("state", "avslutad")),
                fields=["board", "category", "happened_on"],
                name="concern_closed",
            ),
        ),
    ]
