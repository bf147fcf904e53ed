"""The second lock of what is shared: read with the case's content, decided by its chief, and never rewritten."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Policy, Protect, ProtectHistory, boards, cases, not_barred, task

ACTING = "(SELECT app_acting())"
READS = f"{boards('case.content')} OR {cases()}"
DECIDES = f"{boards('case.decide')} AND ({READS})"
TAKES_PART = "case_id = ANY ((SELECT app_participations())::uuid[])"
SAME_BOARD = "EXISTS (SELECT FROM sig_case c WHERE c.id = case_id AND c.board_id = {table}.board_id)"
NOT_IN_EMERGENCY = "case_id <> ALL ((SELECT app_emergencies())::uuid[])"
TABLES = ["sig_consentpaper", "sig_sharingdecision", "sig_informationrequest", "sig_disclosure", "sig_recall"]
REMINDS = task("consents")

NAMED = """
-- Whether there is a case about somebody, asked by the whole name. Somebody with protected identity is found so by
-- those alone who may see it.
CREATE FUNCTION app_cases_named(fingerprint text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(i.case_id), '{}')
  FROM sig_identity i
  WHERE fingerprint <> '' AND i.name_index = fingerprint AND i.board_id = ANY (app_boards('identity.reveal'))
    AND (NOT i.protected OR i.board_id = ANY (app_boards('identity.protected')))
$$;
"""


def insert(table, who, column):
    return f"{who} AND {column} = {ACTING} AND {SAME_BOARD.format(table=table)}"


def only(table, columns):
    """Updates reach no other columns than these."""
    return migrations.RunSQL(
        f"REVOKE UPDATE ON {table} FROM {APP_ROLE}; GRANT UPDATE ({columns}) ON {table} TO {APP_ROLE}",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("sig", "0023_sharing")]
    operations = [
        migrations.RunSQL(NAMED, "DROP FUNCTION app_cases_named(text)"),
        Protect("sig_consentpaper", select=READS, insert=insert("sig_consentpaper", f"({DECIDES})", "added_by_id")),
        Protect(
            "sig_sharingdecision",
            select=READS,
            insert=insert("sig_sharingdecision", f"({DECIDES})", "decided_by_id"),
            update=DECIDES,
        ),
        only("sig_sharingdecision", "ended_at, ended_by_id"),
        Protect(
            "sig_informationrequest",
            select=READS,
            insert=insert("sig_informationrequest", f"({DECIDES})", "registered_by_id"),
            update=DECIDES,
        ),
        only("sig_informationrequest", "answer, reason, answered_at, answered_by_id"),
        # Whoever takes part gives something too, on what the chief has decided.
        Protect(
            "sig_disclosure",
            select=READS,
            insert=insert("sig_disclosure", f"(({DECIDES}) OR {TAKES_PART})", "by_id"),
        ),
        Protect("sig_recall", select=READS, insert=insert("sig_recall", f"({DECIDES})", "by_id")),
        ProtectHistory("sig_sharingdecisionevent", of="sig_sharingdecision"),
        ProtectHistory("sig_informationrequestevent", of="sig_informationrequest"),
        *(Policy(table, "not_barred", "ALL", not_barred(), only=True) for table in TABLES),
        *(
            Policy(table, f"read_only_{command.lower()}", command, NOT_IN_EMERGENCY, only=True)
            for table in TABLES
            for command in ("INSERT", "UPDATE")
        ),
        # The round that reminds the chief of a consent that is about to end.
        Policy("sig_consent", "reminds_select", "SELECT", REMINDS),
        Policy("sig_consent", "reminds_update", "UPDATE", REMINDS),
        Policy("sig_case", "reminds", "SELECT", REMINDS),
        Policy("notices_notice", "reminds", "INSERT", REMINDS),
        Policy("notices_mail", "reminds", "INSERT", REMINDS),
    ]
