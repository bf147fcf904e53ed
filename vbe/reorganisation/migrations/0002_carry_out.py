"""How boards merge and split: by functions that run as the owner, since nobody else may change the board of a row."""

from django.db import migrations

from vbe.access.operations import Protect, task

# The list of what moves follows the rooms' own (vbe/reorganisation/rooms.py). The application may not even read it.
KINDS = """
CREATE TABLE reorganisation_kind (
  kind text PRIMARY KEY, position integer NOT NULL, tbl text NOT NULL, board_column text NOT NULL, open text NOT NULL,
  parents text[] NOT NULL, parent_column text NOT NULL, by_unit boolean NOT NULL, goes text NOT NULL,
  assignments text[] NOT NULL, also text NOT NULL, thereafter text NOT NULL, once text[], among text NOT NULL
);
"""

WHO = """
-- The municipality whose boards the acting assignment may merge and split: an administrator's on the executive board.
CREATE FUNCTION app_reorganises() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT b.municipality_id FROM organisation_assignment a JOIN organisation_board b ON b.id = a.board_id
  WHERE a.id = app_acting() AND b.kind = 'kommunstyrelse' AND b.id = ANY (app_boards('board.reorganise'))
$$;

CREATE FUNCTION app_may_reorganise(reorg uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM reorganisation_reorganisation r
    WHERE r.id = reorg AND (app_task() = 'reorganise' OR r.municipality_id = app_reorganises()))
$$;
"""

WHERE_TO = """
CREATE FUNCTION app_reorganisation_main(reorg uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT id FROM reorganisation_successor WHERE reorganisation_id = reorg ORDER BY position LIMIT 1
$$;

-- The successor of what lies in a unit; without unit or choice, the first one.
CREATE FUNCTION app_reorganisation_of_unit(reorg uuid, unit uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT successor_id FROM reorganisation_unitchoice WHERE reorganisation_id = reorg AND unit_id = unit),
    app_reorganisation_main(reorg))
$$;

-- The successors in which a department goes on: where its units go.
CREATE FUNCTION app_reorganisation_departments(reorg uuid) RETURNS TABLE (department_id uuid, successor_id uuid)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT d.id, app_reorganisation_of_unit(reorg, u.id)
  FROM reorganisation_part p JOIN organisation_department d ON d.board_id = p.board_id
  LEFT JOIN organisation_unit u ON u.department_id = d.id
  WHERE p.reorganisation_id = reorg
$$;

-- Where an assignment goes on: with its unit, with its department wherever that goes, otherwise in the first successor.
CREATE FUNCTION app_reorganisation_places(reorg uuid, assignment uuid)
RETURNS TABLE (successor_id uuid, nth smallint) LANGUAGE sql STABLE AS $$
  SELECT s.id, s.position FROM organisation_assignment a JOIN reorganisation_successor s ON s.reorganisation_id = reorg
  WHERE a.id = assignment AND CASE
    WHEN a.unit_id IS NOT NULL THEN s.id = app_reorganisation_of_unit(reorg, a.unit_id)
    WHEN a.department_id IS NOT NULL THEN s.id IN (
      SELECT d.successor_id FROM app_reorganisation_departments(reorg) d WHERE d.department_id = a.department_id)
    ELSE s.id = app_reorganisation_main(reorg) END
$$;

-- Who goes on where, and for how long: everybody who holds an assignment on the day or later. The same person in the
-- same role on two of the boards becomes one.
CREATE FUNCTION app_reorganisation_going_on(reorg uuid)
RETURNS TABLE (user_id uuid, role text, successor_id uuid, were uuid[], starts date, ends date)
LANGUAGE sql STABLE AS $$
  SELECT a.user_id, a.role, t.successor_id, array_agg(a.id ORDER BY a.deputy_for_id NULLS FIRST, a.starts, a.id),
    greatest(min(a.starts), r.takes_effect), CASE WHEN bool_and(a.ends IS NOT NULL) THEN max(a.ends) END
  FROM reorganisation_reorganisation r JOIN reorganisation_part p ON p.reorganisation_id = r.id
  JOIN organisation_assignment a ON a.board_id = p.board_id
  CROSS JOIN LATERAL app_reorganisation_places(reorg, a.id) t
  WHERE r.id = reorg AND a.ended_at IS NULL AND (a.ends IS NULL OR a.ends >= r.takes_effect)
  GROUP BY a.user_id, a.role, t.successor_id, r.takes_effect
$$;

-- What has been decided of two roles in one person holds wherever the person goes on.
CREATE FUNCTION app_reorganisation_decisions(reorg uuid) RETURNS TABLE (combination_id uuid, successor_id uuid)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT c.id, g.successor_id FROM reorganisation_part p
  JOIN organisation_combination c ON c.board_id = p.board_id
  JOIN app_reorganisation_going_on(reorg) g ON g.user_id = c.user_id
  WHERE p.reorganisation_id = reorg
$$;

-- What a unit or an assignment goes on as; itself when it has not moved.
CREATE FUNCTION app_reorganisation_became(reorg uuid, of_kind text, was uuid, on_board uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT became_id FROM reorganisation_move
    WHERE reorganisation_id = reorg AND kind = of_kind AND object_id = was
      AND (to_board_id = on_board OR of_kind <> 'organisation.unit')
    ORDER BY (to_board_id = on_board) DESC LIMIT 1), was)
$$;
"""

