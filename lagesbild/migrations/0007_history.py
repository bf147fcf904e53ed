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
        ("lagesbild", "0006_predecessors"),
        ("organisation", "0005_protect_assignments"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "milieu",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("okand", "Vet inte"),
                            ("hogerextremism", "Våldsbejakande högerextremism"),
                            ("vansterextremism", "Våldsbejakande vänsterextremism"),
                            ("islamism", "Våldsbejakande islamistisk extremism"),
                            ("ensamagerande", "Ensamagerande"),
                            ("hybrid", "Flera miljöer eller blandade idéer"),
                            ("annan", "Annan våldsam miljö"),
                        ],
                        max_length=20,
                        verbose_name="miljö",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="iakttagelse")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="lagesbild.finding",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="lagesbild.situationpicture",
                        verbose_name="lägesbild",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PictureSectionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "milieu",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("okand", "Vet inte"),
                            ("hogerextremism", "Våldsbejakande högerextremism"),
                            ("vansterextremism", "Våldsbejakande vänsterextremism"),
                            ("islamism", "Våldsbejakande islamistisk extremism"),
                            ("ensamagerande", "Ensamagerande"),
                            ("hybrid", "Flera miljöer eller blandade idéer"),
                            ("annan", "Annan våldsam miljö"),
                        ],
                        max_length=20,
                        verbose_name="miljö",
                    ),
                ),
                ("heading", models.CharField(max_length=200, verbose_name="rubrik")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("polisens_bedomning", "Polisens bedömning"),
                            ("egen_kartlaggning", "Egen kartläggning"),
                            ("sammanlagd_bedomning", "Sammanlagd bedömning"),
                            ("utsikter", "Utsikter de närmaste två–tre åren"),
                            ("vad_som_kan_andra", "Vad som kan ändra bilden"),
                            ("kallor", "Källor"),
                            ("forbehall", "Förbehåll"),
                            ("analys", "Analys"),
                            ("annat", "Annat"),
                        ],
                        default="annat",
                        max_length=25,
                        verbose_name="slag",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="lagesbild.picturesection",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="lagesbild.situationpicture",
                        verbose_name="lägesbild",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SituationPictureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("title", models.CharField(max_length=200, verbose_name="rubrik")),
                (
                    "state",
                    models.CharField(
                        choices=[("utkast", "Utkast"), ("publicerad", "Publicerad")],
                        default="utkast",
                        max_length=10,
                        verbose_name="läge",
                    ),
                ),
                ("document", models.BooleanField(default=False, verbose_name="inläst dokument")),
                (
                    "findings_intro",
                    models.CharField(blank=True, max_length=300, verbose_name="inledning till iakttagelserna"),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="publicerad")),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(blank=True, null=True, verbose_name="sparad")),
                ("saved_from", models.UUIDField(blank=True, null=True)),
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
                        to="lagesbild.situationpicture",
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
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="sparad av",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SurveyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("title", models.CharField(max_length=120, verbose_name="rubrik")),
                ("closes_on", models.DateField(verbose_name="sista dag att svara")),
                (
                    "state",
                    models.CharField(
                        choices=[("utkast", "Inte skickad"), ("oppen", "Öppen"), ("stangd", "Stängd")],
                        default="utkast",
                        max_length=10,
                        verbose_name="läge",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="skapad")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="skickad")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="stängd")),
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
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="skapad av",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="lagesbild.survey",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."milieu" IS DISTINCT FROM (NEW."milieu") OR OLD."picture_id" IS DISTINCT FROM (NEW."picture_id") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                    func='INSERT INTO "lagesbild_findingevent" ("id", "milieu", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_id", "text") VALUES (OLD."id", OLD."milieu", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."picture_id", OLD."text"); RETURN NULL;',
                    hash="b74cdb013a097cb77fa21443643348763130d1df",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4c173",
                    table="lagesbild_finding",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "lagesbild_findingevent" ("id", "milieu", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_id", "text") VALUES (OLD."id", OLD."milieu", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."picture_id", OLD."text"); RETURN NULL;',
                    hash="f3496f1657aa4a475b378691fd83c6121f4f61ec",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fdfef",
                    table="lagesbild_finding",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="picturesection",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."heading" IS DISTINCT FROM (NEW."heading") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."milieu" IS DISTINCT FROM (NEW."milieu") OR OLD."picture_id" IS DISTINCT FROM (NEW."picture_id") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                    func='INSERT INTO "lagesbild_picturesectionevent" ("heading", "id", "kind", "milieu", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_id", "text") VALUES (OLD."heading", OLD."id", OLD."kind", OLD."milieu", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."picture_id", OLD."text"); RETURN NULL;',
                    hash="8823f37e54d9790f99b6b922839f64d77ce08590",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ee9ee",
                    table="lagesbild_picturesection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="picturesection",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "lagesbild_picturesectionevent" ("heading", "id", "kind", "milieu", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_id", "text") VALUES (OLD."heading", OLD."id", OLD."kind", OLD."milieu", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."picture_id", OLD."text"); RETURN NULL;',
                    hash="ccf1612c2c827d7452beade379912805cb33db85",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6c4cd",
                    table="lagesbild_picturesection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="situationpicture",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "lagesbild_situationpictureevent" ("board_id", "document", "findings_intro", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "saved_at", "saved_by_id", "saved_from", "state", "title", "version", "year") VALUES (OLD."board_id", OLD."document", OLD."findings_intro", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."saved_at", OLD."saved_by_id", OLD."saved_from", OLD."state", OLD."title", OLD."version", OLD."year"); RETURN NULL;',
                    hash="d9e66505539e3fd9c85a9f0625413060c3f00aa7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9730b",
                    table="lagesbild_situationpicture",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="situationpicture",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "lagesbild_situationpictureevent" ("board_id", "document", "findings_intro", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "saved_at", "saved_by_id", "saved_from", "state", "title", "version", "year") VALUES (OLD."board_id", OLD."document", OLD."findings_intro", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."saved_at", OLD."saved_by_id", OLD."saved_from", OLD."state", OLD."title", OLD."version", OLD."year"); RETURN NULL;',
                    hash="50402ead518fe1aff1c085dbc32684271e01dc3c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8888b",
                    table="lagesbild_situationpicture",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="survey",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "lagesbild_surveyevent" ("board_id", "by_id", "closed_at", "closes_on", "created_at", "id", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "title") VALUES (OLD."board_id", OLD."by_id", OLD."closed_at", OLD."closes_on", OLD."created_at", OLD."id", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."state", OLD."title"); RETURN NULL;',
                    hash="dcf218a709607abfb4c5e91516c0042c1b1fca3a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_38bdb",
                    table="lagesbild_survey",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="survey",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "lagesbild_surveyevent" ("board_id", "by_id", "closed_at", "closes_on", "created_at", "id", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "title") VALUES (OLD."board_id", OLD."by_id", OLD."closed_at", OLD."closes_on", OLD."created_at", OLD."id", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."state", OLD."title"); RETURN NULL;',
                    hash="499eeab292628ad99e1de9f600213afe698cb8e3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_aae06",
                    table="lagesbild_survey",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("lagesbild_findingevent", of="lagesbild_finding"),
        ProtectHistory("lagesbild_picturesectionevent", of="lagesbild_picturesection"),
        ProtectHistory("lagesbild_situationpictureevent", of="lagesbild_situationpicture"),
        ProtectHistory("lagesbild_surveyevent", of="lagesbild_survey"),
    ]
