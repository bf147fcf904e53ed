"""A chief opens the incident of a recall, with its clocks, and cannot read it back."""

from django.db import migrations

from vbe.access.operations import Policy, boards

MINE = "(SELECT app_acting())"
DECIDES = boards("case.decide")
# The recall has the incident's id.
INCIDENT = (
    "EXISTS (SELECT FROM sig_recall r WHERE r.id = incidents_incident.id"
    f" AND r.board_id = incidents_incident.board_id AND r.by_id = {MINE})"
)
CLOCK = (
    "EXISTS (SELECT FROM sig_recall r WHERE r.id = incidents_clock.incident_id"
    f" AND r.board_id = incidents_clock.board_id AND r.by_id = {MINE})"
)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_protect"), ("sig", "0024_protect_sharing")]
    operations = [
        Policy("incidents_incident", "of_recall", "INSERT", f"{DECIDES} AND registered_by_id = {MINE} AND {INCIDENT}"),
        Policy("incidents_clock", "of_recall", "INSERT", f"{DECIDES} AND {CLOCK}"),
    ]