# $1 is the reorganisation, $2 its first successor, $3 its date.
ROWS = """
CREATE FUNCTION app_reorganisation_rows(of_kind text, staying boolean) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE k reorganisation_kind;
BEGIN
  SELECT * INTO STRICT k FROM reorganisation_kind WHERE kind = of_kind;
  IF k.parent_column <> '' THEN
    RETURN (SELECT string_agg(format(
      'SELECT r.id, p.from_board, p.successor_id FROM %I r JOIN (%s) p ON p.id = r.%I',
      k.tbl, app_reorganisation_rows(parent, staying), k.parent_column), ' UNION ALL ') FROM unnest(k.parents) parent);
  END IF;
  RETURN format(
    'SELECT r.id, o.board_id AS from_board, coalesce(%s, $2) AS successor_id FROM %I r'
    ' JOIN reorganisation_part o ON o.reorganisation_id = $1 AND o.board_id = r.%I WHERE %s (%s)',
    CASE WHEN k.goes <> '' THEN k.goes
      WHEN k.by_unit THEN 'app_reorganisation_of_unit($1, r.unit_id)' ELSE 'NULL::uuid' END,
    k.tbl, k.board_column, CASE WHEN staying THEN 'NOT' ELSE '' END, k.open);
END $$;

-- How much goes to each successor, and (without successor) how much stays, by kind. The same rows as then move.
CREATE FUNCTION app_reorganisation_preview(reorg uuid) RETURNS TABLE (kind text, successor_id uuid, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE k reorganisation_kind; main uuid := app_reorganisation_main(reorg); day date;
BEGIN
  SELECT r.takes_effect INTO day FROM reorganisation_reorganisation r WHERE r.id = reorg AND app_may_reorganise(reorg);
  IF day IS NULL THEN RETURN; END IF;
  RETURN QUERY SELECT 'organisation.unit'::text, app_reorganisation_of_unit(reorg, u.id), count(*)
    FROM organisation_unit u JOIN reorganisation_part p ON p.board_id = u.board_id AND p.reorganisation_id = reorg
    GROUP BY 2;
  RETURN QUERY SELECT 'organisation.assignment'::text, g.successor_id, sum(cardinality(g.were))::bigint
    FROM app_reorganisation_going_on(reorg) g GROUP BY 2;
  RETURN QUERY SELECT 'organisation.absence'::text, g.successor_id, count(*)
    FROM app_reorganisation_going_on(reorg) g JOIN organisation_absence x ON x.assignment_id = ANY (g.were)
    WHERE x.ends >= day GROUP BY 2;
  RETURN QUERY SELECT 'organisation.combination'::text, d.successor_id, count(*)
    FROM app_reorganisation_decisions(reorg) d GROUP BY 2;
  FOR k IN SELECT * FROM reorganisation_kind ORDER BY position LOOP
    RETURN QUERY EXECUTE format('SELECT %L::text, q.successor_id, count(*) FROM (%s) q GROUP BY 2',
      k.kind, app_reorganisation_rows(k.kind, false)) USING reorg, main, day;
    RETURN QUERY EXECUTE format('SELECT %L::text, NULL::uuid, count(*) FROM (%s) q',
      k.kind, app_reorganisation_rows(k.kind, true)) USING reorg, main, day;
  END LOOP;
END $$;

-- Kinds of which two rows would need the same place on a successor: something to settle first.
CREATE FUNCTION app_reorganisation_clashes(reorg uuid) RETURNS TABLE (kind text, successor_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE k reorganisation_kind; main uuid := app_reorganisation_main(reorg); day date; names text;
BEGIN
  SELECT r.takes_effect INTO day FROM reorganisation_reorganisation r WHERE r.id = reorg AND app_may_reorganise(reorg);
  IF day IS NULL THEN RETURN; END IF;
  FOR k IN SELECT * FROM reorganisation_kind WHERE once IS NOT NULL ORDER BY position LOOP
    SELECT coalesce(string_agg(format(', r.%I', c), ''), '') INTO names FROM unnest(k.once) c;
    RETURN QUERY EXECUTE format(
      'SELECT DISTINCT %1$L::text, c.successor_id FROM ('
      ' SELECT w.successor_id FROM ('
      '  SELECT r.id, q.successor_id %2$s FROM %3$I r JOIN (%4$s) q ON q.id = r.id'
      '  UNION ALL SELECT r.id, s.id %2$s FROM %3$I r JOIN reorganisation_successor s'
      '   ON s.reorganisation_id = $1 AND s.board_id = r.%7$I WHERE %5$s) w'
      ' GROUP BY %6$s HAVING count(*) > 1) c',
      k.kind, names, k.tbl, app_reorganisation_rows(k.kind, false), k.among,
      replace('w.successor_id' || names, 'r.', 'w.'), k.board_column) USING reorg, main, day;
  END LOOP;
END $$;

-- Open rows on boards that have ended: there should be none.
CREATE FUNCTION app_reorganisation_orphans(day date) RETURNS TABLE (kind text, id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE k reorganisation_kind; parent_table text;
BEGIN
  IF app_task() <> 'reorganise' THEN RETURN; END IF;
  FOR k IN SELECT * FROM reorganisation_kind ORDER BY position LOOP
    IF k.parent_column = '' THEN
      RETURN QUERY EXECUTE format('SELECT %L::text, r.id FROM %I r JOIN organisation_board b ON b.id = r.%I'
        ' WHERE b.ends < $3 AND $1 IS NULL AND $2 IS NULL AND (%s)', k.kind, k.tbl, k.board_column, k.open)
        USING NULL::uuid, NULL::uuid, day;
    ELSE
      -- What hangs under something that has left the board.
      FOR parent_table IN SELECT o.tbl FROM reorganisation_kind o WHERE o.kind = ANY (k.parents) LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, r.id FROM %I r JOIN %I p ON p.id = r.%I'
          ' JOIN organisation_board b ON b.id = r.board_id WHERE b.ends < $1 AND r.board_id <> p.board_id',
          k.kind, k.tbl, parent_table, k.parent_column) USING day;
      END LOOP;
    END IF;
  END LOOP;
  RETURN QUERY SELECT 'organisation.assignment'::text, a.id FROM organisation_assignment a
    JOIN organisation_board b ON b.id = a.board_id
    WHERE b.ends < day AND a.ended_at IS NULL AND (a.ends IS NULL OR a.ends > day);
END $$;
"""

