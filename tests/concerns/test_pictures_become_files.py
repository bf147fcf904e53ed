"""The pictures of before are files of their reports, once, however often the migration runs."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection

from cases.concerns.models import Attachment, Concern
from tests.factories import ConcernFactory

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
copy = import_module("cases.concerns.migrations.0010_protect_attachments").pictures_to_attachments


def test_each_picture_becomes_one_file() -> None:
    concern = ConcernFactory()
    concern.picture.save("0f3a.png", ContentFile(b"12345"))
    lost = ConcernFactory(picture="concerns/borta.jpg")
    ConcernFactory()
    for _time in range(2):
        copy(apps, SimpleNamespace(connection=connection))
    rows = {row.concern_id: (row.position, row.kind, row.size, row.file.name) for row in Attachment.objects.all()}
    assert rows == {
        concern.pk: (1, "png", 5, concern.picture.name),
        lost.pk: (1, "jpg", 0, "concerns/borta.jpg"),
    }
    assert Concern.objects.exclude(picture="").count() == 2
    concern.picture.delete(save=False)
