"""The list of cases finds a page of open, or of closed, ones without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sig", "0041_answer_by_phone")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("step", "avslutat"), _negated=True),
                fields=["-opened_at", "-id"],
                name="case_open_latest",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("step", "avslutat")), fields=["-opened_at", "-id"], name="case_closed_latest"
            ),
        ),
    ]
