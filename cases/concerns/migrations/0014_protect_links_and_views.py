from django.db import migrations

from vbe.access.operations import MY_ASSIGNMENT, Protect, boards

VIEW = "concern.view"
ON_A_DESK = " OR ".join(boards(VIEW, f"c.{way}") for way in ("board_id", "reporter_board_id", "previous_board_id"))
# On a desk of one's own: whoever wrote a report sees it, and not what the desk makes of it. A report that one is recused
# from is not there for the sub-select either.
BOTH_SEEN = " AND ".join(
    f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = {end} AND ({ON_A_DESK}))" for end in ("one_id", "other_id")
)
ON_MY_DESK = (
    "EXISTS (SELECT FROM concerns_concern c WHERE c.id IN (one_id, other_id)"
    f" AND {boards('concern.assess', 'c.board_id')})"
)
MINE = f"assignment_id = {MY_ASSIGNMENT}"


class Migration(migrations.Migration):
    dependencies = [("concerns", "0013_links_and_views"), ("access", "0006_quick_boards")]
    operations = [
        Protect(
            "concerns_link",
            select=BOTH_SEEN,
            insert=f"by_id = (SELECT app_acting()) AND {BOTH_SEEN} AND {ON_MY_DESK}",
        ),
        Protect("concerns_savedview", select=MINE, insert=MINE, update=MINE, delete=MINE),
    ]
