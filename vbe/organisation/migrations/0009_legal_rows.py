"""The rows of law that information may be given on."""

import django.contrib.postgres.fields
import vbe.organisation.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0008_guide"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="beteckning")),
                ("wording", models.CharField(max_length=300, verbose_name="lydelse i korthet")),
                ("test", models.CharField(max_length=300, verbose_name="det som prövas")),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("polis", "Polismyndigheten"),
                                ("sakerhetspolis", "Säkerhetspolisen"),
                                ("tull", "Tullverket"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="mottagare",
                    ),
                ),
                ("asks_for_reason", models.BooleanField(default=True, verbose_name="kräver skäl")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                ("checked_on", models.DateField(verbose_name="kontrollerad")),
            ],
            options={
                "verbose_name": "lagrum",
                "verbose_name_plural": "lagrum",
                "ordering": ["position"],
            },
        ),
    ]