# `roles` is the table of permissions, role by role; `reading` those of them that only read.
CARRY_OUT = """
CREATE FUNCTION app_role_groups(of_board uuid, on_boards uuid[], roles jsonb, at_most text[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO auth_group (name)
    SELECT b.code || ':' || r FROM organisation_board b, jsonb_object_keys(roles) r WHERE b.id = of_board
    ON CONFLICT (name) DO NOTHING;
  INSERT INTO guardian_groupobjectpermission (permission_id, content_type_id, object_pk, group_id)
    SELECT p.id, t.id, o::text, g.id
    FROM organisation_board b CROSS JOIN jsonb_each(roles) r CROSS JOIN jsonb_array_elements_text(r.value) may
    CROSS JOIN unnest(on_boards) o
    JOIN auth_group g ON g.name = b.code || ':' || r.key
    JOIN django_content_type t ON t.app_label = 'organisation' AND t.model = 'board'
    JOIN auth_permission p ON p.content_type_id = t.id AND p.codename = may
    WHERE b.id = of_board AND (at_most IS NULL OR may = ANY (at_most))
    ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION app_reorganise_boards(reorg uuid, roles jsonb) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE s record; day date; made uuid;
BEGIN
  SELECT takes_effect INTO day FROM reorganisation_reorganisation WHERE id = reorg;
  FOR s IN SELECT * FROM reorganisation_successor WHERE reorganisation_id = reorg ORDER BY position LOOP
    IF s.board_id IS NULL THEN
      made := uuidv7();
      INSERT INTO organisation_board
        SELECT (jsonb_populate_record(NULL::organisation_board, to_jsonb(b) || jsonb_build_object(
          'id', made, 'name', s.name, 'area', s.area, 'code', s.code, 'prefix', s.prefix, 'starts', day,
          'ends', NULL, 'successor_id', NULL))).*
        FROM reorganisation_part p JOIN organisation_board b ON b.id = p.board_id
        WHERE p.reorganisation_id = reorg ORDER BY b.covers_places DESC, b.needs_coordinator DESC, b.code LIMIT 1;
      UPDATE reorganisation_successor SET board_id = made WHERE id = s.id;
    ELSE
      made := s.board_id;
    END IF;
    PERFORM app_role_groups(made, ARRAY[made], roles, NULL);
  END LOOP;
END $$;

-- Departments and units of the same name go on as one; others are made.
CREATE FUNCTION app_reorganise_units(reorg uuid, at timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO organisation_department
    SELECT (jsonb_populate_record(NULL::organisation_department,
      to_jsonb(w.d) || jsonb_build_object('id', uuidv7(), 'board_id', w.board_id))).*
    FROM (SELECT DISTINCT ON (s.board_id, d.name) s.board_id, d
      FROM app_reorganisation_departments(reorg) t JOIN organisation_department d ON d.id = t.department_id
      JOIN reorganisation_successor s ON s.id = t.successor_id) w
    ON CONFLICT (board_id, name) DO NOTHING;
  INSERT INTO organisation_unit
    SELECT (jsonb_populate_record(NULL::organisation_unit, to_jsonb(w.u) || jsonb_build_object(
      'id', uuidv7(), 'board_id', w.board_id, 'department_id', w.department_id))).*
    FROM (SELECT DISTINCT ON (n.id, u.name) u, s.board_id, n.id AS department_id
      FROM reorganisation_part p JOIN organisation_unit u ON u.board_id = p.board_id
      JOIN organisation_department d ON d.id = u.department_id
      JOIN reorganisation_successor s ON s.id = app_reorganisation_of_unit(reorg, u.id)
      JOIN organisation_department n ON n.board_id = s.board_id AND n.name = d.name
      WHERE p.reorganisation_id = reorg) w
    ON CONFLICT (department_id, name) DO NOTHING;
  INSERT INTO reorganisation_move (id, reorganisation_id, kind, object_id, from_board_id, to_board_id, became_id, at)
    SELECT uuidv7(), reorg, 'organisation.unit', u.id, u.board_id, s.board_id, new.id, app_reorganise_units.at
    FROM reorganisation_part p JOIN organisation_unit u ON u.board_id = p.board_id
    JOIN organisation_department d ON d.id = u.department_id
    JOIN reorganisation_successor s ON s.id = app_reorganisation_of_unit(reorg, u.id)
    JOIN organisation_department n ON n.board_id = s.board_id AND n.name = d.name
    JOIN organisation_unit new ON new.department_id = n.id AND new.name = u.name
    WHERE p.reorganisation_id = reorg;
END $$;

-- Each goes on in a new assignment from the day; the old one says what its holder was until then.
CREATE FUNCTION app_reorganise_assignments(reorg uuid, day date, at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE g record; made uuid;
BEGIN
  -- First the decisions, since a combination without one is refused.
  WITH decided AS (
    SELECT uuidv7() AS id, c, s.board_id FROM app_reorganisation_decisions(reorg) d
    JOIN organisation_combination c ON c.id = d.combination_id JOIN reorganisation_successor s ON s.id = d.successor_id
  ), copied AS (
    INSERT INTO organisation_combination
      SELECT (jsonb_populate_record(NULL::organisation_combination, to_jsonb(decided.c) || jsonb_build_object(
        'id', decided.id, 'board_id', decided.board_id))).* FROM decided
  )
  INSERT INTO reorganisation_move (id, reorganisation_id, kind, object_id, from_board_id, to_board_id, became_id, at)
    SELECT uuidv7(), reorg, 'organisation.combination', (c).id, (c).board_id, board_id, id,
      app_reorganise_assignments.at FROM decided;
  FOR g IN
    SELECT o.*, s.board_id FROM app_reorganisation_going_on(reorg) o
    JOIN reorganisation_successor s ON s.id = o.successor_id
  LOOP
    SELECT e.id INTO made FROM organisation_assignment e
      WHERE e.board_id = g.board_id AND e.user_id = g.user_id AND e.role = g.role AND e.ended_at IS NULL
        AND daterange(e.starts, e.ends, '[]') && daterange(g.starts, g.ends, '[]')
      ORDER BY e.deputy_for_id NULLS FIRST, e.starts LIMIT 1;
    IF made IS NULL THEN
      made := uuidv7();
      INSERT INTO organisation_assignment
        SELECT (jsonb_populate_record(NULL::organisation_assignment, to_jsonb(a) || jsonb_build_object(
          'id', made, 'board_id', g.board_id, 'starts', g.starts, 'ends', g.ends,
          'group_id', (SELECT r.id FROM auth_group r JOIN organisation_board b ON r.name = b.code || ':' || a.role
            WHERE b.id = g.board_id),
          'unit_id', (SELECT app_reorganisation_became(reorg, 'organisation.unit', a.unit_id, g.board_id)),
          'department_id', (SELECT n.id FROM organisation_department d JOIN organisation_department n
            ON n.board_id = g.board_id AND n.name = d.name WHERE d.id = a.department_id)))).*
        FROM organisation_assignment a WHERE a.id = g.were[1];
    END IF;
    INSERT INTO reorganisation_move (id, reorganisation_id, kind, object_id, from_board_id, to_board_id, became_id, at)
      SELECT uuidv7(), reorg, 'organisation.assignment', a.id, a.board_id, g.board_id, made,
        app_reorganise_assignments.at
      FROM organisation_assignment a WHERE a.id = ANY (g.were);
  END LOOP;
  -- A deputy goes on as the deputy of the one who goes on.
  UPDATE organisation_assignment n
    SET deputy_for_id = app_reorganisation_became(reorg, 'organisation.assignment', n.deputy_for_id, n.board_id)
    FROM reorganisation_move m
    WHERE m.reorganisation_id = reorg AND m.kind = 'organisation.assignment' AND m.became_id = n.id
      AND n.deputy_for_id IS NOT NULL;
  WITH away AS (
    SELECT uuidv7() AS id, x, m.became_id, m.from_board_id, m.to_board_id FROM organisation_absence x
    JOIN reorganisation_move m ON m.reorganisation_id = reorg AND m.kind = 'organisation.assignment'
      AND m.object_id = x.assignment_id
    WHERE x.ends >= day
  ), copied AS (
    INSERT INTO organisation_absence
      SELECT (jsonb_populate_record(NULL::organisation_absence, to_jsonb(away.x) || jsonb_build_object(
        'id', away.id, 'assignment_id', away.became_id, 'starts', greatest((away.x).starts, day)))).* FROM away
  )
  INSERT INTO reorganisation_move (id, reorganisation_id, kind, object_id, from_board_id, to_board_id, became_id, at)
    SELECT uuidv7(), reorg, 'organisation.absence', (x).id, from_board_id, to_board_id, id,
      app_reorganise_assignments.at FROM away;
END $$;

CREATE FUNCTION app_reorganise_rows(reorg uuid, day date, at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE k reorganisation_kind; sets text;
BEGIN
  -- First all that is to move is written down, and then it moves: a row is found by where the others are.
  FOR k IN SELECT * FROM reorganisation_kind ORDER BY position LOOP
    EXECUTE format('INSERT INTO reorganisation_move'
      ' (id, reorganisation_id, kind, object_id, from_board_id, to_board_id, at)'
      ' SELECT uuidv7(), $1, %L, q.id, q.from_board, s.board_id, $4'
      ' FROM (%s) q JOIN reorganisation_successor s ON s.id = q.successor_id',
      k.kind, app_reorganisation_rows(k.kind, false)) USING reorg, app_reorganisation_main(reorg), day, app_reorganise_rows.at;
  END LOOP;
  FOR k IN SELECT * FROM reorganisation_kind ORDER BY position LOOP
    SELECT coalesce(string_agg(format(
      ', %1$I = app_reorganisation_became($1, ''organisation.assignment'', r.%1$I, m.to_board_id)', c), ''), '')
      INTO sets FROM unnest(k.assignments) c;
    IF k.by_unit THEN
      sets := sets || ', unit_id = app_reorganisation_became($1, ''organisation.unit'', r.unit_id, m.to_board_id)';
    END IF;
    IF k.also <> '' THEN
      sets := sets || ', ' || k.also;
    END IF;
    EXECUTE format('UPDATE %I r SET %I = m.to_board_id %s FROM reorganisation_move m'
      ' WHERE m.reorganisation_id = $1 AND m.kind = %L AND m.object_id = r.id AND m.at = $2',
      k.tbl, k.board_column, sets, k.kind)
      USING reorg, app_reorganise_rows.at;
  END LOOP;
  FOR k IN SELECT * FROM reorganisation_kind WHERE thereafter <> '' ORDER BY position LOOP
    EXECUTE k.thereafter USING reorg, day, app_reorganise_rows.at;
  END LOOP;
END $$;

-- What somebody was writing to an old board at the very moment it ended follows at the next round.
CREATE FUNCTION app_reorganise_late(reorg uuid, at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE day date;
BEGIN
  SELECT takes_effect INTO day FROM reorganisation_reorganisation
    WHERE id = reorg AND carried_out_at IS NOT NULL AND app_may_reorganise(reorg);
  IF day IS NOT NULL THEN
    PERFORM app_reorganise_rows(reorg, day, at);
  END IF;
END $$;

-- Everything at once, or nothing. True when it was done now; done again, nothing happens.
CREATE FUNCTION app_reorganise(reorg uuid, today date, at timestamptz, roles jsonb, reading text[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r reorganisation_reorganisation; heir uuid; day date;
BEGIN
  SELECT * INTO r FROM reorganisation_reorganisation WHERE id = reorg AND app_may_reorganise(reorg) FOR UPDATE;
  IF r.id IS NULL OR r.carried_out_at IS NOT NULL OR r.withdrawn_at IS NOT NULL OR r.takes_effect > today THEN
    RETURN false;
  END IF;
  day := r.takes_effect;
  PERFORM app_reorganise_boards(reorg, roles);
  SELECT board_id INTO heir FROM reorganisation_successor WHERE id = app_reorganisation_main(reorg);
  PERFORM app_reorganise_units(reorg, at);
  PERFORM app_reorganise_assignments(reorg, day, at);
  PERFORM app_reorganise_rows(reorg, day, at);
  UPDATE organisation_absence x SET ends = day - 1 FROM reorganisation_move m
    WHERE m.reorganisation_id = reorg AND m.kind = 'organisation.absence' AND m.object_id = x.id AND x.starts < day;
  -- One that would have begun on the day or later ends before it begins.
  UPDATE organisation_assignment a
    SET ends = greatest(a.starts, day - 1), ended_at = CASE WHEN a.starts >= day THEN app_reorganise.at END
    FROM reorganisation_move m
    WHERE m.reorganisation_id = reorg AND m.kind = 'organisation.assignment' AND m.object_id = a.id;
  UPDATE organisation_board b SET ends = day - 1, successor_id = heir FROM reorganisation_part p
    WHERE p.reorganisation_id = reorg AND b.id = p.board_id;
  -- The archive: all that ever went before is read by those who hold the role in the first successor.
  PERFORM app_role_groups(heir, array_agg(before.id), roles, reading) FROM (
    WITH RECURSIVE before AS (
      SELECT id FROM organisation_board WHERE successor_id = heir
      UNION SELECT b.id FROM organisation_board b JOIN before ON b.successor_id = before.id
    ) SELECT id FROM before) before;
  UPDATE reorganisation_reorganisation SET carried_out_at = at WHERE id = reorg;
  RETURN true;
END $$;
"""

