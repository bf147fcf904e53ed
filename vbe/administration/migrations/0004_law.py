"""The law to choose among is read by everybody, and kept in order by the administrator of a whole municipality."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, ProtectHistory

WHOLE = "(SELECT app_managed_municipality()) IS NOT NULL"
COLUMNS = {
    "organisation_legalrow": "wording, test, questions, recipients, age_below, checked_on, ended_on",
    "disclosure_ground": "reference, title, wording, checked_on, ended_on",
}


def edited(table: str, columns: str) -> migrations.RunSQL:
    """Reading was granted before; rows are neither added nor deleted, they end."""
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f'CREATE POLICY "select" ON {table} FOR SELECT USING (true)',
            f'CREATE POLICY "update" ON {table} FOR UPDATE USING ({WHOLE})',
            f"GRANT UPDATE ({columns}) ON {table} TO {APP_ROLE}",
        ],
        [
            f"REVOKE UPDATE ({columns}) ON {table} FROM {APP_ROLE}",
            f'DROP POLICY "update" ON {table}',
            f'DROP POLICY "select" ON {table}',
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("administration", "0003_desk_limits"),
        ("organisation", "0015_legal_rows_edited"),
        ("disclosure", "0005_grounds_edited"),
    ]
    operations = [
        *(edited(table, columns) for table, columns in COLUMNS.items()),
        # What a row said before is nobody's to read here; the rows themselves are.
        ProtectHistory("organisation_legalrowevent"),
        ProtectHistory("disclosure_groundevent"),
    ]
