"""Several persons in one report, what a concern report needs, and the fixed answer to who wrote it."""

import django.db.models.deletion
import vbe.access.encryption
import vbe.organisation.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0008_reporting"),
        ("organisation", "0007_areas"),
        ("sig", "0010_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("inleds", "Utredning inleds"),
                            ("inleds_inte", "Utredning inleds inte"),
                            ("pagar", "Utredning pågår redan"),
                            ("sekretess", "Vi kan inte lämna svar på grund av sekretess"),
                        ],
                        max_length=20,
                        verbose_name="svar",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="lämnat")),
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
                    "part",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="sig.sealedpart",
                        verbose_name="sluten del",
                    ),
                ),
            ],
            options={
                "verbose_name": "svar till anmälaren",
                "verbose_name_plural": "svar till anmälare",
            },
        ),
        migrations.CreateModel(
            name="FeedbackReason",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="skäl")),
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
                    "feedback",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reason",
                        to="sig.feedback",
                        verbose_name="svar",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.assignment",
                        verbose_name="lämnat av",
                    ),
                ),
            ],
            options={
                "verbose_name": "skäl till svaret",
                "verbose_name_plural": "skäl till svaren",
            },
        ),
        migrations.CreateModel(
            name="Particulars",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "danger",
                    vbe.access.encryption.EncryptedTextField(
                        blank=True,
                        choices=[("ja", "Ja"), ("nej", "Nej"), ("vet_ej", "Vet inte")],
                        verbose_name="Fara just nu",
                    ),
                ),
                ("elsewhere", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Bor i kommunen")),
                ("interpreter", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Tolk")),
                ("done", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Det här har gjorts")),
                ("guardians", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Vårdnadshavare")),
                (
                    "guardians_know",
                    vbe.access.encryption.EncryptedTextField(
                        blank=True,
                        choices=[("ja", "Ja"), ("nej", "Nej"), ("vet_ej", "Vet inte")],
                        verbose_name="Vårdnadshavarna vet om anmälan",
                    ),
                ),
                (
                    "violence",
                    vbe.access.encryption.EncryptedTextField(
                        blank=True,
                        choices=[("ja", "Ja"), ("nej", "Nej"), ("vet_ej", "Vet inte")],
                        verbose_name="Misstänkt våld i hemmet eller brott av vårdnadshavare",
                    ),
                ),
                ("school", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Skola eller förskola")),
                ("siblings", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Syskon")),
                ("own_words", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Barnets egna ord")),
                (
                    "person_knows",
                    vbe.access.encryption.EncryptedTextField(
                        blank=True,
                        choices=[("ja", "Ja"), ("nej", "Nej"), ("vet_ej", "Vet inte")],
                        verbose_name="Personen vet om det här",
                    ),
                ),
                (
                    "wants_contact",
                    vbe.access.encryption.EncryptedTextField(
                        blank=True,
                        choices=[("ja", "Ja"), ("nej", "Nej"), ("vet_ej", "Vet inte")],
                        verbose_name="Personen vill ha kontakt",
                    ),
                ),
                ("reach", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Så nås personen")),
                ("writer_name", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Namn")),
                (
                    "writer_role",
                    vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Yrke eller uppdrag"),
                ),
                ("writer_workplace", vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="Arbetsplats")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.board",
                        verbose_name="mottagande nämnd",
                    ),
                ),
                (
                    "intake",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="particulars",
                        to="sig.intake",
                        verbose_name="inkommet",
                    ),
                ),
            ],
            options={
                "verbose_name": "uppgifter i en sluten del",
                "verbose_name_plural": "uppgifter i slutna delar",
            },
        ),
        migrations.AddField(
            model_name="sealedpart",
            name="about",
            field=models.CharField(
                blank=True,
                choices=[("barn", "Ett barn, under 18 år"), ("vuxen", "En vuxen")],
                db_default="",
                max_length=10,
                verbose_name="gäller",
            ),
        ),
        migrations.AddField(
            model_name="sealedpart",
            name="door",
            field=models.CharField(
                choices=[
                    ("formular", "Formuläret"),
                    ("telefon", "Telefon"),
                    ("brev", "Brev"),
                    ("besok", "Besök"),
                    ("lank", "Rapporteringslänk"),
                    ("import", "Inläst lista"),
                ],
                db_default="formular",
                default="formular",
                max_length=10,
                verbose_name="kom in genom",
            ),
        ),
        migrations.AddField(
            model_name="sealedpart",
            name="mark",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="sealedpart",
            name="standing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("anmalningsskyldig", "Jag anmäler i mitt arbete"),
                    ("privat", "Jag berättar som privatperson"),
                ],
                db_default="",
                max_length=20,
                verbose_name="anmälare",
            ),
        ),
        migrations.AlterField(
            model_name="sealedpart",
            name="concern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="concerns.concern",
                verbose_name="rapport som den följde med",
            ),
        ),
        migrations.AlterField(
            model_name="sealedpart",
            name="writer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skriven av",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("writer__isnull", False), ("door", "lank"), _connector="OR"),
                name="sealed_part_writer_unless_by_link",
                violation_error_message="En sluten del behöver någon som har skrivit den.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["inleds", "inleds_inte", "pagar", "sekretess"])),
                name="feedback_is_a_fixed_answer",
            ),
        ),
    ]
