"""What the desk writes about a report, passes on and waits for; limits and reminders; when it is followed up."""

import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import vbe.organisation.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0014_protect_links_and_views"),
        ("organisation", "0010_legal_rows_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskLimits",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "handover_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="arbetsdagar till svar på en överlämning",
                    ),
                ),
                (
                    "removal_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="arbetsdagar innan ni frågar om en sanering",
                    ),
                ),
                (
                    "deputy_after_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="0 betyder att ingen ersättare påminns.",
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="dagar försenad innan ersättaren påminns",
                    ),
                ),
                (
                    "municipality",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desk_limits",
                        to="organisation.municipality",
                        verbose_name="kommun",
                    ),
                ),
            ],
            options={
                "verbose_name": "gränser för rapporter",
                "verbose_name_plural": "gränser för rapporter",
            },
        ),
        migrations.CreateModel(
            name="DeskLimitsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "handover_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="arbetsdagar till svar på en överlämning",
                    ),
                ),
                (
                    "removal_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="arbetsdagar innan ni frågar om en sanering",
                    ),
                ),
                (
                    "deputy_after_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="0 betyder att ingen ersättare påminns.",
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="dagar försenad innan ersättaren påminns",
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
                        to="concerns.desklimits",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="skäl")),
                ("at", models.DateTimeField(verbose_name="överlämnad")),
                ("due_on", models.DateField(verbose_name="besvaras senast")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mottagen", "Mottagen"),
                            ("aterlamnad", "Återlämnad"),
                            ("obesvarad", "Kom tillbaka utan svar"),
                        ],
                        max_length=15,
                        verbose_name="svar",
                    ),
                ),
                (
                    "return_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fel_namnd", "Fel nämnd"),
                            ("tidigare", "Hör till en tidigare rapport"),
                            ("otillrackligt", "Otillräckliga uppgifter"),
                        ],
                        max_length=15,
                        verbose_name="varför",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="besvarad")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="besvarad av",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="överlämnad av",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "from_board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="från nämnd",
                    ),
                ),
                (
                    "to_board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="till nämnd",
                    ),
                ),
            ],
            options={
                "verbose_name": "överlämning",
                "verbose_name_plural": "överlämningar",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HandoverEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("reason", models.TextField(max_length=2000, verbose_name="skäl")),
                ("at", models.DateTimeField(verbose_name="överlämnad")),
                ("due_on", models.DateField(verbose_name="besvaras senast")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mottagen", "Mottagen"),
                            ("aterlamnad", "Återlämnad"),
                            ("obesvarad", "Kom tillbaka utan svar"),
                        ],
                        max_length=15,
                        verbose_name="svar",
                    ),
                ),
                (
                    "return_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fel_namnd", "Fel nämnd"),
                            ("tidigare", "Hör till en tidigare rapport"),
                            ("otillrackligt", "Otillräckliga uppgifter"),
                        ],
                        max_length=15,
                        verbose_name="varför",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="besvarad")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="besvarad av",
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
                        verbose_name="överlämnad av",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "from_board",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.board",
                        verbose_name="från nämnd",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="concerns.handover",
                    ),
                ),
                (
                    "to_board",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.board",
                        verbose_name="till nämnd",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="anteckning")),
                ("at", models.DateTimeField(verbose_name="skriven")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="nämnd",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="skriven av",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="concerns.note",
                        verbose_name="rättar",
                    ),
                ),
            ],
            options={
                "verbose_name": "anteckning",
                "verbose_name_plural": "anteckningar",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PoliceInformation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "recipient",
                    models.CharField(
                        choices=[
                            ("polis", "Polismyndigheten"),
                            ("sakerhetspolis", "Säkerhetspolisen"),
                            ("tull", "Tullverket"),
                        ],
                        max_length=20,
                        verbose_name="myndighet",
                    ),
                ),
                ("function", models.CharField(max_length=120, verbose_name="funktion")),
                ("told", models.TextField(max_length=2000, verbose_name="vad som berättades")),
                ("told_at", models.DateTimeField(verbose_name="när")),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="så prövades det")),
                ("reference", models.CharField(blank=True, max_length=50, verbose_name="polisens diarienummer")),
                ("at", models.DateTimeField(verbose_name="antecknad")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="nämnd",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="antecknad av",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="police",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="concerns.policeinformation",
                        verbose_name="rättar",
                    ),
                ),
                (
                    "legal_row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.legalrow",
                        verbose_name="stöd i lagen",
                    ),
                ),
            ],
            options={
                "verbose_name": "information till polisen",
                "verbose_name_plural": "information till polisen",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forfaller", "Bedöms i dag"),
                            ("forsenad", "Försenad"),
                            ("foljs_upp", "Följs upp"),
                            ("obesvarad", "Kom tillbaka utan svar"),
                            ("sanering", "Fråga om sanering"),
                        ],
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                ("day", models.DateField(verbose_name="dag")),
                ("sent_at", models.DateTimeField(verbose_name="skickad")),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "påminnelse",
                "verbose_name_plural": "påminnelser",
            },
        ),
        migrations.CreateModel(
            name="RemovalOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("to", models.CharField(max_length=120, verbose_name="vem som sanerar")),
                ("reference", models.CharField(blank=True, max_length=50, verbose_name="ordernummer")),
                ("at", models.DateTimeField(verbose_name="beställd")),
                ("ask_on", models.DateField(verbose_name="fråga om den inte är klar")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="klar")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="antecknad")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="nämnd",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="beställd av",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="removals",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="antecknad av",
                    ),
                ),
            ],
            options={
                "verbose_name": "beställd sanering",
                "verbose_name_plural": "beställda saneringar",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RemovalOrderEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("to", models.CharField(max_length=120, verbose_name="vem som sanerar")),
                ("reference", models.CharField(blank=True, max_length=50, verbose_name="ordernummer")),
                ("at", models.DateTimeField(verbose_name="beställd")),
                ("ask_on", models.DateField(verbose_name="fråga om den inte är klar")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="klar")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="antecknad")),
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
                        verbose_name="beställd av",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="antecknad av",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="concerns.removalorder",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="skäl")),
                ("asked_at", models.DateTimeField(verbose_name="bad om titten")),
                ("looked_at", models.DateTimeField(blank=True, null=True, verbose_name="tittade")),
                ("agrees", models.BooleanField(blank=True, null=True, verbose_name="kan avslutas")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="kommentar")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="bad om titten",
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="nämnd",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_looks",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "looked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="tittade",
                    ),
                ),
            ],
            options={
                "verbose_name": "andra titt",
                "verbose_name_plural": "andra tittar",
                "ordering": ["asked_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SecondLookEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("reason", models.TextField(max_length=2000, verbose_name="skäl")),
                ("asked_at", models.DateTimeField(verbose_name="bad om titten")),
                ("looked_at", models.DateTimeField(blank=True, null=True, verbose_name="tittade")),
                ("agrees", models.BooleanField(blank=True, null=True, verbose_name="kan avslutas")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="kommentar")),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="bad om titten",
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
                    "concern",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="concerns.concern",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "looked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="tittade",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="concerns.secondlook",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="follow_up_on",
            field=models.DateField(blank=True, null=True, verbose_name="följs upp"),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("kunskap", "Kunskap till lägesbilden"),
                    ("rad", "Råd har getts"),
                    ("polis", "Polisen har informerats"),
                    ("annan_namnd", "Överlämnas till en annan nämnd"),
                    ("avslutas", "Avslutas utan åtgärd"),
                    ("felregistrerad", "Felregistrerad – har ingen koppling till våldsbejakande extremism"),
                    ("oppnas_igen", "Öppnas igen"),
                ],
                max_length=20,
                verbose_name="bedömning",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("follow_up_on__isnull", False)),
                fields=["board", "follow_up_on"],
                name="concern_followed_up",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="desklimits",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "concerns_desklimitsevent" ("deputy_after_days", "handover_days", "id", "municipality_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_days") VALUES (OLD."deputy_after_days", OLD."handover_days", OLD."id", OLD."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."removal_days"); RETURN NULL;',
                    hash="59d4c7fb800924083e68e145231c27ef2ec7b4b9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ca00b",
                    table="concerns_desklimits",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="desklimits",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "concerns_desklimitsevent" ("deputy_after_days", "handover_days", "id", "municipality_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_days") VALUES (OLD."deputy_after_days", OLD."handover_days", OLD."id", OLD."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."removal_days"); RETURN NULL;',
                    hash="8c1a3d0e1537b5b61ded7f6d45b6d8e5298aea29",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_80a4f",
                    table="concerns_desklimits",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(condition=models.Q(("answered_at", None)), fields=["due_on"], name="handover_waiting"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)), fields=("concern",), name="handover_one_waiting_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                    models.Q(("answer", "obesvarad"), ("answered_at__isnull", False), ("answered_by", None)),
                    models.Q(
                        ("answer__in", ["mottagen", "aterlamnad"]),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="handover_whole_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", "aterlamnad"), ("return_reason__in", ["fel_namnd", "tidigare", "otillrackligt"])
                    ),
                    models.Q(models.Q(("answer", "aterlamnad"), _negated=True), ("return_reason", "")),
                    _connector="OR",
                ),
                name="handover_returned_for_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "concerns_handoverevent" ("answer", "answered_at", "answered_by_id", "at", "by_id", "concern_id", "due_on", "from_board_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "return_reason", "to_board_id") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."at", OLD."by_id", OLD."concern_id", OLD."due_on", OLD."from_board_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."reason", OLD."return_reason", OLD."to_board_id"); RETURN NULL;',
                    hash="5218862d38b829e5dfd3cc08c9055e5a18a74fd5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d2ec2",
                    table="concerns_handover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "concerns_handoverevent" ("answer", "answered_at", "answered_by_id", "at", "by_id", "concern_id", "due_on", "from_board_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "return_reason", "to_board_id") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."at", OLD."by_id", OLD."concern_id", OLD."due_on", OLD."from_board_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."reason", OLD."return_reason", OLD."to_board_id"); RETURN NULL;',
                    hash="aa8fa54c29641463f7bb43f29ea35f984a1bd7cf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_be07e",
                    table="concerns_handover",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("concern", "kind", "day"), name="concern_reminder_once"),
        ),
        migrations.AddIndex(
            model_name="removalorder",
            index=models.Index(
                condition=models.Q(("done_on", None)), fields=["board", "ask_on"], name="removal_not_done"
            ),
        ),
        migrations.AddConstraint(
            model_name="removalorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None), ("done_on", None)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False), ("done_on__isnull", False)),
                    _connector="OR",
                ),
                name="removal_whole_answer",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="removalorder",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "concerns_removalorderevent" ("ask_on", "at", "board_id", "by_id", "concern_id", "done_at", "done_by_id", "done_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "to") VALUES (OLD."ask_on", OLD."at", OLD."board_id", OLD."by_id", OLD."concern_id", OLD."done_at", OLD."done_by_id", OLD."done_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."reference", OLD."to"); RETURN NULL;',
                    hash="ee3a0fe4d89d38f4a35c2caac996326de333e2d6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_71ec3",
                    table="concerns_removalorder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="removalorder",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "concerns_removalorderevent" ("ask_on", "at", "board_id", "by_id", "concern_id", "done_at", "done_by_id", "done_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "to") VALUES (OLD."ask_on", OLD."at", OLD."board_id", OLD."by_id", OLD."concern_id", OLD."done_at", OLD."done_by_id", OLD."done_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."reference", OLD."to"); RETURN NULL;',
                    hash="e47d9ad39d79e5f4bec1bd1aa757d33be9707ec8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_58aaa",
                    table="concerns_removalorder",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("looked_at", None)), fields=("concern", "board"), name="second_look_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agrees", None), ("looked_at", None), ("looked_by", None)),
                    models.Q(("agrees__isnull", False), ("looked_at__isnull", False), ("looked_by__isnull", False)),
                    _connector="OR",
                ),
                name="second_look_whole_answer",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="secondlook",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "concerns_secondlookevent" ("agrees", "asked_at", "asked_by_id", "board_id", "concern_id", "id", "looked_at", "looked_by_id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."agrees", OLD."asked_at", OLD."asked_by_id", OLD."board_id", OLD."concern_id", OLD."id", OLD."looked_at", OLD."looked_by_id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="a90412220519edb7092c558e52c1d8e7c8c0a9c2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c3a9b",
                    table="concerns_secondlook",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="secondlook",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "concerns_secondlookevent" ("agrees", "asked_at", "asked_by_id", "board_id", "concern_id", "id", "looked_at", "looked_by_id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."agrees", OLD."asked_at", OLD."asked_by_id", OLD."board_id", OLD."concern_id", OLD."id", OLD."looked_at", OLD."looked_by_id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="2a867a12a6a879a9747a03ab89305b38b32f3ce2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e36f1",
                    table="concerns_secondlook",
                    when="AFTER",
                ),
            ),
        ),
    ]
