from django.db import migrations

from vbe.access.operations import Grant


class Migration(migrations.Migration):
    dependencies = [("organisation", "0009_legal_rows"), ("access", "0001_functions")]
    operations = [Grant("organisation_legalrow", "SELECT")]
