"""What is stored already gets the fingerprints of its surnames."""

from django.db import migrations

from vbe.access.encryption import fingerprint
from cases.surnames import surnames

# While a new version is rolled out the old one still writes rows without the new columns.
DEFAULTS = """
ALTER TABLE sig_intake ALTER COLUMN surname_index SET DEFAULT '{}', ALTER COLUMN protected SET DEFAULT false;
ALTER TABLE sig_identity ALTER COLUMN surname_index SET DEFAULT '{}', ALTER COLUMN protected SET DEFAULT false;
"""
NO_DEFAULTS = """
ALTER TABLE sig_intake ALTER COLUMN surname_index DROP DEFAULT, ALTER COLUMN protected DROP DEFAULT;
ALTER TABLE sig_identity ALTER COLUMN surname_index DROP DEFAULT, ALTER COLUMN protected DROP DEFAULT;
"""
BATCH = 500


def fill(apps, schema_editor):
    for name, field in (("Intake", "person_name"), ("Identity", "name")):
        model = apps.get_model("sig", name)
        batch = []
        for row in model.objects.using(schema_editor.connection.alias).only("id", field).iterator(BATCH):
            row.surname_index = [fingerprint(f"surname:{part}") for part in surnames(getattr(row, field))]
            batch.append(row)
            if len(batch) == BATCH:
                model.objects.using(schema_editor.connection.alias).bulk_update(batch, ["surname_index"])
                batch = []
        if batch:
            model.objects.using(schema_editor.connection.alias).bulk_update(batch, ["surname_index"])


class Migration(migrations.Migration):
    dependencies = [("sig", "0007_surname_index")]
    operations = [
        migrations.RunSQL(DEFAULTS, NO_DEFAULTS),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
