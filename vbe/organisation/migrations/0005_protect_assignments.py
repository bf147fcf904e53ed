"""Who may give and end assignments; an assignment that is ended at once; roles that exclude each other."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Protect, task

# The same rule as Assignment.objects.active(): between the first and the last day, not ended before that.
ACTIVE = """
CREATE OR REPLACE FUNCTION app_active(assignment uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM organisation_assignment a JOIN organisation_user u ON u.id = a.user_id
    WHERE a.id = assignment AND u.is_active{ended}
      AND a.starts <= app_today() AND (a.ends IS NULL OR a.ends >= app_today())
      AND (a.deputy_for_id IS NULL OR EXISTS (
        SELECT FROM organisation_absence x
        WHERE x.assignment_id = a.deputy_for_id AND app_today() BETWEEN x.starts AND x.ends)))
$$;
"""
ENDED = " AND a.ended_at IS NULL"

# Asked of every assignment whoever writes it. What a role may do is read where TABLE has put it: the group's
# permissions on the board. The same pairs stand in combining.py, and a test compares the two.
COMBINATION = """
CREATE FUNCTION app_group_holds(held_by integer, board uuid, permissions text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM guardian_groupobjectpermission held
    JOIN auth_permission p ON p.id = held.permission_id AND p.codename = ANY (permissions)
    JOIN django_content_type t ON t.id = held.content_type_id AND t.app_label = 'organisation' AND t.model = 'board'
    WHERE held.group_id = held_by AND held.object_pk = board::text)
$$;

CREATE FUNCTION organisation_refuse_combination() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  room text[] := ARRAY['intake.view', 'intake.handle', 'case.view', 'case.content', 'case.decide',
    'case.participate', 'case.follow', 'case.emergency', 'case.log', 'identity.reveal'];
  found text;
BEGIN
  IF NEW.ended_at IS NOT NULL THEN
    RETURN NULL;
  END IF;
  -- What only grows shorter meets nothing new: an old combination can be ended.
  IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL
    AND (NEW.user_id, NEW.role, NEW.board_id, NEW.group_id) = (OLD.user_id, OLD.role, OLD.board_id, OLD.group_id)
    AND daterange(NEW.starts, NEW.ends, '[]') <@ daterange(OLD.starts, OLD.ends, '[]')
  THEN
    RETURN NULL;
  END IF;
  -- Two writers who each give one half of a pair wait for one another.
  PERFORM pg_advisory_xact_lock(hashtextextended('assignments:' || NEW.user_id, 0));
  SELECT c.kind INTO found
  FROM organisation_assignment o
  JOIN organisation_board there ON there.id = o.board_id
  JOIN organisation_board here ON here.id = NEW.board_id
  CROSS JOIN (VALUES
    ('samordning', ARRAY['concern.assess'], room, false),
    ('granskning', ARRAY['log.review'], room || ARRAY['concern.view', 'people.manage'], true),
    ('administration', ARRAY['people.manage'], room, true)
  ) c (kind, one, other, reaches_all)
  WHERE o.user_id = NEW.user_id AND o.id <> NEW.id AND o.ended_at IS NULL
    AND daterange(o.starts, o.ends, '[]') && daterange(NEW.starts, NEW.ends, '[]')
    AND (
      (app_group_holds(NEW.group_id, here.id, c.one) AND app_group_holds(o.group_id, there.id, c.other)
        AND (here.id = there.id OR (
          c.reaches_all AND here.kind = 'kommunstyrelse' AND here.municipality_id = there.municipality_id)))
      OR (app_group_holds(o.group_id, there.id, c.one) AND app_group_holds(NEW.group_id, here.id, c.other)
        AND (here.id = there.id OR (
          c.reaches_all AND there.kind = 'kommunstyrelse' AND here.municipality_id = there.municipality_id))))
    AND NOT EXISTS (
      SELECT FROM organisation_combination d
      WHERE d.user_id = NEW.user_id AND d.conflict = c.kind AND d.board_id IN (here.id, there.id))
  LIMIT 1;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'the roles exclude each other: %', found
      USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_excluded_combination';
  END IF;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER assignment_excluded_combination AFTER INSERT OR UPDATE ON organisation_assignment
