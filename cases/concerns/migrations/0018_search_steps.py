"""A search takes two steps, where four cost a rare word four lookups."""

from django.db import migrations

SEARCH = """
CREATE OR REPLACE FUNCTION concerns_search(
  words text, beginning boolean, older_than timestamptz, older_id uuid, newer_than timestamptz, most integer
) RETURNS TABLE (id uuid, reported_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  boards uuid[] := app_boards('concern.view');
  barred uuid[] := app_barred();
  asked tsquery := concerns_asked(words, beginning);
  -- A month more than now: a clock that runs ahead hides nothing.
  month timestamp := date_trunc('month', least(older_than, now() + interval '1 month') AT TIME ZONE 'UTC');
  first_month timestamp;
  -- The first step reads so many months, and the second one all the rest.
  span integer := 6;
  wanted tsquery;
  found integer := 0;
  more integer;
BEGIN
  IF cardinality(boards) = 0 OR numnode(asked) = 0 THEN
    RETURN;
  END IF;
  WHILE found < most AND (span = 6 OR month AT TIME ZONE 'UTC' + interval '1 month' > newer_than) LOOP
    first_month := month - make_interval(months => span - 1);
    IF span = 6 THEN
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
    EXIT WHEN span > 6;
    month := first_month - interval '1 month';
    span := span + 1;
  END LOOP;
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION concerns_search(
  words text, beginning boolean, older_than timestamptz, older_id uuid, newer_than timestamptz, most integer
) RETURNS TABLE (id uuid, reported_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  boards uuid[] := app_boards('concern.view');
  barred uuid[] := app_barred();
  asked tsquery := concerns_asked(words, beginning);
  -- A month more than now: a clock that runs ahead hides nothing.
  month timestamp := date_trunc('month', least(older_than, now() + interval '1 month') AT TIME ZONE 'UTC');
  first_month timestamp;
  span integer := 1;
  wanted tsquery;
  found integer := 0;
  more integer;
BEGIN
  IF cardinality(boards) = 0 OR numnode(asked) = 0 THEN
    RETURN;
  END IF;
  WHILE found < most AND (span = 1 OR month AT TIME ZONE 'UTC' + interval '1 month' > newer_than) LOOP
    first_month := month - make_interval(months => span - 1);
    IF span <= 16 THEN
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
    EXIT WHEN span > 16;
    month := first_month - interval '1 month';
    span := span * 4;
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0017_counts")]
    operations = [migrations.RunSQL(SEARCH, AS_BEFORE)]
