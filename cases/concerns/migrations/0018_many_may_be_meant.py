from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("concerns", "0017_counts")]
    operations = [
        migrations.AlterField(
            model_name="keptpassage",
            name="reason",
            field=models.CharField(
                choices=[
                    ("plats", "Namnet på en plats eller en institution"),
                    ("organisation", "Namnet på en organisation"),
                    ("offentlig", "En offentlig person i sin roll"),
                    ("citat", "Ett citat, till exempel ur en affisch eller en sång"),
                    ("annat_ord", "Ett vanligt ord som liknar ett namn"),
                    ("manga", "Många människor kan menas, till exempel på en stor skola"),
                ],
                max_length=20,
                verbose_name="varför det inte är en person",
            ),
        ),
    ]
