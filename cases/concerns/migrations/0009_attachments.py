"""Files that came with a report, and why its writer kept what looked like a person."""

import django.db.models.deletion
import vbe.organisation.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0008_reporting"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptPassage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="vad det liknar")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("plats", "Namnet på en plats eller en institution"),
                            ("organisation", "Namnet på en organisation"),
                            ("offentlig", "En offentlig person i sin roll"),
                            ("citat", "Ett citat, till exempel ur en affisch eller en sång"),
                            ("annat_ord", "Ett vanligt ord som liknar ett namn"),
                        ],
                        max_length=20,
                        verbose_name="varför det inte är en person",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_passages",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "bekräftad textbit",
                "verbose_name_plural": "bekräftade textbitar",
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="nummer")),
                (
                    "kind",
                    models.CharField(
                        choices=[("jpg", "JPEG"), ("png", "PNG"), ("webp", "WebP"), ("pdf", "PDF")],
                        max_length=4,
                        verbose_name="filtyp",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="storlek")),
                ("file", models.FileField(max_length=200, upload_to="concerns/", verbose_name="fil")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="kontrollerad mot virus")),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "bifogad fil",
                "verbose_name_plural": "bifogade filer",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("concern", "position"), name="attachment_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 5)), name="attachment_at_most_five"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["jpg", "png", "webp", "pdf"])), name="attachment_kind_known"
                    ),
                ],
            },
        ),
    ]
