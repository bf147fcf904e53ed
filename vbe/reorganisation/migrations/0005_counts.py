"""What was registered wrongly in another system is counted in nothing, whether or not it has moved.

Two migrations of two apps each wrote the whole function, and the later one to run was the only one to hold. From here on
both rules stand in one.
"""

from importlib import import_module

from django.db import migrations

before = import_module("vbe.reorganisation.migrations.0003_counts").COUNTS
RULE = "WHERE c.happened_on BETWEEN starts AND ends"
COUNTS = before.replace("c.category, c.milieu, c.happened_on FROM", "c.category, c.milieu, c.happened_on, c.state FROM")
COUNTS = COUNTS.replace(RULE, f"{RULE} AND c.state <> 'fel'")


class Migration(migrations.Migration):
    dependencies = [("reorganisation", "0004_history"), ("concerns", "0022_any_counted")]
    operations = [migrations.RunSQL(COUNTS, before)]
