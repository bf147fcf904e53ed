"""What the person knows of the matter, and the need of an interpreter, are noted in one place: with what came in.

What cases had noted apart moves there; there it is an entry of its own with its writer and time, as it was. Going back
leaves it there, where the release before shows it too.
"""

from operator import attrgetter

from django.db import migrations

import vbe.access.encryption

TOLD, NOT_TOLD, INTERPRETER = "vet_om", "vet_inte_om", "tolk"
# The release before writes a kind and reads it: the column goes with a later one.
KIND = "ALTER TABLE sig_casenote ALTER COLUMN kind SET DEFAULT 'egen_rost'"
KIND_BEFORE = "ALTER TABLE sig_casenote ALTER COLUMN kind DROP DEFAULT"


def said(note):
    if note.kind == TOLD:
        return {"told_on": note.on, "how": note.text, "why_not": ""}
    if note.kind == NOT_TOLD:
        return {"told_on": None, "how": "", "why_not": note.text}
    return {"interpreter": note.text}


def move(apps, schema_editor):
    alias = schema_editor.connection.alias
    notes = apps.get_model("sig", "CaseNote").objects.using(alias).filter(kind__in=[TOLD, NOT_TOLD, INTERPRETER])
    information = apps.get_model("sig", "PersonInformation")
    told = information.objects.using(alias)
    for case, intake in notes.order_by().values_list("case", "case__intake").distinct():
        known = {"told_on": None, "how": "", "why_not": "", "interpreter": ""}
        moved = []
        # An entry says all that was known when it was written.
        for entry in sorted([*told.filter(intake=intake), *notes.filter(case=case)], key=attrgetter("at", "id")):
            if isinstance(entry, information):
                known = {name: getattr(entry, name) for name in known}
                continue
            known |= said(entry)
            of = {"intake_id": intake, "board_id": entry.board_id, "by_id": entry.by_id, "at": entry.at}
            moved.append(information(id=entry.id, **of, **known))
        told.bulk_create(moved)
    notes.delete()


class Migration(migrations.Migration):
    dependencies = [("sig", "0035_count_outcomes")]
    operations = [
        migrations.AddField(
            "personinformation",
            "how",
            vbe.access.encryption.EncryptedTextField(blank=True, db_default="", verbose_name="hur personen fick veta"),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(KIND, KIND_BEFORE)], [migrations.RemoveField("casenote", "kind")]
        ),
        migrations.AlterModelOptions(
            "casenote", {"verbose_name": "personens egna ord", "verbose_name_plural": "personernas egna ord"}
        ),
        migrations.AlterField(
            "casenote", "text", vbe.access.encryption.EncryptedTextField(verbose_name="vad personen säger")
        ),
    ]
