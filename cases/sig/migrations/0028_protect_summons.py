"""Answers to a summons: by the holder of a personal link, who learns when and where and nothing else, or in the product."""

from django.db import migrations

from vbe.access.operations import APP_ROLE, Policy, Protect, boards

ACTING = "(SELECT app_acting())"
CALLED = """
-- What the opened link belongs to. Whoever is no longer called learns neither the time nor the place.
CREATE FUNCTION sig_called()
RETURNS TABLE (link_id uuid, seat_id uuid, board_id uuid, board text, state text, starts_at timestamptz,
  minutes_long int, place text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT of_link.link_id, of_link.seat_id, of_link.board_id, of_link.board, of_link.state,
    CASE WHEN of_link.state <> 'inte_kallad' THEN of_link.starts_at END,
    CASE WHEN of_link.state <> 'inte_kallad' THEN of_link.minutes_long END,
    CASE WHEN of_link.state <> 'inte_kallad' THEN of_link.place END
  FROM (
    SELECT l.id AS link_id, s.id AS seat_id, l.board_id, b.name::text AS board, m.starts_at,
      m.minutes_long::int AS minutes_long, m.place::text AS place,
      CASE
        WHEN s.email <> l.email THEN 'inte_kallad'
        WHEN m.cancelled_at IS NOT NULL OR c.step = 'avslutat' THEN 'installt'
        WHEN m.starts_at <= now() THEN 'borjat'
        ELSE 'oppen'
      END AS state
    FROM sig_seatlink l
    JOIN sig_seat s ON s.id = l.seat_id
    JOIN sig_meeting m ON m.id = s.meeting_id
    JOIN sig_case c ON c.id = m.case_id
    JOIN organisation_board b ON b.id = s.board_id
    WHERE l.fingerprint = app_link()
  ) AS of_link
$$;
"""
VISIBLE = "EXISTS (SELECT FROM sig_seat s WHERE s.id = seat_id)"
OPENED = "(SELECT c.link_id FROM sig_called() c)"
BY_LINK = (
    "by_id IS NULL AND EXISTS (SELECT FROM sig_called() c WHERE c.link_id = sig_seatanswer.link_id"
    " AND c.seat_id = sig_seatanswer.seat_id AND c.board_id = sig_seatanswer.board_id"
    " AND c.state = 'oppen' AND c.starts_at = for_time)"
)
BY_HOLDER = (
    f"link_id IS NULL AND by_id = {ACTING} AND EXISTS (SELECT FROM sig_seat s JOIN sig_meeting m ON m.id = s.meeting_id"
    f" WHERE s.id = seat_id AND s.holder_id = {ACTING} AND s.board_id = sig_seatanswer.board_id"
    " AND m.cancelled_at IS NULL AND m.starts_at > now() AND m.starts_at = for_time)"
)
NOT_IN_EMERGENCY = (
    "EXISTS (SELECT FROM sig_seat s JOIN sig_meeting m ON m.id = s.meeting_id"
    " WHERE s.id = seat_id AND m.case_id <> ALL ((SELECT app_emergencies())::uuid[]))"
)
OF_ROUTINE = (
    "routine_id IN (SELECT r.id FROM sig_routine r WHERE r.municipality_id = (SELECT app_managed_municipality()))"
)
COLUMNS = f"""
REVOKE UPDATE ON sig_seattemplate FROM {APP_ROLE};
GRANT UPDATE (function, fills, unit_kind, actor_id, board_id, required, position) ON sig_seattemplate TO {APP_ROLE};
"""
BEFORE = f"""
REVOKE UPDATE (fills, unit_kind, actor_id, board_id) ON sig_seattemplate FROM {APP_ROLE};
"""


def adds(command: str) -> list[migrations.RunSQL]:
    grant = migrations.RunSQL(
        f"GRANT {command} ON sig_seattemplate TO {APP_ROLE}", f"REVOKE {command} ON sig_seattemplate FROM {APP_ROLE}"
    )
    return [grant, Policy("sig_seattemplate", command.lower(), command, OF_ROUTINE)]


class Migration(migrations.Migration):
    dependencies = [("sig", "0027_summons"), ("access", "0002_links"), ("administration", "0001_protect")]
    operations = [
        migrations.RunSQL(CALLED, "DROP FUNCTION sig_called()"),
        Protect(
            "sig_seatlink",
            select=f"{VISIBLE} OR id = {OPENED}",
            insert=f"{VISIBLE} AND {boards('case.decide')}",
        ),
        Policy("sig_seatlink", "read_only_insert", "INSERT", NOT_IN_EMERGENCY, only=True),
        # Never changed: who changes their mind answers again.
        Protect(
            "sig_seatanswer",
            select=f"{VISIBLE} OR link_id = {OPENED}",
            insert=f"({BY_LINK}) OR ({BY_HOLDER})",
        ),
        # The routine's functions are the municipality's own: added and removed by its administrator too.
        migrations.RunSQL(COLUMNS, BEFORE),
        *adds("INSERT"),
        *adds("DELETE"),
    ]
