"""Earlier versions of rows, kept by triggers; see vbe/audit/history.py."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import vbe.organisation.ids
from django.db import migrations, models

from vbe.access.operations import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0006_history"),
        ("reports", "0002_protect"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("period", models.CharField(max_length=6, verbose_name="period")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("corrects", models.CharField(blank=True, max_length=500, verbose_name="vad som rättas")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("bestalld", "Beställd"),
                            ("arbetar", "Görs nu"),
                            ("klar", "Klar att publicera"),
                            ("misslyckad", "Kunde inte göras"),
                            ("publicerad", "Publicerad"),
                        ],
                        default="bestalld",
                        max_length=10,
                        verbose_name="läge",
                    ),
                ),
                ("ordered_at", models.DateTimeField(verbose_name="beställd")),
                ("summary", models.TextField(blank=True, max_length=6000, verbose_name="sammanfattning")),
                ("cut_off", models.DateTimeField(blank=True, null=True, verbose_name="siffrorna hämtade")),
                ("figures_hash", models.CharField(blank=True, max_length=64, verbose_name="siffrornas kontrollsumma")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="publicerad")),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.board",
                        verbose_name="nämnd",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="beställd av",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="reports.report",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="publicerad av",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="report",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."board_id" IS DISTINCT FROM (NEW."board_id") OR OLD."corrects" IS DISTINCT FROM (NEW."corrects") OR OLD."cut_off" IS DISTINCT FROM (NEW."cut_off") OR OLD."figures_hash" IS DISTINCT FROM (NEW."figures_hash") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."ordered_at" IS DISTINCT FROM (NEW."ordered_at") OR OLD."ordered_by_id" IS DISTINCT FROM (NEW."ordered_by_id") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "reports_reportevent" ("board_id", "corrects", "cut_off", "figures_hash", "id", "ordered_at", "ordered_by_id", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "state", "summary", "version") VALUES (OLD."board_id", OLD."corrects", OLD."cut_off", OLD."figures_hash", OLD."id", OLD."ordered_at", OLD."ordered_by_id", OLD."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."state", OLD."summary", OLD."version"); RETURN NULL;',
                    hash="504e9bc0a54ad3bf4a502441a8cf6579ccadccd0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_234a9",
                    table="reports_report",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="report",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reports_reportevent" ("board_id", "corrects", "cut_off", "figures_hash", "id", "ordered_at", "ordered_by_id", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "state", "summary", "version") VALUES (OLD."board_id", OLD."corrects", OLD."cut_off", OLD."figures_hash", OLD."id", OLD."ordered_at", OLD."ordered_by_id", OLD."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."state", OLD."summary", OLD."version"); RETURN NULL;',
                    hash="fa58c3244a13a8e29bdb59d30d087e4fd9046a1f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6acd6",
                    table="reports_report",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("reports_reportevent", of="reports_report"),
    ]
