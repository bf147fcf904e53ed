from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from cases.concerns.models import Concern
from tests import cast
from tests.concerns.test_pictures import png
from tests.conftest import SignIn
from tests.factories import ConcernFactory
from vbe.audit.models import Action, Entry


@pytest.fixture
def concern(db: None) -> Iterator[Concern]:
    concern = ConcernFactory()
    concern.picture.save("0f3a.png", ContentFile(png()))
    yield concern
    concern.picture.delete(save=False)


def url(concern: Concern) -> str:
    return reverse("concern_picture", args=[concern.number])


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.COLLEAGUE, cast.REPORTER])
def test_the_desk_and_its_sender_see_it(sign_in: SignIn, concern: Concern, who: str) -> None:
    response = sign_in(who).get(url(concern))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == png()
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert Entry.objects.using("audit").get(action=Action.OPENED).object_id == concern.pk


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING, cast.INTAKE, cast.CHIEF, "rapportor.jarva"])
def test_nobody_else(sign_in: SignIn, concern: Concern, who: str) -> None:
    assert sign_in(who).get(url(concern)).status_code == 404


def test_signed_out(client: Client, concern: Concern) -> None:
    assert client.get(url(concern)).status_code == 302


def test_without_a_picture_and_when_the_file_is_gone(sign_in: SignIn, db: None) -> None:
    client = sign_in(cast.COORDINATOR)
    assert client.get(url(ConcernFactory())).status_code == 404
    assert client.get(url(ConcernFactory(picture="concerns/borta.jpg"))).status_code == 404


def test_a_file_that_is_not_ours_is_never_shown_in_the_page(sign_in: SignIn, db: None) -> None:
    concern = ConcernFactory()
    concern.picture.save("0f3a.svg", ContentFile(b"<svg/>"))
    response = sign_in(cast.COORDINATOR).get(url(concern))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    concern.picture.delete(save=False)
