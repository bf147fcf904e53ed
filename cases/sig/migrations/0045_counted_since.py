"""What has come since an extract was gathered: answers to a summons, to who reported, and coming ages count too."""

from importlib import import_module

from django.db import migrations

before = import_module("cases.sig.migrations.0044_protect_data_access")

SINCE = before.SINCE | {
    "sig_seatanswer x JOIN sig_seat s ON s.id = x.seat_id JOIN sig_meeting m ON m.id = s.meeting_id": (
        "m.case_id",
        "x.at",
    ),
    "sig_feedback x JOIN sig_sealedpart p ON p.id = x.part_id": ("p.intake_id", "x.given_at"),
    "sig_comingage x": ("x.case_id", "x.announced_at, x.done_at"),
}
COUNTED = "\n    UNION ALL ".join(
    f"SELECT count(*) FROM {rows} JOIN asked ON {of} = ANY (asked.matters) WHERE greatest({times}) > asked.gathered_at"
    for rows, (of, times) in SINCE.items()
)
AS_BEFORE = before.FUNCTIONS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("sig", "0044_protect_data_access")]
    operations = [migrations.RunSQL(AS_BEFORE.replace(before.COUNTED, COUNTED), AS_BEFORE)]
