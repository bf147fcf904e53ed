"""What was registered wrongly in another system is counted apart; the desk's counts are read from an index alone."""

from django.db import migrations, models

# What may be read on a desk may be counted there. The rows themselves are not looked at, so that a year's count takes
# the time of its index: a policy would read them all.
GROUPS = """
CREATE FUNCTION app_concern_groups(starts date[], ends date[])
RETURNS TABLE (month date, area_id uuid, category text, misregistered boolean, reports bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT date_trunc('month', c.happened_on)::date, c.area_id, c.category, c.state = 'fel', count(*)
  FROM unnest(starts, ends) AS span (start_on, end_on)
  JOIN concerns_concern c ON c.happened_on BETWEEN start_on AND end_on
  WHERE c.board_id = ANY ((SELECT app_boards('concern.view'))::uuid[])
  GROUP BY 1, 2, 3, 4
$$;
"""
PUBLISHED = """
CREATE OR REPLACE FUNCTION app_concern_counts(of_board uuid, starts date, ends date)
RETURNS TABLE (category text, milieu text, reports bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.category, c.milieu, count(*) FROM concerns_concern c
  WHERE c.board_id = of_board AND c.happened_on BETWEEN starts AND ends{apart}
    AND (app_task() = 'report' OR of_board = ANY (app_boards('picture.read'))
      OR (cardinality(app_boards('board.oversee')) > 0 AND of_board = ANY (app_municipality_boards())))
  GROUP BY 1, 2
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0016_protect_desk"), ("organisation", "0007_areas")]
    operations = [
        migrations.RemoveConstraint(
            model_name="concern",
            name="concern_state_known",
        ),
        migrations.RemoveIndex(
            model_name="concern",
            name="concern_counted",
        ),
        migrations.AlterField(
            model_name="concern",
            name="state",
            field=models.CharField(
                choices=[
                    ("ny", "Att bedöma"),
                    ("bedomd", "Bedömd"),
                    ("avslutad", "Avslutad"),
                    ("fel", "Felregistrerad"),
                ],
                default="ny",
                max_length=10,
                verbose_name="läge",
            ),
        ),
        migrations.AlterField(
            model_name="concernevent",
            name="state",
            field=models.CharField(
                choices=[
                    ("ny", "Att bedöma"),
                    ("bedomd", "Bedömd"),
                    ("avslutad", "Avslutad"),
                    ("fel", "Felregistrerad"),
                ],
                default="ny",
                max_length=10,
                verbose_name="läge",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                fields=["board", "happened_on"], include=("category", "milieu", "area", "state"), name="concern_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["ny", "bedomd", "avslutad", "fel"])), name="concern_state_known"
            ),
        ),
        migrations.RunSQL(GROUPS, "DROP FUNCTION app_concern_groups(date[], date[])"),
        migrations.RunSQL(PUBLISHED.format(apart=" AND c.state <> 'fel'"), PUBLISHED.format(apart="")),
    ]
