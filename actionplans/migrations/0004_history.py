"""Earlier versions of rows, kept by triggers; see vbe/audit/history.py."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import vbe.organisation.ids
from django.db import migrations, models

from vbe.access.operations import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0003_hand_over"),
        ("organisation", "0005_protect_assignments"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionPlanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("title", models.CharField(max_length=200, verbose_name="rubrik")),
                ("year_from", models.PositiveSmallIntegerField(verbose_name="från och med år")),
                ("year_to", models.PositiveSmallIntegerField(verbose_name="till och med år")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("utkast", "Utkast"), ("framlagd", "Framlagd"), ("beslutad", "Beslutad")],
                        default="utkast",
                        max_length=10,
                        verbose_name="läge",
                    ),
                ),
                ("document", models.BooleanField(default=False, verbose_name="äldre dokument")),
                ("dated", models.CharField(blank=True, max_length=60, verbose_name="daterad, som det står")),
                ("created_at", models.DateTimeField(verbose_name="skapad")),
                ("proposed_at", models.DateTimeField(blank=True, null=True, verbose_name="framlagd")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enligt_forslag", "Beslutad enligt förslaget"),
                            ("med_andringar", "Beslutad med ändringar"),
                            ("aterremiss", "Återremitterad"),
                        ],
                        max_length=20,
                        verbose_name="nämndens beslut",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="beslutsdag")),
                ("paragraph", models.CharField(blank=True, max_length=20, verbose_name="paragraf")),
                ("dnr", models.CharField(blank=True, max_length=60, verbose_name="diarienummer")),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="registrerat")),
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
                        to="actionplans.actionplan",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="registrerat av",
                    ),
                ),
                (
                    "revises",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actionplans.actionplan",
                        verbose_name="ny version av",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FollowUpEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "period",
                    models.CharField(
                        max_length=6,
                        validators=[django.core.validators.RegexValidator("\\A\\d{4}T[123]\\Z")],
                        verbose_name="tertial",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ej_paborjad", "Ej påbörjad"),
                            ("enligt_plan", "Enligt plan"),
                            ("avviker", "Avviker"),
                            ("genomford", "Genomförd"),
                            ("utgar", "Utgår"),
                        ],
                        max_length=20,
                        verbose_name="läge",
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="kommentar")),
                (
                    "number",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="antal",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="rapporterad")),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="rapporterad av",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actionplans.measure",
                        verbose_name="åtgärd",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="actionplans.followup",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeasureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("removed", models.BooleanField(default=False, verbose_name="borttagen")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="senast ändrad")),
                ("key", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, verbose_name="nyckel")),
                ("text", models.TextField(max_length=2000, verbose_name="åtgärd")),
                ("responsible", models.CharField(blank=True, max_length=300, verbose_name="ansvarig")),
                (
                    "partners",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="samverkan",
                    ),
                ),
                ("time_plan", models.CharField(blank=True, max_length=200, verbose_name="tidplan")),
                ("follow_up", models.CharField(blank=True, max_length=300, verbose_name="uppföljning")),
                ("measured_as", models.CharField(blank=True, max_length=80, verbose_name="det som räknas")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="senast ändrad av",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="rapporteras av",
                    ),
                ),
                (
                    "guideline",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actionplans.guidelineheading",
                        verbose_name="riktlinje",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="actionplans.measure",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actionplans.actionplan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actionplans.section",
                        verbose_name="avsnitt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ResourceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "level",
                    models.CharField(
                        choices=[("forebyggande", "Förebyggande"), ("forhindrande", "Förhindrande")],
                        max_length=20,
                        verbose_name="nivå",
                    ),
                ),
                (
                    "functions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("forebyggande", "Förebyggande"),
                                ("upptackande", "Upptäckande"),
                                ("atgardande", "Åtgärdande"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="funktion",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                ("description", models.TextField(blank=True, verbose_name="beskrivning")),
                ("target_group", models.TextField(blank=True, verbose_name="målgrupp, som den står")),
                ("ages", models.CharField(blank=True, max_length=120, verbose_name="åldrar, som de står")),
                ("age_from", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="från ålder")),
                ("age_to", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="till ålder")),
                ("checked_on", models.DateField(verbose_name="kontrollerad")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
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
                        to="actionplans.resource",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SectionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("removed", models.BooleanField(default=False, verbose_name="borttagen")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="senast ändrad")),
                ("depth", models.PositiveSmallIntegerField(default=1, verbose_name="nivå på rubriken")),
                ("heading", models.CharField(max_length=200, verbose_name="rubrik")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("forebyggande", "Förebyggande arbete"),
                            ("forhindrande", "Förhindrande arbete"),
                            ("bidrag_lokaler", "Föreningsbidrag och lokaler"),
                            ("kompetens", "Kompetenshöjande insatser"),
                        ],
                        max_length=20,
                        verbose_name="slag av arbete",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=50000, verbose_name="text")),
                ("table", models.CharField(blank=True, max_length=200, verbose_name="tabellens rubrik")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="senast ändrad av",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="actionplans.section",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actionplans.actionplan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="actionplan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "actionplans_actionplanevent" ("board_id", "created_at", "dated", "decided_on", "dnr", "document", "id", "outcome", "paragraph", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "recorded_at", "recorded_by_id", "revises_id", "state", "title", "version", "year_from", "year_to") VALUES (OLD."board_id", OLD."created_at", OLD."dated", OLD."decided_on", OLD."dnr", OLD."document", OLD."id", OLD."outcome", OLD."paragraph", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."proposed_at", OLD."recorded_at", OLD."recorded_by_id", OLD."revises_id", OLD."state", OLD."title", OLD."version", OLD."year_from", OLD."year_to"); RETURN NULL;',
                    hash="3f15e663ec9b05da2bf30b2582628efac3fa5825",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1992c",
                    table="actionplans_actionplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="actionplan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actionplans_actionplanevent" ("board_id", "created_at", "dated", "decided_on", "dnr", "document", "id", "outcome", "paragraph", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "recorded_at", "recorded_by_id", "revises_id", "state", "title", "version", "year_from", "year_to") VALUES (OLD."board_id", OLD."created_at", OLD."dated", OLD."decided_on", OLD."dnr", OLD."document", OLD."id", OLD."outcome", OLD."paragraph", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."proposed_at", OLD."recorded_at", OLD."recorded_by_id", OLD."revises_id", OLD."state", OLD."title", OLD."version", OLD."year_from", OLD."year_to"); RETURN NULL;',
                    hash="7006644b889179258f4aff9ad763ea14578a1983",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d2cd7",
                    table="actionplans_actionplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "actionplans_followupevent" ("at", "by_id", "comment", "id", "measure_id", "number", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (OLD."at", OLD."by_id", OLD."comment", OLD."id", OLD."measure_id", OLD."number", OLD."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."status"); RETURN NULL;',
                    hash="f7cbf0f890262d12a517fcc57b710bb3fa8e9276",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_eb8a3",
                    table="actionplans_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actionplans_followupevent" ("at", "by_id", "comment", "id", "measure_id", "number", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (OLD."at", OLD."by_id", OLD."comment", OLD."id", OLD."measure_id", OLD."number", OLD."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."status"); RETURN NULL;',
                    hash="7bc7ccfbe1ef43a3df9f76cf3e998d262c2c251e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_99802",
                    table="actionplans_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."contact_id" IS DISTINCT FROM (NEW."contact_id") OR OLD."follow_up" IS DISTINCT FROM (NEW."follow_up") OR OLD."guideline_id" IS DISTINCT FROM (NEW."guideline_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."measured_as" IS DISTINCT FROM (NEW."measured_as") OR OLD."partners" IS DISTINCT FROM (NEW."partners") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."removed" IS DISTINCT FROM (NEW."removed") OR OLD."responsible" IS DISTINCT FROM (NEW."responsible") OR OLD."section_id" IS DISTINCT FROM (NEW."section_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."time_plan" IS DISTINCT FROM (NEW."time_plan"))',
                    func='INSERT INTO "actionplans_measureevent" ("changed_at", "changed_by_id", "contact_id", "follow_up", "guideline_id", "id", "key", "measured_as", "partners", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed", "responsible", "section_id", "text", "time_plan") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."contact_id", OLD."follow_up", OLD."guideline_id", OLD."id", OLD."key", OLD."measured_as", OLD."partners", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."plan_id", OLD."removed", OLD."responsible", OLD."section_id", OLD."text", OLD."time_plan"); RETURN NULL;',
                    hash="53cd30130633416442b847afc693a05605f10bef",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5b275",
                    table="actionplans_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actionplans_measureevent" ("changed_at", "changed_by_id", "contact_id", "follow_up", "guideline_id", "id", "key", "measured_as", "partners", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed", "responsible", "section_id", "text", "time_plan") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."contact_id", OLD."follow_up", OLD."guideline_id", OLD."id", OLD."key", OLD."measured_as", OLD."partners", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."removed", OLD."responsible", OLD."section_id", OLD."text", OLD."time_plan"); RETURN NULL;',
                    hash="72726f59a10304299a27848fe0ed5ad1d850889c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2a9b4",
                    table="actionplans_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "actionplans_resourceevent" ("age_from", "age_to", "ages", "board_id", "checked_on", "description", "functions", "id", "level", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "target_group") VALUES (OLD."age_from", OLD."age_to", OLD."ages", OLD."board_id", OLD."checked_on", OLD."description", OLD."functions", OLD."id", OLD."level", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."position", OLD."target_group"); RETURN NULL;',
                    hash="5bc5fda46711581decb6384613d40cff4fcf88fd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5b505",
                    table="actionplans_resource",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actionplans_resourceevent" ("age_from", "age_to", "ages", "board_id", "checked_on", "description", "functions", "id", "level", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "target_group") VALUES (OLD."age_from", OLD."age_to", OLD."ages", OLD."board_id", OLD."checked_on", OLD."description", OLD."functions", OLD."id", OLD."level", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."position", OLD."target_group"); RETURN NULL;',
                    hash="a1d8373382b5b563f160b3a133b7532b73fca905",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cf7e2",
                    table="actionplans_resource",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="section",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."depth" IS DISTINCT FROM (NEW."depth") OR OLD."heading" IS DISTINCT FROM (NEW."heading") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."removed" IS DISTINCT FROM (NEW."removed") OR OLD."table" IS DISTINCT FROM (NEW."table") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                    func='INSERT INTO "actionplans_sectionevent" ("changed_at", "changed_by_id", "depth", "heading", "id", "level", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed", "table", "text") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."depth", OLD."heading", OLD."id", OLD."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."plan_id", OLD."removed", OLD."table", OLD."text"); RETURN NULL;',
                    hash="ef49011367caf9fd901fbd07e2c6b5291c825a4d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bc1db",
                    table="actionplans_section",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="section",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actionplans_sectionevent" ("changed_at", "changed_by_id", "depth", "heading", "id", "level", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed", "table", "text") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."depth", OLD."heading", OLD."id", OLD."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."removed", OLD."table", OLD."text"); RETURN NULL;',
                    hash="01d61d0e51aabbdc77de1fb2dce951a3e4ac29f1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c41c1",
                    table="actionplans_section",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("actionplans_actionplanevent", of="actionplans_actionplan"),
        ProtectHistory("actionplans_followupevent", of="actionplans_followup"),
        ProtectHistory("actionplans_measureevent", of="actionplans_measure"),
        ProtectHistory("actionplans_resourceevent", of="actionplans_resource"),
        ProtectHistory("actionplans_sectionevent", of="actionplans_section"),
    ]
