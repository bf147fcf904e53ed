"""The functions every policy is written with. They run as the owner and read only the context of the transaction."""

from django.db import migrations

from vbe.access.operations import Grant

CONTEXT = """
CREATE FUNCTION app_user() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

CREATE FUNCTION app_assignment() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.assignment_id', true), '')::uuid $$;

CREATE FUNCTION app_task() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('app.task', true), '') $$;

CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE AS
$$ SELECT (now() AT TIME ZONE 'Europe/Stockholm')::date $$;

-- An assignment gives access from its first to its last day; a deputy's only while the holder is away.
CREATE FUNCTION app_active(assignment uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM organisation_assignment a JOIN organisation_user u ON u.id = a.user_id
    WHERE a.id = assignment AND u.is_active
      AND a.starts <= app_today() AND (a.ends IS NULL OR a.ends >= app_today())
      AND (a.deputy_for_id IS NULL OR EXISTS (
        SELECT FROM organisation_absence x
        WHERE x.assignment_id = a.deputy_for_id AND app_today() BETWEEN x.starts AND x.ends)))
$$;

-- The acting assignment, when it is the user's own and active today.
CREATE FUNCTION app_acting() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id FROM organisation_assignment a
  WHERE a.id = app_assignment() AND a.user_id = app_user() AND app_active(a.id)
$$;

CREATE FUNCTION app_boards(permission text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(held.object_pk::uuid), '{}')
  FROM organisation_assignment a
  JOIN guardian_groupobjectpermission held ON held.group_id = a.group_id
  JOIN auth_permission p ON p.id = held.permission_id AND p.codename = permission
  JOIN django_content_type t ON t.id = held.content_type_id AND t.app_label = 'organisation' AND t.model = 'board'
  WHERE a.id = app_acting()
$$;

-- Boards of the acting assignment's municipality: where a report may be sent, and no further.
CREATE FUNCTION app_municipality_boards() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(b.id), '{}') FROM organisation_board b
  WHERE b.municipality_id = (
    SELECT own.municipality_id FROM organisation_assignment a JOIN organisation_board own ON own.id = a.board_id
    WHERE a.id = app_acting())
$$;

CREATE TABLE access_counter (name text PRIMARY KEY, last integer NOT NULL);

-- Running numbers without gaps in what was committed; the row lock makes writers of the same series wait.
CREATE FUNCTION app_next_number(series text) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO access_counter (name, last) VALUES (series, 1)
  ON CONFLICT (name) DO UPDATE SET last = access_counter.last + 1
  RETURNING last
$$;
"""
DROP = """
DROP FUNCTION app_next_number(text);
DROP TABLE access_counter;
DROP FUNCTION app_municipality_boards();
DROP FUNCTION app_boards(text);
DROP FUNCTION app_acting();
DROP FUNCTION app_active(uuid);
DROP FUNCTION app_today();
DROP FUNCTION app_task();
DROP FUNCTION app_assignment();
DROP FUNCTION app_user();
"""

READ = "SELECT"
OPEN_TABLES = [
    ("django_migrations", READ),
    ("django_content_type", READ),
    ("django_session", "SELECT, INSERT, UPDATE, DELETE"),
    ("auth_group", READ),
    ("auth_permission", READ),
    ("organisation_municipality", READ),
    ("organisation_board", READ),
    ("organisation_department", READ),
    ("organisation_unit", READ),
    ("organisation_actor", READ),
    ("organisation_phonenumber", READ),
    ("organisation_assignment", READ),
    ("organisation_absence", READ),
    # Signing in writes the time and, when the hasher's cost has been raised, a new hash.
    ("organisation_user", "SELECT, UPDATE (last_login, password)"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0001_initial"),
        ("guardian", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]
    operations = [migrations.RunSQL(CONTEXT, DROP)] + [Grant(table, rights) for table, rights in OPEN_TABLES]
