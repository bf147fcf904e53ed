"""Earlier versions of rows, kept by triggers; see vbe/audit/history.py."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import vbe.access.encryption
import vbe.organisation.ids
from django.conf import settings
from django.db import migrations, models

from vbe.access.operations import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_quick_boards"),
        ("organisation", "0005_protect_assignments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecusalEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("kind", models.CharField(max_length=40, verbose_name="slag av post")),
                ("object_id", models.UUIDField(verbose_name="post")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("narstaende", "Närstående till någon i saken"),
                            ("sjalv_berord", "Saken gäller personen själv"),
                            ("annat", "Annat förhållande som rubbar förtroendet för opartiskheten"),
                        ],
                        max_length=20,
                        verbose_name="grund",
                    ),
                ),
                ("marked_at", models.DateTimeField(verbose_name="registrerat")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="upphört")),
                (
                    "end_reason",
                    vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="varför jävet har upphört"),
                ),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="avslutat av",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="registrerat av",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="access.recusal",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recusal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "access_recusalevent" ("board_id", "end_reason", "ended_at", "ended_by_id", "ground", "id", "kind", "marked_at", "marked_by_id", "object_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."board_id", OLD."end_reason", OLD."ended_at", OLD."ended_by_id", OLD."ground", OLD."id", OLD."kind", OLD."marked_at", OLD."marked_by_id", OLD."object_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;',
                    hash="bd9358bbd155249d291a0c6f31a4e10b3c67b220",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_47fb6",
                    table="access_recusal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recusal",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "access_recusalevent" ("board_id", "end_reason", "ended_at", "ended_by_id", "ground", "id", "kind", "marked_at", "marked_by_id", "object_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."board_id", OLD."end_reason", OLD."ended_at", OLD."ended_by_id", OLD."ground", OLD."id", OLD."kind", OLD."marked_at", OLD."marked_by_id", OLD."object_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;',
                    hash="a648a3232784b0fbd8753460a2dc2cac0050b88f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3ef88",
                    table="access_recusal",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("access_recusalevent", of="access_recusal"),
    ]
