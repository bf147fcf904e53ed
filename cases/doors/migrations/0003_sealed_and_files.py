"""What goes with a report through a link: sealed parts, straight to a reception and read back by nobody, and files."""

from django.db import migrations

from vbe.access.operations import Policy

# They run as the owner. A link's holder reads neither the report nor what goes with it, and an INSERT is read back.
FUNCTIONS = """
-- Whether the report has just come through the opened link: nobody has assessed it, and so nobody adds to it later.
CREATE FUNCTION doors_may_enclose(concern uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM doors_receipt r JOIN concerns_concern c ON c.id = r.concern_id
    WHERE r.concern_id = concern AND r.link_id = doors_open_link() AND c.state = 'ny')
$$;

-- One person's part, with its envelope, of a report that is being sent through the opened link: to a reception in the
-- link's municipality, and no further. What decides who reads it is set here, whatever is asked for.
CREATE FUNCTION app_seal_by_link(intake jsonb, envelope jsonb, particulars jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  arrival sig_intake := jsonb_populate_record(NULL::sig_intake, intake);
  part sig_sealedpart := jsonb_populate_record(NULL::sig_sealedpart, envelope);
  told sig_particulars := jsonb_populate_record(NULL::sig_particulars, particulars);
BEGIN
  IF NOT EXISTS (
    SELECT FROM concerns_concern c
    JOIN doors_reportinglink l ON l.id = doors_open_link()
    JOIN organisation_board own ON own.id = l.board_id
    JOIN organisation_board there ON there.id = arrival.board_id AND there.municipality_id = own.municipality_id
    JOIN organisation_unit u ON u.id = arrival.unit_id AND u.board_id = there.id
    WHERE c.id = part.concern_id AND doors_may_enclose(c.id) AND u.kind IN ('mottagning', 'socialjour')
      AND c.sealed_sent_at = part.sent_at AND arrival.arrived_at = part.sent_at)
  THEN
    RAISE EXCEPTION 'outside the scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  arrival.source := 'sluten_del';
  arrival.state := 'oppen';
  arrival.registered_by_id := NULL;
  part.intake_id := arrival.id;
  part.board_id := arrival.board_id;
  part.door := 'lank';
  part.writer_id := NULL;
  told.intake_id := arrival.id;
  told.board_id := arrival.board_id;
  INSERT INTO sig_intake VALUES (arrival.*);
  INSERT INTO sig_sealedpart VALUES (part.*);
  INSERT INTO sig_particulars VALUES (told.*);
END $$;
"""
DROP = """
DROP FUNCTION app_seal_by_link(jsonb, jsonb, jsonb);
DROP FUNCTION doors_may_enclose(uuid);
"""
# Through a link a report is sent to a board of the link's municipality, as coming from the link, unassessed.
BY_LINK = """
ALTER POLICY by_link ON concerns_concern WITH CHECK (
  reporter_id IS NULL AND door = 'lank' AND state = 'ny' AND previous_board_id IS NULL AND {sealed}
  AND EXISTS (
    SELECT FROM doors_reportinglink l
    JOIN organisation_board own ON own.id = l.board_id
    JOIN organisation_board place ON place.municipality_id = own.municipality_id
    WHERE l.id = (SELECT doors_open_link()) AND l.board_id = concerns_concern.reporter_board_id
      AND l.name = concerns_concern.reporter_unit AND place.id = concerns_concern.board_id))
"""


class Migration(migrations.Migration):
    dependencies = [("doors", "0002_protect"), ("sig", "0014_count_start_up_meetings")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.RunSQL(
            BY_LINK.format(sealed="(sealed_sent_at IS NULL OR sealed_sent_at = reported_at)"),
            BY_LINK.format(sealed="sealed_sent_at IS NULL"),
        ),
        Policy("concerns_attachment", "by_link", "INSERT", "doors_may_enclose(concern_id)"),
        # The envelope is the receipt: whoever has the report's code sees it, and through it the answer.
        Policy("sig_sealedpart", "by_code", "SELECT", "writer_id IS NULL AND concern_id = (SELECT doors_followed())"),
    ]
