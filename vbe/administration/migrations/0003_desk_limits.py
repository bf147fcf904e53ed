"""The desk's limits are read by everybody, and set by the municipality's administrator."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Protect, ProtectHistory

OF_MUNICIPALITY = "municipality_id = (SELECT app_managed_municipality())"
LIMITS = f"""
REVOKE UPDATE ON concerns_desklimits FROM {APP_ROLE};
GRANT UPDATE (handover_days, removal_days, deputy_after_days) ON concerns_desklimits TO {APP_ROLE};
INSERT INTO concerns_desklimits (id, municipality_id, handover_days, removal_days, deputy_after_days)
SELECT gen_random_uuid(), id, 5, 5, 2 FROM organisation_municipality ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("administration", "0002_areas"), ("concerns", "0016_protect_desk")]
    operations = [
        Protect("concerns_desklimits", select="true", update=OF_MUNICIPALITY),
        migrations.RunSQL(LIMITS, migrations.RunSQL.noop),
        ProtectHistory("concerns_desklimitsevent"),
    ]
