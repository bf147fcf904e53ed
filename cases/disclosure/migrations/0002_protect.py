"""The second lock of requests for public records: what is decided is closed, and nothing is changed or removed."""

from django.db import migrations

from vbe.access.operations import Grant, Protect, boards

ASSESSES = boards("concern.assess")
MINE = "(SELECT app_acting())"
OPEN = "NOT EXISTS (SELECT FROM disclosure_decision d WHERE d.request_id = {})"
OWN_REPORT = (
    f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id AND {boards('concern.assess', 'c.board_id')})"
)
CHOSEN_IN_OPEN = (
    "EXISTS (SELECT FROM disclosure_chosen c WHERE c.id = chosen_id AND c.board_id = disclosure_review.board_id"
    f" AND {OPEN.format('c.request_id')})"
)
OF_REQUEST = "EXISTS (SELECT FROM disclosure_recordsrequest r WHERE r.id = request_id AND r.board_id = {}.board_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0001_initial"),
        ("access", "0001_functions"),
        ("concerns", "0002_protect"),
    ]
    operations = [
        Grant("disclosure_ground", "SELECT"),
        Protect("disclosure_recordsrequest", select=ASSESSES, insert=f"{ASSESSES} AND registered_by_id = {MINE}"),
        Protect(
            "disclosure_chosen",
            select=ASSESSES,
            insert=f"{ASSESSES} AND by_id = {MINE} AND {OF_REQUEST.format('disclosure_chosen')} AND {OWN_REPORT}"
            f" AND {OPEN.format('disclosure_chosen.request_id')}",
        ),
        Protect("disclosure_review", select=ASSESSES, insert=f"{ASSESSES} AND by_id = {MINE} AND {CHOSEN_IN_OPEN}"),
        Protect(
            "disclosure_decision",
            select=ASSESSES,
            insert=f"{ASSESSES} AND by_id = {MINE} AND {OF_REQUEST.format('disclosure_decision')}",
        ),
    ]
