"""Reports of one place, and a search that asks for some months alone in one step."""

from importlib import import_module

from django.db import migrations

before = import_module("cases.concerns.migrations.0011_search")

# What a place is called before the comma, as it is compared.
PLACE = """
CREATE FUNCTION concerns_place(place text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(lower(split_part(place, ',', 1)), '[^[:alnum:]]+', ' ', 'g'))
$$;
"""
# What compares the expression is not leakproof: behind row-level security it uses no index. So a function that runs as
# the owner finds the ids, within the boards of whoever asks, and the rows are then fetched as all others are.
AT_PLACE = """
CREATE FUNCTION concerns_at_place(asked text, around timestamptz, span interval, most integer)
RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  boards uuid[] := app_boards('concern.view');
  barred uuid[] := app_barred();
  name text := concerns_place(asked);
BEGIN
  IF cardinality(boards) = 0 OR name = '' THEN
    RETURN;
  END IF;
  RETURN QUERY
    (SELECT c.id FROM concerns_concern c
    WHERE concerns_place(c.place) = name AND c.reported_at BETWEEN around - span AND around
      AND (c.board_id = ANY (boards) OR c.reporter_board_id = ANY (boards) OR c.previous_board_id = ANY (boards))
      AND c.id <> ALL (barred)
    ORDER BY c.reported_at DESC LIMIT most)
    UNION ALL
    (SELECT c.id FROM concerns_concern c
    WHERE concerns_place(c.place) = name AND c.reported_at > around AND c.reported_at <= around + span
      AND (c.board_id = ANY (boards) OR c.reporter_board_id = ANY (boards) OR c.previous_board_id = ANY (boards))
      AND c.id <> ALL (barred)
    ORDER BY c.reported_at LIMIT most);
END $$;
"""
# As before, but planned once, and the months that are asked for, when they are few, are read in one step.
SEARCH = """
CREATE OR REPLACE FUNCTION concerns_search(
  words text, beginning boolean, older_than timestamptz, older_id uuid, newer_than timestamptz, most integer
) RETURNS TABLE (id uuid, reported_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
-- Whatever the words, the index for words is the way: to plan it anew takes as long as to find what is rare.
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  boards uuid[] := app_boards('concern.view');
  barred uuid[] := app_barred();
  asked tsquery := concerns_asked(words, beginning);
  -- A month more than now: a clock that runs ahead hides nothing.
  month timestamp := date_trunc('month', least(older_than, now() + interval '1 month') AT TIME ZONE 'UTC');
  -- The first step reads so many months, and the second one all the rest.
  months integer := 6;
  first_month timestamp;
  wanted tsquery;
  found integer := 0;
  more integer;
BEGIN
  IF cardinality(boards) = 0 OR numnode(asked) = 0 THEN
    RETURN;
  END IF;
  IF isfinite(newer_than) THEN
    first_month := date_trunc('month', newer_than AT TIME ZONE 'UTC');
    months := 1 + extract(year FROM age(month, first_month)) * 12 + extract(month FROM age(month, first_month));
    months := greatest(least(months, 12), 1);
  END IF;
  FOR step IN 1..2 LOOP
    EXIT WHEN found >= most OR month AT TIME ZONE 'UTC' + interval '1 month' <= newer_than;
    IF step = 1 THEN
      first_month := month - make_interval(months => months - 1);
      SELECT string_agg('''b:' || board::text || concerns_month(one AT TIME ZONE 'UTC') || '''', ' | ')::tsquery
      INTO wanted
      FROM unnest(boards) AS board, generate_series(first_month, month, interval '1 month') AS one;
    ELSE
      SELECT string_agg('''b:' || board::text || '''', ' | ')::tsquery INTO wanted FROM unnest(boards) AS board;
    END IF;
    wanted := asked && wanted;
    RETURN QUERY
      WITH matching AS MATERIALIZED (
        SELECT c.id, c.reported_at FROM concerns_concern c
        WHERE concerns_words(c.place, c.text, c.done, c.board_id, c.reporter_board_id, c.previous_board_id,
          c.reported_at) @@ wanted
      )
      SELECT m.id, m.reported_at FROM matching m
      WHERE (m.reported_at, m.id) < (older_than, older_id) AND m.reported_at >= newer_than
        -- What lies in the months before this step has been given already.
        AND m.reported_at < (month + interval '1 month') AT TIME ZONE 'UTC'
        AND m.id <> ALL (barred)
      ORDER BY m.reported_at DESC, m.id DESC LIMIT most - found;
    GET DIAGNOSTICS more = ROW_COUNT;
    found := found + more;
    month := first_month - interval '1 month';
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0019_closed_index")]
    operations = [
        migrations.RunSQL(PLACE, "DROP FUNCTION concerns_place(text)"),
        migrations.RunSQL(AT_PLACE, "DROP FUNCTION concerns_at_place(text, timestamptz, interval, integer)"),
        migrations.RunSQL(SEARCH, before.SEARCH.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
