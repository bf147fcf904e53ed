"""Jäv: whoever is recused from a report is shut out of it, whatever the assignment gives."""

from django.db import migrations

from vbe.access.operations import Policy, not_barred


class Migration(migrations.Migration):
    dependencies = [("concerns", "0003_counts"), ("access", "0005_barred")]
    operations = [
        Policy("concerns_concern", "not_barred", "ALL", not_barred("id"), only=True),
        Policy("concerns_assessment", "not_barred", "ALL", not_barred("concern_id"), only=True),
    ]
