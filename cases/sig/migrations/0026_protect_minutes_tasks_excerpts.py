"""The second lock of minutes, tasks and excerpts: those who take part write too, what is locked stays as it is."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Policy, Protect, ProtectHistory, boards, cases, not_barred, task

CONTENT, DECIDE = "case.content", "case.decide"
READS = f"{boards(CONTENT)} OR {cases()}"
# The chief and whoever stands in; the chief of another department in the cases handed to her.
DECIDES = f"{boards(DECIDE)} AND ({boards(CONTENT)} OR {cases()})"
# Unit heads and case workers in the cases that they take part in. An emergency opening is no participation.
PARTICIPATES = (
    "cardinality((SELECT app_boards('case.participate'))) > 0 AND {} = ANY ((SELECT app_participations())::uuid[])"
)
WRITES = f"({DECIDES}) OR ({PARTICIPATES.format('case_id')})"
OF_MEETING = "EXISTS (SELECT FROM sig_meeting m WHERE m.id = meeting_id AND {})"
TAKES_PART_IN_MEETING = OF_MEETING.format(PARTICIPATES.format("m.case_id"))
UNLOCKED = OF_MEETING.format("m.locked_at IS NULL")
ADDS = OF_MEETING.format(f"m.locked_at IS NOT NULL AND (({boards(DECIDE)}) OR ({PARTICIPATES.format('m.case_id')}))")
NOT_IN_EMERGENCY = "{} <> ALL ((SELECT app_emergencies())::uuid[])"
REMINDS = task("case_tasks")
# What is to be done stays as it was given. A task says only that it is done, or that somebody was reminded.
ONLY_DONE = f"""
REVOKE UPDATE ON sig_casetask FROM {APP_ROLE};
GRANT UPDATE (done_at, done_by_id, reminded_at) ON sig_casetask TO {APP_ROLE};
"""


def read_only(table: str, condition: str, *commands: str) -> list[Policy]:
    return [Policy(table, f"read_only_{c.lower()}", c, condition, only=True) for c in commands]


class Migration(migrations.Migration):
    dependencies = [("sig", "0025_minutes_tasks_excerpts"), ("notices", "0002_protect")]
    operations = [
        # Who takes part writes the minutes until they are locked, and neither locks them nor calls the meeting off.
        Policy(
            "sig_meeting",
            "participants",
            "UPDATE",
            f"{PARTICIPATES.format('case_id')} AND locked_at IS NULL AND cancelled_at IS NULL",
        ),
        Policy("sig_meetingpoint", "participants_insert", "INSERT", TAKES_PART_IN_MEETING),
        Policy("sig_meetingpoint", "participants_update", "UPDATE", TAKES_PART_IN_MEETING),
        Policy("sig_meetingpoint", "unlocked_insert", "INSERT", UNLOCKED, only=True),
        Policy("sig_meetingpoint", "unlocked_update", "UPDATE", UNLOCKED, only=True),
        Protect("sig_minutesaddendum", select=OF_MEETING.format("true"), insert=ADDS),
        Protect("sig_casetask", select=f"{READS} OR {REMINDS}", insert=WRITES, update=f"{WRITES} OR {REMINDS}"),
        migrations.RunSQL(ONLY_DONE, migrations.RunSQL.noop),
        ProtectHistory("sig_casetaskevent", "sig_casetask"),
        Protect("sig_excerpt", select=READS, insert=DECIDES),
        Policy("sig_casetask", "not_barred", "ALL", not_barred(), only=True),
        Policy("sig_excerpt", "not_barred", "ALL", not_barred(), only=True),
        *read_only("sig_casetask", NOT_IN_EMERGENCY.format("case_id"), "INSERT", "UPDATE"),
        *read_only("sig_excerpt", NOT_IN_EMERGENCY.format("case_id"), "INSERT"),
        *read_only("sig_minutesaddendum", OF_MEETING.format(NOT_IN_EMERGENCY.format("m.case_id")), "INSERT"),
        # The round that reminds of what is due.
        Policy("sig_case", "case_tasks", "SELECT", REMINDS),
        Policy("notices_notice", "case_tasks", "INSERT", REMINDS),
        Policy("notices_mail", "case_tasks", "INSERT", REMINDS),
    ]
