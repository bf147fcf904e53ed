"""Earlier versions of rows, kept by triggers; see vbe/audit/history.py."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import vbe.organisation.ids
from django.conf import settings
from django.db import migrations, models

from vbe.access.operations import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [
        ("log_review", "0002_protect"),
        ("organisation", "0005_protect_assignments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SampledReadEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                ("at", models.DateTimeField(verbose_name="tid")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("inloggad", "Loggade in"),
                            ("inloggning_nekad", "Inloggning nekades"),
                            ("utloggad", "Loggade ut"),
                            ("andrade_inloggning", "Ändrade sin inloggning"),
                            ("avslutade_inloggning", "Avslutade en inloggning"),
                            ("bytte_uppdrag", "Bytte uppdrag"),
                            ("oppnade", "Öppnade"),
                            ("listade", "Visade lista"),
                            ("sokte", "Sökte"),
                            ("visade_identitet", "Visade identitet"),
                            ("skrev", "Skrev"),
                            ("exporterade", "Exporterade"),
                            ("laddade_ner", "Laddade ner"),
                            ("skrev_ut", "Skrev ut"),
                            ("nodoppnade", "Nödöppnade"),
                            ("jav", "Registrerade jäv"),
                            ("gav_uppdrag", "Gav uppdrag"),
                            ("andrade_uppdrag", "Ändrade uppdrag"),
                            ("avslutade_uppdrag", "Avslutade uppdrag"),
                            ("andrade_register", "Ändrade i administrationen"),
                            ("importerade", "Importerade"),
                            ("omorganiserade", "Ändrade nämnder"),
                            ("granskade", "Granskade loggen"),
                            ("drog_urval", "Drog urval ur loggen"),
                            ("kallade_in", "Kallade in ersättare"),
                            ("nekad", "Nekades"),
                        ],
                        max_length=30,
                        verbose_name="handling",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="slag av post")),
                ("object_id", models.UUIDField(verbose_name="post")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="akt")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="uppgivet skäl")),
                ("grounds", models.JSONField(verbose_name="grunder")),
                ("entries", models.JSONField(verbose_name="loggposter")),
                ("context", models.JSONField(verbose_name="sammanhang")),
                (
                    "mark",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("utan_anmarkning", "Utan anmärkning"),
                            ("fraga", "Fråga"),
                            ("avvikelse", "Avvikelse"),
                        ],
                        max_length=20,
                        verbose_name="märkning",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="kommentar")),
                ("marked_at", models.DateTimeField(blank=True, null=True, verbose_name="märkt")),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="läsarens uppdrag",
                    ),
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
                    "marked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="märkt av",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="log_review.sampledread",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="läsare",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="log_review.review",
                        verbose_name="granskning",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sampledread",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "log_review_sampledreadevent" ("action", "assignment_id", "at", "board_id", "comment", "context", "entries", "grounds", "id", "kind", "mark", "marked_at", "marked_by_id", "number", "object_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reader_id", "reason", "review_id") VALUES (OLD."action", OLD."assignment_id", OLD."at", OLD."board_id", OLD."comment", OLD."context", OLD."entries", OLD."grounds", OLD."id", OLD."kind", OLD."mark", OLD."marked_at", OLD."marked_by_id", OLD."number", OLD."object_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."position", OLD."reader_id", OLD."reason", OLD."review_id"); RETURN NULL;',
                    hash="a909a86fa261128ecfab3b973ee72b584a11863d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_91c54",
                    table="log_review_sampledread",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sampledread",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "log_review_sampledreadevent" ("action", "assignment_id", "at", "board_id", "comment", "context", "entries", "grounds", "id", "kind", "mark", "marked_at", "marked_by_id", "number", "object_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reader_id", "reason", "review_id") VALUES (OLD."action", OLD."assignment_id", OLD."at", OLD."board_id", OLD."comment", OLD."context", OLD."entries", OLD."grounds", OLD."id", OLD."kind", OLD."mark", OLD."marked_at", OLD."marked_by_id", OLD."number", OLD."object_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."position", OLD."reader_id", OLD."reason", OLD."review_id"); RETURN NULL;',
                    hash="98d4cfdf5339fea76548ae31a3369fe258d56e20",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_431b6",
                    table="log_review_sampledread",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("log_review_sampledreadevent", of="log_review_sampledread"),
    ]
