"""What a colleague who leaves has open in the socialtjänst room, counted and moved without being read.

Whoever manages people has no business in the room: these functions answer with numbers alone.
"""

from django.db import migrations

HAND_OVER = """
CREATE FUNCTION sig_open_things(giver uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN app_may_count(giver) THEN jsonb_build_object(
    'chief', (SELECT count(*) FROM sig_case WHERE chief_id = giver AND step <> 'avslutat'),
    'part', (SELECT count(*) FROM sig_participation p JOIN sig_case c ON c.id = p.case_id
      WHERE p.assignment_id = giver AND c.step <> 'avslutat' AND c.chief_id <> giver
        AND (p.ends IS NULL OR p.ends >= app_today())),
    'seat', (SELECT count(*) FROM sig_seat s JOIN sig_meeting m ON m.id = s.meeting_id
      WHERE s.holder_id = giver AND m.locked_at IS NULL AND m.starts_at > now())
  ) ELSE '{}'::jsonb END
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
  one uuid;
  moved integer := 0;
BEGIN
  IF NOT app_hands_over(giver, taker) THEN
    RAISE EXCEPTION 'not allowed to hand over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF what = 'chief' THEN
    FOR one IN UPDATE sig_case SET chief_id = taker WHERE chief_id = giver AND step <> 'avslutat' RETURNING id LOOP
      PERFORM sig_pass_part(one, giver, taker);
      moved := moved + 1;
    END LOOP;
  ELSIF what = 'part' THEN
    FOR one IN SELECT p.case_id FROM sig_participation p JOIN sig_case c ON c.id = p.case_id
      WHERE p.assignment_id = giver AND c.step <> 'avslutat' AND c.chief_id <> giver
        AND (p.ends IS NULL OR p.ends >= app_today()) LOOP
      PERFORM sig_pass_part(one, giver, taker);
      moved := moved + 1;
    END LOOP;
  ELSIF what = 'seat' THEN
    FOR one IN UPDATE sig_seat s SET holder_id = taker FROM sig_meeting m
      WHERE m.id = s.meeting_id AND s.holder_id = giver AND m.locked_at IS NULL AND m.starts_at > now()
      RETURNING m.case_id LOOP
      PERFORM sig_pass_part(one, giver, taker);
      moved := moved + 1;
    END LOOP;
  END IF;
  RETURN moved;
END
$$;
"""
NO_HAND_OVER = """
DROP FUNCTION sig_hand_over(uuid, uuid, text);
DROP FUNCTION sig_pass_part(uuid, uuid, uuid);
DROP FUNCTION sig_open_things(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("sig", "0008_surname_index_filled"), ("organisation", "0005_protect_assignments")]
    operations = [migrations.RunSQL(HAND_OVER, NO_HAND_OVER)]
