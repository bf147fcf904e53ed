"""What is stored already gets the fingerprint of its number, and what waits its day of decision."""

from datetime import date

import pgtrigger
from django.db import migrations

from cases import deadlines
from cases.sig.models.intake import ADULT_FROM, number_index

BATCH = 500


def decision_due_on(row):
    """Only what waits: nobody counted the days of what was decided before there was a clock."""
    if row.state != "oppen":
        return None
    arrived = deadlines.local_date(row.arrived_at)
    try:
        born = date.fromisoformat(row.birth_date)
    except ValueError:
        born = None
    if born and born <= arrived and arrived >= _eighteenth(born):
        return None
    return deadlines.investigation_decision_due(arrived).calendar


def _eighteenth(born):
    return deadlines.due(born, months=12 * ADULT_FROM).calendar


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    rows = apps.get_model("sig", "Intake").objects.using(alias)
    batch: list = []

    def store():
        # What was written has not changed; the row needs no earlier version.
        with pgtrigger.ignore("sig.Intake:update_update", databases=[alias]):
            rows.bulk_update(batch, ["number_index", "decision_due_on"])
        batch.clear()

    for row in rows.only("id", "person_number", "birth_date", "arrived_at", "state").iterator(BATCH):
        row.number_index = "" if row.state == "ingen_atgard" else number_index(row.person_number)
        row.decision_due_on = decision_due_on(row)
        batch.append(row)
        if len(batch) == BATCH:
            store()
    if batch:
        store()


class Migration(migrations.Migration):
    dependencies = [("sig", "0016_protect_reception")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
