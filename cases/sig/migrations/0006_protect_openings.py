"""Ways into a case beside board and participation, and jäv, which shuts every way."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, ME, Policy, Protect, boards, cases, not_barred, task

ACTING = "(SELECT app_acting())"
# A case and what it came from are one matter: recused from one is recused from both.
BARRED = """
CREATE OR REPLACE FUNCTION app_barred() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH marked AS (SELECT r.object_id AS id FROM access_recusal r WHERE r.user_id = app_user() AND r.ended_at IS NULL)
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT id FROM marked
    UNION SELECT c.id FROM sig_case c JOIN marked ON marked.id = c.intake_id
    UNION SELECT c.intake_id FROM sig_case c JOIN marked ON marked.id = c.id
  ) AS matter
$$;

-- Who is recused from a record: asked before somebody is told, called or named in it.
CREATE FUNCTION app_recused(record uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(r.user_id), '{}') FROM access_recusal r
  WHERE r.ended_at IS NULL AND (app_acting() IS NOT NULL OR app_task() <> '')
    AND (r.object_id = record
      OR r.object_id IN (SELECT c.intake_id FROM sig_case c WHERE c.id = record)
      OR r.object_id IN (SELECT c.id FROM sig_case c WHERE c.intake_id = record))
$$;
"""
PLAIN_BARRED = """
DROP FUNCTION app_recused(uuid);
CREATE OR REPLACE FUNCTION app_barred() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(r.object_id), '{}') FROM access_recusal r
  WHERE r.user_id = app_user() AND r.ended_at IS NULL
$$;
"""
STANDING_IN = """
-- Assignments in which somebody stands in for a chief in some case. Their own dates hold; that the holder is
-- not away does not matter.
CREATE FUNCTION app_standing_in(person uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(s.assignment_id), '{}')
  FROM sig_standin s
  JOIN organisation_assignment a ON a.id = s.assignment_id
  JOIN organisation_user u ON u.id = a.user_id
  WHERE a.user_id = person AND u.is_active AND s.ended_at IS NULL AND a.ended_at IS NULL
    AND a.starts <= app_today() AND (a.ends IS NULL OR a.ends >= app_today())
$$;

CREATE OR REPLACE FUNCTION app_acting() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id FROM organisation_assignment a
  WHERE a.id = app_assignment() AND a.user_id = app_user()
    AND (app_active(a.id) OR a.id = ANY (app_standing_in(app_user())))
$$;
"""
ONLY_ABSENCE = """
CREATE OR REPLACE FUNCTION app_acting() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id FROM organisation_assignment a
  WHERE a.id = app_assignment() AND a.user_id = app_user() AND app_active(a.id)
$$;
DROP FUNCTION app_standing_in(uuid);
"""
PARTICIPATIONS = """
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(p.case_id), '{}')
  FROM sig_participation p
  JOIN guardian_userobjectpermission held ON held.user_id = app_user() AND held.object_pk = p.case_id::text
  JOIN auth_permission may ON may.id = held.permission_id AND may.codename = 'take_part'
  JOIN django_content_type t ON t.id = held.content_type_id AND t.app_label = 'sig' AND t.model = 'case'
  WHERE p.assignment_id = app_acting()
    AND p.starts <= app_today() AND (p.ends IS NULL OR p.ends >= app_today())
$$;
"""
WAYS = f"""
-- Cases the acting assignment takes part in: guardian says what, the participation says when.
CREATE FUNCTION app_participations() RETURNS uuid[] {PARTICIPATIONS}

CREATE FUNCTION app_stand_ins() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(s.case_id), '{{}}') FROM sig_standin s
  WHERE s.assignment_id = app_acting() AND s.ended_at IS NULL
$$;

CREATE FUNCTION app_emergencies() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(e.case_id), '{{}}') FROM sig_emergencyopening e
  WHERE e.assignment_id = app_acting() AND e.ends_at > now() AND e.ended_at IS NULL
    AND e.board_id = ANY (app_boards('case.emergency'))
$$;

CREATE OR REPLACE FUNCTION app_cases() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{{}}')
  FROM unnest(app_participations() || app_stand_ins() || app_emergencies()) AS id
  WHERE id <> ALL (app_barred())