# The helpers are called by the functions above, as the owner, and by nobody else.
OWNERS_ALONE = """
REVOKE ALL ON FUNCTION
  app_role_groups(uuid, uuid[], jsonb, text[]), app_reorganise_boards(uuid, jsonb),
  app_reorganise_units(uuid, timestamptz), app_reorganise_assignments(uuid, date, timestamptz),
  app_reorganise_rows(uuid, date, timestamptz), app_reorganisation_rows(text, boolean)
FROM PUBLIC;
"""
DROP = """
DROP FUNCTION app_reorganise(uuid, date, timestamptz, jsonb, text[]);
DROP FUNCTION app_reorganise_late(uuid, timestamptz);
DROP FUNCTION app_reorganise_rows(uuid, date, timestamptz);
DROP FUNCTION app_reorganise_assignments(uuid, date, timestamptz);
DROP FUNCTION app_reorganise_units(uuid, timestamptz);
DROP FUNCTION app_reorganise_boards(uuid, jsonb);
DROP FUNCTION app_role_groups(uuid, uuid[], jsonb, text[]);
DROP FUNCTION app_reorganisation_orphans(date);
DROP FUNCTION app_reorganisation_clashes(uuid);
DROP FUNCTION app_reorganisation_preview(uuid);
DROP FUNCTION app_reorganisation_rows(text, boolean);
DROP FUNCTION app_reorganisation_decisions(uuid);
DROP FUNCTION app_reorganisation_going_on(uuid);
DROP FUNCTION app_reorganisation_became(uuid, text, uuid, uuid);
DROP FUNCTION app_reorganisation_places(uuid, uuid);
DROP FUNCTION app_reorganisation_departments(uuid);
DROP FUNCTION app_reorganisation_of_unit(uuid, uuid);
DROP FUNCTION app_reorganisation_main(uuid);
DROP FUNCTION app_may_reorganise(uuid);
DROP TABLE reorganisation_kind;
"""

