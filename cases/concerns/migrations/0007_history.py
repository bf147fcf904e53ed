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
        ("concerns", "0006_indexes"),
        ("organisation", "0005_protect_assignments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConcernEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("number", models.CharField(editable=False, max_length=20, verbose_name="nummer")),
                (
                    "kind",
                    models.CharField(
                        choices=[("oro", "Oro"), ("handelse", "Händelse")], max_length=10, verbose_name="slag"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("klotter", "Klotter eller skadegörelse"),
                            ("klistermarken", "Klistermärken"),
                            ("flygblad", "Flygblad eller affischer"),
                            ("symboler", "Symboler"),
                            ("uttryck", "Uppmaning till eller stöd för våld"),
                            ("hot", "Hot eller kränkning"),
                            ("demonstration", "Demonstration"),
                            ("annat", "Något annat"),
                        ],
                        max_length=20,
                        verbose_name="vad det gäller",
                    ),
                ),
                (
                    "milieu",
                    models.CharField(
                        choices=[
                            ("okand", "Vet inte"),
                            ("hogerextremism", "Våldsbejakande högerextremism"),
                            ("vansterextremism", "Våldsbejakande vänsterextremism"),
                            ("islamism", "Våldsbejakande islamistisk extremism"),
                            ("ensamagerande", "Ensamagerande"),
                            ("hybrid", "Flera miljöer eller blandade idéer"),
                            ("annan", "Annan våldsam miljö"),
                        ],
                        default="okand",
                        max_length=20,
                        verbose_name="miljö",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("beteende", "Ett beteende – något någon gör"),
                            ("handelse", "En händelse – något som har hänt"),
                            ("behov", "Ett behov – någon kan behöva stöd"),
                        ],
                        max_length=10,
                        verbose_name="grund",
                    ),
                ),
                ("text", models.TextField(max_length=10000, verbose_name="vad du har sett")),
                ("place", models.CharField(max_length=200, verbose_name="plats")),
                ("happened_on", models.DateField(verbose_name="när")),
                ("happened_until", models.DateField(blank=True, null=True, verbose_name="till och med")),
                ("picture", models.FileField(blank=True, max_length=200, upload_to="concerns/", verbose_name="bild")),
                ("reporter_unit", models.CharField(max_length=120, verbose_name="rapportörens enhet")),
                (
                    "state",
                    models.CharField(
                        choices=[("ny", "Att bedöma"), ("bedomd", "Bedömd"), ("avslutad", "Avslutad")],
                        default="ny",
                        max_length=10,
                        verbose_name="läge",
                    ),
                ),
                ("reported_at", models.DateTimeField(verbose_name="rapporterad")),
                ("due_on", models.DateField(verbose_name="bedöms senast")),
                ("sealed_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sluten del skickad")),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.board",
                        verbose_name="nämnd där det hände",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="concerns.concern",
                    ),
                ),
                (
                    "previous_board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.board",
                        verbose_name="överlämnad av",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="rapporterad av",
                    ),
                ),
                (
                    "reporter_board",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.board",
                        verbose_name="rapportörens nämnd",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "concerns_concernevent" ("board_id", "category", "due_on", "ground", "happened_on", "happened_until", "id", "kind", "milieu", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "place", "previous_board_id", "reported_at", "reporter_board_id", "reporter_id", "reporter_unit", "sealed_sent_at", "state", "text") VALUES (OLD."board_id", OLD."category", OLD."due_on", OLD."ground", OLD."happened_on", OLD."happened_until", OLD."id", OLD."kind", OLD."milieu", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."picture", OLD."place", OLD."previous_board_id", OLD."reported_at", OLD."reporter_board_id", OLD."reporter_id", OLD."reporter_unit", OLD."sealed_sent_at", OLD."state", OLD."text"); RETURN NULL;',
                    hash="3760c3dbc6c4e738678626b2baea5b5b1ee25db3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_39f33",
                    table="concerns_concern",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "concerns_concernevent" ("board_id", "category", "due_on", "ground", "happened_on", "happened_until", "id", "kind", "milieu", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "place", "previous_board_id", "reported_at", "reporter_board_id", "reporter_id", "reporter_unit", "sealed_sent_at", "state", "text") VALUES (OLD."board_id", OLD."category", OLD."due_on", OLD."ground", OLD."happened_on", OLD."happened_until", OLD."id", OLD."kind", OLD."milieu", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."picture", OLD."place", OLD."previous_board_id", OLD."reported_at", OLD."reporter_board_id", OLD."reporter_id", OLD."reporter_unit", OLD."sealed_sent_at", OLD."state", OLD."text"); RETURN NULL;',
                    hash="c5f7c436fab3d1b49fae8fcb8d4c829fdab69be2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3fc22",
                    table="concerns_concern",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("concerns_concernevent", of="concerns_concern"),
    ]
