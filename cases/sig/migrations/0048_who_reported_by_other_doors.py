"""Who had to report a child is told what was decided, by whichever door it came."""

from importlib import import_module

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import vbe.access.encryption
from django.db import migrations, models

counting = import_module("cases.sig.migrations.0045_counted_since").counting
before = import_module("cases.sig.migrations.0047_own_record_as_relative")

# An answer that is noted after an extract was gathered is something new in it.
SINCE = before.SINCE | {"sig_intake x": ("x.id", "x.arrived_at, x.decided_at, x.answered_at")}

# While a new version is rolled out the old one still writes rows without the new columns. Not the model's own default:
# that would be read back, which whoever writes here may not do.
NEW = ("standing", "reporter_role", "answer", "answer_way", "answer_reason")
DEFAULTS = "ALTER TABLE sig_intake " + ", ".join(f"ALTER COLUMN {name} SET DEFAULT ''" for name in NEW)
NO_DEFAULTS = DEFAULTS.replace("SET DEFAULT ''", "DROP DEFAULT")


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0021_area_order"),
        ("sig", "0047_own_record_as_relative"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="intake",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="intake",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="intake",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("inleds", "Utredning inleds"),
                    ("inleds_inte", "Utredning inleds inte"),
                    ("pagar", "Utredning pågår redan"),
                    ("sekretess", "Vi kan inte lämna svar på grund av sekretess"),
                ],
                max_length=20,
                verbose_name="svar till anmälaren",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="answer_reason",
            field=vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="skäl till svaret"),
        ),
        migrations.AddField(
            model_name="intake",
            name="answer_way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("telefon", "Telefon"),
                    ("mote", "Vid ett möte eller besök"),
                    ("brev", "Brev"),
                    ("digitalt", "Säkert digitalt meddelande"),
                ],
                max_length=12,
                verbose_name="hur svaret lämnades",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="svaret antecknat"),
        ),
        migrations.AddField(
            model_name="intake",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.assignment",
                verbose_name="svaret antecknat av",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="answered_on",
            field=models.DateField(blank=True, null=True, verbose_name="svar lämnat"),
        ),
        migrations.AddField(
            model_name="intake",
            name="reporter_role",
            field=vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="yrke eller uppdrag"),
        ),
        migrations.AddField(
            model_name="intake",
            name="standing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("anmalningsskyldig", "Jag anmäler i mitt arbete"),
                    ("privat", "Jag berättar som privatperson"),
                ],
                max_length=20,
                verbose_name="anmälare",
            ),
        ),
        migrations.AddField(
            model_name="intakeevent",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("inleds", "Utredning inleds"),
                    ("inleds_inte", "Utredning inleds inte"),
                    ("pagar", "Utredning pågår redan"),
                    ("sekretess", "Vi kan inte lämna svar på grund av sekretess"),
                ],
                max_length=20,
                verbose_name="svar till anmälaren",
            ),
        ),
        migrations.AddField(
            model_name="intakeevent",
            name="answer_reason",
            field=vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="skäl till svaret"),
        ),
        migrations.AddField(
            model_name="intakeevent",
            name="answer_way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("telefon", "Telefon"),
                    ("mote", "Vid ett möte eller besök"),
                    ("brev", "Brev"),
                    ("digitalt", "Säkert digitalt meddelande"),
                ],
                max_length=12,
                verbose_name="hur svaret lämnades",
            ),
        ),
        migrations.AddField(
            model_name="intakeevent",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="svaret antecknat"),
        ),
        migrations.AddField(
            model_name="intakeevent",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisation.assignment",
                verbose_name="svaret antecknat av",
            ),
        ),
        migrations.AddField(
            model_name="intakeevent",
            name="answered_on",
            field=models.DateField(blank=True, null=True, verbose_name="svar lämnat"),
        ),
        migrations.AddField(
            model_name="intakeevent",
            name="reporter_role",
            field=vbe.access.encryption.EncryptedTextField(blank=True, verbose_name="yrke eller uppdrag"),
        ),
        migrations.AddField(
            model_name="intakeevent",
            name="standing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("anmalningsskyldig", "Jag anmäler i mitt arbete"),
                    ("privat", "Jag berättar som privatperson"),
                ],
                max_length=20,
                verbose_name="anmälare",
            ),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(
                condition=models.Q(
                    ("answered_at", None), ("decision_due_on__isnull", False), ("standing", "anmalningsskyldig")
                ),
                fields=["board"],
                name="intake_awaits_answer",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intake",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sig_intakeevent" ("answer", "answer_reason", "answer_way", "answered_at", "answered_by_id", "answered_on", "arrived_at", "belongs_to_id", "birth_date", "board_id", "contact", "decided_at", "decided_by_id", "decision_due_on", "description", "id", "number_index", "person_name", "person_number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "protected", "reason", "reference", "registered_by_id", "reporter_role", "source", "standing", "state", "surname_index", "unit_id") VALUES (OLD."answer", OLD."answer_reason", OLD."answer_way", OLD."answered_at", OLD."answered_by_id", OLD."answered_on", OLD."arrived_at", OLD."belongs_to_id", OLD."birth_date", OLD."board_id", OLD."contact", OLD."decided_at", OLD."decided_by_id", OLD."decision_due_on", OLD."description", OLD."id", OLD."number_index", OLD."person_name", OLD."person_number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."protected", OLD."reason", OLD."reference", OLD."registered_by_id", OLD."reporter_role", OLD."source", OLD."standing", OLD."state", OLD."surname_index", OLD."unit_id"); RETURN NULL;',
                    hash="5d04c4ef4aa4f2756fe84d0909fc95cf6609e920",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6ebff",
                    table="sig_intake",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intake",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sig_intakeevent" ("answer", "answer_reason", "answer_way", "answered_at", "answered_by_id", "answered_on", "arrived_at", "belongs_to_id", "birth_date", "board_id", "contact", "decided_at", "decided_by_id", "decision_due_on", "description", "id", "number_index", "person_name", "person_number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "protected", "reason", "reference", "registered_by_id", "reporter_role", "source", "standing", "state", "surname_index", "unit_id") VALUES (OLD."answer", OLD."answer_reason", OLD."answer_way", OLD."answered_at", OLD."answered_by_id", OLD."answered_on", OLD."arrived_at", OLD."belongs_to_id", OLD."birth_date", OLD."board_id", OLD."contact", OLD."decided_at", OLD."decided_by_id", OLD."decision_due_on", OLD."description", OLD."id", OLD."number_index", OLD."person_name", OLD."person_number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."protected", OLD."reason", OLD."reference", OLD."registered_by_id", OLD."reporter_role", OLD."source", OLD."standing", OLD."state", OLD."surname_index", OLD."unit_id"); RETURN NULL;',
                    hash="bc6134092a788007537378ac47b30c03cbb74ec8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_804a2",
                    table="sig_intake",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "sluten_del"), _negated=True), ("standing", ""), _connector="OR"
                ),
                name="intake_of_sealed_part_has_its_standing_there",
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answer_way", ""),
                        ("answered_at", None),
                        ("answered_by", None),
                        ("answered_on", None),
                    ),
                    models.Q(
                        ("answer__in", ["inleds", "inleds_inte", "pagar", "sekretess"]),
                        ("answer_way__in", ["telefon", "mote", "brev", "digitalt"]),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        ("standing", "anmalningsskyldig"),
                    ),
                    _connector="OR",
                ),
                name="intake_answer_has_who_when_and_how",
            ),
        ),
        migrations.RunSQL(DEFAULTS, NO_DEFAULTS),
        migrations.RunSQL(counting(SINCE), counting(before.SINCE)),
    ]
