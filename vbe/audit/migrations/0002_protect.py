from django.db import migrations

from vbe.access.operations import Protect


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0001_functions")]
    # Append only. Reading it comes with the log review.
    operations = [Protect("audit_entry", insert="true")]
