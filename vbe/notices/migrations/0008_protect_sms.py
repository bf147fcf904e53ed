from django.db import migrations

from vbe.access.operations import Protect, task

DEPUTIES = task("deputies")


class Migration(migrations.Migration):
    dependencies = [("notices", "0007_sms"), ("access", "0001_functions")]
    operations = [
        # Written by whoever takes a step, read by the task that sends.
        Protect(
            "notices_sms",
            select=task("outbox"),
            insert=f"board_id = ANY ((SELECT app_municipality_boards())::uuid[]) OR {DEPUTIES}",
            update=task("outbox"),
        ),
    ]
