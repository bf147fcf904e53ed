"""Administrators write the organisation and the catalogues of the boards they manage, and nobody else does."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Protect

MANAGED = "((SELECT app_managed_boards('people.manage'))::uuid[])"
MUNICIPALITY = """
-- The municipality that the acting assignment administers as a whole, from its executive board.
CREATE FUNCTION app_managed_municipality() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT b.municipality_id FROM organisation_board b
  WHERE b.kind = 'kommunstyrelse' AND b.id = ANY (app_managed_boards('people.manage'))
  LIMIT 1
$$;
"""
WHOLE = "(SELECT app_managed_municipality())"
OF_MUNICIPALITY = f"municipality_id = {WHOLE}"
OF_ROUTINE = f"routine_id IN (SELECT r.id FROM sig_routine r WHERE r.municipality_id = {WHOLE})"
ON_MANAGED = f"board_id = ANY {MANAGED}"

# What the rest of the product hangs on is not changed here: codes, prefixes, kinds, dates, successors, belonging.
COLUMNS = {
    "organisation_municipality": "name, assess_days",
    "organisation_board": "name, area, needs_coordinator",
    "organisation_department": "name",
    "organisation_unit": "name, kind",
    "sig_seattemplate": "function, required, position",
    "actionplans_resource": "name, description, checked_on",
}


def narrow(table: str, columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f'REVOKE UPDATE ON "{table}" FROM {APP_ROLE}; GRANT UPDATE ({columns}) ON "{table}" TO {APP_ROLE};',
        migrations.RunSQL.noop,
    )


# An administrator has been given the admin site with the assignment, whichever door it came through.
STAFF = """
CREATE FUNCTION organisation_open_administration() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE organisation_user SET is_staff = true WHERE id = NEW.user_id AND NOT is_staff;
  RETURN NULL;
END
$$;
CREATE TRIGGER assignment_opens_administration AFTER INSERT ON organisation_assignment
FOR EACH ROW WHEN (NEW.role = 'administrator') EXECUTE FUNCTION organisation_open_administration();
UPDATE organisation_user SET is_staff = true
WHERE id IN (SELECT user_id FROM organisation_assignment WHERE role = 'administrator');
"""
NO_STAFF = """
DROP TRIGGER assignment_opens_administration ON organisation_assignment;
DROP FUNCTION organisation_open_administration();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0005_protect_assignments"),
        ("sig", "0002_protect"),
        ("actionplans", "0002_protect"),
    ]
    operations = [
        migrations.RunSQL(MUNICIPALITY, "DROP FUNCTION app_managed_municipality()"),
        migrations.RunSQL(STAFF, NO_STAFF),
        Protect("organisation_municipality", select="true", update=f"id = {WHOLE}"),
        Protect("organisation_board", select="true", update=f"id = ANY {MANAGED}"),
        Protect("organisation_department", select="true", insert=ON_MANAGED, update=ON_MANAGED),
        Protect(
            "organisation_unit",
            select="true",
            insert=f"{ON_MANAGED} AND EXISTS ("
            "SELECT FROM organisation_department d WHERE d.id = department_id AND d.board_id = organisation_unit.board_id)",
            update=ON_MANAGED,
        ),
        Protect("organisation_actor", select="true", insert=OF_MUNICIPALITY, update=OF_MUNICIPALITY),
        Protect(
            "organisation_phonenumber",
            select="true",
            insert=OF_MUNICIPALITY,
            update=OF_MUNICIPALITY,
            delete=OF_MUNICIPALITY,
        ),
        Protect("sig_routine", select="true", update=OF_MUNICIPALITY),
        Protect("sig_seattemplate", select="true", update=OF_ROUTINE),
        # Reading the resources is protected already.
        migrations.RunSQL(
            f"GRANT UPDATE ON actionplans_resource TO {APP_ROLE};"
            f'CREATE POLICY "update" ON actionplans_resource FOR UPDATE USING ({ON_MANAGED})',
            f'DROP POLICY "update" ON actionplans_resource; REVOKE UPDATE ON actionplans_resource FROM {APP_ROLE}',
        ),
        *[narrow(table, columns) for table, columns in COLUMNS.items()],
    ]
