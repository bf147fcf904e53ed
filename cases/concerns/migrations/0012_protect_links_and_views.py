from django.db import migrations

from vbe.access.operations import MY_ASSIGNMENT, Protect, boards

# The rows of a report that one does not see, or is recused from, are not there for the sub-select either.
BOTH_SEEN = (
    "EXISTS (SELECT FROM concerns_concern c WHERE c.id = one_id)"
    " AND EXISTS (SELECT FROM concerns_concern c WHERE c.id = other_id)"
)
ON_MY_DESK = (
    "EXISTS (SELECT FROM concerns_concern c WHERE c.id IN (one_id, other_id)"
    f" AND {boards('concern.assess', 'c.board_id')})"
)
MINE = f"assignment_id = {MY_ASSIGNMENT}"


class Migration(migrations.Migration):
    dependencies = [("concerns", "0011_links_and_views"), ("access", "0006_quick_boards")]
    operations = [
        Protect(
            "concerns_link",
            select=BOTH_SEEN,
            insert=f"by_id = (SELECT app_acting()) AND {BOTH_SEEN} AND {ON_MY_DESK}",
        ),
        Protect("concerns_savedview", select=MINE, insert=MINE, update=MINE, delete=MINE),
    ]
