from django.db import migrations

from vbe.access.operations import ME, Protect, task

MINE = f"user_id = {ME}"
# A nightly task removes what is a day old.
CLEANING = task("drafts")


class Migration(migrations.Migration):
    dependencies = [("submission", "0003_practice"), ("access", "0001_functions")]
    operations = [
        Protect(
            "submission_practice",
            select=f"{MINE} OR {CLEANING}",
            insert=MINE,
            update=MINE,
            delete=f"{MINE} OR {CLEANING}",
        )
    ]
