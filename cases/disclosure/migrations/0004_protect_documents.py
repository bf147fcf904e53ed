"""What is released: frozen by whoever decides, set by the worker, and then never changed."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Policy, Protect, boards, task

ASSESSES = boards("concern.assess")
WORKER = task("records")
OF_DECISION = (
    "EXISTS (SELECT FROM disclosure_decision d WHERE d.id = decision_id AND d.board_id = {0}.board_id"
    " AND d.by_id = (SELECT app_acting()))"
)
# What is frozen is nobody's to change.
WORK = f"""
REVOKE UPDATE ON disclosure_documentpart FROM {APP_ROLE};
GRANT UPDATE (document, digest, made_at, lease, lease_until, attempts, failed_at) ON disclosure_documentpart
  TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0003_documents_by_a_worker"), ("notices", "0002_protect")]
    operations = [
        Protect(
            "disclosure_documentpart",
            select=f"{ASSESSES} OR {WORKER}",
            insert=f"{ASSESSES} AND made_at IS NULL AND {OF_DECISION.format('disclosure_documentpart')}",
            # Whoever decides may only put back in the queue what a worker gave up.
            update=f"made_at IS NULL AND ({WORKER} OR (failed_at IS NOT NULL AND {ASSESSES}))",
            update_to=f"{WORKER} OR (made_at IS NULL AND failed_at IS NULL AND {ASSESSES})",
        ),
        migrations.RunSQL(WORK, migrations.RunSQL.noop),
        Protect(
            "disclosure_releasedfile",
            select=ASSESSES,
            insert=f"{ASSESSES} AND {OF_DECISION.format('disclosure_releasedfile')}",
        ),
        Policy("disclosure_decision", "records", "SELECT", WORKER),
        Policy("disclosure_recordsrequest", "records", "SELECT", WORKER),
        Policy("notices_notice", "records", "INSERT", WORKER),
    ]
