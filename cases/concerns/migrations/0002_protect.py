from django.db import migrations

from vbe.access.operations import APP_ROLE, ME, Protect, boards

VIEW = "concern.view"
ASSESS = "concern.assess"
IN_MUNICIPALITY = "board_id = ANY ((SELECT app_municipality_boards())::uuid[])"
# What the reporter wrote is nobody's to change.
ONLY_ASSESSING = f"""
REVOKE UPDATE ON concerns_concern FROM {APP_ROLE};
GRANT UPDATE (state, board_id, previous_board_id) ON concerns_concern TO {APP_ROLE};
"""
VISIBLE_CONCERN = "EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id)"


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial"), ("access", "0001_functions")]
    operations = [
        Protect(
            "concerns_concern",
            select=(
                f"{boards(VIEW)} OR {boards(VIEW, 'reporter_board_id')} OR {boards(VIEW, 'previous_board_id')}"
                f" OR reporter_id = {ME}"
            ),
            # A report is sent by its writer, from the own board, to a board of the own municipality, unassessed.
            insert=(
                f"reporter_id = {ME} AND {boards('concern.report', 'reporter_board_id')} AND {IN_MUNICIPALITY}"
                " AND state = 'ny' AND previous_board_id IS NULL"
            ),
            update=boards(ASSESS),
            # The new row may lie on another board of the municipality, but only as handed over from the own one.
            update_to=f"({boards(ASSESS)} OR {boards(ASSESS, 'previous_board_id')}) AND {IN_MUNICIPALITY}",
        ),
        migrations.RunSQL(ONLY_ASSESSING, migrations.RunSQL.noop),
        Protect(
            "concerns_assessment",
            select=VISIBLE_CONCERN,
            insert=f"by_id = (SELECT app_acting()) AND {boards(ASSESS)} AND {VISIBLE_CONCERN}",
        ),
    ]
