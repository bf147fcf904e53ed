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
        ("auth", "0012_alter_user_first_name_max_length"),
        ("organisation", "0005_protect_assignments"),
    ]

    operations = [
        migrations.CreateModel(
            name="AbsenceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("starts", models.DateField(verbose_name="från och med")),
                ("ends", models.DateField(verbose_name="till och med")),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="uppdrag",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="organisation.absence",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ActorEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("myndighet", "myndighet"),
                            ("annan_namnd", "annan nämnd i kommunen"),
                            ("region", "region"),
                            ("bolag", "bostadsbolag eller företag"),
                            ("civilsamhalle", "förening eller samfund"),
                        ],
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
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
                        to="organisation.actor",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AssignmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("rapportor", "Rapportör"),
                            ("samordnare", "Samordnare"),
                            ("mottagning", "Mottagning"),
                            ("avdelningschef", "Avdelningschef"),
                            ("chef_annan_avdelning", "Avdelningschef utanför socialtjänsten"),
                            ("enhetschef", "Enhetschef"),
                            ("socialsekreterare", "Socialsekreterare"),
                            ("stadsdelsdirektor", "Stadsdelsdirektör"),
                            ("namndledamot", "Nämndledamot"),
                            ("namndsekreterare", "Nämndsekreterare"),
                            ("central_samordnare", "Central samordnare"),
                            ("loggranskare", "Loggranskare"),
                            ("administrator", "Administratör"),
                        ],
                        max_length=30,
                        verbose_name="roll",
                    ),
                ),
                ("starts", models.DateField(verbose_name="från och med")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="till och med")),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="avslutat")),
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
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.department",
                        verbose_name="avdelning",
                    ),
                ),
                (
                    "deputy_for",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="ersättare för",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="auth.group",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="organisation.assignment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.unit",
                        verbose_name="enhet",
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
        migrations.CreateModel(
            name="BoardEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("code", models.SlugField(db_index=False, verbose_name="kod")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                (
                    "area",
                    models.CharField(
                        help_text="Så som området heter i dagligt tal.", max_length=80, verbose_name="område"
                    ),
                ),
                ("prefix", models.CharField(max_length=5, verbose_name="ärendeprefix")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("kommunstyrelse", "kommunstyrelse"),
                            ("stadsdelsnamnd", "stadsdelsnämnd"),
                            ("facknamnd", "facknämnd"),
                            ("bolag", "bolag eller stiftelse"),
                        ],
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
                ("covers_places", models.BooleanField(default=False, verbose_name="har ett geografiskt område")),
                ("needs_coordinator", models.BooleanField(default=False, verbose_name="ska ha lokal samordnare")),
                ("starts", models.DateField(verbose_name="från och med")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="till och med")),
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
                        to="organisation.board",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.board",
                        verbose_name="efterträdare",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DepartmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
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
                        to="organisation.department",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MunicipalityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("code", models.SlugField(db_index=False, verbose_name="kod")),
                ("name", models.CharField(max_length=100, verbose_name="namn")),
                (
                    "assess_days",
                    models.PositiveSmallIntegerField(default=2, verbose_name="dagar till bedömning av en rapport"),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="organisation.municipality",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PhoneNumberEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("fara", "fara för liv"),
                            ("brott", "brott"),
                            ("barn", "oro för ett barn"),
                            ("vuxen", "oro för en vuxen"),
                            ("hot", "hot mot någon själv"),
                            ("anhorig", "anhörig"),
                        ],
                        max_length=20,
                        verbose_name="fråga",
                    ),
                ),
                ("situation", models.CharField(max_length=120, verbose_name="situation")),
                ("name", models.CharField(max_length=120, verbose_name="vem som svarar")),
                ("number", models.CharField(blank=True, max_length=30, verbose_name="nummer")),
                ("hours", models.CharField(blank=True, max_length=120, verbose_name="öppettider")),
                ("urgent", models.BooleanField(default=False, verbose_name="visas vid formuläret")),
                ("checked_on", models.DateField(verbose_name="kontrollerat")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                        to="organisation.phonenumber",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mottagning", "mottagning"),
                            ("barn_och_unga", "barn och unga"),
                            ("vuxen", "vuxen"),
                            ("sig_12_18", "SIG 12–18"),
                            ("sig_19_29", "SIG 19–29"),
                            ("socialjour", "socialjour"),
                            ("annan", "annan enhet"),
                        ],
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
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
                    "department",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.department",
                        verbose_name="avdelning",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UserEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("email", models.EmailField(max_length=254, verbose_name="e-post")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("is_active", models.BooleanField(default=True, verbose_name="aktiv")),
                ("is_staff", models.BooleanField(default=False, verbose_name="får öppna administrationen")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="absence",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisation_absenceevent" ("assignment_id", "ends", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") VALUES (OLD."assignment_id", OLD."ends", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."starts"); RETURN NULL;',
                    hash="e7810480d79c326b18e32fd84e62abb413f2a98a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d1bc1",
                    table="organisation_absence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="absence",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_absenceevent" ("assignment_id", "ends", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") VALUES (OLD."assignment_id", OLD."ends", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."starts"); RETURN NULL;',
                    hash="9445c9de5a305b47102b5fb82fab8bf8df4be48d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5ea22",
                    table="organisation_absence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="actor",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisation_actorevent" ("id", "kind", "municipality_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."kind", OLD."municipality_id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id"); RETURN NULL;',
                    hash="c459db69c8783a50a71378e413b3a17ee008e301",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2fe5c",
                    table="organisation_actor",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="actor",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_actorevent" ("id", "kind", "municipality_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."kind", OLD."municipality_id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="d01b48a1b387dc5a6371be2624a16e4d28b63cc6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7534b",
                    table="organisation_actor",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisation_assignmentevent" ("board_id", "department_id", "deputy_for_id", "ended_at", "ends", "group_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts", "unit_id", "user_id") VALUES (OLD."board_id", OLD."department_id", OLD."deputy_for_id", OLD."ended_at", OLD."ends", OLD."group_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."role", OLD."starts", OLD."unit_id", OLD."user_id"); RETURN NULL;',
                    hash="70a89b08bc390a835ad644498e586fd2598c7be5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_13dba",
                    table="organisation_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_assignmentevent" ("board_id", "department_id", "deputy_for_id", "ended_at", "ends", "group_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts", "unit_id", "user_id") VALUES (OLD."board_id", OLD."department_id", OLD."deputy_for_id", OLD."ended_at", OLD."ends", OLD."group_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."role", OLD."starts", OLD."unit_id", OLD."user_id"); RETURN NULL;',
                    hash="062386a06265e3563fce1dce5bb38540e58a32f1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d21d8",
                    table="organisation_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="board",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisation_boardevent" ("area", "code", "covers_places", "ends", "id", "kind", "municipality_id", "name", "needs_coordinator", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "starts", "successor_id") VALUES (OLD."area", OLD."code", OLD."covers_places", OLD."ends", OLD."id", OLD."kind", OLD."municipality_id", OLD."name", OLD."needs_coordinator", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."prefix", OLD."starts", OLD."successor_id"); RETURN NULL;',
                    hash="c32e98aa9ca0d7749427e0e9359231fd899ed87a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_68747",
                    table="organisation_board",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="board",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_boardevent" ("area", "code", "covers_places", "ends", "id", "kind", "municipality_id", "name", "needs_coordinator", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "starts", "successor_id") VALUES (OLD."area", OLD."code", OLD."covers_places", OLD."ends", OLD."id", OLD."kind", OLD."municipality_id", OLD."name", OLD."needs_coordinator", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."prefix", OLD."starts", OLD."successor_id"); RETURN NULL;',
                    hash="8f1b7821346cc5a2e51bec039b0c0b7866097fc1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e388d",
                    table="organisation_board",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="department",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisation_departmentevent" ("board_id", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."board_id", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id"); RETURN NULL;',
                    hash="b009c34aa44cd7c57a3183eb46a61065ea4d4ca8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_96e62",
                    table="organisation_department",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="department",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_departmentevent" ("board_id", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."board_id", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="dbd2c78ac80e636f0d17eb1e50ce11dd6bbffc1a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_24e5a",
                    table="organisation_department",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="municipality",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisation_municipalityevent" ("assess_days", "code", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."assess_days", OLD."code", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id"); RETURN NULL;',
                    hash="c9e95d440a1f295b90cc2072751f80883bf4d010",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e95cb",
                    table="organisation_municipality",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="municipality",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_municipalityevent" ("assess_days", "code", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."assess_days", OLD."code", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="dcd71abe121eee08c883a61f886c0ff6278e2741",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7ad72",
                    table="organisation_municipality",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phonenumber",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisation_phonenumberevent" ("checked_on", "hours", "id", "municipality_id", "name", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "situation", "topic", "urgent") VALUES (OLD."checked_on", OLD."hours", OLD."id", OLD."municipality_id", OLD."name", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."position", OLD."situation", OLD."topic", OLD."urgent"); RETURN NULL;',
                    hash="4672cee06a89bc12239d26cab533c8179eab6e76",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3a605",
                    table="organisation_phonenumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phonenumber",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_phonenumberevent" ("checked_on", "hours", "id", "municipality_id", "name", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "situation", "topic", "urgent") VALUES (OLD."checked_on", OLD."hours", OLD."id", OLD."municipality_id", OLD."name", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."position", OLD."situation", OLD."topic", OLD."urgent"); RETURN NULL;',
                    hash="c5b0e8c16de2943d65d43d53a167682c51498352",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_85fd7",
                    table="organisation_phonenumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisation_unitevent" ("board_id", "department_id", "id", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."board_id", OLD."department_id", OLD."id", OLD."kind", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id"); RETURN NULL;',
                    hash="131ec352f7332d346309096085e067f9255ad514",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4a72a",
                    table="organisation_unit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_unitevent" ("board_id", "department_id", "id", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."board_id", OLD."department_id", OLD."id", OLD."kind", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="1d373a4ebf1639e6edd22d821a2029f1d2eb3272",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dc536",
                    table="organisation_unit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."name" IS DISTINCT FROM (NEW."name"))',
                    func='INSERT INTO "organisation_userevent" ("email", "id", "is_active", "is_staff", "is_superuser", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."email", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id"); RETURN NULL;',
                    hash="d555245412b74e51732f13dab2fced95b6d3da14",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d7eb0",
                    table="organisation_user",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisation_userevent" ("email", "id", "is_active", "is_staff", "is_superuser", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."email", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="0a9620034b3a4380f07c31d725f032d8ac58cdf7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b3007",
                    table="organisation_user",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("organisation_absenceevent"),
        ProtectHistory("organisation_actorevent"),
        ProtectHistory("organisation_assignmentevent"),
        ProtectHistory("organisation_boardevent"),
        ProtectHistory("organisation_departmentevent"),
        ProtectHistory("organisation_municipalityevent"),
        ProtectHistory("organisation_phonenumberevent"),
        ProtectHistory("organisation_unitevent"),
        ProtectHistory("organisation_userevent"),
    ]
