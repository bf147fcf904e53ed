"""The numbers that are the same everywhere, so that a new installation's guide ends in somebody to call."""

from datetime import date

from django.db import migrations

COMMON = [
    {"topic": "fara", "situation": "Fara för liv", "name": "SOS Alarm", "number": "112", "position": 1},
    {
        "topic": "brott",
        "situation": "Brott som planeras eller har hänt, inte akut",
        "name": "Polisen",
        "number": "114 14",
        "position": 2,
    },
]


def add(apps, editor):
    numbers = apps.get_model("organisation", "PhoneNumber").objects.using(editor.connection.alias)
    for row in COMMON:
        if not numbers.filter(municipality=None, number=row["number"]).exists():
            numbers.create(**row, urgent=True, checked_on=date(2026, 11, 2))


class Migration(migrations.Migration):
    dependencies = [("guide", "0002_protect"), ("organisation", "0008_guide")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
