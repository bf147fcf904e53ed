"""A contact with a relative may name the day of the next one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sig", "0039_guardians_until_of_age")]
    operations = [
        migrations.AddField(
            "relativenote", "again_on", models.DateField(blank=True, null=True, verbose_name="nästa kontakt")
        )
    ]
