"""Who is told when somebody from another activity cannot come: neither the case nor its chief's absence is theirs to read."""

from importlib import import_module

from django.db import migrations

TOLD = import_module("cases.sig.migrations.0049_calls_and_parts").TOLD

CHIEF = f"""
CREATE FUNCTION sig_own_chief(of_case uuid) RETURNS TABLE (assignment_id uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT {TOLD}, c.number::text FROM sig_case c WHERE c.id = of_case AND c.id = ANY (app_outside_cases())
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sig", "0052_protected_in_case")]
    operations = [migrations.RunSQL(CHIEF, "DROP FUNCTION sig_own_chief(uuid)")]
