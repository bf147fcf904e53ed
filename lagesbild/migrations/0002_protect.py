from django.db import migrations

from vbe.access.operations import Protect, boards

READABLE_BOARDS = """
-- Boards whose published pictures one reads: the own, those it has succeeded, and for the central samordnare the
-- municipality's all.
CREATE FUNCTION app_picture_boards() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE own AS (
    SELECT unnest(app_boards('picture.read')) AS id
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
EDIT = boards("picture.edit")
READABLE = "state = 'publicerad' AND board_id = ANY ((SELECT app_picture_boards())::uuid[])"
VISIBLE = "EXISTS (SELECT FROM lagesbild_situationpicture p WHERE p.id = picture_id)"
OF_DRAFT = (
    "EXISTS (SELECT FROM lagesbild_situationpicture p"
    f" WHERE p.id = picture_id AND p.state = 'utkast' AND {boards('picture.edit', 'p.board_id')})"
)


class Migration(migrations.Migration):
    dependencies = [("lagesbild", "0001_initial"), ("access", "0001_functions")]
    operations = [
        migrations.RunSQL(READABLE_BOARDS, "DROP FUNCTION app_picture_boards()"),
        # What is published stands: no policy lets anybody change or remove it.
        Protect(
            "lagesbild_situationpicture",
            select=f"{EDIT} OR ({READABLE})",
            insert=f"{EDIT} AND state = 'utkast' AND NOT document",
            update=f"{EDIT} AND state = 'utkast'",
            update_to=f"{EDIT} AND NOT document",
            delete=f"{EDIT} AND state = 'utkast'",
        ),
        *(
            Protect(table, select=VISIBLE, insert=OF_DRAFT, update=OF_DRAFT, delete=OF_DRAFT)
            for table in ("lagesbild_picturesection", "lagesbild_finding")
        ),
    ]
