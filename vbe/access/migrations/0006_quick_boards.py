"""``app_boards`` runs several times in every request, and must not cost more the more boards there are."""

from django.db import migrations

# Three lookups by index, each planned once per connection. As one join, the planner began with what every role of
# every board may, and asked who acts for each row of it.
#
# The answer is kept for as long as the context lasts: one request asks the same a dozen times, in its own conditions
# and in the policies of what it reads. It is kept where who acts is kept, and is as safe: who could write the one
# could write the other.
QUICK = """
CREATE OR REPLACE FUNCTION app_boards(permission text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  context text := nullif(current_setting('app.context', true), '');
  asked text := context || current_setting('app.user_id', true) || current_setting('app.assignment_id', true);
  kept text := 'app.boards.' || permission;
  known text := current_setting(kept, true);
  role_group integer;
  held uuid[];
BEGIN
  IF starts_with(known, asked) THEN
    RETURN substr(known, length(asked) + 1)::uuid[];
  END IF;
  -- A deputy who is only called in to single cases decides in those, and reaches nothing else of the board.
  SELECT a.group_id INTO role_group FROM organisation_assignment a
  WHERE a.id = (SELECT app_acting())
    AND (a.deputy_for_id IS NULL OR permission = 'case.decide' OR app_active(a.id));
  SELECT coalesce(array_agg(o.object_pk::uuid), '{}') INTO held
  FROM guardian_groupobjectpermission o
  WHERE o.group_id = role_group AND o.permission_id = (
    SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
    WHERE t.app_label = 'organisation' AND t.model = 'board' AND p.codename = permission);
  IF context IS NOT NULL THEN
    PERFORM set_config(kept, asked || held::text, true);
  END IF;
  RETURN held;
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION app_boards(permission text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(held.object_pk::uuid), '{}')
  FROM organisation_assignment a
  JOIN guardian_groupobjectpermission held ON held.group_id = a.group_id
  JOIN auth_permission p ON p.id = held.permission_id AND p.codename = permission
  JOIN django_content_type t ON t.id = held.content_type_id AND t.app_label = 'organisation' AND t.model = 'board'
  WHERE a.id = app_acting()
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_barred")]
    operations = [migrations.RunSQL(QUICK, AS_BEFORE)]
