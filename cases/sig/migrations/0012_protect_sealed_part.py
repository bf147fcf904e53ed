"""The second lock of what a sealed part says, and of the answer to who wrote it. None of it is ever changed."""

from django.db import migrations

from vbe.access.operations import Protect, boards

HANDLE, VIEW = "intake.handle", "intake.view"
# The envelope's own policies: its writer, and the reception, without whoever is recused.
SEEN = "EXISTS (SELECT FROM sig_sealedpart p WHERE p.id = part_id)"
ANSWERED = "EXISTS (SELECT FROM sig_feedback f WHERE f.id = feedback_id)"


class Migration(migrations.Migration):
    dependencies = [("sig", "0011_sealed_part")]
    operations = [
        # Written by the writer of the envelope, who cannot read it back.
        Protect(
            "sig_particulars",
            select=f"{boards(VIEW)} AND EXISTS (SELECT FROM sig_intake i WHERE i.id = intake_id)",
            insert=(
                "EXISTS (SELECT FROM sig_sealedpart p"
                " WHERE p.intake_id = sig_particulars.intake_id AND p.board_id = sig_particulars.board_id)"
            ),
        ),
        Protect("sig_feedback", select=SEEN, insert=f"{boards(HANDLE)} AND {SEEN}"),
        # The writer of the envelope sees the answer and not this.
        Protect(
            "sig_feedbackreason",
            select=f"{boards(VIEW)} AND {ANSWERED}",
            insert=f"{boards(HANDLE)} AND {ANSWERED}",
        ),
    ]
