"""What a colleague who leaves has open in the socialtjänst room, counted and moved without being read.

Whoever manages people has no business in the room: these functions answer with numbers alone.
"""

from django.db import migrations

HAND_OVER = """
-- What is open, of each kind, and in which case.
CREATE FUNCTION sig_open_of(giver uuid) RETURNS TABLE (kind text, thing uuid, of_case uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'chief', c.id, c.id FROM sig_case c WHERE c.chief_id = giver AND c.step <> 'avslutat'
  UNION ALL
  SELECT 'part', c.id, c.id FROM sig_participation p JOIN sig_case c ON c.id = p.case_id
  WHERE p.assignment_id = giver AND c.step <> 'avslutat' AND c.chief_id <> giver
    AND (p.ends IS NULL OR p.ends >= app_today())
  UNION ALL
  SELECT 'seat', s.id, m.case_id FROM sig_seat s JOIN sig_meeting m ON m.id = s.meeting_id
  WHERE s.holder_id = giver AND m.locked_at IS NULL AND m.starts_at > now()
$$;
REVOKE EXECUTE ON FUNCTION sig_open_of(uuid) FROM PUBLIC;

CREATE FUNCTION sig_open_things(giver uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(kind, n), '{}') FROM (
    SELECT kind, count(*) AS n FROM sig_open_of(giver) WHERE app_may_count(giver) GROUP BY kind
  ) AS counted
$$;

-- In how many of them each person is recused, and takes nothing over.
CREATE FUNCTION sig_recused_takers(giver uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(kind, people), '{}') FROM (
    SELECT kind, jsonb_object_agg(person, n) AS people FROM (
      SELECT o.kind, person, count(*) AS n FROM sig_open_of(giver) o, unnest(app_recused(o.of_case)) AS person
      WHERE app_may_count(giver) GROUP BY o.kind, person
    ) AS counted GROUP BY kind
  ) AS kinds
$$;

-- The taker takes part in the case from today, and the giver no longer.
CREATE FUNCTION sig_pass_part(of_case uuid, giver uuid, taker uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO sig_participation (id, case_id, board_id, assignment_id, starts)
  SELECT app_new_id(), c.id, c.board_id, taker, app_today() FROM sig_case c WHERE c.id = of_case
  ON CONFLICT (case_id, assignment_id) DO UPDATE SET ends = NULL;
  UPDATE sig_participation SET ends = greatest(starts, app_today() - 1)
  WHERE case_id = of_case AND assignment_id = giver AND (ends IS NULL OR ends >= app_today());
  INSERT INTO guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id)
  SELECT of_case::text, t.id, p.id, a.user_id
  FROM organisation_assignment a
  JOIN django_content_type t ON t.app_label = 'sig' AND t.model = 'case'
  JOIN auth_permission p ON p.content_type_id = t.id AND p.codename = 'take_part'
  WHERE a.id = taker
  ON CONFLICT DO NOTHING;
END
$$;
REVOKE EXECUTE ON FUNCTION sig_pass_part(uuid, uuid, uuid) FROM PUBLIC;

CREATE FUNCTION sig_hand_over(giver uuid, taker uuid, what text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one record;
  moved integer := 0;
BEGIN
  IF NOT app_hands_over(giver, taker) THEN
    RAISE EXCEPTION 'not allowed to hand over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR one IN
    SELECT o.thing, o.of_case FROM sig_open_of(giver) o
    WHERE o.kind = what
      AND (SELECT a.user_id FROM organisation_assignment a WHERE a.id = taker) <> ALL (app_recused(o.of_case))
  LOOP
    IF what = 'chief' THEN
      UPDATE sig_case SET chief_id = taker WHERE id = one.thing;
    ELSIF what = 'seat' THEN
      UPDATE sig_seat SET holder_id = taker WHERE id = one.thing;
    END IF;
    PERFORM sig_pass_part(one.of_case, giver, taker);
    moved := moved + 1;
  END LOOP;
  RETURN moved;
END
$$;
"""
# A message about a record goes to nobody who is recused from it: its address says which record.
NOTICES = """
CREATE OR REPLACE FUNCTION notices_recused(page text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT app_recused(record.id) FROM (
    SELECT id FROM sig_case WHERE number = split_part(page, '/', 3)
    UNION ALL SELECT id FROM sig_intake WHERE id::text = split_part(page, '/', 3)
    UNION ALL SELECT id FROM concerns_concern WHERE number = split_part(page, '/', 3)
  ) AS record LIMIT 1), '{}')
$$;
"""
PLAIN_NOTICES = """
CREATE OR REPLACE FUNCTION notices_recused(page text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT '{}'::uuid[] $$;
"""
NO_HAND_OVER = """
DROP FUNCTION sig_hand_over(uuid, uuid, text);
DROP FUNCTION sig_pass_part(uuid, uuid, uuid);
DROP FUNCTION sig_recused_takers(uuid);
DROP FUNCTION sig_open_things(uuid);
DROP FUNCTION sig_open_of(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sig", "0008_surname_index_filled"),
        ("organisation", "0005_protect_assignments"),
        ("notices", "0003_hand_over"),
    ]
    operations = [migrations.RunSQL(HAND_OVER, NO_HAND_OVER), migrations.RunSQL(NOTICES, PLAIN_NOTICES)]
