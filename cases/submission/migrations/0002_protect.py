from django.db import migrations

from vbe.access.operations import ME, Protect, task

MINE = f"user_id = {ME}"
# A nightly task removes what nobody has touched for a month.
CLEANING = task("drafts")


class Migration(migrations.Migration):
    dependencies = [("submission", "0001_initial"), ("access", "0001_functions")]
    operations = [
        Protect(
            "submission_draft",
            select=f"{MINE} OR {CLEANING}",
            insert=MINE,
            update=MINE,
            delete=f"{MINE} OR {CLEANING}",
        )
    ]
