"""A case takes over protected identity from what is put to it later, as it does from what it came from."""

from django.db import migrations

PROTECT = """
-- For whoever put an arrival with protected identity to the case. Nobody writes of an identity in another way, and it is
-- never taken back.
CREATE FUNCTION sig_protect_identity(of_case uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE sig_identity x SET protected = true
  WHERE x.case_id = of_case AND NOT x.protected
    AND of_case <> ALL (app_barred() || app_emergencies())
    AND x.board_id = ANY (app_boards('intake.handle'))
    AND EXISTS (SELECT FROM sig_intake i WHERE i.belongs_to_id = of_case AND i.protected)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sig", "0051_read_in_its_own_case")]
    operations = [migrations.RunSQL(PROTECT, "DROP FUNCTION sig_protect_identity(uuid)")]
