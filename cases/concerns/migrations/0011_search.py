"""Full-text search over reports, in Swedish.

Full-text operators are not leakproof: behind row-level security they use no index. So a function that runs as the
owner finds the ids, within the boards of whoever asks, and the rows are then fetched as all others are.
"""

from django.db import migrations

# The index knows, beside the words, on whose desks a report is shown and in which month it came. So the newest reports
# of a board with a common word are found month by month, and a rare word among all of them: neither reads the table.
# Nothing that somebody types becomes a word with a colon in it.
WORDS = """
CREATE FUNCTION concerns_words(
  place text, body text, done text, board uuid, sent_from uuid, handed_over_by uuid, at timestamptz
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
  SELECT to_tsvector('pg_catalog.swedish', place || ' ' || body || ' ' || done)
    || array_to_tsvector(array_remove(ARRAY[
      'b:' || board::text, 'b:' || sent_from::text, 'b:' || handed_over_by::text,
      'b:' || board::text || public.concerns_month(at), 'b:' || sent_from::text || public.concerns_month(at),
      'b:' || handed_over_by::text || public.concerns_month(at)
    ], NULL))
$$;
"""
MONTH = """
CREATE FUNCTION concerns_month(at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ':' || (extract(year FROM at AT TIME ZONE 'UTC') * 12 + extract(month FROM at AT TIME ZONE 'UTC'))::int::text
$$;
"""
# What is asked for, as the index knows it. Quotation marks, a minus before a word and "or" are read as in other search
# fields. Otherwise every word counts in more forms than the dictionary brings together: of "biblioteket" and
# "bibliotek" it makes two words, and of "runsten" and "runstenen" too.
ASKED = """
CREATE FUNCTION concerns_asked(words text, beginning boolean) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
  word text;
  bare text;
  one tsquery;
  asked tsquery := '';
BEGIN
  IF words ~* '"|(^|\\s)-\\S|\\sor\\s' THEN
    RETURN websearch_to_tsquery('pg_catalog.swedish', words);
  END IF;
  FOREACH word IN ARRAY regexp_split_to_array(lower(words), '\\s+') LOOP
    one := plainto_tsquery('pg_catalog.swedish', word);
    -- "och" and its like are in every text.
    CONTINUE WHEN numnode(one) = 0;
    IF word ~ '^[[:alpha:]]+$' THEN
      bare := regexp_replace(word, '(arna|erna|orna|ena|na|ets|ens|et|en|t|n)$', '');
      one := one || plainto_tsquery('pg_catalog.swedish', word || 'et')
        || plainto_tsquery('pg_catalog.swedish', word || 'en');
      IF length(bare) >= 3 THEN
        one := one || plainto_tsquery('pg_catalog.swedish', bare);
      END IF;
    END IF;
    IF beginning AND word ~ '^[[:alnum:]]+$' AND words ~* (word || '$') THEN
      one := one || (quote_literal(word) || ':*')::tsquery;
    END IF;
    asked := CASE WHEN numnode(asked) = 0 THEN one ELSE asked && one END;
  END LOOP;
  RETURN asked;
END $$;
"""
# The newest reports with the words, older than one and not older than a time. First half a year, then all the rest:
# what is common is found early, and what is rare costs two lookups.
SEARCH = """
CREATE FUNCTION concerns_search(
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
NUMBERED = """
CREATE FUNCTION concerns_numbered(beginning text, most integer) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  boards uuid[] := app_boards('concern.view');
  barred uuid[] := app_barred();
BEGIN
  RETURN QUERY SELECT c.id FROM concerns_concern c
  WHERE c.number LIKE beginning || '%'
    AND (c.board_id = ANY (boards) OR c.reporter_board_id = ANY (boards) OR c.previous_board_id = ANY (boards))
    AND c.id <> ALL (barred)
  ORDER BY c.reported_at DESC, c.id DESC LIMIT most;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0010_protect_attachments"), ("access", "0006_quick_boards")]
    operations = [
        migrations.RunSQL(MONTH, "DROP FUNCTION concerns_month(timestamptz)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION concerns_words(text, text, text, uuid, uuid, uuid, timestamptz)"),
        migrations.RunSQL(ASKED, "DROP FUNCTION concerns_asked(text, boolean)"),
        migrations.RunSQL(
            SEARCH, "DROP FUNCTION concerns_search(text, boolean, timestamptz, uuid, timestamptz, integer)"
        ),
        migrations.RunSQL(NUMBERED, "DROP FUNCTION concerns_numbered(text, integer)"),
    ]
