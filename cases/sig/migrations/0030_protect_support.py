"""The second lock of support: whoever takes part proposes and follows up, and the chief alone decides."""

from django.db import migrations

from vbe.access.operations import Policy, Protect, ProtectHistory, boards, cases, not_barred, taking_part

CONTENT, DECIDE = "case.content", "case.decide"
READS = f"{boards(CONTENT)} OR {cases()}"
# The chief of another department decides in the cases handed to her, and sees no others.
DECIDES = f"({boards(DECIDE)} AND ({READS}))"
# Case workers and unit heads of the board who take part.
WORKS = f"{DECIDES} OR ({boards('case.participate')} AND {taking_part()})"
ACTING = "(SELECT app_acting())"
OF_CASE = ("sig_supportmeasure", "sig_supportreview", "sig_trackchoice", "sig_stepdone", "sig_safetyplan")
NOT_IN_EMERGENCY = "case_id <> ALL ((SELECT app_emergencies())::uuid[])"
OF_ITS_CASE = "EXISTS (SELECT FROM sig_case c WHERE c.id = case_id AND c.board_id = {}.board_id)"
MEASURE = "EXISTS (SELECT FROM sig_supportmeasure m WHERE m.id = measure_id AND m.case_id = {}.case_id)"
OWN_MUNICIPALITY = (
    "municipality_id IN (SELECT b.municipality_id FROM organisation_board b"
    " WHERE b.id = ANY ((SELECT app_municipality_boards())::uuid[]))"
)
# A participant may change a proposal and follow up, in the same columns' row as the decision stands in.
CHIEF_DECIDES = """
CREATE FUNCTION sig_chief_decides() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF app_acting() IS NOT NULL AND NOT (NEW.board_id = ANY (app_boards('case.decide')))
     AND (NEW.decided_by_id, NEW.decided_at, NEW.ended_by_id, NEW.ended_at, NEW.result)
       IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at, OLD.ended_by_id, OLD.ended_at, OLD.result)
  THEN
    RAISE EXCEPTION 'the chief decides' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER chief_decides BEFORE UPDATE ON sig_supportmeasure
  FOR EACH ROW EXECUTE FUNCTION sig_chief_decides();
"""
ANYBODY_DECIDES = """
DROP TRIGGER chief_decides ON sig_supportmeasure;
DROP FUNCTION sig_chief_decides();
"""


def only_reads_in_emergency(table: str) -> list[Policy]:
    return [
        Policy(table, f"read_only_{command.lower()}", command, NOT_IN_EMERGENCY, only=True)
        for command in ("INSERT", "UPDATE", "DELETE")
    ]


class Migration(migrations.Migration):
    dependencies = [("sig", "0029_support"), ("access", "0006_quick_boards")]
    operations = [
        Protect("sig_trackstep", select=OWN_MUNICIPALITY),
        Protect(
            "sig_supportmeasure",
            select=READS,
            insert=(
                f"({WORKS}) AND proposed_by_id = {ACTING} AND state = 'foreslagen'"
                f" AND {OF_ITS_CASE.format('sig_supportmeasure')}"
            ),
            update=WORKS,
        ),
        migrations.RunSQL(CHIEF_DECIDES, ANYBODY_DECIDES),
        Protect(
            "sig_supportreview",
            select=READS,
            insert=f"({WORKS}) AND by_id = {ACTING} AND {MEASURE.format('sig_supportreview')}",
        ),
        Protect(
            "sig_trackchoice",
            select=READS,
            insert=f"{DECIDES} AND by_id = {ACTING} AND {OF_ITS_CASE.format('sig_trackchoice')}",
        ),
        Protect(
            "sig_stepdone",
            select=READS,
            insert=f"({WORKS}) AND by_id = {ACTING} AND {OF_ITS_CASE.format('sig_stepdone')}",
            update=WORKS,
        ),
        Protect(
            "sig_safetyplan",
            select=READS,
            insert=f"({WORKS}) AND {OF_ITS_CASE.format('sig_safetyplan')}",
            update=WORKS,
        ),
        *(Policy(table, "not_barred", "ALL", not_barred(), only=True) for table in OF_CASE),
        *(policy for table in OF_CASE for policy in only_reads_in_emergency(table)),
        ProtectHistory("sig_supportmeasureevent", of="sig_supportmeasure"),
        ProtectHistory("sig_stepdoneevent", of="sig_stepdone"),
        ProtectHistory("sig_safetyplanevent", of="sig_safetyplan"),
    ]
