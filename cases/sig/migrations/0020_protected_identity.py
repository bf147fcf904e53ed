"""Somebody with protected identity is seen by those who lead the case. What is stored gets the names' fingerprints."""

from django.db import migrations

from cases.sig.models.case import name_index
from vbe.access.operations import Policy, boards

LEADS = "case_id = ANY ((SELECT app_stand_ins())::uuid[])"
BATCH = 500
# While a new version is rolled out the old one still writes rows without the new column. Not the model's own default:
# that would be read back, which whoever writes here may not do.
DEFAULT = "ALTER TABLE sig_identity ALTER COLUMN name_index SET DEFAULT ''"


def fill(apps, schema_editor):
    identities = apps.get_model("sig", "Identity").objects.using(schema_editor.connection.alias)
    batch = []
    for row in identities.filter(name_index="").only("id", "name").iterator(BATCH):
        row.name_index = name_index(row.name)
        batch.append(row)
        if len(batch) == BATCH:
            identities.bulk_update(batch, ["name_index"])
            batch = []
    if batch:
        identities.bulk_update(batch, ["name_index"])


class Migration(migrations.Migration):
    dependencies = [("sig", "0019_merge_20261121_2103")]
    operations = [
        migrations.RunSQL(DEFAULT, "ALTER TABLE sig_identity ALTER COLUMN name_index DROP DEFAULT"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        Policy(
            "sig_identity",
            "protected",
            "SELECT",
            f"NOT protected OR {boards('identity.protected')} OR {LEADS}",
            only=True,
        ),
    ]
