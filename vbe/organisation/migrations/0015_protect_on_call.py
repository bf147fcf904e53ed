"""Who may keep the list of those on call, and the mobile numbers that it is told to."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Protect

MANAGED = "board_id = ANY ((SELECT app_managed_boards('people.manage'))::uuid[])"
# A person keeps her own number; whoever manages all that she holds may keep it for her, and changes nothing else.
MOBILE = f"""
GRANT UPDATE (mobile) ON organisation_user TO {APP_ROLE};
CREATE FUNCTION app_set_mobile(person uuid, stored text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT app_manages_person(person) THEN
    RAISE EXCEPTION 'not allowed to change this account' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE organisation_user SET mobile = stored WHERE id = person;
END
$$;
"""
NO_MOBILE = f"""
DROP FUNCTION app_set_mobile(uuid, text);
REVOKE UPDATE (mobile) ON organisation_user FROM {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0014_on_call"), ("access", "0003_managed_boards")]
    operations = [
        # Everybody may know whom to call; what has been is not taken away.
        Protect(
            "organisation_oncall",
            select="true",
            insert=f"{MANAGED} AND board_id = (SELECT a.board_id FROM organisation_assignment a WHERE a.id = assignment_id)",
            delete=f"{MANAGED} AND ends_at > now()",
        ),
        migrations.RunSQL(MOBILE, NO_MOBILE),
    ]
