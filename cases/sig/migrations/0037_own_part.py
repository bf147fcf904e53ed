"""Whoever takes part from another activity reaches her own part of the case, and nothing more of it (OSL 8:1–2).

``app_participations()`` and so every policy that is written with it now means those of the own activity. The others
learn through functions what a summons says: the number, when and where, and who leads the case. Their own tasks and the
copies given to their own actor are the only rows that open.
"""

from django.db import migrations

from vbe.access.operations import Policy

ACTING = "(SELECT app_acting())"
PARTS = """
-- The acting assignment's participations today, and whether each is from outside the activity that the case is in:
-- another board, or a unit of the board that is none of the socialtjänst's. Who leads the case is never outside.
CREATE FUNCTION sig_parts() RETURNS TABLE (id uuid, case_id uuid, outside boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.case_id,
    a.id <> c.chief_id AND (a.board_id <> c.board_id OR coalesce(u.kind = 'annan', false))
  FROM sig_participation p
  JOIN sig_case c ON c.id = p.case_id
  JOIN organisation_assignment a ON a.id = p.assignment_id
  LEFT JOIN organisation_unit u ON u.id = a.unit_id
  JOIN guardian_userobjectpermission held ON held.user_id = app_user() AND held.object_pk = p.case_id::text
  JOIN auth_permission may ON may.id = held.permission_id AND may.codename = 'take_part'
  JOIN django_content_type t ON t.id = held.content_type_id AND t.app_label = 'sig' AND t.model = 'case'
  WHERE p.assignment_id = app_acting()
    AND p.starts <= app_today() AND (p.ends IS NULL OR p.ends >= app_today())
$$;

CREATE OR REPLACE FUNCTION app_participations() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(p.case_id), '{}') FROM sig_parts() p WHERE NOT p.outside
$$;

-- Over when the case is, though the participation's last day is not.
CREATE FUNCTION app_outside_cases() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(p.case_id), '{}') FROM sig_parts() p
  JOIN sig_case c ON c.id = p.case_id AND c.step <> 'avslutat'
  WHERE p.outside AND p.case_id <> ALL (app_barred())
$$;

CREATE FUNCTION sig_own_parts()
RETURNS TABLE (id uuid, case_id uuid, board_id uuid, number text, board text, chief text, since date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, c.id, c.board_id, c.number::text, b.name::text, who.name::text, p.starts
  FROM sig_participation p
  JOIN sig_case c ON c.id = p.case_id
  JOIN organisation_board b ON b.id = c.board_id
  JOIN organisation_assignment leads ON leads.id = c.chief_id
  JOIN organisation_user who ON who.id = leads.user_id
  WHERE p.assignment_id = app_acting() AND p.case_id = ANY (app_outside_cases())
  ORDER BY c.number
$$;

-- What the summons said, and nothing of what was said at the meeting.
CREATE FUNCTION sig_own_seats()
RETURNS TABLE (seat_id uuid, meeting_id uuid, case_id uuid, board_id uuid, function text, kind text,
  starts_at timestamptz, minutes_long int, place text, is_off boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id, m.id, m.case_id, s.board_id, s.function::text, m.kind::text, m.starts_at, m.minutes_long::int,
    m.place::text, m.cancelled_at IS NOT NULL
  FROM sig_seat s
  JOIN sig_meeting m ON m.id = s.meeting_id
  WHERE s.holder_id = app_acting() AND m.case_id = ANY (app_outside_cases())
  ORDER BY m.starts_at DESC, m.id
$$;

-- Copies given to the actor that the acting assignment was called for.
CREATE FUNCTION sig_own_excerpts() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(e.id), '{}') FROM sig_excerpt e
  WHERE e.case_id = ANY (app_outside_cases()) AND EXISTS (
    SELECT FROM sig_seat s JOIN sig_meeting m ON m.id = s.meeting_id
    WHERE m.case_id = e.case_id AND s.holder_id = app_acting() AND s.actor_id = e.actor_id)
$$;
"""
WHOLE = """
CREATE OR REPLACE FUNCTION app_participations() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(p.case_id), '{}')
  FROM sig_participation p
  JOIN guardian_userobjectpermission held ON held.user_id = app_user() AND held.object_pk = p.case_id::text
  JOIN auth_permission may ON may.id = held.permission_id AND may.codename = 'take_part'
  JOIN django_content_type t ON t.id = held.content_type_id AND t.app_label = 'sig' AND t.model = 'case'
  WHERE p.assignment_id = app_acting()
    AND p.starts <= app_today() AND (p.ends IS NULL OR p.ends >= app_today())
$$;
DROP FUNCTION sig_own_excerpts();
DROP FUNCTION sig_own_seats();
DROP FUNCTION sig_own_parts();
DROP FUNCTION app_outside_cases();
DROP FUNCTION sig_parts();
"""
# What the log says beside each read: an own part is a participation too.
THROUGH = """
CREATE OR REPLACE FUNCTION app_log_through(kind text, record uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  of_case uuid;
BEGIN
  IF app_acting() IS NULL THEN
    RETURN '';
  END IF;
  IF kind NOT LIKE 'sig.%' OR record IS NULL THEN
    RETURN 'uppdrag';
  END IF;
  SELECT c.id INTO of_case FROM sig_case c WHERE c.id = record OR c.intake_id = record;
  RETURN CASE
    WHEN {taking_part} THEN 'deltagande'
    WHEN of_case = ANY (app_stand_ins()) THEN 'ersattare'
    WHEN of_case = ANY (app_emergencies()) THEN 'nodoppning'
    ELSE 'uppdrag'
  END;
END $$;
""".format
OWN_TASK = f"owner_id = {ACTING} AND case_id = ANY ((SELECT app_outside_cases())::uuid[])"
ANSWERS = (
    f"link_id IS NULL AND by_id = {ACTING} AND EXISTS (SELECT FROM sig_own_seats() s"
    " WHERE s.seat_id = sig_seatanswer.seat_id AND s.board_id = sig_seatanswer.board_id"
    " AND NOT s.is_off AND s.starts_at > now() AND s.starts_at = for_time)"
)


class Migration(migrations.Migration):
    dependencies = [("sig", "0036_what_the_person_knows")]
    operations = [
        migrations.RunSQL(PARTS, WHOLE),
        migrations.RunSQL(
            THROUGH(taking_part="of_case = ANY (app_participations() || app_outside_cases())"),
            THROUGH(taking_part="of_case = ANY (app_participations())"),
        ),
        Policy("sig_casetask", "own_part_select", "SELECT", OWN_TASK),
        Policy("sig_casetask", "own_part_update", "UPDATE", OWN_TASK),
        Policy("sig_excerpt", "own_part_select", "SELECT", "id = ANY ((SELECT sig_own_excerpts())::uuid[])"),
        Policy(
            "sig_seatanswer",
            "own_part_select",
            "SELECT",
            f"by_id = {ACTING} AND seat_id IN (SELECT s.seat_id FROM sig_own_seats() s)",
        ),
        Policy("sig_seatanswer", "own_part_insert", "INSERT", ANSWERS),
    ]
