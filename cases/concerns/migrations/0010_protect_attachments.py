"""Who reaches a report's files, and the pictures of before as files."""

from typing import Any

from django.core.files.storage import default_storage
from django.db import migrations
from django.db.models import Exists, OuterRef

from vbe.access.operations import ME, Policy, Protect, not_barred

SEEN = "EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id)"
# They are sent with the report, and nobody adds to it later.
SENT = f"EXISTS (SELECT FROM concerns_concern c WHERE c.id = concern_id AND c.reporter_id = {ME} AND c.state = 'ny')"
NOT_BARRED = not_barred("concern_id")
BATCH = 500


def pictures_to_attachments(apps: Any, schema_editor: Any) -> None:
    """May run again: a report whose picture has become a file is left alone."""
    owner = schema_editor.connection.alias
    concerns, attachments = apps.get_model("concerns", "Concern"), apps.get_model("concerns", "Attachment")
    there = attachments.objects.filter(concern=OuterRef("pk"))
    with_picture = concerns.objects.using(owner).exclude(picture="").exclude(Exists(there)).only("pk", "picture")
    rows = []
    for concern in with_picture.iterator(chunk_size=BATCH):
        kind = concern.picture.name.rpartition(".")[2]
        if kind in ("jpg", "png", "webp"):
            size = _size(concern.picture.name)
            rows.append(attachments(concern=concern, position=1, kind=kind, size=size, file=concern.picture.name))
    attachments.objects.using(owner).bulk_create(rows, batch_size=BATCH)


def _size(name: str) -> int:
    try:
        return default_storage.size(name)
    except OSError:
        return 0


class Migration(migrations.Migration):
    dependencies = [("concerns", "0009_attachments"), ("access", "0005_barred")]
    operations = [
        Protect("concerns_attachment", select=SEEN, insert=SENT),
        Policy("concerns_attachment", "not_barred", "ALL", NOT_BARRED, only=True),
        Protect("concerns_keptpassage", select=SEEN, insert=SENT),
        Policy("concerns_keptpassage", "not_barred", "ALL", NOT_BARRED, only=True),
        # The column stays for one release, so that the version before this one runs while this one is put in place.
        migrations.RunPython(pictures_to_attachments, migrations.RunPython.noop),
    ]
