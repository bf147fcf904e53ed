"""The reviews' second lock: drawn by a task, never seen by the one they are about, unchangeable once signed."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, ME, Protect, boards, task

ACTING = "(SELECT app_acting())"
TASK = task("log_review")
REVIEWS = boards("log.review")
REVIEWERS = """
-- Everybody who reviews the log of some board in the acting assignment's municipality.
CREATE FUNCTION app_log_reviewers() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT a.user_id), '{}')
  FROM organisation_assignment a
  JOIN guardian_groupobjectpermission held ON held.group_id = a.group_id
  JOIN auth_permission p ON p.id = held.permission_id AND p.codename = 'log.review'
  WHERE a.board_id = ANY (app_municipality_boards()) AND app_active(a.id)
$$;
"""
# The task reaches no case and no name: it asks about reads, and the owner answers with numbers, yes and no.
READS = """
CREATE FUNCTION app_review_reads(of_board uuid, since timestamptz, until timestamptz, names jsonb)
RETURNS TABLE (
  id uuid, at timestamptz, action text, kind text, object_id uuid, reason text, user_id uuid, assignment_id uuid,
  number text, part_then boolean, part_now boolean, emergency boolean, same_surname boolean, protected boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH read AS (
    SELECT e.*, (e.at AT TIME ZONE 'Europe/Stockholm')::date AS day,
      CASE e.kind
        WHEN 'sig.case' THEN e.object_id
        WHEN 'sig.meeting' THEN (SELECT m.case_id FROM sig_meeting m WHERE m.id = e.object_id)
        WHEN 'sig.consent' THEN (SELECT s.case_id FROM sig_consent s WHERE s.id = e.object_id)
        WHEN 'sig.identity' THEN (SELECT i.case_id FROM sig_identity i WHERE i.id = e.object_id)
        WHEN 'sig.intake' THEN (SELECT c.id FROM sig_case c WHERE c.intake_id = e.object_id)
      END AS case_id
    FROM audit_entry e
    WHERE app_task() = 'log_review' AND e.board_id = of_board AND e.at >= since AND e.at < until
      AND e.user_id IS NOT NULL AND e.object_id IS NOT NULL AND e.kind LIKE 'sig.%'
      AND e.action IN ('oppnade', 'visade_identitet', 'exporterade', 'laddade_ner', 'skrev_ut', 'nodoppnade')
  ), about AS (
    SELECT r.*, c.number AS case_number, c.chief_id,
      CASE WHEN r.kind = 'sig.intake' THEN r.object_id ELSE c.intake_id END AS intake_id
    FROM read r LEFT JOIN sig_case c ON c.id = r.case_id
  )
  SELECT r.id, r.at, r.action::text, r.kind::text, r.object_id, r.reason::text, r.user_id, r.assignment_id,
    coalesce(r.case_number,
      'Inkommet ' || to_char(i.arrived_at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD HH24.MI'), '')::text,
    (i.id IS NULL AND r.case_id IS NULL)
      OR coalesce(r.assignment_id IN (r.chief_id, i.registered_by_id, i.decided_by_id), false)
      -- What nobody has decided about is everybody's work at the reception.
      OR (r.kind = 'sig.intake' AND (i.decided_at IS NULL OR i.decided_at >= r.at))
      OR EXISTS (SELECT FROM sig_routinestep s WHERE s.case_id = r.case_id AND s.by_id = r.assignment_id)
      OR EXISTS (
        SELECT FROM sig_participation p WHERE p.case_id = r.case_id AND p.assignment_id = r.assignment_id
          AND r.day BETWEEN p.starts AND coalesce(p.ends, 'infinity'))
      -- The log said then what gave access. An emergency opening is drawn itself; what it opened needs no second row.
      OR r.through IN ('deltagande', 'ersattare', 'nodoppning')
      -- Older entries do not say it.
      OR r.through = '' AND EXISTS (
        SELECT FROM audit_entry x WHERE x.id <> r.id AND x.action = 'nodoppnade' AND x.user_id = r.user_id
          AND x.object_id = r.case_id AND x.at BETWEEN r.at - interval '1 day' AND r.at),
    EXISTS (
      SELECT FROM sig_participation p WHERE p.case_id = r.case_id AND p.assignment_id = r.assignment_id
        AND app_today() BETWEEN p.starts AND coalesce(p.ends, 'infinity')),
    r.action = 'nodoppnade',
    coalesce(
      coalesce(n.surname_index, i.surname_index)::text[]
        && ARRAY(SELECT jsonb_array_elements_text(names -> r.user_id::text)), false),
    coalesce(n.protected, false) OR coalesce(i.protected, false)
  FROM about r
  LEFT JOIN sig_intake i ON i.id = r.intake_id
  LEFT JOIN sig_identity n ON n.case_id = r.case_id
  ORDER BY r.at, r.id
$$;

CREATE FUNCTION app_review_counts(of_board uuid, since timestamptz, until timestamptz)
RETURNS TABLE (user_id uuid, role text, month date, opened bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.user_id, coalesce(a.role, '')::text,
    date_trunc('month', e.at AT TIME ZONE 'Europe/Stockholm')::date, count(DISTINCT e.object_id)
  FROM audit_entry e LEFT JOIN organisation_assignment a ON a.id = e.assignment_id
  WHERE app_task() = 'log_review' AND e.board_id = of_board AND e.at >= since AND e.at < until
    AND e.user_id IS NOT NULL AND e.object_id IS NOT NULL AND e.kind LIKE 'sig.%'
    AND e.action IN ('oppnade', 'visade_identitet', 'exporterade', 'laddade_ner', 'skrev_ut', 'nodoppnade')
  GROUP BY 1, 2, 3
$$;

-- What else the same person did within a quarter of an hour.
CREATE FUNCTION app_review_around(reads uuid[])
RETURNS TABLE (read_id uuid, at timestamptz, action text, kind text, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, e.at, e.action::text, e.kind::text,
    coalesce((SELECT c.number FROM sig_case c WHERE c.id = e.object_id), '')::text
  FROM audit_entry r
  JOIN audit_entry e ON e.user_id = r.user_id AND e.id <> r.id
    AND e.at BETWEEN r.at - interval '15 minutes' AND r.at + interval '15 minutes'
    AND e.object_id IS DISTINCT FROM r.object_id
  WHERE app_task() = 'log_review' AND r.id = ANY (reads)
  ORDER BY r.id, e.at, e.id
$$;
"""
DROP_READS = """
DROP FUNCTION app_review_around(uuid[]);
DROP FUNCTION app_review_counts(uuid, timestamptz, timestamptz);
DROP FUNCTION app_review_reads(uuid, timestamptz, timestamptz, jsonb);
"""
SIGNING = """
-- How every row of a review is marked, for those who may see the review: nothing about whom.
CREATE FUNCTION app_review_tally(of_review uuid) RETURNS TABLE (mark text, grounds text, mine boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.mark::text, (SELECT coalesce(jsonb_agg(k), '[]') FROM jsonb_object_keys(r.grounds) k)::text,
    r.reader_id = app_user()
  FROM log_review_sampledread r
  WHERE r.review_id = of_review
    AND (r.board_id = ANY (app_boards('log.review')) OR r.board_id = ANY (app_managed_boards('log.review')))
  ORDER BY r.position
$$;

-- Over the review and every row with its mark. The columns are named, so that a later column changes no old digest.
CREATE FUNCTION app_review_digest(review log_review_review) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
  SELECT encode(sha256(convert_to(
    jsonb_build_array(
      review.id, review.board_id, review.month, review.drawn_at, review.seed, review.read_count, review.day_count,
      review.left_out, review.signed_at, review.signed_by_id, review.summary,
      (SELECT coalesce(jsonb_agg(jsonb_build_array(
         r.id, r.position, r.reader_id, r.assignment_id, r.at, r.action, r.kind, r.object_id, r.number, r.reason,
         r.grounds, r.entries, r.context, r.mark, r.comment, r.marked_by_id, r.marked_at) ORDER BY r.position), '[]')
       FROM log_review_sampledread r WHERE r.review_id = review.id)
    )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION log_review_signed_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.signed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a log review is never removed, and a signed one is never changed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.signed_at IS NOT NULL THEN
    IF EXISTS (SELECT FROM log_review_sampledread r WHERE r.review_id = NEW.id AND r.mark = '') THEN
      RAISE EXCEPTION 'a log review with unmarked rows cannot be signed'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.digest := app_review_digest(NEW);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER signed_stays BEFORE UPDATE OR DELETE ON log_review_review
FOR EACH ROW EXECUTE FUNCTION log_review_signed_stays();

CREATE FUNCTION log_review_row_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE signed timestamptz;
BEGIN
  -- The lock makes a mark and a signature wait for each other.
  SELECT signed_at INTO signed FROM log_review_review
  WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.review_id ELSE OLD.review_id END FOR SHARE;
  IF TG_OP = 'DELETE' OR signed IS NOT NULL THEN
    RAISE EXCEPTION 'a row of a log review is never removed, and never changed when the review is signed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER row_stays BEFORE INSERT OR UPDATE OR DELETE ON log_review_sampledread
FOR EACH ROW EXECUTE FUNCTION log_review_row_stays();
"""
DROP_SIGNING = """
DROP TRIGGER row_stays ON log_review_sampledread;
DROP FUNCTION log_review_row_stays();
DROP TRIGGER signed_stays ON log_review_review;
DROP FUNCTION log_review_signed_stays();
DROP FUNCTION app_review_digest(log_review_review);
DROP FUNCTION app_review_tally(uuid);
"""
# Never what is about oneself. A reviewer's own reads are seen by the executive board's reviewer too.
READABLE = (
    f"reader_id <> {ME} AND ({REVIEWS}"
    " OR (board_id = ANY ((SELECT app_managed_boards('log.review'))::uuid[])"
    " AND reader_id = ANY ((SELECT app_log_reviewers())::uuid[])))"
)
OF_READABLE = "EXISTS (SELECT FROM log_review_sampledread r WHERE r.id = read_id)"
ONLY = f"""
REVOKE UPDATE ON log_review_review, log_review_sampledread, log_review_inquiry FROM {APP_ROLE};
GRANT UPDATE (signed_at, signed_by_id, summary) ON log_review_review TO {APP_ROLE};
GRANT UPDATE (mark, comment, marked_by_id, marked_at) ON log_review_sampledread TO {APP_ROLE};
GRANT UPDATE (answer, answered_at, answered_by_id) ON log_review_inquiry TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("log_review", "0001_initial"),
        ("access", "0003_managed_boards"),
        ("audit", "0005_seal"),
        ("sig", "0008_surname_index_filled"),
        ("guardian", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(REVIEWERS, "DROP FUNCTION app_log_reviewers()"),
        migrations.RunSQL(READS, DROP_READS),
        migrations.RunSQL(SIGNING, DROP_SIGNING),
        Protect(
            "log_review_sampledread",
            select=f"({READABLE}) OR {TASK}",
            insert=TASK,
            update=READABLE,
            update_to=f"({READABLE}) AND marked_by_id = {ACTING}",
        ),
        Protect(
            "log_review_review",
            select=(
                f"{REVIEWS} OR {TASK}"
                " OR EXISTS (SELECT FROM log_review_sampledread r WHERE r.review_id = log_review_review.id)"
            ),
            insert=TASK,
            update=f"{REVIEWS} AND signed_at IS NULL",
            update_to=f"{REVIEWS} AND signed_by_id = {ACTING}",
        ),
        Protect(
            "log_review_inquiry",
            select=OF_READABLE,
            insert=f"{OF_READABLE} AND asked_by_id = {ACTING} AND answered_at IS NULL",
            update=f"{OF_READABLE} AND answered_at IS NULL",
            update_to=f"{OF_READABLE} AND answered_by_id = {ACTING}",
        ),
        migrations.RunSQL(ONLY, migrations.RunSQL.noop),
    ]
