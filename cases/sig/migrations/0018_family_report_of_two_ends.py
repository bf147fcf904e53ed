"""A report about a child in the family has two ends and no board of its own: it is seen where either end is."""

from django.db import migrations, models

from vbe.access.operations import boards, cases

IN_CASE = (
    f"EXISTS (SELECT FROM sig_case c WHERE c.intake_id = origin_id AND ({boards('case.content')} OR {cases('c.id')}))"
)
# Whoever sees an arrival sees what it has to do with; its own policies say who that is.
ENDS = f"EXISTS (SELECT FROM sig_intake i WHERE i.id IN (intake_id, origin_id)) OR {IN_CASE}"
WRITES = "by_id = (SELECT app_acting()) AND app_writes_intake(origin_id, from_board_id, true)"
IN_MUNICIPALITY = "board_id = ANY ((SELECT app_municipality_boards())::uuid[])"
BY_BOARD = f"{boards('intake.view')} OR {boards('intake.view', 'from_board_id')} OR {IN_CASE}"
POLICIES = """
DROP POLICY "select" ON sig_familyreport;
DROP POLICY "insert" ON sig_familyreport;
CREATE POLICY "select" ON sig_familyreport FOR SELECT USING ({select});
CREATE POLICY "insert" ON sig_familyreport FOR INSERT WITH CHECK ({insert});
"""


class Migration(migrations.Migration):
    dependencies = [("sig", "0017_reception_filled"), ("organisation", "0010_legal_rows_read")]
    operations = [
        migrations.RunSQL(
            POLICIES.format(select=ENDS, insert=WRITES),
            POLICIES.format(select=BY_BOARD, insert=f"{WRITES} AND {IN_MUNICIPALITY}"),
        ),
        migrations.AlterField(
            "familyreport",
            "board",
            models.ForeignKey(
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="organisation.board",
                verbose_name="mottagande nämnd",
            ),
        ),
        # Taken back, it says the child's board again.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "UPDATE sig_familyreport f SET board_id = i.board_id FROM sig_intake i WHERE i.id = f.intake_id;"
            " SET CONSTRAINTS ALL IMMEDIATE",
        ),
        migrations.RemoveField("familyreport", "board"),
    ]
