"""Files sent with a report: what is kept of them, what is refused, and that the text is never lost."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from PIL import Image

from cases.concerns import files, scanning
from cases.concerns.models import Attachment, Concern
from tests import cast
from tests.concerns.clamd import clamd
from tests.concerns.test_pictures import camera_picture, png
from tests.conftest import SignIn
from tests.submission.written import send

PDF = b"%PDF-1.7\n1 0 obj\n<< /JS (app.alert) >>\nendobj\n%%EOF\n"


def upload(content: bytes, name: str = "Prov Provsson.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def stored() -> set[str]:
    try:
        return set(default_storage.listdir("concerns")[1])
    except FileNotFoundError:
        return set()


def test_several_files_are_kept_under_names_that_say_nothing(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), attachments=[upload(camera_picture()), upload(PDF, "Prov.pdf"), upload(png())])
    rows = list(Attachment.objects.all())
    assert [(row.position, row.kind, row.checked_at) for row in rows] == [
        (1, "jpg", None),
        (2, "pdf", None),
        (3, "png", None),
    ]
    assert not [row for row in rows if "Prov" in row.file.name or not row.file.name.startswith("concerns/")]
    picture = rows[0].file.read()
    assert b"Provsson" not in picture
    assert not Image.open(io.BytesIO(picture)).getexif()
    assert rows[0].size == len(picture)
    assert rows[1].file.read() == PDF
    assert Concern.objects.get().picture == ""


def test_what_the_name_claims_does_not_count(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), attachments=upload(png(), "bild.html", "text/html"))
    assert Attachment.objects.get().kind == "png"


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "tom"),
        (b"<script>alert(1)</script>", "JPEG, PNG, WebP eller PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG, WebP eller PDF"),
        (b"PK\x03\x04word", "JPEG, PNG, WebP eller PDF"),
        (b"\xff\xd8\xff\xe0 not a picture", "inte att läsa"),
        (b"%PDF-1.7 cut", "inte hel"),
        (b"MZ" + PDF, "JPEG, PNG, WebP eller PDF"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "HEIC"),
        (png()[:60], "inte att läsa"),
    ],
)
def test_what_is_not_ours_is_refused_and_the_text_kept(sign_in: SignIn, content: bytes, advice: str) -> None:
    before = stored()
    response = send(sign_in(cast.REPORTER), attachments=[upload(png()), upload(content, "fel.jpg")])
    assert response.status_code == 422
    (message,) = response.context["form"].errors["attachments"]
    assert message.startswith("fel.jpg: ")
    assert advice in message
    assert "röd färg" in response.content.decode()
    assert "Filerna följde inte med" in response.content.decode()
    assert not Concern.objects.exists()
    assert stored() == before


def test_too_large_and_too_many(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(cast.REPORTER)
    response = send(client, attachments=[upload(png()) for _n in range(6)])
    assert "Välj högst fem filer. Du valde 6." in response.context["form"].errors["attachments"]
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    response = send(client, attachments=upload(png()))
    assert "högst 10 MB" in str(response.context["form"].errors["attachments"])


def test_a_report_that_is_not_sent_leaves_no_file_behind(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = Attachment.save

    def stop_at_the_second(self: Attachment, **options: Any) -> None:
        if self.position == 2:
            raise IntegrityError
        keep(self, **options)

    monkeypatch.setattr(Attachment, "save", stop_at_the_second)
    before = stored()
    response = send(sign_in(cast.REPORTER), attachments=[upload(png()), upload(png())])
    assert response.status_code == 409
    assert not Concern.objects.exists()
    assert stored() == before


def test_scanned_files_say_when(sign_in: SignIn, settings: Any) -> None:
    with clamd() as server:
        settings.CLAMD_URL = server.url
        send(sign_in(cast.REPORTER), attachments=upload(PDF))
    assert Attachment.objects.get().checked_at == Concern.objects.get().reported_at
    assert server.scanned == [PDF]


def test_a_virus_is_refused_and_nothing_stored(sign_in: SignIn, settings: Any) -> None:
    before = stored()
    with clamd() as server:
        settings.CLAMD_URL = server.url
        response = send(sign_in(cast.REPORTER), attachments=upload(PDF.replace(b"app.alert", b"EICAR")))
    assert response.status_code == 422
    assert "virus" in str(response.context["form"].errors["attachments"])
    assert "röd färg" in response.content.decode()
    assert stored() == before


def test_a_scanner_that_is_down_stops_the_file_and_not_the_report(sign_in: SignIn, settings: Any) -> None:
    settings.CLAMD_URL = "unix:/finns/inte"
    client = sign_in(cast.REPORTER)
    response = send(client, attachments=upload(png()))
    assert response.status_code == 422
    assert "Skicka rapporten utan filen" in str(response.context["form"].errors["attachments"])
    assert scanning.settings.CLAMD_URL
    sent = {name: value for name, value in response.context["form"].data.items() if name != "attachments"}
    assert client.post("/oro/ny/", sent).status_code == 302
    assert not Attachment.objects.exists()
