"""The older pictures are loaded whole, as the published documents they were."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lagesbild.models import SituationPicture
from lagesbild.sources import DATA, load_picture
from tests import cast
from tests.conftest import SignIn
from tests.factories import board

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
FILES = sorted(DATA.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_section_and_finding_is_there_in_order(path: Path) -> None:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    picture = load_picture(path, board(data["board"]))
    found = [(s.heading, s.milieu, s.kind, s.text) for s in picture.sections.all()]
    assert found == [(s["heading"], s["milieu"], s["kind"], s["text"].strip()) for s in data["sections"]]
    assert [f.text for f in picture.findings.all()] == data.get("findings", [])
    assert (picture.state, picture.document, picture.year) == ("publicerad", True, data["year"])


def test_loading_again_makes_no_second_one() -> None:
    for _turn in range(2):
        load_picture(DATA / "skarholmen-2019.toml", board("skarholmen"))
    picture = SituationPicture.objects.get()
    assert (picture.sections.count(), picture.findings.count()) == (3, 11)


def test_a_misspelt_kind_is_found(tmp_path: Path) -> None:
    path = tmp_path / "fel.toml"
    path.write_text(
        'title = "T"\nyear = 2019\n[[sections]]\nheading = "H"\nmilieu = ""\nkind = "polisen"\ntext = "t"\n',
        encoding="utf-8",
    )
    with pytest.raises(ValidationError):
        load_picture(path, board("skarholmen"))
    assert not SituationPicture.objects.exists()


def test_skarholmens_page_has_its_words(sign_in: SignIn) -> None:
    picture = load_picture(DATA / "skarholmen-2019.toml", board("skarholmen"))
    page = sign_in(cast.REPORTER).get(reverse("picture", args=[picture.pk])).content.decode()
    order = [
        "Den rapportering som ligger till grund",
        "Kartläggning",
        "Följande har framkommit",
        "Alla former av extremism",
    ]
    places = [page.index(words) for words in [*order, "Förvaltningen uppmanar medarbetare"]]
    assert places == sorted(places)


def test_a_loaded_document_is_never_written_in(sign_in: SignIn) -> None:
    picture = load_picture(DATA / "skarholmen-2019.toml", board("skarholmen"))
    assert sign_in(cast.COORDINATOR).post(reverse("picture", args=[picture.pk]), {"version": "0"}).status_code == 409
