"""The second lock: who reads which report, that the worker takes its task's rows alone, that a published one stays."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Protect, boards, task

ACTING = "(SELECT app_acting())"
WORKER = task("report")
ORDER, READ, DECIDE = (boards(f"report.{verb}") for verb in ("order", "read", "decide"))
OVERSEES = (
    "board_id = ANY ((SELECT app_municipality_boards())::uuid[])"
    " AND (SELECT cardinality(app_boards('board.oversee'))) > 0"
)
PUBLISHED = "state = 'publicerad'"
OF_VISIBLE_REPORT = "EXISTS (SELECT FROM reports_report r WHERE r.id = report_id)"
OF_UNPUBLISHED_REPORT = "EXISTS (SELECT FROM reports_report r WHERE r.id = report_id AND r.state <> 'publicerad')"

FILE = """
-- Asked by the report's own policy, which cannot look in a table whose policy looks back.
CREATE FUNCTION app_report_has_file(report uuid, figures text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM reports_reportfile f WHERE f.report_id = report AND f.figures_hash = figures)
$$;
"""
# What was ordered stays what it is.
ONLY_ITS_MAKING = f"""
REVOKE UPDATE ON reports_report FROM {APP_ROLE};
GRANT UPDATE (
  state, summary, cut_off, figures, figures_hash, lease, lease_until, stage, step_done, step_total, attempts,
  interrupted_at, resumed_at, problem, published_at, published_by_id
) ON reports_report TO {APP_ROLE};
"""
# The worker tells that a report is done.
WORKER_NOTIFIES = f'CREATE POLICY "insert_report" ON notices_notice FOR INSERT WITH CHECK ({WORKER})'


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("access", "0001_functions"),
        ("notices", "0002_protect"),
    ]
    operations = [
        migrations.RunSQL(FILE, "DROP FUNCTION app_report_has_file(uuid, text)"),
        Protect(
            "reports_report",
            select=f"{ORDER} OR {WORKER} OR ({PUBLISHED} AND ({READ} OR ({OVERSEES})))",
            insert=f"{ORDER} AND ordered_by_id = {ACTING} AND state = 'bestalld' AND figures IS NULL",
            # A published report is nobody's to change, neither a person's nor the worker's.
            update=f"NOT ({PUBLISHED}) AND ({ORDER} OR {WORKER})",
            # Publishing is a person's, in her own name, and needs the checked file of just these figures.
            update_to=(
                f"(NOT ({PUBLISHED}) AND ({ORDER} OR {WORKER}))"
                f" OR ({ORDER} AND published_by_id = {ACTING} AND app_report_has_file(id, figures_hash))"
            ),
        ),
        migrations.RunSQL(ONLY_ITS_MAKING, migrations.RunSQL.noop),
        Protect(
            "reports_reportfile",
            select=OF_VISIBLE_REPORT,
            insert=f"{WORKER} AND {OF_UNPUBLISHED_REPORT}",
            update=f"{WORKER} AND {OF_UNPUBLISHED_REPORT}",
        ),
        Protect(
            "reports_reportdecision",
            select=OF_VISIBLE_REPORT,
            insert=(
                f"{DECIDE} AND by_id = {ACTING} AND EXISTS (SELECT FROM reports_report r"
                f" WHERE r.id = report_id AND r.board_id = reports_reportdecision.board_id AND r.{PUBLISHED})"
            ),
        ),
        migrations.RunSQL(WORKER_NOTIFIES, 'DROP POLICY "insert_report" ON notices_notice'),
    ]
