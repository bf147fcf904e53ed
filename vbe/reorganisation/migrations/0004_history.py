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
        ("reorganisation", "0003_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReorganisationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("sammanslagning", "Sammanslagning"), ("delning", "Delning")],
                        max_length=15,
                        verbose_name="slag",
                    ),
                ),
                ("takes_effect", models.DateField(verbose_name="gäller från")),
                ("decision", models.CharField(max_length=200, verbose_name="beslut")),
                ("dnr", models.CharField(blank=True, max_length=60, verbose_name="diarienummer")),
                ("planned_at", models.DateTimeField(verbose_name="planerad")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="återtagen")),
                ("carried_out_at", models.DateTimeField(blank=True, null=True, verbose_name="genomförd")),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.municipality",
                        verbose_name="kommun",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="reorganisation.reorganisation",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="planerad av",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reorganisation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reorganisation_reorganisationevent" ("carried_out_at", "decision", "dnr", "id", "kind", "municipality_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "takes_effect", "withdrawn_at") VALUES (OLD."carried_out_at", OLD."decision", OLD."dnr", OLD."id", OLD."kind", OLD."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."planned_at", OLD."planned_by_id", OLD."takes_effect", OLD."withdrawn_at"); RETURN NULL;',
                    hash="6ab359a725f755ff6de487910dd660120f51d432",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9cd0d",
                    table="reorganisation_reorganisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reorganisation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reorganisation_reorganisationevent" ("carried_out_at", "decision", "dnr", "id", "kind", "municipality_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "takes_effect", "withdrawn_at") VALUES (OLD."carried_out_at", OLD."decision", OLD."dnr", OLD."id", OLD."kind", OLD."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."planned_at", OLD."planned_by_id", OLD."takes_effect", OLD."withdrawn_at"); RETURN NULL;',
                    hash="f03e70e2ac24221729c35ef417e68b1979131849",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_77232",
                    table="reorganisation_reorganisation",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("reorganisation_reorganisationevent", of="reorganisation_reorganisation"),
    ]
