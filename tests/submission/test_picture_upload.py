from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.concerns import pictures
from cases.concerns.models import Concern
from tests import cast
from tests.concerns.test_pictures import camera_picture, png
from tests.conftest import SignIn
from tests.submission.written import report, sealed, send


def upload(content: bytes, name: str = "Prov Provsson.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def test_picture_is_kept_under_a_name_that_says_nothing(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), picture=upload(camera_picture()))
    name = Concern.objects.get().picture.name
    assert name.startswith("concerns/")
    assert name.endswith(".jpg")
    assert "Prov" not in name


def test_what_the_name_claims_does_not_count(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), picture=upload(png(), "bild.html", "text/html"))
    assert Concern.objects.get().picture.name.endswith(".png")


@pytest.mark.parametrize(
    "content", [b"", b"<script>alert(1)</script>", b"\xff\xd8\xff\xe0 not a picture", b"%PDF-1.7", png()[:60]]
)
def test_what_is_no_picture_is_refused_and_the_text_kept(sign_in: SignIn, content: bytes) -> None:
    response = send(sign_in(cast.REPORTER), picture=upload(content))
    assert response.status_code == 422
    assert "picture" in response.context["form"].errors
    assert "röd färg" in response.content.decode()
    assert not Concern.objects.exists()


def test_too_large(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    response = send(sign_in(cast.REPORTER), picture=upload(png()))
    assert "högst 10 MB" in str(response.context["form"].errors["picture"])


def test_another_error_says_that_the_picture_must_be_chosen_again(sign_in: SignIn) -> None:
    response = send(sign_in(cast.REPORTER), picture=upload(png()), place="")
    assert "Bilden följde inte med" in response.content.decode()


def test_a_report_that_is_not_sent_leaves_no_picture_behind(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: Any, **kwargs: Any) -> None:
        from django.db import IntegrityError

        raise IntegrityError

    monkeypatch.setattr("cases.submission.send.send_sealed", stop)
    before = _stored()
    response = sign_in(cast.REPORTER).post(reverse("report"), report(**sealed(), picture=upload(png())))
    assert response.status_code == 409
    assert not Concern.objects.exists()
    assert _stored() == before


def _stored() -> set[str]:
    try:
        return set(default_storage.listdir("concerns")[1])
    except FileNotFoundError:
        return set()
