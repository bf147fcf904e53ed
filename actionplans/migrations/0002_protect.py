from django.db import migrations

from vbe.access.operations import Protect, boards, task

READABLE_BOARDS = """
-- Boards whose decided plans one reads: the own, those it has succeeded, and for the central samordnare the
-- municipality's all.
CREATE FUNCTION app_plan_boards() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE own AS (
    SELECT unnest(app_boards('plan.read')) AS id
    UNION
    SELECT b.id FROM organisation_board b JOIN own ON b.successor_id = own.id
  ), readable AS (
    SELECT id FROM own
    UNION
    SELECT unnest(app_municipality_boards()) WHERE cardinality(app_boards('board.oversee')) > 0
  )
  SELECT coalesce(array_agg(id), '{}') FROM readable
$$;
"""
# Who reports a measure may change when the plan is decided; nothing else of it may.
DECIDED_STANDS = """
CREATE FUNCTION actionplans_decided_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'contact_id' IS DISTINCT FROM to_jsonb(OLD) - 'contact_id'
     AND NOT EXISTS (SELECT FROM actionplans_actionplan p WHERE p.id = OLD.plan_id AND p.state = 'utkast')
  THEN
    RAISE EXCEPTION 'the plan is not a draft' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided_stands BEFORE UPDATE ON actionplans_measure
  FOR EACH ROW EXECUTE FUNCTION actionplans_decided_stands();
"""
DROP_DECIDED_STANDS = """
DROP TRIGGER decided_stands ON actionplans_measure;
DROP FUNCTION actionplans_decided_stands();
"""

READ, EDIT, DECIDE = "plan.read", "plan.edit", "plan.decide"
PLAN_BOARD = "board_id = ANY ((SELECT app_plan_boards())::uuid[])"
TO_DECIDE = "state = 'framlagd' OR outcome = 'aterremiss'"
VISIBLE = "EXISTS (SELECT FROM actionplans_actionplan p WHERE p.id = plan_id)"


def of_plan(condition: str) -> str:
    """A part of a plan that meets ``condition`` and that the acting samordnare edits."""
    own = boards(EDIT, "p.board_id")
    return f"EXISTS (SELECT FROM actionplans_actionplan p WHERE p.id = plan_id AND {condition} AND {own})"


OF_DRAFT = of_plan("p.state = 'utkast'")
REPORTABLE = (
    "EXISTS (SELECT FROM actionplans_measure m JOIN actionplans_actionplan p ON p.id = m.plan_id"
    " WHERE m.id = measure_id AND p.state = 'beslutad'"
    f" AND ({boards(EDIT, 'p.board_id')} OR m.contact_id = (SELECT app_acting())))"
)
OWN_MUNICIPALITY = (
    f"municipality_id IN (SELECT b.municipality_id FROM organisation_board b WHERE {boards(READ, 'b.id')})"
)
READS_PLANS = f"cardinality((SELECT app_boards('{READ}'))::uuid[]) > 0"


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0001_initial"), ("access", "0001_functions")]
    operations = [
        migrations.RunSQL(READABLE_BOARDS, "DROP FUNCTION app_plan_boards()"),
        Protect(
            "actionplans_actionplan",
            # The report is made of what has been decided.
            select=(
                f"{boards(EDIT)} OR (({TO_DECIDE}) AND {boards(DECIDE)})"
                f" OR (state = 'beslutad' AND ({PLAN_BOARD} OR {task('report')}))"
            ),
            insert=f"{boards(EDIT)} AND state = 'utkast' AND NOT document",
            update=f"state <> 'beslutad' AND ({boards(EDIT)} OR (state = 'framlagd' AND {boards(DECIDE)}))",
            update_to=f"({boards(EDIT)} OR {boards(DECIDE)}) AND NOT document",
            delete=f"state = 'utkast' AND {boards(EDIT)}",
        ),
        Protect("actionplans_section", select=VISIBLE, insert=OF_DRAFT, update=OF_DRAFT, delete=OF_DRAFT),
        Protect("actionplans_measure", select=VISIBLE, insert=OF_DRAFT, update=of_plan("true"), delete=OF_DRAFT),
        migrations.RunSQL(DECIDED_STANDS, DROP_DECIDED_STANDS),
        # The samordnare follows up all measures, a contact the own ones; the report counts them.
        Protect(
            "actionplans_followup",
            select=f"{REPORTABLE} OR {task('report')}",
            insert=f"{REPORTABLE} AND by_id = (SELECT app_acting())",
            update=REPORTABLE,
            update_to=f"{REPORTABLE} AND by_id = (SELECT app_acting())",
        ),
        Protect("actionplans_reminder", select=of_plan("true"), insert=of_plan("p.state = 'beslutad'")),
        Protect("actionplans_guidelinearea", select=OWN_MUNICIPALITY),
        Protect(
            "actionplans_guidelineheading",
            select="EXISTS (SELECT FROM actionplans_guidelinearea a WHERE a.id = area_id)",
        ),
        Protect(
            "actionplans_guidelinemethod",
            select="EXISTS (SELECT FROM actionplans_guidelineheading h WHERE h.id = heading_id)",
        ),
        Protect(
            "actionplans_resource",
            select=f"board_id = ANY ((SELECT app_municipality_boards())::uuid[]) AND {READS_PLANS}",
        ),
    ]
