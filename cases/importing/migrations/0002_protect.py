from django.db import migrations

from vbe.access.operations import Protect, ProtectHistory, boards, task

MINE = "owner_id = (SELECT app_acting())"
ASSESS = boards("concern.assess")
VISIBLE_CONCERN = "EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id)"
# A nightly task removes the lists that nobody has answered.
CLEANING = task("delete_old_lists")


class Migration(migrations.Migration):
    dependencies = [("importing", "0001_lists"), ("concerns", "0002_protect")]
    operations = [
        Protect(
            "importing_listfile",
            select=f"{MINE} OR {CLEANING}",
            insert=f"{MINE} AND cardinality((SELECT app_boards('concern.assess'))::uuid[]) > 0",
            delete=f"{MINE} OR {CLEANING}",
        ),
        Protect("importing_columns", select=ASSESS, insert=ASSESS, update=ASSESS),
        ProtectHistory("importing_columnsevent", of="importing_columns"),
        # What a list has given is known again by its board also when the report has moved on.
        Protect(
            "importing_importeditem",
            select=f"{boards('concern.view')} OR {VISIBLE_CONCERN}",
            insert=f"by_id = (SELECT app_acting()) AND {ASSESS} AND {VISIBLE_CONCERN}",
        ),
    ]
