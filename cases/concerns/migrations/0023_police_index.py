"""An index for finding what was assessed as told to the police, made while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # An index that stops nobody is not made within a transaction.
    atomic = False
    dependencies = [("concerns", "0022_any_counted")]
    operations = [
        # What an attempt that was stopped may have left.
        migrations.RunSQL("DROP INDEX IF EXISTS assessment_police", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("outcome", "polis")), fields=["board", "at"], name="assessment_police"
            ),
        ),
    ]
