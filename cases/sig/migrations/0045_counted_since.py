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


def counting(since):
    """The functions as they were, with what is counted in ``since``."""
    counted = "\n    UNION ALL ".join(
        f"SELECT count(*) FROM {rows} JOIN asked ON {of} = ANY (asked.matters)"
        f" WHERE greatest({times}) > asked.gathered_at"
        for rows, (of, times) in since.items()
    )
    functions = before.FUNCTIONS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    return functions.replace(before.COUNTED, counted)


class Migration(migrations.Migration):
    dependencies = [("sig", "0044_protect_data_access")]
    operations = [migrations.RunSQL(counting(SINCE), counting(before.SINCE))]
