"""A person turns out to have protected identity when the case is there already: who leads it marks it, and a case takes it
over from what is put to it later, as it does from what it came from."""

from django.db import migrations

PROTECT = """
-- For whoever decides in the case, and for whoever put an arrival with protected identity to it; true when it was not so
-- before. Nothing else of an identity is written after it was made, and this is never taken back.
CREATE FUNCTION sig_protect_identity(of_case uuid) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH marked AS (
    UPDATE sig_identity x SET protected = true
    WHERE x.case_id = of_case AND NOT x.protected
      AND of_case <> ALL (app_barred() || app_emergencies())
      AND (
        x.board_id = ANY (app_boards('case.decide'))
        OR x.board_id = ANY (app_boards('intake.handle'))
          AND EXISTS (SELECT FROM sig_intake i WHERE i.belongs_to_id = of_case AND i.protected))
    RETURNING 1)
  SELECT EXISTS (SELECT FROM marked)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sig", "0051_read_in_its_own_case")]
    operations = [migrations.RunSQL(PROTECT, "DROP FUNCTION sig_protect_identity(uuid)")]
