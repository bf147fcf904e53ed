import django.db.models.functions.datetime
import vbe.access.encryption
import vbe.organisation.ids
from django.db import migrations, models


# What was logged before the log was numbered gets its numbers in the order of time.
NUMBER_WHAT_IS_THERE = """
CREATE SEQUENCE audit_entry_position;
UPDATE audit_entry e SET position = numbered.position
FROM (SELECT id, row_number() OVER (ORDER BY at, id) AS position FROM audit_entry) numbered
WHERE numbered.id = e.id;
SELECT setval('audit_entry_position', coalesce((SELECT max(position) FROM audit_entry), 0) + 1, false);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_actions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="nummer")),
                ("first", models.BigIntegerField(verbose_name="från löpnummer")),
                ("last", models.BigIntegerField(verbose_name="till löpnummer")),
                ("count", models.IntegerField(verbose_name="antal rader")),
                ("form", models.SmallIntegerField(verbose_name="skrivsätt")),
                ("digests", models.BinaryField(verbose_name="radernas avtryck")),
                ("previous", models.CharField(blank=True, max_length=64, verbose_name="föregående avtryck")),
                ("hash", models.CharField(max_length=64, unique=True, verbose_name="avtryck")),
                ("sealed_at", models.DateTimeField(verbose_name="förseglad")),
            ],
            options={
                "verbose_name": "försegling",
                "verbose_name_plural": "förseglingar",
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="tid")),
                ("seals", models.BigIntegerField(verbose_name="antal förseglingar")),
                ("rows", models.BigIntegerField(verbose_name="antal rader")),
                ("head", models.CharField(blank=True, max_length=64, verbose_name="sista avtryck")),
                ("findings", models.JSONField(default=list, verbose_name="avvikelser")),
            ],
            options={
                "verbose_name": "kontroll av loggen",
                "verbose_name_plural": "kontroller av loggen",
            },
        ),
        migrations.RemoveIndex(
            model_name="entry",
            name="entry_object_at",
        ),
        migrations.AddField(
            model_name="entry",
            name="path_name",
            field=models.CharField(blank=True, db_default="", max_length=60, verbose_name="sida"),
        ),
        migrations.AddField(
            model_name="entry",
            name="position",
            field=models.BigIntegerField(db_default=models.Value(0), editable=False, verbose_name="löpnummer"),
        ),
        migrations.RunSQL(NUMBER_WHAT_IS_THERE, "DROP SEQUENCE audit_entry_position"),
        migrations.AlterField(
            model_name="entry",
            name="position",
            field=models.BigIntegerField(
                db_default=models.Value(0), editable=False, unique=True, verbose_name="löpnummer"
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="record_id",
            field=models.UUIDField(null=True, verbose_name="akt"),
        ),
        migrations.AddField(
            model_name="entry",
            name="role",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="roll och enhet"),
        ),
        migrations.AddField(
            model_name="entry",
            name="session",
            field=models.CharField(blank=True, db_default="", max_length=16, verbose_name="inloggningens avtryck"),
        ),
        migrations.AddField(
            model_name="entry",
            name="terms",
            field=vbe.access.encryption.EncryptedTextField(blank=True, db_default="", verbose_name="sökord"),
        ),
        migrations.AddField(
            model_name="entry",
            name="through",
            field=models.CharField(
                blank=True,
                choices=[
                    ("uppdrag", "Uppdrag"),
                    ("deltagande", "Deltagande"),
                    ("ersattare", "Inkallad ersättare"),
                    ("nodoppning", "Nödöppning"),
                ],
                db_default="",
                max_length=12,
                verbose_name="genom",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="action",
            field=models.CharField(
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
                    ("importerade", "Importerade"),
                    ("omorganiserade", "Ändrade nämnder"),
                    ("granskade", "Granskade loggen"),
                    ("nekad", "Nekades"),
                ],
                max_length=30,
                verbose_name="handling",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="tid"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["record_id", "at"], name="entry_record_at"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["board_id", "at"], name="entry_board_at"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["user_id", "at"], name="entry_user_at"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["at"], name="entry_at"),
        ),
        migrations.AddIndex(
            model_name="verification",
            index=models.Index(fields=["-at"], name="verification_at"),
        ),
    ]
