from django.db import migrations

from vbe.access.operations import Protect, ProtectHistory, boards

# Every employee of the municipality. Written by its owner until chains are run here.
OWN_MUNICIPALITY = (
    f"municipality_id IN (SELECT b.municipality_id FROM organisation_board b WHERE {boards('concern.report', 'b.id')})"
)


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_alarm_chains"), ("access", "0006_quick_boards")]
    operations = [
        Protect("notices_alarmchain", select=OWN_MUNICIPALITY),
        Protect("notices_alarmstep", select="EXISTS (SELECT FROM notices_alarmchain c WHERE c.id = chain_id)"),
        ProtectHistory("notices_alarmchainevent", of="notices_alarmchain"),
        ProtectHistory("notices_alarmstepevent", of="notices_alarmstep"),
    ]