$$;
"""
ONE_WAY = f"""
CREATE OR REPLACE FUNCTION app_cases() RETURNS uuid[] {PARTICIPATIONS}
DROP FUNCTION app_emergencies();
DROP FUNCTION app_stand_ins();
DROP FUNCTION app_participations();
"""
# What gives the acting assignment access to a case, or to what it came in as: what the log says beside each read.
# The closest way first. Whoever takes part needs no emergency opening.
THROUGH = """
CREATE FUNCTION app_log_through(kind text, record uuid) RETURNS text
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
    WHEN of_case = ANY (app_participations()) THEN 'deltagande'
    WHEN of_case = ANY (app_stand_ins()) THEN 'ersattare'
    WHEN of_case = ANY (app_emergencies()) THEN 'nodoppning'
    ELSE 'uppdrag'
  END;
END $$;
"""
OPEN_IN_EMERGENCY = """
-- Finds the case by its number, or by the fingerprint of a personal number, within the boards where the asker may open
-- in an emergency, and opens it. No row: there is no such case, or it lies outside; the two are told apart by nobody.
-- Asked twice, the running opening answers. Whoever reads the case already needs none.
CREATE FUNCTION app_open_in_emergency(wanted uuid, by_number text, by_fingerprint text, why text)
RETURNS TABLE (opening_id uuid, case_number text, is_new boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  hit record;
  running uuid;
BEGIN
  SELECT c.id, c.number, c.board_id, r.emergency_hours INTO hit
  FROM sig_case c
  JOIN organisation_board b ON b.id = c.board_id
  JOIN sig_routine r ON r.municipality_id = b.municipality_id
  LEFT JOIN sig_identity i ON i.case_id = c.id
  WHERE c.board_id = ANY (app_boards('case.emergency')) AND c.id <> ALL (app_barred())
    AND ((by_number <> '' AND c.number = by_number) OR (by_fingerprint <> '' AND i.number_index = by_fingerprint))
  ORDER BY (c.step = 'avslutat'), c.opened_at DESC
  LIMIT 1 FOR UPDATE OF c;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF hit.board_id = ANY (app_boards('case.content')) OR hit.id = ANY (app_participations() || app_stand_ins()) THEN
    RETURN QUERY SELECT NULL::uuid, hit.number::text, false;
    RETURN;
  END IF;
  SELECT e.id INTO running FROM sig_emergencyopening e
  WHERE e.case_id = hit.id AND e.assignment_id = app_acting() AND e.ended_at IS NULL AND e.ends_at > now()
  LIMIT 1;
  IF running IS NULL THEN
    INSERT INTO sig_emergencyopening (id, case_id, board_id, assignment_id, reason, opened_at, ends_at)
    VALUES (wanted, hit.id, hit.board_id, app_acting(), why, now(), now() + make_interval(hours => hit.emergency_hours));
  END IF;
  RETURN QUERY SELECT coalesce(running, wanted), hit.number::text, running IS NULL;
END $$;
"""
RECUSE = """
-- Shuts a person out of a record: marked by the person, or by who answers for the record. What the person had in it
-- ends in the same moment: participation, seats in meetings to come, messages. Refused while the case would stand
-- without a chief. False: it was marked already.
CREATE FUNCTION app_recuse(
  wanted uuid, of_kind text, record uuid, person uuid, because text, vacated text, page text
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  on_board uuid;
  may_mark boolean;
BEGIN
  IF app_acting() IS NULL OR record = ANY (app_barred()) THEN
    RAISE EXCEPTION 'outside the scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  CASE of_kind
  WHEN 'sig.case' THEN
    SELECT c.board_id, CASE WHEN person = app_user()
        THEN c.board_id = ANY (app_boards('case.view')) OR c.id = ANY (app_cases())
        ELSE c.board_id = ANY (app_boards('case.decide'))
          AND (c.board_id = ANY (app_boards('case.content')) OR c.id = ANY (app_cases())) END
      INTO on_board, may_mark FROM sig_case c WHERE c.id = record FOR UPDATE;
  WHEN 'sig.intake' THEN
    SELECT i.board_id, i.board_id = ANY (app_boards('intake.view')) AND (person = app_user()
        OR i.board_id = ANY (app_boards('intake.handle') || app_boards('case.decide')))
      INTO on_board, may_mark FROM sig_intake i WHERE i.id = record FOR UPDATE;
  WHEN 'concerns.concern' THEN
    SELECT c.board_id, CASE WHEN person = app_user()
        THEN ARRAY[c.board_id, c.reporter_board_id, c.previous_board_id] && app_boards('concern.view')
        ELSE c.board_id = ANY (app_boards('concern.assess')) END
      INTO on_board, may_mark FROM concerns_concern c WHERE c.id = record FOR UPDATE;
  END CASE;
  IF may_mark IS NOT TRUE OR NOT EXISTS (
    SELECT FROM organisation_assignment a JOIN organisation_board b ON b.id = a.board_id
    WHERE a.user_id = person AND b.municipality_id =
      (SELECT own.municipality_id FROM organisation_board own WHERE own.id = on_board))
  THEN
    RAISE EXCEPTION 'outside the scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (
    SELECT FROM sig_case c JOIN organisation_assignment a ON a.id = c.chief_id
    WHERE (c.id = record OR c.intake_id = record) AND a.user_id = person AND c.step <> 'avslutat')
  THEN
    RAISE EXCEPTION 'the case would stand without a chief' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO access_recusal (id, user_id, kind, object_id, board_id, ground, marked_by_id, marked_at, end_reason)
  VALUES (wanted, person, of_kind, record, on_board, because, app_acting(), now(), '')
  ON CONFLICT (object_id, user_id) WHERE ended_at IS NULL DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE sig_participation p SET ends = greatest(p.starts, app_today() - 1)
  FROM sig_case c, organisation_assignment a
  WHERE c.id = p.case_id AND (c.id = record OR c.intake_id = record)
    AND a.id = p.assignment_id AND a.user_id = person AND (p.ends IS NULL OR p.ends >= app_today());
  UPDATE sig_standin s SET ended_at = now()
  FROM sig_case c, organisation_assignment a
  WHERE c.id = s.case_id AND (c.id = record OR c.intake_id = record)
    AND a.id = s.assignment_id AND a.user_id = person AND s.ended_at IS NULL;
  UPDATE sig_emergencyopening e SET ended_at = now()
  FROM sig_case c, organisation_assignment a
  WHERE c.id = e.case_id AND (c.id = record OR c.intake_id = record)
    AND a.id = e.assignment_id AND a.user_id = person AND e.ended_at IS NULL AND e.ends_at > now();
  UPDATE sig_seat seat SET holder_id = NULL, waived_reason = vacated
  FROM sig_meeting m, sig_case c, organisation_assignment a
  WHERE m.id = seat.meeting_id AND m.locked_at IS NULL AND m.starts_at > now()
    AND c.id = m.case_id AND (c.id = record OR c.intake_id = record)
    AND a.id = seat.holder_id AND a.user_id = person;
  DELETE FROM notices_notice n USING organisation_assignment a
  WHERE a.id = n.recipient_id AND a.user_id = person
    AND left(n.url, length(page)) = page AND page <> '';
  RETURN true;
END $$;
"""
WRITABLE_CASE = "EXISTS (SELECT FROM sig_case c WHERE c.id = case_id)"
READS = f"{boards('case.content')} OR {cases()}"
OF_CASE = ["sig_routinestep", "sig_identity", "sig_participation", "sig_consent", "sig_meeting"]
# An emergency opening reads. Whatever else the role may write on the board, it does not write there meanwhile.
NOT_IN_EMERGENCY = "{} <> ALL ((SELECT app_emergencies())::uuid[])"
MEETING = "EXISTS (SELECT FROM sig_meeting m WHERE m.id = meeting_id AND {})"
ONLY_ENDED = """
REVOKE UPDATE ON {table} FROM {role};
GRANT UPDATE ({columns}) ON {table} TO {role};
"""
NOT_WITHOUT_RIGHT = "(kind = 'concerns.concern' AND {concern}) OR (kind <> 'concerns.concern' AND ({case}))"
DEPUTIES = task("deputies")


def only_ended(table: str, columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(ONLY_ENDED.format(table=table, role=APP_ROLE, columns=columns), migrations.RunSQL.noop)


def read_only(table: str, condition: str) -> list[Policy]:
    return [Policy(table, f"read_only_{c.lower()}", c, condition, only=True) for c in ("INSERT", "UPDATE", "DELETE")]


class Migration(migrations.Migration):
    dependencies = [
        ("sig", "0005_emergency_and_standing_in"),
        ("concerns", "0004_barred"),
        ("access", "0006_quick_boards"),
        ("organisation", "0004_assigning"),
        ("notices", "0002_protect"),
        ("audit", "0005_seal"),
    ]
    operations = [
        migrations.RunSQL(BARRED, PLAIN_BARRED),
        migrations.RunSQL(STANDING_IN, ONLY_ABSENCE),
        migrations.RunSQL(WAYS, ONE_WAY),
        migrations.RunSQL(THROUGH, "DROP FUNCTION app_log_through(text, uuid)"),
        migrations.RunSQL(OPEN_IN_EMERGENCY, "DROP FUNCTION app_open_in_emergency(uuid, text, text, text)"),
        migrations.RunSQL(RECUSE, "DROP FUNCTION app_recuse(uuid, text, uuid, uuid, text, text, text)"),
        # Made by app_open_in_emergency() alone; the reader may end it before its time.
        Protect(
            "sig_emergencyopening",
            select=f"assignment_id = {ACTING} OR {READS}",
            update=f"assignment_id = {ACTING}",
        ),
        only_ended("sig_emergencyopening", "ended_at"),
        Protect(
            "sig_standin",
            select=f"assignment_id = {ACTING} OR {boards('case.view')} OR {cases()} OR {DEPUTIES}",
            insert=f"{DEPUTIES} OR (({boards('case.decide')} OR {boards('intake.handle')}) AND {WRITABLE_CASE})",
            update=f"{boards('case.decide')} AND {WRITABLE_CASE}",
        ),
        only_ended("sig_standin", "ended_at"),
        # Made by app_recuse() alone. Ended by another person than the recused, who does not see it.
        Protect(
            "access_recusal",
            select=NOT_WITHOUT_RIGHT.format(
                concern=boards("concern.view"),
                case=f"{boards('intake.view')} OR {boards('case.content')} OR {cases('object_id')}",
            ),
            update=NOT_WITHOUT_RIGHT.format(concern=boards("concern.assess"), case=boards("case.decide")),
        ),
        only_ended("access_recusal", "ended_at, ended_by_id, end_reason"),
        Policy("access_recusal", "not_barred", "ALL", f"user_id <> {ME} AND {not_barred('object_id')}", only=True),
        Policy("sig_case", "not_barred", "ALL", not_barred("id"), only=True),
        Policy("sig_intake", "not_barred", "ALL", not_barred("id"), only=True),
        Policy("sig_sealedpart", "not_barred", "ALL", not_barred("intake_id"), only=True),
        *(Policy(table, "not_barred", "ALL", not_barred(), only=True) for table in OF_CASE),
        Policy("sig_emergencyopening", "not_barred", "ALL", not_barred(), only=True),
        Policy("sig_standin", "not_barred", "ALL", not_barred(), only=True),
        Policy(
            "audit_entry",
            "not_barred",
            "SELECT",
            # A meeting's entry names the meeting, and as its record the case.
            f"(object_id IS NULL OR {not_barred('object_id')}) AND (record_id IS NULL OR {not_barred('record_id')})",
            only=True,
        ),
        *(policy for table in OF_CASE for policy in read_only(table, NOT_IN_EMERGENCY.format("case_id"))),
        *read_only("sig_case", NOT_IN_EMERGENCY.format("id")),
        *read_only("sig_seat", MEETING.format(NOT_IN_EMERGENCY.format("m.case_id"))),
        *read_only("sig_meetingpoint", MEETING.format(NOT_IN_EMERGENCY.format("m.case_id"))),
        # The round that tells the deputy when an acknowledgement has not come.
        Policy("sig_case", "deputies", "SELECT", DEPUTIES),
        Policy("sig_routinestep", "deputies", "SELECT", DEPUTIES),
        Policy("notices_notice", "deputies", "INSERT", DEPUTIES),
        Policy("notices_mail", "deputies", "INSERT", DEPUTIES),
    ]
