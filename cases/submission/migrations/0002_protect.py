from django.db import migrations

from vbe.access.operations import ME, Protect

MINE = f"user_id = {ME}"


class Migration(migrations.Migration):
    dependencies = [("submission", "0001_initial"), ("access", "0001_functions")]
    operations = [Protect("submission_draft", select=MINE, insert=MINE, update=MINE, delete=MINE)]
