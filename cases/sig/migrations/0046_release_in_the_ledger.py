"""A released extract stands in the ledger of each case it is about, also of one that closed on a succeeded board."""

from django.db import migrations

from vbe.access.operations import Policy, boards, cases

# What closed there is otherwise read and not written in: this one row is what the law asks for (legal.md L12, L17).
RELEASED = (
    f"({boards('case.content')} OR {cases()}) AND by_id = (SELECT app_acting())"
    " AND EXISTS (SELECT FROM sig_case c WHERE c.id = case_id AND c.board_id = sig_disclosure.board_id)"
    " AND EXISTS (SELECT FROM sig_dataaccessrequest r WHERE r.number = mark AND r.state = 'klart'"
    f" AND case_id = ANY (r.matters) AND {boards('extract.review', 'r.board_id')})"
)


class Migration(migrations.Migration):
    dependencies = [("sig", "0045_counted_since")]
    operations = [Policy("sig_disclosure", "extract_released", "INSERT", RELEASED)]
