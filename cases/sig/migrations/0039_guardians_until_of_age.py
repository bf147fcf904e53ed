"""What guardians have answered holds until the day before the person comes of age (legal.md L8)."""

from datetime import date, timedelta

from django.db import migrations

from cases import ages

GUARDIANS = ("vardnadshavare", "vardnadshavarna", "tillsammans")
OF_AGE = 18


def end(apps, schema_editor):
    alias = schema_editor.connection.alias
    consents = apps.get_model("sig", "Consent").objects.using(alias).filter(answer="ja", giver__in=GUARDIANS)
    identities = apps.get_model("sig", "Identity").objects.using(alias)
    for identity in identities.filter(case__in=consents.values("case")).iterator(500):
        try:
            born = date.fromisoformat(identity.birth_date)
        except ValueError:
            continue
        last = ages.birthday(born, born.year + OF_AGE) - timedelta(days=1)
        consents.filter(case=identity.case_id, given_on__lte=last, ends__gt=last).update(ends=last)


class Migration(migrations.Migration):
    dependencies = [("sig", "0038_handed_over_measures")]
    # What was shortened ended by law on that day: going back does not make it longer.
    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
