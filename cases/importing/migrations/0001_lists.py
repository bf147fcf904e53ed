"""Lists from other systems on their way to the desk."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import vbe.access.encryption
import vbe.organisation.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("concerns", "0010_protect_desk"),
        ("organisation", "0009_legal_rows_read"),
    ]

    operations = [
        migrations.CreateModel(
            name="Columns",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("ia", "Incidentsystemet (IA)"),
                            ("trafikkontoret", "Trafikkontorets lista över klotter"),
                            ("annan", "En annan lista"),
                        ],
                        max_length=20,
                        verbose_name="lista",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="fingeravtryck")),
                ("fields", models.JSONField(verbose_name="kolumner")),
                ("categories", models.JSONField(default=dict, verbose_name="vad orden betyder")),
                ("category", models.CharField(blank=True, max_length=20, verbose_name="om inget står")),
                ("saved_at", models.DateTimeField(verbose_name="sparat")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="nämnd",
                    ),
                ),
            ],
            options={
                "verbose_name": "kolumnval",
                "verbose_name_plural": "kolumnval",
            },
        ),
        migrations.CreateModel(
            name="ColumnsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("ia", "Incidentsystemet (IA)"),
                            ("trafikkontoret", "Trafikkontorets lista över klotter"),
                            ("annan", "En annan lista"),
                        ],
                        max_length=20,
                        verbose_name="lista",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="fingeravtryck")),
                ("fields", models.JSONField(verbose_name="kolumner")),
                ("categories", models.JSONField(default=dict, verbose_name="vad orden betyder")),
                ("category", models.CharField(blank=True, max_length=20, verbose_name="om inget står")),
                ("saved_at", models.DateTimeField(verbose_name="sparat")),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="importing.columns",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ImportedItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("ia", "Incidentsystemet (IA)"),
                            ("trafikkontoret", "Trafikkontorets lista över klotter"),
                            ("annan", "En annan lista"),
                        ],
                        max_length=20,
                        verbose_name="lista",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="listans nummer")),
                ("digest", models.CharField(max_length=64, verbose_name="fingeravtryck")),
                ("at", models.DateTimeField(verbose_name="inläst")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="inläst av",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="inläst av",
                    ),
                ),
                (
                    "concern",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "inläst rad",
                "verbose_name_plural": "inlästa rader",
            },
        ),
        migrations.CreateModel(
            name="ListFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("ia", "Incidentsystemet (IA)"),
                            ("trafikkontoret", "Trafikkontorets lista över klotter"),
                            ("annan", "En annan lista"),
                        ],
                        max_length=20,
                        verbose_name="lista",
                    ),
                ),
                ("chosen_at", models.DateTimeField(verbose_name="vald")),
                ("content", vbe.access.encryption.EncryptedTextField(verbose_name="innehåll")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="vald av",
                    ),
                ),
            ],
            options={
                "verbose_name": "lista som läses in",
                "verbose_name_plural": "listor som läses in",
            },
        ),
        migrations.AddConstraint(
            model_name="columns",
            constraint=models.UniqueConstraint(fields=("board", "system", "digest"), name="columns_once_per_headings"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="columns",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "importing_columnsevent" ("board_id", "categories", "category", "digest", "fields", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_at", "system") VALUES (OLD."board_id", OLD."categories", OLD."category", OLD."digest", OLD."fields", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."saved_at", OLD."system"); RETURN NULL;',
                    hash="7adca24a174a182d491868ad3e4cae885d08eb3f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ead43",
                    table="importing_columns",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="columns",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "importing_columnsevent" ("board_id", "categories", "category", "digest", "fields", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_at", "system") VALUES (OLD."board_id", OLD."categories", OLD."category", OLD."digest", OLD."fields", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."saved_at", OLD."system"); RETURN NULL;',
                    hash="15d965eed6a1e6a33900aa634dc643d50bdab02c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0cb6a",
                    table="importing_columns",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="importeditem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("board", "system", "reference"),
                name="imported_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="importeditem",
            constraint=models.UniqueConstraint(fields=("board", "system", "digest"), name="imported_row_once"),
        ),
    ]
