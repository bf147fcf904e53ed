"""The law is the same in every municipality, so no municipality's administrator writes it: only the operator does."""

from django.db import migrations

from vbe.access.operations import APP_ROLE

WHOLE = "(SELECT app_managed_municipality()) IS NOT NULL"
COLUMNS = {
    "organisation_legalrow": "wording, test, questions, recipients, age_below, checked_on, ended_on",
    "disclosure_ground": "reference, title, wording, checked_on, ended_on",
}


class Migration(migrations.Migration):
    dependencies = [("administration", "0004_law")]
    operations = [
        migrations.RunSQL(
            [f"REVOKE UPDATE ({columns}) ON {table} FROM {APP_ROLE}", f'DROP POLICY "update" ON {table}'],
            [
                f'CREATE POLICY "update" ON {table} FOR UPDATE USING ({WHOLE})',
                f"GRANT UPDATE ({columns}) ON {table} TO {APP_ROLE}",
            ],
        )
        for table, columns in COLUMNS.items()
    ]
