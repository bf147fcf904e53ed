"""The second lock of extracts: handled on the own board, gathered by the worker alone, released by somebody else."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Policy, Protect, boards, task

HANDLES, REVIEWS, WORKER = boards("extract.handle"), boards("extract.review"), task("data_access")
ACTING = "(SELECT app_acting())"
# Recused from one of the records that it is about, one is kept out of it all.
OPEN_TO_ME = "NOT (matters && (SELECT app_barred())::uuid[])"
OF_REQUEST = "EXISTS (SELECT FROM sig_dataaccessrequest r WHERE r.id = request_id AND r.board_id = {0}.board_id{1})"
# Who sent it to review, or masked something in it, does not release it.
NOT_OWN = """
  AND NOT EXISTS (SELECT FROM sig_heldrecord h JOIN organisation_assignment a ON a.id = h.reviewed_by_id
    WHERE h.request_id = sig_dataaccessstep.request_id AND a.user_id = (SELECT app_user()))
"""

SINCE = {
    "sig_intake x": ("x.id", "x.arrived_at, x.decided_at"),
    "sig_protectionassessment x": ("x.intake_id", "x.at"),
    "sig_investigationstep x": ("x.intake_id", "x.at"),
    "sig_contactattempt x": ("x.intake_id", "x.at"),
    "sig_personinformation x": ("x.intake_id", "x.at"),
    "sig_intakenote x": ("x.intake_id", "x.at"),
    "sig_familyreport x": ("x.origin_id", "x.at"),
    "sig_routinestep x": ("x.case_id", "x.at"),
    "sig_casenote x": ("x.case_id", "x.at"),
    "sig_trackchoice x": ("x.case_id", "x.at"),
    "sig_stepdone x": ("x.case_id", "x.at, x.cancelled_at"),
    "sig_emergencyopening x": ("x.case_id", "x.opened_at"),
    "sig_casetask x": ("x.case_id", "x.made_at, x.done_at"),
    "sig_transfer x": ("x.case_id", "x.asked_at, x.answered_at"),
    "sig_meeting x": ("x.case_id", "x.summoned_at, x.saved_at, x.locked_at, x.cancelled_at"),
    "sig_minutesaddendum x JOIN sig_meeting m ON m.id = x.meeting_id": ("m.case_id", "x.at"),
    "sig_supportmeasure x": ("x.case_id", "x.proposed_at, x.decided_at, x.ended_at"),
    "sig_supportreview x": ("x.case_id", "x.at"),
    "sig_safetyplan x": ("x.case_id", "x.saved_at"),
    "sig_consent x": ("x.case_id", "x.recorded_at, x.withdrawn_at"),
    "sig_consentpaper x": ("x.case_id", "x.added_at"),
    "sig_sharingdecision x": ("x.case_id", "x.decided_at, x.ended_at"),
    "sig_informationrequest x": ("x.case_id", "x.registered_at, x.answered_at"),
    "sig_disclosure x": ("x.case_id", "x.entered_at"),
    "sig_recall x": ("x.case_id", "x.at"),
}
COUNTED = "\n    UNION ALL ".join(
    f"SELECT count(*) FROM {rows} JOIN asked ON {of} = ANY (asked.matters) WHERE greatest({times}) > asked.gathered_at"
    for rows, (of, times) in SINCE.items()
)
FUNCTIONS = f"""
-- Ids of what came in about the person with exactly this number, and of the cases, on one board: asked by whoever
-- handles extracts there, and by the worker that gathers. What came in about a case's person is found with the case.
CREATE FUNCTION app_held_about(fingerprint text, on_board uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE boards AS (
    -- What a board has taken over from those that it succeeded is its own to answer for.
    SELECT on_board AS id UNION SELECT b.id FROM organisation_board b JOIN boards ON b.successor_id = boards.id
  ), cases AS (
    SELECT c.id, c.intake_id FROM sig_case c JOIN boards ON boards.id = c.board_id
    LEFT JOIN sig_identity i ON i.case_id = c.id LEFT JOIN sig_intake a ON a.id = c.intake_id
    WHERE fingerprint <> '' AND fingerprint IN (i.number_index, a.number_index)
  ), held AS (
    SELECT id FROM cases
    UNION SELECT intake_id FROM cases
    UNION SELECT a.id FROM sig_intake a JOIN cases ON cases.id = a.belongs_to_id
    UNION SELECT a.id FROM sig_intake a JOIN boards ON boards.id = a.board_id
      WHERE fingerprint <> '' AND a.number_index = fingerprint
  )
  SELECT coalesce(array_agg(held.id), '{{}}') FROM held
  WHERE on_board = ANY (app_boards('extract.handle')) OR app_task() = 'data_access'
$$;

-- How many things have come since what a request is about was gathered. How many, and nothing of what they say.
CREATE FUNCTION app_held_since(request uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH asked AS (
    SELECT r.matters, r.gathered_at, r.number_index, r.board_id FROM sig_dataaccessrequest r
    WHERE r.id = request AND r.gathered_at IS NOT NULL AND r.board_id = ANY (app_boards('extract.handle'))
      AND NOT (r.matters && app_barred())
  ), counts AS (
    {COUNTED}
    UNION ALL SELECT count(*) FROM asked, unnest(app_held_about(asked.number_index, asked.board_id)) AS known
      WHERE known <> ALL (asked.matters)
  )
  SELECT coalesce(sum(count), 0)::bigint FROM counts
$$;
"""
NO_FUNCTIONS = "DROP FUNCTION app_held_since(uuid); DROP FUNCTION app_held_about(text, uuid);"
# What was gathered stays as it was; what is taken out of it, and that it was read, is all that the web writes.
ONLY_MASKS = f"""
REVOKE UPDATE ON sig_heldrecord FROM {APP_ROLE};
GRANT UPDATE (masks, reviewed_by_id, reviewed_at) ON sig_heldrecord TO {APP_ROLE};
REVOKE UPDATE ON sig_dataaccesswork FROM {APP_ROLE};
GRANT UPDATE (document, digest, done_at, lease, lease_until, attempts, failed_at) ON sig_dataaccesswork TO {APP_ROLE};
REVOKE UPDATE ON sig_dataaccessrequest FROM {APP_ROLE};
GRANT UPDATE (state, due_on, prolonged_on, matters, gathered_at, protected, reminded_at) ON sig_dataaccessrequest
  TO {APP_ROLE};
"""
# What the worker reads to gather: every part that is about the person, and nothing of the relatives' records.
GATHERED = [
    *("intake", "sealedpart", "particulars", "feedback", "feedbackreason", "protectionassessment", "investigationstep"),
    *("contactattempt", "personinformation", "intakenote", "familyreport", "case", "identity", "routinestep"),
    *("casenote", "comingage", "transfer", "emergencyopening", "participation", "consent", "consentpaper"),
    *("sharingdecision", "informationrequest", "disclosure", "recall", "meeting", "seat", "meetingpoint"),
    *("minutesaddendum", "casetask", "supportmeasure", "supportreview", "trackchoice", "stepdone", "safetyplan"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("sig", "0043_data_access"),
        ("organisation", "0020_extract_permissions"),
        ("disclosure", "0006_grounds_of_extracts"),
        ("notices", "0002_protect"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        Protect(
            "sig_dataaccessrequest",
            select=f"{HANDLES} OR {WORKER}",
            insert=f"{HANDLES} AND registered_by_id = {ACTING} AND state = 'samlas_in'",
            update=f"{HANDLES} OR {WORKER}",
        ),
        Policy("sig_dataaccessrequest", "not_barred", "ALL", OPEN_TO_ME, only=True),
        Protect(
            "sig_heldrecord",
            select=OF_REQUEST.format("sig_heldrecord", ""),
            insert=f"{WORKER} AND {OF_REQUEST.format('sig_heldrecord', '')}",
            update=f"{HANDLES} AND " + OF_REQUEST.format("sig_heldrecord", " AND r.state = 'handlaggs'"),
            update_to=f"{HANDLES} AND reviewed_by_id = {ACTING}",
            # Gathered anew, and when the person does not want it any longer.
            delete=(
                f"{WORKER} OR ({HANDLES} AND "
                + OF_REQUEST.format("sig_heldrecord", " AND r.state = 'aterkallat'")
                + ")"
            ),
        ),
        Protect(
            "sig_dataaccessstep",
            select=OF_REQUEST.format("sig_dataaccessstep", ""),
            insert=(
                f"(({WORKER} AND by_id IS NULL AND step = 'insamlat')"
                f" OR ({HANDLES} AND by_id = {ACTING} AND step NOT IN ('insamlat', 'utlamnat', 'tillbaka'))"
                f" OR ({REVIEWS} AND by_id = {ACTING} AND step IN ('utlamnat', 'tillbaka')))"
                f" AND {OF_REQUEST.format('sig_dataaccessstep', '')}"
            ),
        ),
        Policy("sig_dataaccessstep", "not_own", "INSERT", f"step <> 'utlamnat' OR (TRUE {NOT_OWN})", only=True),
        Protect(
            "sig_dataaccesswork",
            select=f"{WORKER} OR {OF_REQUEST.format('sig_dataaccesswork', '')}",
            insert=(
                f"{HANDLES} AND ordered_by_id = {ACTING} AND done_at IS NULL AND (kind = 'samla' OR {REVIEWS})"
                f" AND {OF_REQUEST.format('sig_dataaccesswork', '')}"
            ),
            # The web may only put back in the queue what a worker gave up.
            update=f"done_at IS NULL AND ({WORKER} OR (failed_at IS NOT NULL AND {HANDLES}))",
            update_to=f"{WORKER} OR (done_at IS NULL AND failed_at IS NULL AND {HANDLES})",
        ),
        migrations.RunSQL(ONLY_MASKS, migrations.RunSQL.noop),
        *(Policy(f"sig_{name}", "data_access", "SELECT", WORKER) for name in GATHERED),
        Policy("notices_notice", "data_access", "INSERT", WORKER),
        Policy("notices_mail", "data_access", "INSERT", WORKER),
    ]
