"""The second lock of support to relatives: read by those who give it and by the board's chief, and by nobody else."""

from django.db import migrations

from vbe.access.operations import Policy, Protect, ProtectHistory, boards, cases, not_barred

ACTING = "(SELECT app_acting())"
WAYS = """
-- Supports to relatives that the acting assignment gives.
CREATE FUNCTION app_relatives() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(p.support_id), '{}') FROM sig_relativepart p
  WHERE p.assignment_id = app_acting() AND p.board_id = ANY (app_boards('relative.support'))
    AND p.starts <= app_today() AND (p.ends IS NULL OR p.ends >= app_today())
$$;

-- A support that the acting assignment has opened and nobody gives yet: its opener takes the first part.
CREATE FUNCTION app_relative_begun(support uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM sig_relativesupport s WHERE s.id = support AND s.opened_by_id = app_acting())
    AND NOT EXISTS (SELECT FROM sig_relativepart p WHERE p.support_id = support)
$$;
"""
NO_WAYS = "DROP FUNCTION app_relative_begun(uuid); DROP FUNCTION app_relatives();"
GIVES = "{} = ANY ((SELECT app_relatives())::uuid[])"
SEEN = "EXISTS (SELECT FROM sig_relativesupport s WHERE s.id = support_id)"
WORKS = f"({boards('relative.lead')} OR {GIVES.format('support_id')})"
READS_CASE = (
    f"EXISTS (SELECT FROM sig_case c WHERE c.id = case_id AND ({boards('case.content', 'c.board_id')}"
    f" OR {cases('c.id')}))"
)


def of_its_support(table: str, *, open_too: bool = True) -> str:
    """The support of the row is one that the asker writes in, on the same board, and open."""
    is_open = " AND s.closed_at IS NULL" if open_too else ""
    return (
        f"{WORKS} AND EXISTS (SELECT FROM sig_relativesupport s"
        f" WHERE s.id = support_id AND s.board_id = {table}.board_id{is_open})"
    )


def written_by(table: str) -> str:
    return f"{of_its_support(table)} AND by_id = {ACTING}"


class Migration(migrations.Migration):
    dependencies = [("sig", "0031_relatives")]
    operations = [
        migrations.RunSQL(WAYS, NO_WAYS),
        Protect(
            "sig_relativesupport",
            select=f"{boards('relative.view')} OR {GIVES.format('id')}",
            insert=f"{boards('relative.support')} AND opened_by_id = {ACTING} AND closed_at IS NULL",
            update=f"closed_at IS NULL AND ({boards('relative.lead')} OR {GIVES.format('id')})",
            update_to=f"{boards('relative.lead')} OR {GIVES.format('id')}",
        ),
        Protect(
            "sig_relativepart",
            select=f"{SEEN} OR assignment_id = {ACTING}",
            insert=(
                f"(assignment_id = {ACTING} AND {boards('relative.support')} AND app_relative_begun(support_id))"
                f" OR ({of_its_support('sig_relativepart')})"
            ),
            update=of_its_support("sig_relativepart"),
        ),
        Protect("sig_relativeidentity", select=SEEN, insert=of_its_support("sig_relativeidentity")),
        Protect(
            "sig_relativeconsent",
            select=SEEN,
            insert=written_by("sig_relativeconsent"),
            # Taken back also when the support has been closed.
            update=of_its_support("sig_relativeconsent", open_too=False),
        ),
        Protect(
            "sig_relativemeasure",
            select=SEEN,
            insert=written_by("sig_relativemeasure"),
            update=of_its_support("sig_relativemeasure"),
        ),
        Protect("sig_relativenote", select=SEEN, insert=written_by("sig_relativenote")),
        Protect(
            "sig_relativetie",
            select=f"{SEEN} AND {READS_CASE}",
            insert=f"{written_by('sig_relativetie')} AND {READS_CASE}",
        ),
        Policy("sig_relativesupport", "not_barred", "ALL", not_barred("id"), only=True),
        Policy("sig_relativetie", "not_barred", "ALL", not_barred(), only=True),
        *(
            ProtectHistory(f"sig_{name}event", of=f"sig_{name}")
            for name in ("relativesupport", "relativepart", "relativeconsent", "relativemeasure")
        ),
    ]
