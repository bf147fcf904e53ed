from django.db import migrations

from vbe.access.operations import Protect, task

MINE = "recipient_id = (SELECT app_acting())"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("access", "0001_functions")]
    operations = [
        # Written by whoever takes a step, read by the recipient alone.
        Protect(
            "notices_notice",
            select=MINE,
            insert="board_id = ANY ((SELECT app_municipality_boards())::uuid[])",
            update=MINE,
        ),
        # Written by whoever takes a step, read by the task that sends.
        Protect(
            "notices_mail",
            select=task("outbox"),
            insert="board_id = ANY ((SELECT app_municipality_boards())::uuid[])",
            update=task("outbox"),
        ),
    ]
