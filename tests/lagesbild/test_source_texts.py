"""Every text of the loaded lägesbilder stands in its source, in its order, and nothing of the chapter is missing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cases.concerns.models import Milieu
from tests.actionplans.test_source_texts import BOARDS
from tests.sources import between, blocks, footnotes, load, plain, read, same_words, without_footnotes

SPANGA_TENSTA, SKARHOLMEN = "spanga-tensta-2017", "skarholmen-2019"
# The police's "Autonoma miljön" is the milieu that reports of oro call vänsterextremism, and so on.
MILIEUS = {
    "Lokal lägesbild": "",
    "Autonoma miljön": Milieu.LEFT,
    "Vit makt-miljön": Milieu.RIGHT,
    "Islamistisk extremistmiljö": Milieu.ISLAMISM,
}
KINDS = {
    "polisens_bedomning",
    "egen_kartlaggning",
    "sammanlagd_bedomning",
    "utsikter",
    "vad_som_kan_andra",
    "kallor",
    "forbehall",
    "analys",
    "annat",
}
each_picture = pytest.mark.parametrize("name", [SPANGA_TENSTA, SKARHOLMEN])


def picture(name: str) -> dict[str, Any]:
    return load(f"lagesbild/data/{name}.toml")


def chapter(name: str) -> str:
    if name == SPANGA_TENSTA:
        return between(read("spanga-tensta-handlingsplan-2017.txt"), "Lokal lägesbild", "Åtgärder")
    return between(read("skarholmen-handlingsplan-2019.txt"), "Lokal lägesbild", "Förebyggande arbete")


def written(text: str) -> str:
    """Without the marks of where we parted a sentence, and without footnotes."""
    return without_footnotes(text).removeprefix("… ").removesuffix(" …")


def stream(name: str) -> str:
    """The picture read from top to bottom, each heading once, the findings where their source has them."""
    data, ours, heading = picture(name), [], ""
    for section in data["sections"]:
        if section["heading"] != heading:
            heading = section["heading"]
            ours.append(heading)
        ours.append(written(section["text"]))
        if heading == "Kartläggning":
            ours += [data["findings_intro"], *data["findings"]]
    return "\n\n".join(ours)


@each_picture
def test_a_picture_has_the_words_of_its_source_and_no_others(name: str) -> None:
    same_words(stream(name), without_footnotes(chapter(name)))


@each_picture
def test_a_picture_has_its_sources_headings(name: str) -> None:
    lines = [line.strip() for line in chapter(name).splitlines()]
    for section in picture(name)["sections"]:
        assert section["heading"] in lines


@each_picture
def test_a_section_begins_and_ends_with_a_sentence(name: str) -> None:
    source = plain(without_footnotes(chapter(name)))
    for section in picture(name)["sections"]:
        for paragraph in blocks(without_footnotes(section["text"])):
            text = paragraph.removeprefix("… ").removesuffix(" …")
            assert text in source
            assert paragraph.startswith("… ") or text[0].isupper()
            assert paragraph.endswith(" …") or text[-1] == "."


def test_spanga_tensta_is_parted_by_milieu_and_kind() -> None:
    sections = picture(SPANGA_TENSTA)["sections"]
    assert [(section["heading"], section["kind"]) for section in sections] == [
        ("Lokal lägesbild", "kallor"),
        ("Lokal lägesbild", "forbehall"),
        ("Autonoma miljön", "polisens_bedomning"),
        ("Autonoma miljön", "egen_kartlaggning"),
        ("Autonoma miljön", "sammanlagd_bedomning"),
        ("Autonoma miljön", "utsikter"),
        ("Autonoma miljön", "vad_som_kan_andra"),
        ("Vit makt-miljön", "annat"),
        ("Vit makt-miljön", "sammanlagd_bedomning"),
        ("Vit makt-miljön", "utsikter"),
        ("Vit makt-miljön", "vad_som_kan_andra"),
        ("Islamistisk extremistmiljö", "polisens_bedomning"),
        ("Islamistisk extremistmiljö", "annat"),
    ]
    # Each kind begins with the words that say what it is.
    opening = {
        "polisens_bedomning": "polisen",
        "egen_kartlaggning": "Förvaltningens kartläggning",
        "sammanlagd_bedomning": "den sammanlagda bedömningen",
        "utsikter": "två-tre åren",
        "vad_som_kan_andra": "Läget kan förändras",
        "kallor": "intervjuer",
        "forbehall": "mörkertal",
    }
    for section in sections:
        assert opening.get(section["kind"], "") in section["text"]
        assert section["milieu"] == MILIEUS[section["heading"]]


def test_skarholmen_has_its_findings_and_its_analysis() -> None:
    data = picture(SKARHOLMEN)
    assert [(s["heading"], s["kind"], s["milieu"]) for s in data["sections"]] == [
        ("Lokal lägesbild", "annat", ""),
        ("Kartläggning", "egen_kartlaggning", ""),
        ("Analys", "analys", ""),
    ]
    source = re.findall(r"^- (.+)$", chapter(SKARHOLMEN), re.MULTILINE)
    assert data["findings"] == source and len(source) == 11
    assert [note for s in data["sections"] for note in footnotes(s["text"])] == footnotes(chapter(SKARHOLMEN))


@each_picture
def test_a_picture_has_the_shape_that_is_loaded(name: str) -> None:
    data = picture(name)
    required = {"title", "board", "year", "sections"}
    assert set(data) in (required, required | {"findings", "findings_intro"})
    assert data["title"] == "Lokal lägesbild" and data["board"] in BOARDS
    assert data["year"] == int(name[-4:])
    for section in data["sections"]:
        assert set(section) == {"heading", "milieu", "kind", "text"}
        assert section["milieu"] in {"", *Milieu.values} and section["kind"] in KINDS
        assert section["text"] and section["text"] == section["text"].strip()
