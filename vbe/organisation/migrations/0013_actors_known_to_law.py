"""Authorities that the rows of law name are told by their names, once: they were registered before that was asked."""

from django.db import migrations

KNOWN = {
    "Polismyndigheten": "polis",
    "Säkerhetspolisen": "sakerhetspolis",
    "Tullverket": "tull",
    "Åklagarmyndigheten": "aklagare",
    "Ekobrottsmyndigheten": "brottsbekampande",
}


def tell(apps, schema_editor):
    actors = apps.get_model("organisation", "Actor").objects.using(schema_editor.connection.alias)
    for name, recipient in KNOWN.items():
        actors.filter(name=name, kind="myndighet", recipient="").update(recipient=recipient)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0012_legal_rows_complete")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
