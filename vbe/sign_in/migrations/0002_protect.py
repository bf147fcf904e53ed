"""Who reaches what of signing in. Before anybody is signed in it is the task ``sign_in``, and nothing else."""

from typing import Any

from django.db import migrations

from vbe.access.operations import ME, Grant, Protect, task

SIGN_IN = task("sign_in")
MINE = f"user_id = {ME} OR {SIGN_IN}"
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"

# The names begin with sign_in, so that other rules for the same tables stand beside these.
PEOPLE: list[Any] = [
    'ALTER TABLE "organisation_user" ENABLE ROW LEVEL SECURITY',
    'CREATE POLICY "sign_in_select" ON "organisation_user" FOR SELECT USING (true)',
    f'CREATE POLICY "sign_in_update" ON "organisation_user" FOR UPDATE USING (id = {ME} OR {SIGN_IN})',
    'GRANT INSERT ON "organisation_user" TO vbe_app',
    'CREATE POLICY "sign_in_insert" ON "organisation_user" FOR INSERT WITH CHECK ('
    f"{SIGN_IN} OR cardinality((SELECT app_managed_boards('people.manage'))) > 0)",
    # A first sign-in gives the one role that reaches nothing but one's own reports.
    'ALTER TABLE "organisation_assignment" ENABLE ROW LEVEL SECURITY',
    'CREATE POLICY "sign_in_select" ON "organisation_assignment" FOR SELECT USING (true)',
    'GRANT INSERT ON "organisation_assignment" TO vbe_app',
    'CREATE POLICY "sign_in_insert" ON "organisation_assignment" FOR INSERT'
    f" WITH CHECK ({SIGN_IN} AND role = 'rapportor' AND deputy_for_id IS NULL"
    " AND group_id = (SELECT g.id FROM auth_group g JOIN organisation_board b ON g.name = b.code || ':rapportor'"
    " WHERE b.id = board_id))",
    # The link for a new password, and word that a sign-in has been changed.
    f'CREATE POLICY "sign_in_insert" ON "notices_mail" FOR INSERT WITH CHECK ({SIGN_IN})',
]
NOT_PEOPLE: list[Any] = [
    'DROP POLICY "sign_in_insert" ON "notices_mail"',
    'DROP POLICY "sign_in_insert" ON "organisation_assignment"',
    'DROP POLICY "sign_in_select" ON "organisation_assignment"',
    'REVOKE INSERT ON "organisation_assignment" FROM vbe_app',
    'ALTER TABLE "organisation_assignment" DISABLE ROW LEVEL SECURITY',
    'DROP POLICY "sign_in_insert" ON "organisation_user"',
    'REVOKE INSERT ON "organisation_user" FROM vbe_app',
    'DROP POLICY "sign_in_update" ON "organisation_user"',
    'DROP POLICY "sign_in_select" ON "organisation_user"',
    'ALTER TABLE "organisation_user" DISABLE ROW LEVEL SECURITY',
]


class Migration(migrations.Migration):
    dependencies = [
        ("sign_in", "0001_initial"),
        ("access", "0003_managed_boards"),
        ("notices", "0002_protect"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        Grant("sign_in_session", EVERYTHING),
        Grant("sign_in_wait", EVERYTHING),
        Grant("sign_in_identityprovider", "SELECT"),
        Protect("sign_in_identitylink", select=MINE, insert=SIGN_IN),
        Protect("mfa_authenticator", select=MINE, insert=MINE, update=MINE, delete=MINE),
        # The key of a new row comes from a sequence.
        migrations.RunSQL(
            "GRANT USAGE ON SEQUENCE mfa_authenticator_id_seq TO vbe_app",
            "REVOKE USAGE ON SEQUENCE mfa_authenticator_id_seq FROM vbe_app",
        ),
        migrations.RunSQL(PEOPLE, NOT_PEOPLE),
        # Sessions are kept by their keys' fingerprints from now on; the old ones end.
        migrations.RunSQL(
            ["REVOKE ALL ON django_session FROM vbe_app", "DELETE FROM django_session"],
            "GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO vbe_app",
        ),
    ]
