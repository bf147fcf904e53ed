"""A measure may end because somebody else takes it over."""

from django.db import migrations, models

RESULT = models.CharField(
    blank=True,
    choices=[
        ("uppnatt", "Målet är uppnått"),
        ("delvis", "Målet är delvis uppnått"),
        ("inte", "Målet är inte uppnått"),
        ("avbrot", "Personen ville inte fortsätta"),
        ("ersatt", "Ersatt av en annan insats"),
        ("overlamnad", "Någon annan tar över insatsen"),
    ],
    max_length=10,
    verbose_name="resultat",
)


class Migration(migrations.Migration):
    dependencies = [("sig", "0037_own_part")]
    operations = [
        migrations.AlterField("supportmeasure", "result", RESULT),
        migrations.AlterField("supportmeasureevent", "result", RESULT),
    ]
