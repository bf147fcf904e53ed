"""What the reception notes is read in the case that its arrival became, and in no other.

The policies compared the case's arrival with itself: in a subquery, a column that both tables have is the inner one's. So
whoever read any case read every board's rows, though the product asked for none of them.
"""

from django.db import migrations

from vbe.access.operations import boards, cases

TABLES = [
    "sig_protectionassessment",
    "sig_investigationstep",
    "sig_contactattempt",
    "sig_personinformation",
    "sig_intakenote",
]


def policy(table: str) -> str:
    of_case = f"c.intake_id = {table}.intake_id AND ({boards('case.content', 'c.board_id')} OR {cases('c.id')})"
    return (
        f'ALTER POLICY "select" ON {table} USING'
        f" ({boards('intake.view')} OR EXISTS (SELECT FROM sig_case c WHERE {of_case}))"
    )


class Migration(migrations.Migration):
    dependencies = [("sig", "0050_request_log")]
    # To go back would open what was never meant to be open.
    operations = [migrations.RunSQL(policy(table), migrations.RunSQL.noop) for table in TABLES]
