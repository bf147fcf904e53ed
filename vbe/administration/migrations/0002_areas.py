"""The parts of a board's area are named by its administrator and read by everybody."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Protect

ON_MANAGED = "board_id = ANY ((SELECT app_managed_boards('people.manage'))::uuid[])"
NAME_ONLY = (
    f"REVOKE UPDATE ON organisation_area FROM {APP_ROLE}; GRANT UPDATE (name) ON organisation_area TO {APP_ROLE};"
)


class Migration(migrations.Migration):
    dependencies = [("administration", "0001_protect"), ("organisation", "0007_areas")]
    operations = [
        Protect("organisation_area", select="true", insert=ON_MANAGED, update=ON_MANAGED),
        migrations.RunSQL(NAME_ONLY, migrations.RunSQL.noop),
    ]
