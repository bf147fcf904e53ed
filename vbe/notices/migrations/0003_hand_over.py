"""The notices that a colleague who leaves has not answered, counted and moved without being read."""

from django.db import migrations

HAND_OVER = """
CREATE FUNCTION notices_open_things(giver uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN app_may_count(giver) THEN jsonb_build_object('notice',
    (SELECT count(*) FROM notices_notice WHERE recipient_id = giver AND acknowledged_at IS NULL))
    ELSE '{}'::jsonb END
$$;

CREATE FUNCTION notices_hand_over(giver uuid, taker uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved integer;
BEGIN
  IF NOT app_hands_over(giver, taker) THEN
    RAISE EXCEPTION 'not allowed to hand over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE notices_notice SET recipient_id = taker WHERE recipient_id = giver AND acknowledged_at IS NULL;
  GET DIAGNOSTICS moved = ROW_COUNT;
  RETURN moved;
END
$$;
"""
NO_HAND_OVER = """
DROP FUNCTION notices_hand_over(uuid, uuid);
DROP FUNCTION notices_open_things(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_protect"), ("organisation", "0005_protect_assignments")]
    operations = [migrations.RunSQL(HAND_OVER, NO_HAND_OVER)]