FOR EACH ROW EXECUTE FUNCTION organisation_refuse_combination();
"""
NO_COMBINATION = """
DROP TRIGGER assignment_excluded_combination ON organisation_assignment;
DROP FUNCTION organisation_refuse_combination();
DROP FUNCTION app_group_holds(integer, uuid, text[]);
"""

# Whoever manages people makes a person and closes or opens the account, and changes nothing else of a user.
PEOPLE = """
CREATE FUNCTION app_manages_person(person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT cardinality(app_managed_boards('people.manage')) > 0 AND NOT EXISTS (
    SELECT FROM organisation_assignment a
    WHERE a.user_id = person AND a.ended_at IS NULL AND (a.ends IS NULL OR a.ends >= app_today())
      AND NOT a.board_id = ANY (app_managed_boards('people.manage')))
  AND EXISTS (
    SELECT FROM organisation_assignment a
    WHERE a.user_id = person AND a.board_id = ANY (app_managed_boards('people.manage')))
$$;

CREATE FUNCTION app_new_person(person uuid, address text, full_name text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF cardinality(app_managed_boards('people.manage')) = 0 THEN
    RAISE EXCEPTION 'not allowed to register people' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- No password that anybody knows: the first sign-in is through the municipality's identity provider or a letter.
  INSERT INTO organisation_user (id, email, name, password, is_active, is_staff, is_superuser)
  VALUES (person, lower(address), full_name, '!' || md5(random()::text) || md5(random()::text), true, false, false);
END
$$;

-- An account is closed or opened only by whoever manages everything that the person still holds.
CREATE FUNCTION app_set_active(person uuid, active boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT app_manages_person(person) THEN
    RAISE EXCEPTION 'not allowed to change this account' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE organisation_user SET is_active = active WHERE id = person;
END
$$;
"""
NO_PEOPLE = """
DROP FUNCTION app_set_active(uuid, boolean);
DROP FUNCTION app_new_person(uuid, text, text);
DROP FUNCTION app_manages_person(uuid);
"""

# What rooms hand over between colleagues is moved by functions that all ask this first.
HAND_OVER = """
CREATE FUNCTION app_hands_over(giver uuid, taker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM organisation_assignment g
    JOIN organisation_assignment t ON t.id = taker AND t.role = g.role AND t.board_id = g.board_id AND t.id <> g.id
    JOIN organisation_user u ON u.id = t.user_id AND u.is_active
    WHERE g.id = giver AND g.board_id = ANY (app_managed_boards('people.manage'))
      AND t.user_id <> g.user_id AND t.ended_at IS NULL
      AND t.starts <= app_today() AND (t.ends IS NULL OR t.ends >= app_today()))
$$;

CREATE FUNCTION app_may_count(giver uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM organisation_assignment g
    WHERE g.id = giver AND g.board_id = ANY (app_managed_boards('people.manage')))
$$;

-- A UUIDv7, as new_id() makes in Python, for the rows that a function makes by itself.
CREATE FUNCTION app_new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
    substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1), 'hex')::uuid
$$;
"""
NO_HAND_OVER = """
DROP FUNCTION app_new_id();
DROP FUNCTION app_may_count(uuid);
DROP FUNCTION app_hands_over(uuid, uuid);
"""

MANAGED = "((SELECT app_managed_boards('people.manage'))::uuid[])"
ON_MANAGED = f"board_id = ANY {MANAGED}"
# The group is what gives access, so it must be the one of the role on the board.
OWN_GROUP = (
    "EXISTS (SELECT FROM auth_group g, organisation_board b"
    " WHERE g.id = group_id AND b.id = board_id AND g.name = b.code || ':' || role)"
)
FIRST_SIGN_IN = f"{task('sign_in')} AND role = 'rapportor' AND deputy_for_id IS NULL"
OF_MANAGED = f"EXISTS (SELECT FROM organisation_assignment a WHERE a.id = assignment_id AND a.board_id = ANY {MANAGED})"
TODAY = "(SELECT app_today())"
# Another role, person or board is another assignment.
ONLY_WHEN_AND_WHERE = f"""
REVOKE UPDATE ON organisation_assignment FROM {APP_ROLE};
GRANT UPDATE (starts, ends, ended_at, department_id, unit_id, deputy_for_id) ON organisation_assignment TO {APP_ROLE};
REVOKE UPDATE ON organisation_absence FROM {APP_ROLE};
GRANT UPDATE (ends) ON organisation_absence TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0004_assigning"),
        ("access", "0003_managed_boards"),
        ("guardian", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(ACTIVE.format(ended=ENDED), ACTIVE.format(ended="")),
        migrations.RunSQL(COMBINATION, NO_COMBINATION),
        migrations.RunSQL(PEOPLE, NO_PEOPLE),
        migrations.RunSQL(HAND_OVER, NO_HAND_OVER),
        Protect(
            "organisation_assignment",
            # Who holds which function is read before it is known who acts.
            select="true",
            insert=f"({ON_MANAGED} OR ({FIRST_SIGN_IN})) AND {OWN_GROUP}",
            update=ON_MANAGED,
            # What has begun is ended, never removed.
            delete=f"{ON_MANAGED} AND starts > {TODAY}",
        ),
        Protect(
            "organisation_absence",
            select="true",
            insert=OF_MANAGED,
            update=OF_MANAGED,
            delete=f"{OF_MANAGED} AND starts > {TODAY}",
        ),
        migrations.RunSQL(ONLY_WHEN_AND_WHERE, migrations.RunSQL.noop),
        Protect(
            "organisation_combination",
            # Before boards merge it is asked whose roles would meet without a decision.
            select=f"{ON_MANAGED} OR {task('reorganise')}",
            insert=f"{ON_MANAGED} AND recorded_by_id = (SELECT app_acting())",
        ),
        Protect(
            "organisation_peoplefile",
            select=f"owner_id = (SELECT app_acting()) OR {task('delete_old_people_files')}",
            insert=f"owner_id = (SELECT app_acting()) AND cardinality{MANAGED} > 0",
            delete=f"owner_id = (SELECT app_acting()) OR {task('delete_old_people_files')}",
        ),
    ]
