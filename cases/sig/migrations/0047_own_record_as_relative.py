"""Somebody who is given support as a relative has that in an own extract, and it is in nobody else's."""

from importlib import import_module

from django.db import migrations

from vbe.access.operations import Policy, task

before = import_module("cases.sig.migrations.0045_counted_since")

SINCE = before.SINCE | {
    "sig_relativesupport x": ("x.id", "x.opened_at, x.closed_at"),
    "sig_relativeconsent x": ("x.support_id", "x.at, x.withdrawn_at"),
    "sig_relativemeasure x": ("x.support_id", "x.at"),
    "sig_relativenote x": ("x.support_id", "x.at"),
}


class Migration(migrations.Migration):
    dependencies = [("sig", "0046_release_in_the_ledger")]
    operations = [
        # What hangs under it is seen with it; not which case it belongs with, which only those see who read both.
        Policy("sig_relativesupport", "data_access", "SELECT", task("data_access")),
        migrations.RunSQL(before.counting(SINCE), before.counting(before.SINCE)),
    ]
