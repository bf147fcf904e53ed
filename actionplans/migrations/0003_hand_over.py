"""The measures that a colleague who leaves is contact for, counted and moved without being read."""

from django.db import migrations

# A measure belongs to a plan that no later decided version has replaced.
OPEN = """
  m.contact_id = giver AND NOT m.removed AND NOT EXISTS (
    SELECT FROM actionplans_actionplan later WHERE later.revises_id = m.plan_id AND later.state = 'beslutad')
"""
HAND_OVER = f"""
CREATE FUNCTION plans_open_things(giver uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN app_may_count(giver)
    THEN jsonb_build_object('measure', (SELECT count(*) FROM actionplans_measure m WHERE {OPEN}))
    ELSE '{{}}'::jsonb END
$$;

CREATE FUNCTION plans_hand_over(giver uuid, taker uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved integer;
BEGIN
  IF NOT app_hands_over(giver, taker) THEN
    RAISE EXCEPTION 'not allowed to hand over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE actionplans_measure m SET contact_id = taker WHERE {OPEN};
  GET DIAGNOSTICS moved = ROW_COUNT;
  RETURN moved;
END
$$;
"""
NO_HAND_OVER = """
DROP FUNCTION plans_hand_over(uuid, uuid);
DROP FUNCTION plans_open_things(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0002_protect"), ("organisation", "0005_protect_assignments")]
    operations = [migrations.RunSQL(HAND_OVER, NO_HAND_OVER)]
