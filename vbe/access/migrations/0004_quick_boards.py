"""``app_boards`` runs several times in every request, and must not cost more the more boards there are."""

from django.db import migrations

# Three lookups by index, each planned once per connection. As one join, the planner began with what every role of
# every board may, and asked who acts for each row of it.
QUICK = """
CREATE OR REPLACE FUNCTION app_boards(permission text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  acting uuid := app_acting();
  role_group integer := (SELECT a.group_id FROM organisation_assignment a WHERE a.id = acting);
  asked integer := (
    SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
    WHERE t.app_label = 'organisation' AND t.model = 'board' AND p.codename = permission);
BEGIN
  RETURN coalesce((
    SELECT array_agg(held.object_pk::uuid) FROM guardian_groupobjectpermission held
    WHERE held.group_id = role_group AND held.permission_id = asked), '{}');
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
    dependencies = [("access", "0003_managed_boards")]
    operations = [migrations.RunSQL(QUICK, AS_BEFORE)]
