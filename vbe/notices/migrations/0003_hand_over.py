"""The notices that a colleague who leaves has not answered, counted and moved without being read."""

from django.db import migrations

HAND_OVER = """
-- Who is recused from what a notice is about. The rooms say it; here nothing is known of records.
CREATE FUNCTION notices_recused(page text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT '{}'::uuid[] $$;

CREATE FUNCTION notices_open_things(giver uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN app_may_count(giver) THEN jsonb_build_object('notice',
    (SELECT count(*) FROM notices_notice WHERE recipient_id = giver AND acknowledged_at IS NULL))
    ELSE '{}'::jsonb END
$$;

-- In how many of them each person is recused, and takes nothing over.
CREATE FUNCTION notices_recused_takers(giver uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg('notice', people), '{}') FROM (
    SELECT jsonb_object_agg(person, n) AS people FROM (
      SELECT person, count(*) AS n FROM notices_notice, unnest(notices_recused(url)) AS person
      WHERE recipient_id = giver AND acknowledged_at IS NULL AND app_may_count(giver) GROUP BY person
    ) AS counted HAVING count(*) > 0
  ) AS kinds
$$;

CREATE FUNCTION notices_hand_over(giver uuid, taker uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved integer;
BEGIN
  IF NOT app_hands_over(giver, taker) THEN
    RAISE EXCEPTION 'not allowed to hand over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE notices_notice SET recipient_id = taker
  WHERE recipient_id = giver AND acknowledged_at IS NULL
    AND (SELECT a.user_id FROM organisation_assignment a WHERE a.id = taker) <> ALL (notices_recused(url));
  GET DIAGNOSTICS moved = ROW_COUNT;
  RETURN moved;
END
$$;
"""
NO_HAND_OVER = """
DROP FUNCTION notices_hand_over(uuid, uuid);
DROP FUNCTION notices_recused_takers(uuid);
DROP FUNCTION notices_open_things(uuid);
DROP FUNCTION notices_recused(text);
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_protect"), ("organisation", "0005_protect_assignments")]
    operations = [migrations.RunSQL(HAND_OVER, NO_HAND_OVER)]
