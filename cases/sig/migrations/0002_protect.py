"""The socialtjänst room's second lock."""

from django.db import migrations

from vbe.access.operations import ME, Grant, Protect, boards, cases

ACTING = "(SELECT app_acting())"
IN_MUNICIPALITY = "board_id = ANY ((SELECT app_municipality_boards())::uuid[])"
HANDLE, CONTENT, DECIDE, VIEW = "intake.handle", "case.content", "case.decide", "case.view"

PARTICIPATION = """
-- Cases the acting assignment takes part in: guardian says what, the participation says when.
CREATE FUNCTION app_cases() RETURNS uuid[]
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
# The mottagning asks whether there is a case about somebody without reading who the others are about.
KNOWN_PERSON = """
CREATE FUNCTION app_cases_about(fingerprint text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(i.case_id), '{}')
  FROM sig_identity i
  WHERE fingerprint <> '' AND i.number_index = fingerprint
    AND (i.board_id = ANY (app_boards('intake.view')) OR i.board_id = ANY (app_boards('identity.reveal')))
$$;
"""
WRITABLE_CASE = "EXISTS (SELECT FROM sig_case c WHERE c.id = case_id)"
WRITABLE_MEETING = "EXISTS (SELECT FROM sig_meeting m WHERE m.id = meeting_id)"
# The chief of another department decides in the cases handed to her, and sees no others.
DECIDES = f"{boards(DECIDE)} AND ({boards(CONTENT)} OR {cases()})"
CONTENT_OF_CASE = f"{boards(CONTENT)} OR {cases()}"


class Migration(migrations.Migration):
    dependencies = [
        ("sig", "0001_initial"),
        ("access", "0001_functions"),
        ("concerns", "0002_protect"),
        ("guardian", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(PARTICIPATION, "DROP FUNCTION app_cases()"),
        migrations.RunSQL(KNOWN_PERSON, "DROP FUNCTION app_cases_about(text)"),
        Grant("sig_routine", "SELECT"),
        Grant("sig_seattemplate", "SELECT"),
        # Whoever names somebody writes straight into another board's reception and cannot read it back.
        Protect(
            "sig_intake",
            select=boards("intake.view"),
            insert=(
                f"{boards(HANDLE)} OR (source = 'sluten_del' AND state = 'oppen' AND registered_by_id IS NULL"
                f" AND {IN_MUNICIPALITY})"
            ),
            update=boards(HANDLE),
        ),
        Protect(
            "sig_sealedpart",
            select=f"writer_id = {ME} OR {boards('intake.view')}",
            insert=f"writer_id = {ME} AND {IN_MUNICIPALITY}",
        ),
        Protect(
            "sig_case",
            select=f"{boards(VIEW)} OR {cases('id')}",
            insert=boards(HANDLE),
            update=f"{boards(HANDLE)} OR {boards(DECIDE)}",
        ),
        Protect(
            "sig_routinestep",
            select=f"{boards(VIEW)} OR {cases()}",
            insert=f"{WRITABLE_CASE} AND ({boards(HANDLE)} OR {boards(DECIDE)}"
            # The director answers, and takes no other step.
            f" OR (step = 'direktor_kvitterat' AND {boards('case.follow')}))"
            # Only the step that the system takes by itself has nobody behind it.
            f" AND (by_id = {ACTING} OR (by_id IS NULL AND step = 'chef_meddelad'))",
        ),
        Protect(
            "sig_identity",
            select=f"{boards('identity.reveal')} OR {cases()}",
            insert=f"{boards(HANDLE)} AND {WRITABLE_CASE}",
        ),
        Protect(
            "sig_participation",
            select=f"{boards(VIEW)} OR {cases()} OR assignment_id = {ACTING}",
            insert=f"{WRITABLE_CASE} AND ({boards(HANDLE)} OR {boards(DECIDE)})",
            update=f"{boards(HANDLE)} OR {boards(DECIDE)}",
        ),
        Protect(
            "guardian_userobjectpermission",
            select="EXISTS (SELECT FROM sig_case c WHERE c.id::text = object_pk)",
            insert="EXISTS (SELECT FROM sig_participation p WHERE p.case_id::text = object_pk)",
            delete="EXISTS (SELECT FROM sig_participation p WHERE p.case_id::text = object_pk)",
        ),
        Protect("sig_consent", select=CONTENT_OF_CASE, insert=DECIDES, update=DECIDES),
        Protect("sig_meeting", select=CONTENT_OF_CASE, insert=DECIDES, update=DECIDES),
        Protect(
            "sig_seat",
            select=WRITABLE_MEETING,
            insert=f"{WRITABLE_MEETING} AND {boards(DECIDE)}",
            update=f"{WRITABLE_MEETING} AND {boards(DECIDE)}",
            delete=f"{WRITABLE_MEETING} AND {boards(DECIDE)}",
        ),
        Protect(
            "sig_meetingpoint",
            select=WRITABLE_MEETING,
            insert=f"{WRITABLE_MEETING} AND {boards(DECIDE)}",
            update=f"{WRITABLE_MEETING} AND {boards(DECIDE)}",
        ),
    ]