MINE = "municipality_id = (SELECT app_reorganises())"
TASK = task("reorganise")
OF_VISIBLE = "EXISTS (SELECT FROM reorganisation_reorganisation r WHERE r.id = reorganisation_id)"
OF_PLANNED = (
    "EXISTS (SELECT FROM reorganisation_reorganisation r WHERE r.id = reorganisation_id"
    " AND r.carried_out_at IS NULL AND r.withdrawn_at IS NULL)"
)
OWN_BOARD = "board_id = ANY ((SELECT app_municipality_boards())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [
        ("reorganisation", "0001_initial"),
        ("organisation", "0005_protect_assignments"),
        ("sig", "0004_protect_counts"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
    ]
    operations = [
        migrations.RunSQL(WHO, "DROP FUNCTION app_reorganises()"),
        Protect(
            "reorganisation_reorganisation",
            select=f"{MINE} OR {TASK}",
            insert=f"{MINE} AND planned_by_id = (SELECT app_acting()) AND carried_out_at IS NULL",
            update=f"{MINE} AND carried_out_at IS NULL",
        ),
        Protect("reorganisation_part", select=OF_VISIBLE, insert=f"{OF_PLANNED} AND {OWN_BOARD}", delete=OF_PLANNED),
        Protect(
            "reorganisation_successor",
            select=OF_VISIBLE,
            insert=f"{OF_PLANNED} AND (board_id IS NULL OR {OWN_BOARD})",
            delete=OF_PLANNED,
        ),
        Protect("reorganisation_unitchoice", select=OF_VISIBLE, insert=OF_PLANNED, delete=OF_PLANNED),
        Protect("reorganisation_move", select=OF_VISIBLE),
        migrations.RunSQL(KINDS + WHERE_TO + ROWS + CARRY_OUT + OWNERS_ALONE, DROP),
    ]
