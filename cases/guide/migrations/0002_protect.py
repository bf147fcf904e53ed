from django.db import migrations

from vbe.access.operations import APP_ROLE, Policy, Protect, ProtectHistory, boards

EDIT = "guide.edit"

FUNCTIONS = """
-- The municipality whose common guide one writes: the central samordnare's; where there is none, that of the samordnare
-- of a municipality without districts. A district's samordnare writes the district's own addition.
CREATE FUNCTION app_guide_municipality() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT own.municipality_id
  FROM organisation_assignment a JOIN organisation_board own ON own.id = a.board_id
  WHERE a.id = app_acting() AND own.id = ANY (app_boards('guide.edit')) AND (
    cardinality(app_boards('board.oversee')) > 0
    OR NOT EXISTS (
      SELECT FROM organisation_board d
      WHERE d.municipality_id = own.municipality_id AND d.kind = 'stadsdelsnamnd'
        AND d.starts <= app_today() AND (d.ends IS NULL OR d.ends >= app_today()))
    AND NOT EXISTS (
      SELECT FROM organisation_assignment c JOIN organisation_board b ON b.id = c.board_id
      WHERE b.municipality_id = own.municipality_id AND c.role = 'central_samordnare' AND c.deputy_for_id IS NULL
        AND c.starts <= app_today() AND (c.ends IS NULL OR c.ends >= app_today())))
$$;

-- Adds one, and can do nothing else: for the board one works for, otherwise for the municipality's public page.
CREATE FUNCTION app_guide_tally(new_id uuid, municipality uuid, of_situation text, of_outcome text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own uuid;
  own_municipality uuid := municipality;
BEGIN
  SELECT b.id, b.municipality_id INTO own, own_municipality
  FROM organisation_assignment a JOIN organisation_board b ON b.id = a.board_id WHERE a.id = app_acting();
  INSERT INTO guide_tally (id, municipality_id, board_id, situation, outcome, month, count)
  VALUES (new_id, coalesce(own_municipality, municipality), own, of_situation, of_outcome,
    date_trunc('month', app_today())::date, 1)
  ON CONFLICT (municipality_id, board_id, situation, outcome, month) DO UPDATE SET count = guide_tally.count + 1;
END $$;
"""
DROP = """
DROP FUNCTION app_guide_tally(uuid, uuid, text, text);
DROP FUNCTION app_guide_municipality();
"""

MINE = "municipality_id = (SELECT app_guide_municipality())"
ME = "(SELECT app_acting())"
VISIBLE = "EXISTS (SELECT FROM guide_guide g WHERE g.id = guide_id)"
OF_DRAFT = (
    "EXISTS (SELECT FROM guide_guide g WHERE g.id = guide_id AND g.state = 'utkast'"
    " AND g.municipality_id = (SELECT app_guide_municipality()))"
)
OWN_BOARD = f"{boards(EDIT)} AND board_id = (SELECT a.board_id FROM organisation_assignment a WHERE a.id = {ME})"
IN_MUNICIPALITY = (
    "(board_id IS NULL OR EXISTS (SELECT FROM organisation_board b WHERE b.id = board_id"
    " AND b.municipality_id = organisation_phonenumber.municipality_id))"
)
NUMBERS = f"({MINE} OR {boards(EDIT)}) AND {IN_MUNICIPALITY}"
# Only what a publication writes; whose guide it is stays.
COLUMNS = f"""
REVOKE UPDATE ON guide_guide FROM {APP_ROLE};
GRANT UPDATE (state, number, published_at, published_by_id) ON guide_guide TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("guide", "0001_initial"),
        ("access", "0006_quick_boards"),
        ("administration", "0001_protect"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        # A published version is read by everybody, and stands: no policy lets anybody change or remove it.
        Protect(
            "guide_guide",
            select=f"state = 'publicerad' OR {MINE}",
            insert=(
                f"{MINE} AND (state = 'utkast' OR (state = 'publicerad' AND same_as_id IS NOT NULL"
                f" AND published_by_id = {ME}))"
            ),
            update=f"{MINE} AND state = 'utkast'",
            update_to=f"{MINE} AND (published_by_id IS NULL OR published_by_id = {ME})",
            delete=f"{MINE} AND state = 'utkast'",
        ),
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
        Protect("guide_entry", select=VISIBLE, insert=OF_DRAFT, update=OF_DRAFT, delete=OF_DRAFT),
        Protect("guide_localaddition", select="true", insert=OWN_BOARD, update=OWN_BOARD),
        # Written by the function above alone.
        Protect(
            "guide_tally",
            select=(
                f"{boards(EDIT)} OR {MINE} OR (board_id IS NULL AND municipality_id IN"
                f" (SELECT b.municipality_id FROM organisation_board b WHERE {boards(EDIT, 'b.id')}))"
            ),
        ),
        # What a draft once said is nobody's to read.
        *(ProtectHistory(f"guide_{name}event") for name in ("guide", "entry", "localaddition")),
        # Beside administrators: whoever writes the guide, and of a board's own numbers its samordnare.
        *(
            Policy("organisation_phonenumber", f"guide_{command.lower()}", command, NUMBERS)
            for command in ("INSERT", "UPDATE", "DELETE")
        ),
    ]
