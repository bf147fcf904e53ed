from django.db import migrations

from vbe.access.operations import APP_ROLE, ME, Policy, Protect, ProtectHistory, boards

ASSESS = "concern.assess"

# Whoever has no account is known by the opened link or the typed code alone. These run as the owner and answer only
# about that one.
FUNCTIONS = """
-- The reporting link that was opened, while it may be used.
CREATE FUNCTION doors_open_link() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM doors_reportinglink WHERE fingerprint = app_link() AND revoked_at IS NULL AND ends_on >= app_today()
$$;

-- The report that the typed code belongs to, while the code is valid.
CREATE FUNCTION doors_followed() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT concern_id FROM doors_receipt WHERE fingerprint = app_link() AND ends_on >= app_today()
$$;

-- What the code's holder may know of the report: not what was written, not where, and not by whom.
CREATE FUNCTION doors_status()
RETURNS TABLE (id uuid, number text, state text, reported_at timestamptz, due_on date, board_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c.number::text, c.state::text, c.reported_at, c.due_on, c.board_id
  FROM concerns_concern c WHERE c.id = doors_followed()
$$;

-- Whether the report that the code belongs to is this one, sent again.
CREATE FUNCTION doors_is_same(body text, place text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM concerns_concern c
    WHERE c.id = doors_followed() AND c.text = body AND c.place = doors_is_same.place)
$$;

-- A code is given to a report by its reporter, or by the link that it came through.
CREATE FUNCTION doors_may_give_code(concern uuid, link uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern AND link IS NULL AND c.reporter_id = app_user())
    OR EXISTS (SELECT FROM concerns_concern c JOIN doors_reportinglink l ON l.id = link
      WHERE c.id = concern AND l.id = doors_open_link() AND c.door = 'lank' AND c.reporter_id IS NULL
        AND c.reporter_board_id = l.board_id AND c.reporter_unit = l.name)
$$;

-- A question is answered by the report's reporter or by the holder of its code, until the report is closed.
CREATE FUNCTION doors_may_answer(question uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM doors_question q JOIN concerns_concern c ON c.id = q.concern_id
    WHERE q.id = question AND c.state NOT IN ('avslutad', 'fel') AND (c.id = doors_followed() OR c.reporter_id = app_user()))
$$;
"""
DROP = """
DROP FUNCTION doors_may_answer(uuid);
DROP FUNCTION doors_may_give_code(uuid, uuid);
DROP FUNCTION doors_is_same(text, text);
DROP FUNCTION doors_status();
DROP FUNCTION doors_followed();
DROP FUNCTION doors_open_link();
"""

# Through a link a report is sent to a board of the link's municipality, as coming from the link, unassessed.
BY_LINK = """
reporter_id IS NULL AND door = 'lank' AND state = 'ny' AND previous_board_id IS NULL AND sealed_sent_at IS NULL
AND EXISTS (
  SELECT FROM doors_reportinglink l
  JOIN organisation_board own ON own.id = l.board_id
  JOIN organisation_board place ON place.municipality_id = own.municipality_id
  WHERE l.id = (SELECT doors_open_link()) AND l.board_id = concerns_concern.reporter_board_id
    AND l.name = concerns_concern.reporter_unit AND place.id = concerns_concern.board_id)
"""
SENT_BY_LINK = (
    "EXISTS (SELECT FROM doors_receipt r WHERE r.concern_id = concerns_keptpassage.concern_id"
    " AND r.link_id = (SELECT doors_open_link()))"
)
OPENED = "fingerprint = (SELECT app_link())"
VISIBLE = "EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id)"
FOLLOWED = "concern_id = (SELECT doors_followed())"
ON_DESK = f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id AND {boards(ASSESS, 'c.board_id')})"
MINE = f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id AND c.reporter_id = {ME})"
OF_DESK = (
    "EXISTS (SELECT FROM doors_question q JOIN concerns_concern c ON c.id = q.concern_id"
    f" WHERE q.id = question_id AND {boards(ASSESS, 'c.board_id')})"
)
BY_ME = "by_id = (SELECT app_acting())"
IN_MUNICIPALITY = (
    "municipality_id IN (SELECT b.municipality_id FROM organisation_board b"
    " WHERE b.id = ANY ((SELECT app_municipality_boards())::uuid[]))"
)
KEEPS = f"{IN_MUNICIPALITY} AND cardinality((SELECT app_boards('board.oversee'))::uuid[]) > 0"
COLUMNS = f"""
REVOKE UPDATE ON doors_reportinglink, doors_receipt, doors_sentence, doors_answer FROM {APP_ROLE};
GRANT UPDATE (revoked_at) ON doors_reportinglink TO {APP_ROLE};
GRANT UPDATE (fingerprint, made_at, ends_on) ON doors_receipt TO {APP_ROLE};
GRANT UPDATE (retired_at) ON doors_sentence TO {APP_ROLE};
GRANT UPDATE (read_at, read_by_id) ON doors_answer TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("doors", "0001_initial"),
        ("concerns", "0010_protect_attachments"),
        ("access", "0006_quick_boards"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        Protect(
            "doors_reportinglink",
            select=f"{boards(ASSESS)} OR {OPENED}",
            insert=f"{boards(ASSESS)} AND {BY_ME} AND revoked_at IS NULL AND ends_on <= app_today() + 366",
            update=boards(ASSESS),
        ),
        Policy("concerns_concern", "by_link", "INSERT", BY_LINK),
        Protect(
            "doors_receipt",
            select=f"{OPENED} OR link_id = (SELECT doors_open_link()) OR {VISIBLE}",
            insert="doors_may_give_code(concern_id, link_id)",
            update=MINE,
        ),
        # After the report has its receipt, which says through which link it came.
        Policy("concerns_keptpassage", "by_link", "INSERT", SENT_BY_LINK),
        Protect("doors_sentence", select=IN_MUNICIPALITY, insert=KEEPS, update=KEEPS),
        Protect("doors_told", select=f"{FOLLOWED} OR {VISIBLE}", insert=f"{ON_DESK} AND {BY_ME}"),
        Protect("doors_question", select=f"{FOLLOWED} OR {VISIBLE}", insert=f"{ON_DESK} AND {BY_ME}"),
        Protect(
            "doors_answer",
            select="EXISTS (SELECT FROM doors_question q WHERE q.id = question_id)",
            insert="doors_may_answer(question_id) AND read_at IS NULL",
            update=OF_DESK,
        ),
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
        ProtectHistory("doors_reportinglinkevent", of="doors_reportinglink"),
        ProtectHistory("doors_sentenceevent", of="doors_sentence"),
    ]
