"""How a report came, how its writer knows, where and when more exactly, and when it is followed up."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from vbe.access.operations import APP_ROLE

PERIODS = "UPDATE concerns_concern SET when_kind = 'period' WHERE happened_until IS NOT NULL"
FOLLOW_UP = f"GRANT UPDATE (follow_up_on) ON concerns_concern TO {APP_ROLE}"


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0007_history"),
        ("organisation", "0007_areas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="concern",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="concern",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="concern",
            name="area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.area",
                verbose_name="del av området",
            ),
        ),
        migrations.AddField(
            model_name="concern",
            name="done",
            field=models.TextField(blank=True, max_length=2000, verbose_name="vad som har gjorts"),
        ),
        migrations.AddField(
            model_name="concern",
            name="door",
            field=models.CharField(
                choices=[
                    ("formular", "Formuläret"),
                    ("telefon", "Telefon"),
                    ("brev", "Brev"),
                    ("besok", "Besök"),
                    ("lank", "Rapporteringslänk"),
                    ("import", "Inläst lista"),
                ],
                default="formular",
                max_length=10,
                verbose_name="kom in genom",
            ),
        ),
        migrations.AddField(
            model_name="concern",
            name="follow_up_on",
            field=models.DateField(blank=True, null=True, verbose_name="följs upp"),
        ),
        migrations.AddField(
            model_name="concern",
            name="happened_at",
            field=models.TimeField(blank=True, null=True, verbose_name="klockan"),
        ),
        migrations.AddField(
            model_name="concern",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("egen", "Jag såg eller hörde det själv"),
                    ("berattat", "Någon berättade för mig"),
                    ("natet", "Jag såg det på nätet"),
                    ("myndighet", "En annan myndighet"),
                    ("vet_ej", "Vet inte"),
                ],
                max_length=10,
                verbose_name="hur du vet det",
            ),
        ),
        migrations.AddField(
            model_name="concern",
            name="when_kind",
            field=models.CharField(
                choices=[
                    ("tidpunkt", "En bestämd tid"),
                    ("dag", "En dag"),
                    ("period", "Flera dagar"),
                    ("okand", "Vet inte när"),
                ],
                default="dag",
                max_length=10,
                verbose_name="hur du vet tiden",
            ),
        ),
        migrations.AddField(
            model_name="concernevent",
            name="area",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisation.area",
                verbose_name="del av området",
            ),
        ),
        migrations.AddField(
            model_name="concernevent",
            name="done",
            field=models.TextField(blank=True, max_length=2000, verbose_name="vad som har gjorts"),
        ),
        migrations.AddField(
            model_name="concernevent",
            name="door",
            field=models.CharField(
                choices=[
                    ("formular", "Formuläret"),
                    ("telefon", "Telefon"),
                    ("brev", "Brev"),
                    ("besok", "Besök"),
                    ("lank", "Rapporteringslänk"),
                    ("import", "Inläst lista"),
                ],
                default="formular",
                max_length=10,
                verbose_name="kom in genom",
            ),
        ),
        migrations.AddField(
            model_name="concernevent",
            name="follow_up_on",
            field=models.DateField(blank=True, null=True, verbose_name="följs upp"),
        ),
        migrations.AddField(
            model_name="concernevent",
            name="happened_at",
            field=models.TimeField(blank=True, null=True, verbose_name="klockan"),
        ),
        migrations.AddField(
            model_name="concernevent",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("egen", "Jag såg eller hörde det själv"),
                    ("berattat", "Någon berättade för mig"),
                    ("natet", "Jag såg det på nätet"),
                    ("myndighet", "En annan myndighet"),
                    ("vet_ej", "Vet inte"),
                ],
                max_length=10,
                verbose_name="hur du vet det",
            ),
        ),
        migrations.AddField(
            model_name="concernevent",
            name="when_kind",
            field=models.CharField(
                choices=[
                    ("tidpunkt", "En bestämd tid"),
                    ("dag", "En dag"),
                    ("period", "Flera dagar"),
                    ("okand", "Vet inte när"),
                ],
                default="dag",
                max_length=10,
                verbose_name="hur du vet tiden",
            ),
        ),
        migrations.AlterField(
            model_name="concern",
            name="reporter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="rapporterad av",
            ),
        ),
        migrations.AlterField(
            model_name="concernevent",
            name="reporter",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="rapporterad av",
            ),
        ),
        # While no trigger stands, so that no version is kept of what nobody changed.
        migrations.RunSQL(PERIODS, migrations.RunSQL.noop),
        migrations.RunSQL(FOLLOW_UP, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "concerns_concernevent" ("area_id", "board_id", "category", "done", "door", "due_on", "follow_up_on", "ground", "happened_at", "happened_on", "happened_until", "id", "kind", "milieu", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "place", "previous_board_id", "reported_at", "reporter_board_id", "reporter_id", "reporter_unit", "sealed_sent_at", "source", "state", "text", "when_kind") VALUES (OLD."area_id", OLD."board_id", OLD."category", OLD."done", OLD."door", OLD."due_on", OLD."follow_up_on", OLD."ground", OLD."happened_at", OLD."happened_on", OLD."happened_until", OLD."id", OLD."kind", OLD."milieu", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."picture", OLD."place", OLD."previous_board_id", OLD."reported_at", OLD."reporter_board_id", OLD."reporter_id", OLD."reporter_unit", OLD."sealed_sent_at", OLD."source", OLD."state", OLD."text", OLD."when_kind"); RETURN NULL;',
                    hash="06e46e5b284889992029ff93bfcdbcec54930dcc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_39f33",
                    table="concerns_concern",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "concerns_concernevent" ("area_id", "board_id", "category", "done", "door", "due_on", "follow_up_on", "ground", "happened_at", "happened_on", "happened_until", "id", "kind", "milieu", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "place", "previous_board_id", "reported_at", "reporter_board_id", "reporter_id", "reporter_unit", "sealed_sent_at", "source", "state", "text", "when_kind") VALUES (OLD."area_id", OLD."board_id", OLD."category", OLD."done", OLD."door", OLD."due_on", OLD."follow_up_on", OLD."ground", OLD."happened_at", OLD."happened_on", OLD."happened_until", OLD."id", OLD."kind", OLD."milieu", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."picture", OLD."place", OLD."previous_board_id", OLD."reported_at", OLD."reporter_board_id", OLD."reporter_id", OLD."reporter_unit", OLD."sealed_sent_at", OLD."source", OLD."state", OLD."text", OLD."when_kind"); RETURN NULL;',
                    hash="cd2e63f4c139c95d6120f66a17a31082fe9f0cd4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3fc22",
                    table="concerns_concern",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(("happened_at__isnull", True), ("when_kind", "tidpunkt"), _connector="OR"),
                name="concern_clock_when_time_is_known",
                violation_error_message="Ett klockslag hör till en bestämd tid.",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(("reporter__isnull", False), ("door", "lank"), _connector="OR"),
                name="concern_reporter_unless_by_link",
                violation_error_message="En rapport behöver någon som har skrivit den.",
            ),
        ),
    ]
