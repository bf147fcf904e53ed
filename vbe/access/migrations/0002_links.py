"""Personal links: who holds one acts as the link alone, without an account."""

from django.db import migrations

LINK = """
-- The fingerprint of the personal link that was opened, or nothing. Policies compare it with what is stored.
CREATE FUNCTION app_link() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.link_id', true), '') $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_functions")]
    operations = [migrations.RunSQL(LINK, "DROP FUNCTION app_link();")]
