"""On paper for the day the system is down: the guide, the phone list and the alarm chains."""

from __future__ import annotations

from io import BytesIO

from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests import cast
from tests.conftest import SignIn
from tests.guide import guides

URL, FILE = reverse("guide_print"), reverse("guide_file")


def test_everything_stands_on_one_page(sign_in: SignIn) -> None:
    guides.published(title="Ett barn far illa")
    guides.addition("Fråga på medborgarkontoret.")
    text = sign_in(cast.REPORTER).get(URL).content.decode()
    for part in ("Ett barn far illa", "Version 1", "Gäller till", "medborgarkontoret", "08-465 004 10", "TiB", "POSOM"):
        assert part in text, part
    assert "Mottagningen i Järva" not in text


def test_as_a_file_that_the_archive_takes(sign_in: SignIn) -> None:
    response = sign_in(cast.REPORTER).get(FILE)
    assert response["Content-Type"] == "application/pdf"
    assert f"hur-gor-jag-{timezone.localdate():%Y-%m-%d}.pdf" in response["Content-Disposition"]
    text = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())
    for part in ("Grundversionen", "Gäller till", "08-465 004 10", "tjänsteman i beredskap", "Stadsdirektören"):
        assert part in text, part


def test_another_municipality_prints_its_own(sign_in: SignIn) -> None:
    text = sign_in(cast.NYKOPING).get(URL).content.decode()
    assert "Röda korset" in text
    assert "POSOM" not in text
    assert sign_in(cast.MEMBER).get(URL).status_code == 403
    assert sign_in(cast.MEMBER).get(FILE).status_code == 403
