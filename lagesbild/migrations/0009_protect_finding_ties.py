"""A finding's ties are seen by whoever sees both ends, and made by whoever writes the board's pictures."""

from django.db import migrations

from vbe.access.operations import Policy, Protect, ProtectHistory, boards, not_barred

SEEN = "EXISTS (SELECT FROM lagesbild_finding f WHERE f.id = finding_id)"
OWN = (
    "EXISTS (SELECT FROM lagesbild_finding f JOIN lagesbild_situationpicture p ON p.id = f.picture_id"
    f" WHERE f.id = finding_id AND {boards('picture.edit', 'p.board_id')})"
)
WAYS = " OR ".join(
    boards("concern.view", f"c.{column}") for column in ("board_id", "reporter_board_id", "previous_board_id")
)
# Not its writer, who is told nothing of what the report is used for.
REPORT = f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id AND ({WAYS}))"
MEASURE = "EXISTS (SELECT FROM actionplans_measure m WHERE m.id = measure_id)"
MINE = "by_id = (SELECT app_acting())"


def goes_with(table: str, column: str, target: str) -> migrations.RunSQL:
    """The tie goes when one of its ends does, also when whoever removes that does not see the tie."""
    name = f"{table.removeprefix('lagesbild_')}_{column}"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}_id) REFERENCES {target} (id)"
        " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("lagesbild", "0008_finding_ties"),
        ("concerns", "0016_protect_desk"),
        ("actionplans", "0002_protect"),
        ("access", "0005_barred"),
    ]
    operations = [
        goes_with("lagesbild_findingreport", "finding", "lagesbild_finding"),
        goes_with("lagesbild_findingreport", "concern", "concerns_concern"),
        goes_with("lagesbild_findingmeasure", "finding", "lagesbild_finding"),
        goes_with("lagesbild_findingmeasure", "measure", "actionplans_measure"),
        Protect(
            "lagesbild_findingreport",
            select=f"{SEEN} AND {REPORT}",
            insert=f"{OWN} AND {REPORT} AND {MINE}",
            delete=f"{OWN} AND {REPORT}",
        ),
        Policy("lagesbild_findingreport", "not_barred", "ALL", not_barred("concern_id"), only=True),
        Protect(
            "lagesbild_findingmeasure",
            select=f"{SEEN} AND {MEASURE}",
            insert=f"{OWN} AND {MEASURE} AND {MINE}",
            delete=f"{OWN} AND {MEASURE}",
        ),
        ProtectHistory("lagesbild_findingreportevent", of="lagesbild_findingreport"),
        ProtectHistory("lagesbild_findingmeasureevent", of="lagesbild_findingmeasure"),
    ]
