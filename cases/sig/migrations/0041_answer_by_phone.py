"""The chief notes an answer that was given by phone, and is told when somebody answers no, also through a link."""

from django.db import migrations, models

from vbe.access.operations import Policy, boards

ACTING = "(SELECT app_acting())"
CHIEF = """
-- Who is told when the holder of the opened link cannot come: the chief of the case, while the link can be answered.
CREATE FUNCTION sig_called_chief()
RETURNS TABLE (assignment_id uuid, board_id uuid, email text, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id, a.board_id, u.email::text, c.number::text
  FROM sig_called() l
  JOIN sig_seat s ON s.id = l.seat_id
  JOIN sig_meeting m ON m.id = s.meeting_id
  JOIN sig_case c ON c.id = m.case_id
  JOIN organisation_assignment a ON a.id = c.chief_id
  JOIN organisation_user u ON u.id = a.user_id
  WHERE l.state = 'oppen'
$$;
"""
BY_PHONE = (
    f"heard_from <> '' AND link_id IS NULL AND by_id = {ACTING} AND {boards('case.decide')}"
    " AND EXISTS (SELECT FROM sig_seat s JOIN sig_meeting m ON m.id = s.meeting_id"
    " WHERE s.id = seat_id AND s.board_id = sig_seatanswer.board_id"
    " AND m.case_id <> ALL ((SELECT app_emergencies())::uuid[])"
    " AND m.cancelled_at IS NULL AND m.starts_at > now() AND m.starts_at = for_time)"
)
TOLD = (
    "EXISTS (SELECT FROM sig_called_chief() c WHERE c.assignment_id = recipient_id AND c.board_id = {table}.board_id)"
)
MAILED = "EXISTS (SELECT FROM sig_called_chief() c WHERE c.email = {table}.to AND c.board_id = {table}.board_id)"


class Migration(migrations.Migration):
    dependencies = [("sig", "0040_next_contact"), ("notices", "0008_protect_sms")]
    operations = [
        migrations.AddField(
            model_name="seatanswer",
            name="heard_from",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=254, verbose_name="svarade per telefon"
            ),
        ),
        migrations.AddConstraint(
            model_name="seatanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("heard_from", ""), ("by__isnull", False), _connector="OR"),
                name="seat_answer_by_phone_has_who_noted",
            ),
        ),
        migrations.RunSQL(CHIEF, "DROP FUNCTION sig_called_chief()"),
        Policy("sig_seatanswer", "by_phone", "INSERT", BY_PHONE),
        # Whoever is called answers for themselves; only who decides says that somebody else has answered.
        Policy("sig_seatanswer", "heard", "INSERT", f"heard_from = '' OR {boards('case.decide')}", only=True),
        Policy("notices_notice", "by_link", "INSERT", TOLD.format(table="notices_notice")),
        Policy("notices_mail", "by_link", "INSERT", MAILED.format(table="notices_mail")),
    ]
