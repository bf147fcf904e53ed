from django.db import migrations

# Locks what an answer depends on, the survey before the invitation as everywhere else, so that neither is closed or
# revoked between the look at it and the write. A link may lock nothing by itself: that takes the right to update.
HOLD = """
CREATE FUNCTION app_hold_link() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT FROM lagesbild_survey WHERE id = app_link_survey() FOR SHARE;
  SELECT FROM lagesbild_invitation WHERE id = app_link_invitation() FOR UPDATE;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("lagesbild", "0004_protect_survey")]
    operations = [migrations.RunSQL(HOLD, "DROP FUNCTION app_hold_link()")]
