"""A report's files: who opens them, and that a browser runs nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.concerns.models import Attachment, Concern
from tests import cast
from tests.concerns.test_pictures import png
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory, attachment
from vbe.audit.models import Action, Entry

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def concern(db: None) -> Iterator[Concern]:
    concern = ConcernFactory()
    rows = [attachment(concern, png()), attachment(concern, PDF, "pdf", 2)]
    yield concern
    for row in rows:
        row.file.delete(save=False)


def url(concern: Concern, position: int = 1) -> str:
    return reverse("concern_file", args=[concern.number, position])


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.REPORTER])
def test_the_desk_and_its_sender_see_a_picture(sign_in: SignIn, concern: Concern, who: str) -> None:
    response = sign_in(who).get(url(concern))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == png()
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == f"inline; filename*=utf-8''{quote(str(concern))}-1.png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"
    entry = Entry.objects.using("audit").get(action=Action.OPENED)
    assert (entry.object_id, entry.reason) == (concern.pk, "fil 1")


def test_a_pdf_is_downloaded_and_never_shown(sign_in: SignIn, concern: Concern) -> None:
    response = sign_in(cast.COORDINATOR).get(url(concern, 2))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(str(concern))}-2.pdf"
    assert "default-src 'none'; sandbox" in response["Content-Security-Policy"]
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number])).content.decode()
    assert "Ladda ner PDF" in page
    assert f'<img src="{url(concern)}"' in page
    assert f'<img src="{url(concern, 2)}"' not in page


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING, cast.INTAKE, cast.CHIEF])
def test_nobody_else(sign_in: SignIn, concern: Concern, who: str) -> None:
    assert sign_in(who).get(url(concern)).status_code == 404
    with as_application(assignment(who)):
        assert not Attachment.objects.exists()


def test_nobody_adds_a_file_to_what_somebody_else_has_sent(concern: Concern) -> None:
    other = Attachment(concern=concern, position=3, kind="pdf", size=1, file="concerns/x.pdf")
    with pytest.raises(Exception, match="row-level security"), as_application(assignment(cast.COORDINATOR)):
        other.save(force_insert=True)


def test_nobody_changes_or_removes_one(concern: Concern) -> None:
    with connection.cursor() as cursor:
        for right in ("UPDATE", "DELETE"):
            cursor.execute("SELECT has_table_privilege('vbe_app', 'concerns_attachment', %s)", [right])
            assert cursor.fetchone() == (False,)


def test_signed_out(client: Client, concern: Concern) -> None:
    assert client.get(url(concern)).status_code == 302


def test_no_such_file_and_a_file_that_is_gone(sign_in: SignIn, concern: Concern) -> None:
    client = sign_in(cast.COORDINATOR)
    assert client.get(url(concern, 3)).status_code == 404
    assert client.get(url(concern, 999_999)).status_code == 404
    Attachment.objects.filter(position=1).update(file="concerns/borta.jpg")
    assert client.get(url(concern)).status_code == 404
