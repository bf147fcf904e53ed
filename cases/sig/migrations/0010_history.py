"""Earlier versions of rows, kept by triggers; see vbe/audit/history.py."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import vbe.access.encryption
import vbe.organisation.ids
from django.db import migrations, models

from vbe.access.operations import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0006_history"),
        ("sig", "0009_hand_over"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("number", models.CharField(editable=False, max_length=20, verbose_name="ärendenummer")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("beteende", "Ett beteende"),
                            ("handelse", "En händelse"),
                            ("behov", "Ett behov av stöd"),
                        ],
                        max_length=10,
                        verbose_name="grund",
                    ),
                ),
                (
                    "age_band",
                    models.CharField(
                        choices=[
                            ("-11", "under 12 år"),
                            ("12-17", "12–17 år"),
                            ("18", "18 år"),
                            ("19-29", "19–29 år"),
                            ("30+", "30 år eller äldre"),
                            ("okand", "ålder okänd"),
                        ],
                        max_length=10,
                        verbose_name="ålder",
                    ),
                ),
                (
                    "lead",
                    models.CharField(
                        choices=[("socialtjanst", "Socialtjänsten leder"), ("sig_vuxen", "SIG unga vuxna leder")],
                        max_length=15,
                        verbose_name="leds av",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="öppnat")),
                ("start_up_due_on", models.DateField(verbose_name="uppstartsmöte senast")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("bekraftat", "Oro eller bekräftat fall"),
                            ("chef_meddelad", "Avdelningschef meddelad"),
                            ("chef_kvitterat", "Avdelningschef har kvitterat"),
                            ("direktor_informerad", "Stadsdelsdirektör informerad"),
                            ("direktor_kvitterat", "Stadsdelsdirektör har kvitterat"),
                            ("kallat", "Uppstartsmöte kallat"),
                            ("hallet", "Uppstartsmöte hållet"),
                            ("beslutat", "Insatser beslutade"),
                            ("avslutat", "Avslutat"),
                        ],
                        max_length=25,
                        verbose_name="senaste steg",
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
                    "chief",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="närmaste avdelningschef eller ersättare",
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.intake",
                        verbose_name="inkommet",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.unit",
                        verbose_name="ärendets enhet",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("scope", vbe.access.encryption.EncryptedTextField(verbose_name="vilka uppgifter")),
                ("purpose", vbe.access.encryption.EncryptedTextField(verbose_name="för vilket ändamål")),
                (
                    "way",
                    models.CharField(
                        choices=[("skriftligt", "Skriftligt"), ("muntligt", "Muntligt")],
                        max_length=12,
                        verbose_name="lämnat",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="lämnat den")),
                ("ends", models.DateField(verbose_name="gäller till och med")),
                ("recorded_at", models.DateTimeField(verbose_name="registrerat")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="återkallat")),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.actor",
                        verbose_name="får delas med",
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.consent",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="registrerat av",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EmergencyOpeningEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("reason", vbe.access.encryption.EncryptedTextField(verbose_name="skäl")),
                ("opened_at", models.DateTimeField(verbose_name="nödöppnat")),
                ("ends_at", models.DateTimeField(verbose_name="gäller till")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="avslutat")),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="nödöppnat av",
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.emergencyopening",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IntakeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("sluten_del", "Sluten del från en rapport"),
                            ("telefon", "Telefon"),
                            ("polis", "Polisen"),
                            ("besok", "Besök"),
                            ("anhorig", "Anhörig"),
                            ("socialjour", "Socialjouren"),
                            ("befintligt_arende", "Befintligt ärende"),
                        ],
                        max_length=20,
                        verbose_name="inkom via",
                    ),
                ),
                ("arrived_at", models.DateTimeField(verbose_name="inkom")),
                ("birth_date", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="födelsedatum")),
                ("person_name", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="namn")),
                ("person_number", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="personnummer")),
                ("description", vbe.access.encryption.EncryptedTextField(verbose_name="vad som har kommit fram")),
                (
                    "contact",
                    vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="kontakt med den som berättar"),
                ),
                (
                    "surname_index",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("protected", models.BooleanField(default=False, verbose_name="skyddade personuppgifter")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("oppen", "Att ta ställning till"),
                            ("bekraftad", "Rutinen startad"),
                            ("ordinarie", "Ordinarie socialtjänst"),
                            ("ingen_atgard", "Ingen utredning"),
                        ],
                        default="oppen",
                        max_length=15,
                        verbose_name="läge",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="beslutad")),
                ("reason", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="skäl")),
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="beslutad av",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.intake",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="registrerad av",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.unit",
                        verbose_name="mottagande enhet",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("starts_at", models.DateTimeField(verbose_name="tid")),
                ("minutes_long", models.PositiveSmallIntegerField(default=60, verbose_name="längd i minuter")),
                ("place", models.CharField(max_length=200, verbose_name="plats")),
                ("summoned_at", models.DateTimeField(blank=True, null=True, verbose_name="kallat")),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(blank=True, null=True, verbose_name="sparat")),
                ("saved_from", models.UUIDField(blank=True, null=True)),
                ("locked_at", models.DateTimeField(blank=True, null=True, verbose_name="justerat")),
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="justerat av",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.meeting",
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
                        verbose_name="sparat av",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingPointEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "point",
                    models.CharField(
                        choices=[
                            ("fakta", "Fakta"),
                            ("inriktning", "Inriktning för stöd"),
                            ("kommunikation", "Kommunikation"),
                            ("aktorer", "Samverkansaktörer"),
                            ("uppfoljning", "Uppföljning"),
                        ],
                        max_length=15,
                        verbose_name="punkt",
                    ),
                ),
                ("notes", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="anteckningar")),
                ("decision", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="beslut")),
                ("responsible", models.CharField(blank=True, max_length=120, verbose_name="ansvarig")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="klart senast")),
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
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.meeting",
                        verbose_name="möte",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.meetingpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ParticipationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("starts", models.DateField(verbose_name="från och med")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="till och med")),
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.participation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoutineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("informs_director", models.BooleanField(default=True, verbose_name="stadsdelsdirektör informeras")),
                (
                    "acknowledge_minutes",
                    models.PositiveSmallIntegerField(
                        default=60, verbose_name="minuter till avdelningschefens kvittens"
                    ),
                ),
                ("start_up_days", models.PositiveSmallIntegerField(default=2, verbose_name="dagar till uppstartsmöte")),
                (
                    "sig_adult_from",
                    models.PositiveSmallIntegerField(default=19, verbose_name="ålder då SIG för unga vuxna leder"),
                ),
                (
                    "emergency_hours",
                    models.PositiveSmallIntegerField(default=4, verbose_name="timmar som en nödöppning gäller"),
                ),
                ("source", models.CharField(max_length=200, verbose_name="källa")),
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
                        to="sig.routine",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SeatEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("function", models.CharField(max_length=120, verbose_name="funktion")),
                ("required", models.BooleanField(verbose_name="obligatorisk")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                (
                    "waived_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="varför funktionen inte kallas"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.actor",
                        verbose_name="aktör",
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
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="person",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.meeting",
                        verbose_name="möte",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.seat",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SeatTemplateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                ("function", models.CharField(max_length=120, verbose_name="funktion")),
                (
                    "fills",
                    models.CharField(
                        choices=[
                            ("enhetschef", "enhetschefen för en viss enhet"),
                            ("aktuell_enhetschef", "enhetschefen för ärendets enhet"),
                            ("aktor", "en aktör utanför verksamheten"),
                        ],
                        max_length=20,
                        verbose_name="utses som",
                    ),
                ),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
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
                        verbose_name="slag av enhet",
                    ),
                ),
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
                        default="enhetschef",
                        max_length=30,
                        verbose_name="roll",
                    ),
                ),
                ("required", models.BooleanField(default=False, verbose_name="obligatorisk")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.actor",
                        verbose_name="aktör",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.seattemplate",
                    ),
                ),
                (
                    "routine",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.routine",
                        verbose_name="rutin",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StandInEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=vbe.organisation.ids.new_id, editable=False, serialize=False)),
                (
                    "ground",
                    models.CharField(
                        choices=[("utebliven_kvittens", "Kvittensen uteblev"), ("jav", "Avdelningschefen är jävig")],
                        max_length=20,
                        verbose_name="grund",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="från")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="till")),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisation.assignment",
                        verbose_name="ersättare",
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="sig.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="sig.standin",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_caseevent" ("age_band", "board_id", "chief_id", "ground", "id", "intake_id", "lead", "number", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "start_up_due_on", "step", "unit_id") VALUES (OLD."age_band", OLD."board_id", OLD."chief_id", OLD."ground", OLD."id", OLD."intake_id", OLD."lead", OLD."number", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."start_up_due_on", OLD."step", OLD."unit_id"); RETURN NULL;',
                    hash="926212481bfa9cd458a541bc04f8eaf4b67c4cd4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_26f87",
                    table="sig_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_caseevent" ("age_band", "board_id", "chief_id", "ground", "id", "intake_id", "lead", "number", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "start_up_due_on", "step", "unit_id") VALUES (OLD."age_band", OLD."board_id", OLD."chief_id", OLD."ground", OLD."id", OLD."intake_id", OLD."lead", OLD."number", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."start_up_due_on", OLD."step", OLD."unit_id"); RETURN NULL;',
                    hash="2a6d065a59bb529f6a6e1ac757461b87f7e8f766",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_479c3",
                    table="sig_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_consentevent" ("actor_id", "board_id", "case_id", "ends", "given_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recorded_at", "recorded_by_id", "scope", "way", "withdrawn_at") VALUES (OLD."actor_id", OLD."board_id", OLD."case_id", OLD."ends", OLD."given_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."purpose", OLD."recorded_at", OLD."recorded_by_id", OLD."scope", OLD."way", OLD."withdrawn_at"); RETURN NULL;',
                    hash="006643f4d327634299cc0f4b7685d67e4b0cf353",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e888",
                    table="sig_consent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_consentevent" ("actor_id", "board_id", "case_id", "ends", "given_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recorded_at", "recorded_by_id", "scope", "way", "withdrawn_at") VALUES (OLD."actor_id", OLD."board_id", OLD."case_id", OLD."ends", OLD."given_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."purpose", OLD."recorded_at", OLD."recorded_by_id", OLD."scope", OLD."way", OLD."withdrawn_at"); RETURN NULL;',
                    hash="c2123f8d90abf62a15af3957696139e2f297815c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_73772",
                    table="sig_consent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="emergencyopening",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_emergencyopeningevent" ("assignment_id", "board_id", "case_id", "ended_at", "ends_at", "id", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."assignment_id", OLD."board_id", OLD."case_id", OLD."ended_at", OLD."ends_at", OLD."id", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="f9e390e78199bd1507a9fff3c20242e453f9e55d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_27a69",
                    table="sig_emergencyopening",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="emergencyopening",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_emergencyopeningevent" ("assignment_id", "board_id", "case_id", "ended_at", "ends_at", "id", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."assignment_id", OLD."board_id", OLD."case_id", OLD."ended_at", OLD."ends_at", OLD."id", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="7ce3dfa197ea96eebe5366c30d659e4f7e3a3417",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ed443",
                    table="sig_emergencyopening",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intake",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_intakeevent" ("arrived_at", "birth_date", "board_id", "contact", "decided_at", "decided_by_id", "description", "id", "person_name", "person_number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "protected", "reason", "registered_by_id", "source", "state", "surname_index", "unit_id") VALUES (OLD."arrived_at", OLD."birth_date", OLD."board_id", OLD."contact", OLD."decided_at", OLD."decided_by_id", OLD."description", OLD."id", OLD."person_name", OLD."person_number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."protected", OLD."reason", OLD."registered_by_id", OLD."source", OLD."state", OLD."surname_index", OLD."unit_id"); RETURN NULL;',
                    hash="3fdc2275da0f1b4bc872ee014f947c65b380a26c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6ebff",
                    table="sig_intake",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intake",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_intakeevent" ("arrived_at", "birth_date", "board_id", "contact", "decided_at", "decided_by_id", "description", "id", "person_name", "person_number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "protected", "reason", "registered_by_id", "source", "state", "surname_index", "unit_id") VALUES (OLD."arrived_at", OLD."birth_date", OLD."board_id", OLD."contact", OLD."decided_at", OLD."decided_by_id", OLD."description", OLD."id", OLD."person_name", OLD."person_number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."protected", OLD."reason", OLD."registered_by_id", OLD."source", OLD."state", OLD."surname_index", OLD."unit_id"); RETURN NULL;',
                    hash="d62c51ef5820367844cf5f336264a5c3b6879ba2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_804a2",
                    table="sig_intake",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_meetingevent" ("board_id", "case_id", "id", "locked_at", "locked_by_id", "minutes_long", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "saved_at", "saved_by_id", "saved_from", "sequence", "starts_at", "summoned_at", "version") VALUES (OLD."board_id", OLD."case_id", OLD."id", OLD."locked_at", OLD."locked_by_id", OLD."minutes_long", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."place", OLD."saved_at", OLD."saved_by_id", OLD."saved_from", OLD."sequence", OLD."starts_at", OLD."summoned_at", OLD."version"); RETURN NULL;',
                    hash="df15d715dd5dc1498c823e3f99af197e764c6c38",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_93ccb",
                    table="sig_meeting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_meetingevent" ("board_id", "case_id", "id", "locked_at", "locked_by_id", "minutes_long", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "saved_at", "saved_by_id", "saved_from", "sequence", "starts_at", "summoned_at", "version") VALUES (OLD."board_id", OLD."case_id", OLD."id", OLD."locked_at", OLD."locked_by_id", OLD."minutes_long", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."place", OLD."saved_at", OLD."saved_by_id", OLD."saved_from", OLD."sequence", OLD."starts_at", OLD."summoned_at", OLD."version"); RETURN NULL;',
                    hash="9a717f3b397c39b2a305bfbb48d46b31e041786b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_78e21",
                    table="sig_meeting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meetingpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_meetingpointevent" ("board_id", "decision", "due_on", "id", "meeting_id", "notes", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "point", "responsible") VALUES (OLD."board_id", OLD."decision", OLD."due_on", OLD."id", OLD."meeting_id", OLD."notes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."point", OLD."responsible"); RETURN NULL;',
                    hash="785a14a1f760a7adc9f7499d4296efdc0791e478",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a63a8",
                    table="sig_meetingpoint",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meetingpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_meetingpointevent" ("board_id", "decision", "due_on", "id", "meeting_id", "notes", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "point", "responsible") VALUES (OLD."board_id", OLD."decision", OLD."due_on", OLD."id", OLD."meeting_id", OLD."notes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."point", OLD."responsible"); RETURN NULL;',
                    hash="add9fe15de237b7d1cdbd226c30be0575926b6c0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_54eb1",
                    table="sig_meetingpoint",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_participationevent" ("assignment_id", "board_id", "case_id", "ends", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") VALUES (OLD."assignment_id", OLD."board_id", OLD."case_id", OLD."ends", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."starts"); RETURN NULL;',
                    hash="2cd75facd83b4b7713cbbee9c5ee5d9e9c98354d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_62bee",
                    table="sig_participation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_participationevent" ("assignment_id", "board_id", "case_id", "ends", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") VALUES (OLD."assignment_id", OLD."board_id", OLD."case_id", OLD."ends", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."starts"); RETURN NULL;',
                    hash="1b28ec37ba7318caaad418c24c9ddf5743508dc1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5bf89",
                    table="sig_participation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="routine",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_routineevent" ("acknowledge_minutes", "emergency_hours", "id", "informs_director", "municipality_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sig_adult_from", "source", "start_up_days") VALUES (OLD."acknowledge_minutes", OLD."emergency_hours", OLD."id", OLD."informs_director", OLD."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."sig_adult_from", OLD."source", OLD."start_up_days"); RETURN NULL;',
                    hash="6a1aadfa03f95c59485f568f4c66a72086734f05",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_553a4",
                    table="sig_routine",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="routine",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_routineevent" ("acknowledge_minutes", "emergency_hours", "id", "informs_director", "municipality_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sig_adult_from", "source", "start_up_days") VALUES (OLD."acknowledge_minutes", OLD."emergency_hours", OLD."id", OLD."informs_director", OLD."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."sig_adult_from", OLD."source", OLD."start_up_days"); RETURN NULL;',
                    hash="a5488c697c2f46b806ba11766b23534e26bcdbe9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_569c2",
                    table="sig_routine",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_seatevent" ("actor_id", "board_id", "email", "function", "holder_id", "id", "meeting_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required", "waived_reason") VALUES (OLD."actor_id", OLD."board_id", OLD."email", OLD."function", OLD."holder_id", OLD."id", OLD."meeting_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."position", OLD."required", OLD."waived_reason"); RETURN NULL;',
                    hash="b3889e877be769c03e9f0a9697641e838f67058d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_01914",
                    table="sig_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_seatevent" ("actor_id", "board_id", "email", "function", "holder_id", "id", "meeting_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required", "waived_reason") VALUES (OLD."actor_id", OLD."board_id", OLD."email", OLD."function", OLD."holder_id", OLD."id", OLD."meeting_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."position", OLD."required", OLD."waived_reason"); RETURN NULL;',
                    hash="137423c48ff8946afab38aaa223e22cf7d1a3fd8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7e60b",
                    table="sig_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seattemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_seattemplateevent" ("actor_id", "fills", "function", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required", "role", "routine_id", "unit_kind") VALUES (OLD."actor_id", OLD."fills", OLD."function", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."position", OLD."required", OLD."role", OLD."routine_id", OLD."unit_kind"); RETURN NULL;',
                    hash="e8ea0acb6e50acfda342daf0742b4a981d157bc2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_33866",
                    table="sig_seattemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seattemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_seattemplateevent" ("actor_id", "fills", "function", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required", "role", "routine_id", "unit_kind") VALUES (OLD."actor_id", OLD."fills", OLD."function", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."position", OLD."required", OLD."role", OLD."routine_id", OLD."unit_kind"); RETURN NULL;',
                    hash="c5956931a2f6e77bb0a9e671751d6817d0dec824",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e7eef",
                    table="sig_seattemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standin",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_standinevent" ("assignment_id", "board_id", "case_id", "ended_at", "ground", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_at") VALUES (OLD."assignment_id", OLD."board_id", OLD."case_id", OLD."ended_at", OLD."ground", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."starts_at"); RETURN NULL;',
                    hash="7612f8b0ace525d60fe41fc3015372df3a1e2625",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c8201",
                    table="sig_standin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standin",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_standinevent" ("assignment_id", "board_id", "case_id", "ended_at", "ground", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_at") VALUES (OLD."assignment_id", OLD."board_id", OLD."case_id", OLD."ended_at", OLD."ground", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."starts_at"); RETURN NULL;',
                    hash="e5060689810a5c16c4b78c6006f2b0b7f6d79cfb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b06b0",
                    table="sig_standin",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory("sig_caseevent", of="sig_case"),
        ProtectHistory("sig_consentevent", of="sig_consent"),
        ProtectHistory("sig_emergencyopeningevent", of="sig_emergencyopening"),
        ProtectHistory("sig_intakeevent", of="sig_intake"),
        ProtectHistory("sig_meetingevent", of="sig_meeting"),
        ProtectHistory("sig_meetingpointevent", of="sig_meetingpoint"),
        ProtectHistory("sig_participationevent", of="sig_participation"),
        ProtectHistory("sig_routineevent"),
        ProtectHistory("sig_seatevent", of="sig_seat"),
        ProtectHistory("sig_seattemplateevent"),
        ProtectHistory("sig_standinevent", of="sig_standin"),
    ]
