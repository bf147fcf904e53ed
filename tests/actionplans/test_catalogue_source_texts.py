"""Every text of the loaded resources and guidelines stands in its source, and nothing of the source is missing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.actionplans.test_source_texts import BOARDS, PLANS
from tests.sources import between, blocks, corrected, footnotes, load, read, same_words, without_footnotes

FUNCTIONS = {"forebyggande": "förebyggande", "upptackande": "upptäckande", "atgardande": "åtgärdande"}
SOCIALFORVALTNINGEN = PLANS[2]
RESOURCES = load("actionplans/data/resources.toml")
GUIDELINES = load("actionplans/data/guidelines.toml")


def marked(functions: list[str]) -> str:
    """As the source marks a resource: "Förebyggande och upptäckande funktion"."""
    return " och ".join(FUNCTIONS[function] for function in functions).capitalize() + " funktion"


@pytest.mark.parametrize(
    ("level", "begins", "ends", "number"),
    [
        ("forebyggande", "PLUS Föräldrastöd", "Förhindrande arbete", 17),
        ("forhindrande", "Stockholms stads socialjour", "Samverkan", 6),
    ],
)
def test_a_level_has_its_sources_resources_and_no_others(level: str, begins: str, ends: str, number: int) -> None:
    source = between(SOCIALFORVALTNINGEN.body(), begins, ends).replace(
        "Upptäckande och Åtgärdande", "Upptäckande och åtgärdande"
    )
    ours = [r for r in RESOURCES["resources"] if r["level"] == level]
    assert len(ours) == number
    same_words(
        "\n\n".join(f"{r['name']}\n\n{marked(r['functions'])}\n\n{r['description']}" for r in ours),
        without_footnotes(source),
    )
    for resource in ours:
        assert resource["name"] in [line.partition("*")[0] for line in source.splitlines()]


def test_groups_and_ages_are_the_descriptions_own_words() -> None:
    ages = 0
    for resource in RESOURCES["resources"]:
        description = resource["description"]
        groups = resource["target_group"].split("; ")
        assert all(group in description and group == group.strip() for group in groups)
        assert resource["ages"] in description
        numbers = [resource[key] for key in ("age_from", "age_to") if key in resource]
        assert numbers == [int(number) for number in re.findall(r"\d+", resource["ages"])]
        if resource["ages"]:
            assert re.fullmatch(r"(över |fyllt |mellan |)-?\d+((-|–| och )\d+)? år", resource["ages"])
            # The word before the number belongs to it.
            before = description.partition(resource["ages"])[0].split()[-1]
            assert before not in ("över", "fyllt", "mellan")
            ages += 1
        # At the police's hearings; not the age of all that Stödcentrum does.
        assert resource["ages"] or resource["name"] == "Stödcentrum" or not re.search(r"\d år", description)
    assert ages == 9
    # An excerpt cut short is an excerpt still; their lengths in words hold it.
    words = [len(r["target_group"].split()) for r in RESOURCES["resources"]]
    assert words == [0, 12, 9, 16, 4, 3, 11, 14, 10, 6, 18, 12, 12, 6, 3, 3, 7, 0, 14, 9, 7, 12, 13]
    upper = {r["name"]: r["age_to"] for r in RESOURCES["resources"] if "age_to" in r and "age_from" not in r}
    assert upper == {"Särskilt kvalificerad kontaktperson": 21}


def test_resources_have_the_shape_that_is_loaded() -> None:
    assert set(RESOURCES) == {"board", "checked_on", "resources"}
    assert RESOURCES["board"] in BOARDS
    assert RESOURCES["checked_on"] == date(2017, 5, 31) and "Maj 2017" in SOCIALFORVALTNINGEN.cover()
    required = {"name", "level", "functions", "description", "target_group", "ages"}
    for resource in RESOURCES["resources"]:
        assert required <= set(resource) <= required | {"age_from", "age_to"}
        assert resource["level"] in ("forebyggande", "forhindrande")
        assert resource["functions"] and set(resource["functions"]) <= set(FUNCTIONS)
    names = [r["name"] for r in RESOURCES["resources"]]
    assert len(names) == len(set(names)) == 23


def guidelines_source() -> str:
    text = read("stockholm-riktlinjer.txt")
    # The chapter's name begins a line of the chapter before it too; the last paragraph of that one ends the search.
    text = text[text.index("Syftet med att dela in arbetet i två nivåer") :]
    return corrected(
        between(text, "Förebyggande arbete", "Stödstruktur för arbetet i staden"),
        [
            ("Särskilt ansvariga aktörer: ", "", 7),
            ("kulturnämnden stadsdelsnämnderna", "kulturnämnden, stadsdelsnämnderna", 1),
            ("Exempel på metoder och arbetsätt:", "", 3),
            ("Exempel metoder och arbetssätt:", "", 2),
            ("Samverkansmöte via Redex¹¹", "Samverkansmöte via Redex", 1),
        ],
    )


def guideline_headings() -> list[dict[str, Any]]:
    return [heading for area in GUIDELINES["areas"] for heading in area["headings"]]


# The note to the method "Samverkansmöte via Redex"; neither has the mark here.
REDEX = "Redex (Reduktion av extremism)"


def test_the_guidelines_have_the_words_of_their_source_and_no_others() -> None:
    ours = []
    for area in GUIDELINES["areas"]:
        ours += [area["name"], area["text"]]
        for heading in area["headings"]:
            text = heading["text"].partition(f"\n\n{REDEX}")[0]
            ours += [heading["name"], ", ".join(heading["responsible"]), without_footnotes(text), *heading["methods"]]
    same_words("\n\n".join(ours), without_footnotes(guidelines_source()))


def test_the_guidelines_keep_the_footnotes_of_their_two_areas() -> None:
    source = [note for note in footnotes(read("stockholm-riktlinjer.txt")) if note[:2] in ("¹⁰", "¹¹", "¹²")]
    ours = [note for h in guideline_headings() for note in footnotes(h["text"].replace(REDEX, f"¹¹ {REDEX}"))]
    assert ours == source and len(ours) == 3
    for heading in guideline_headings():
        for note in footnotes(heading["text"]):
            assert note.split()[0] in without_footnotes(heading["text"])


def test_the_guidelines_have_their_sources_headings_paragraphs_and_methods() -> None:
    source = guidelines_source()
    lines, theirs = [line.strip() for line in source.splitlines()], blocks(without_footnotes(source))
    for area in GUIDELINES["areas"]:
        assert area["name"] in lines
    for heading in guideline_headings():
        assert heading["name"] in lines
        assert ", ".join(heading["responsible"]) in theirs
        assert set(heading["methods"]) <= set(theirs)
        for paragraph in blocks(without_footnotes(heading["text"]).partition(f"\n\n{REDEX}")[0]):
            assert any(f"{paragraph} ".startswith(f"{block} ") for block in theirs), paragraph
    # A method is one item of a list: as many as the source has.
    assert [len(h["methods"]) for h in guideline_headings()] == [10, 4, 6, 5, 8, 0, 0]
    assert len(re.findall(r"^- ", source, re.MULTILINE)) == 33


def test_the_guidelines_have_the_shape_that_is_loaded() -> None:
    assert set(GUIDELINES) == {"municipality", "areas"} and GUIDELINES["municipality"] == "stockholm"
    assert [len(area["headings"]) for area in GUIDELINES["areas"]] == [3, 4]
    for area in GUIDELINES["areas"]:
        assert set(area) == {"name", "text", "headings"}
    for heading in guideline_headings():
        assert set(heading) == {"name", "responsible", "text", "methods"}
        assert heading["responsible"] and all(heading["responsible"]) and heading["text"] == heading["text"].strip()
