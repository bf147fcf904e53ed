"""Every text of the loaded plans stands in its source, and nothing of the source is missing.

A document is compared as one stream of words, so that a word changed, left out, added or moved is found; its tables
are compared cell by cell too. What differs from the source stands in the corrections here, and nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.sources import (
    Corrections,
    between,
    blocks,
    corrected,
    footnotes,
    load,
    plain,
    read,
    same_words,
    without_footnotes,
)

LEVELS = {"", "forebyggande", "forhindrande", "bidrag_lokaler", "kompetens"}
BOARDS = {
    board["code"]
    for municipality in ("stockholm", "nykoping")
    for board in load("vbe/demo/data/organisation.toml")[municipality]["boards"]
}


@dataclass(frozen=True)
class Document:
    data: str
    source: str
    begins: str
    about: tuple[str, str, int, int, str]
    """Title, board, years, and the date as the cover has it."""

    chapters: dict[str, str]
    """The headings of the first depth with their levels; all under a chapter have its level."""

    measures: dict[str, int]
    """How many under each heading."""

    columns: tuple[str, ...] = ()
    """The fields of a measure that stand one after the other in the source where the measure stands."""

    corrections: Corrections = field(default_factory=list)

    @property
    def sections(self) -> list[dict[str, Any]]:
        return load(f"actionplans/data/{self.data}.toml")["sections"]

    def cover(self) -> str:
        return plain(read(self.source).partition("\n" + self.begins + "\n")[0])

    def body(self) -> str:
        """The covered chapters, corrected. The cover and the contents are not part of them."""
        text = between(read(self.source), self.begins)
        if self.data == "spanga-tensta-2017":
            text = spanga_tensta_laid_out(text)
        return corrected(text, self.corrections)


def spanga_tensta_laid_out(text: str) -> str:
    """Take away the contents and the repeated title; mend the table that a page break and a text column cut up."""
    title = "Lokal handlingsplan avseende våldsbejakande extremism – Spånga-Tensta stadsdelsnämnd"
    contents = between(text, "Innehåll", title) + title
    text = text.replace(contents, "")
    row = re.search(
        r"^(.+ sektor och)\t(.+)\n\n(bostadsbolag.+)\t\t\t\t(Förhinder ande arbete .+)$", text, re.MULTILINE
    )
    assert row
    text = text.replace(row[0], f"{row[1]} {row[3]}\t{row[2]}")
    return text.replace("\nlägre, medan ", f"\n{row[4]} lägre, medan ")


PLANS = [
    Document(
        data="spanga-tensta-2017",
        source="spanga-tensta-handlingsplan-2017.txt",
        begins="Sammanfattning",
        about=("Lokal handlingsplan avseende våldsbejakande extremism", "spanga-tensta", 2017, 2018, "Maj 2017"),
        chapters={
            "Sammanfattning": "",
            "Bakgrund": "",
            "Olika våldsbejakande extremistmiljöer i Sverige": "",
            "Lokal lägesbild": "",
            "Åtgärder": "",
            "Förebyggande arbete": "forebyggande",
            "Förhindrande arbete": "forhindrande",
            "Samverkan": "",
            "Uppföljning": "",
            "Källor": "",
        },
        measures={"Åtgärder för förebyggande arbete": 9, "Åtgärd för förhindrande arbete": 4},
        columns=("text", "responsible", "partners", "follow_up"),
        corrections=[
            ("\tAnsvarig aktör\tSamverkan\tUppföljning", "\n", 2),
            ("Förhinder ande arbete ", "Förhindrande arbete\n\n", 1),
            ("radikaliserin g ", "radikalisering ", 1),
            ("radikaliserad e ", "radikaliserade ", 1),
            ("socialtjänste n ", "socialtjänsten ", 1),
            ("kultur-förvaltningen", "kulturförvaltningen", 1),
        ],
    ),
    Document(
        data="skarholmen-2019",
        source="skarholmen-handlingsplan-2019.txt",
        begins="Inledning och syfte",
        about=(
            "Skärholmens stadsdelsnämnds handlingsplan mot våldsbejakande extremism 2019",
            "skarholmen",
            2019,
            2019,
            "2019",
        ),
        chapters={
            "Inledning och syfte": "",
            "Ansvar och samverkan": "",
            "Lokal lägesbild": "",
            "Förebyggande arbete": "forebyggande",
            "Förhindrande arbete": "forhindrande",
            "Föreningsbidrag och upplåtande av lokaler": "bidrag_lokaler",
            "Kompetenshöjande insatser": "kompetens",
            "Uppföljning": "",
        },
        measures={
            "Förebyggande aktiviteter": 14,
            "Förhindrande aktiviteter": 7,
            "Aktiviteter föreningsbidrag och upplåtande av lokaler eller öppna rum": 3,
            "Kompetenshöjande aktiviteter": 6,
        },
        columns=("text", "responsible", "time_plan", "follow_up"),
        corrections=[
            ("Aktivitet\tAnsvarig\tTidplan\tUppföljning\n", "", 4),
            ("Förebyggande aktiviteter:\n", "Förebyggande aktiviteter\n", 1),
            ("Förhindrande aktiviteter:\n", "Förhindrande aktiviteter\n", 1),
            ("Kompetenshöjande aktiviteter:\n", "Kompetenshöjande aktiviteter\n", 1),
            ("Kompetens-höja ", "Kompetenshöja ", 4),
            ("Preventions-samordnare, säkerhets-samordnare", "Preventionssamordnare, säkerhetssamordnare", 1),
            ("verksamhets-utvecklare", "verksamhetsutvecklare", 1),
        ],
    ),
    Document(
        data="socialforvaltningen-2017",
        source="socialforvaltningen-handlingsplan-2017-2018.txt",
        begins="Inledning",
        about=(
            "Socialförvaltningens handlingsplan mot våldsbejakande extremism 2017 - 2018",
            "socialnamnden",
            2017,
            2018,
            "Maj 2017",
        ),
        chapters={
            "Inledning": "",
            "Definitioner": "",
            "Olika våldsbejakande extremistmiljöer i Sverige": "",
            "Socialförvaltningen": "",
            "Socialförvaltningens roll i arbetet mot våldsbejakande extremism": "",
            "Lokal lägesbild": "",
            "Förebyggande arbete": "forebyggande",
            "Förhindrande arbete": "forhindrande",
            "Samverkan": "",
            "Socialförvaltningens aktivitetsplanering 2017 - 2018": "",
        },
        measures={"Socialförvaltningens aktivitetsplanering 2017 - 2018": 5},
        columns=("text",),
        corrections=[
            ("socialtjänst-avdelningen", "socialtjänstavdelningen", 1),
            ("livstils-kriminalitet", "livstilskriminalitet", 1),
            ("livstils kriminalitet", "livstilskriminalitet", 1),
        ],
    ),
    Document(
        data="nykoping-2016",
        source="nykoping-handlingsplan-2016.txt",
        begins="1 Bakgrund och inriktning på arbetet",
        about=("Handlingsplan mot Våldsbejakande extremism", "nykoping", 2016, 2016, "2016-xx-xx"),
        chapters={
            "Bakgrund och inriktning på arbetet": "",
            "Ansvar": "",
            "Samverkan": "",
            "Utbildning av medarbetare i Nyköpings kommun": "kompetens",
            "Särskilda insatser": "",
            "Stöd till anhöriga": "",
            "Lokal lägesbild": "",
        },
        measures={
            "Generella förebyggande insatser": 3,
            "Specifika förebyggande insatser": 2,
            "Individinriktade förebyggande insatser": 1,
        },
        corrections=[
            ("1 Bakgrund och inriktning", "Bakgrund och inriktning", 1),
            ("\n2 Ansvar\n", "\nAnsvar\n", 1),
            ("\n3 Samverkan\n", "\nSamverkan\n", 1),
            ("\n4 Utbildning av ", "\nUtbildning av ", 1),
            ("\n5 Särskilda insatser\n", "\nSärskilda insatser\n", 1),
            ("\n6 Stöd till anhöriga\n", "\nStöd till anhöriga\n", 1),
            ("\n7 Lokal lägesbild\n", "\nLokal lägesbild\n", 1),
            ("Generella förebyggande insatser:", "Generella förebyggande insatser", 1),
            ("Specifika förebyggande insatser:", "Specifika förebyggande insatser", 1),
            ("Individinriktade förebyggande insatser:", "Individinriktade förebyggande insatser", 1),
        ],
    ),
]
each_plan = pytest.mark.parametrize("document", PLANS, ids=lambda document: document.data)
each_table = pytest.mark.parametrize(
    "document", [d for d in PLANS if len(d.columns) > 1], ids=lambda document: document.data
)


def cell(measure: dict[str, Any], column: str) -> str:
    value = measure[column]
    return " ".join(value) if column == "partners" else value


@each_plan
def test_a_plan_has_the_words_of_its_source_and_no_others(document: Document) -> None:
    ours = []
    for section in document.sections:
        ours += [section["heading"], without_footnotes(section["text"])]
        for measure in section.get("measures", []):
            ours += [cell(measure, column) for column in document.columns]
    same_words("\n\n".join(ours), without_footnotes(document.body()))


@each_plan
def test_a_plan_has_its_sources_headings_and_paragraphs(document: Document) -> None:
    body = without_footnotes(document.body())
    lines = [line.strip() for line in body.splitlines()]
    theirs = blocks(body)
    for section in document.sections:
        assert section["heading"] in lines
        for paragraph in blocks(without_footnotes(section["text"])):
            # The names of the administration's own resources have their function beside them, not below.
            first = paragraph.partition(" funktion")[0] if document.columns == ("text",) else paragraph
            assert any(paragraph == block or f"{paragraph} ".startswith(f"{block} ") for block in theirs), first


@each_plan
def test_a_plan_keeps_its_sources_footnotes_where_their_marks_are(document: Document) -> None:
    ours = [(note, section) for section in document.sections for note in footnotes(section["text"])]
    assert [note for note, _ in ours] == footnotes(document.body())
    for note, section in ours:
        assert note.split()[0] in without_footnotes(section["text"])


@each_table
def test_the_cells_of_a_row_belong_together(document: Document) -> None:
    rows = [line.split("\t") for line in document.body().splitlines() if "\t" in line]
    ours = [measure for section in document.sections for measure in section.get("measures", [])]
    # A row's last cell may be the empty one of the text column beside the table.
    assert [[plain(cell(m, c)) for c in document.columns] for m in ours] == [
        [plain(c) for c in row[:4]] for row in rows
    ]
    assert not any(plain(c) for row in rows for c in row[4:])


@each_plan
def test_the_measures_are_as_many_as_in_the_source(document: Document) -> None:
    assert {s["heading"]: len(s["measures"]) for s in document.sections if "measures" in s} == document.measures


@each_plan
def test_what_the_source_has_no_column_for_is_empty(document: Document) -> None:
    for measure in (m for s in document.sections for m in s.get("measures", [])):
        if len(document.columns) > 1:
            assert not any(value for column, value in measure.items() if column not in document.columns)


@each_plan
def test_the_sections_are_in_the_chapters_and_levels_of_the_source(document: Document) -> None:
    chapters = {section["heading"]: section["level"] for section in document.sections if section["depth"] == 1}
    assert list(chapters.items()) == list(document.chapters.items())
    level = ""
    for section in document.sections:
        level = section["level"] if section["depth"] == 1 else level
        # Nyköping's three levels of "förebyggande insatser" stand in its first chapter.
        of_its_own = "forebyggande" if section["heading"].endswith("förebyggande insatser") else level
        assert section["level"] == of_its_own


def test_rows_with_blanks_and_odd_words_are_kept_as_they_are() -> None:
    measures = [m for s in PLANS[1].sections for m in s.get("measures", [])]
    assert Counter(m["time_plan"] for m in measures) == {
        "2019": 13, "Pågående": 10, "2019 09 01": 2, "HT 2019": 1, "VT 2019": 1, "190501": 1, "Fortlöpande": 1, "2019-2020": 1,
    }  # fmt: skip
    assert Counter(m["follow_up"] for m in measures) == {
        "Följs upp i ordinarie verksamhetsuppföljning": 27, "": 2, "2019": 1,
    }  # fmt: skip
    assert {"Alla", "Ansvarig för forumet"} < {m["responsible"] for m in measures}


def test_partners_that_share_a_cell_are_parted() -> None:
    partners = [m["partners"] for s in PLANS[0].sections for m in s.get("measures", [])]
    assert [len(row) for row in partners] == [1, 1, 1, 1, 2, 0, 1, 1, 6, 1, 1, 0, 1]
    assert partners[4] == ["Utbildnings- och kulturförvaltningen", "Polis"]
    assert partners[8] == ["Polis", "Samfund", "Föreningar", "Kronofogde", "Arbetsförmedling", "Skatteverket"]


def test_socialforvaltningen_says_of_all_its_activities_what_each_row_has() -> None:
    document = PLANS[2]
    source = plain(document.body())
    assert "Socialförvaltningens samordnare ansvarar för att förvaltningen genomför nödvändiga aktiviteter" in source
    assert "Följande aktiviteter avser förvaltningen att genomföra under 2017 och 2018" in source
    assert (
        "följs upp och utvärderas löpande under 2017 och 2018 inom ramen för ordinarie rapporteringstillfällen"
        in source
    )
    for measure in (m for s in document.sections for m in s.get("measures", [])):
        assert {k: measure[k] for k in ("responsible", "partners", "time_plan", "follow_up")} == {
            "responsible": "Socialförvaltningens samordnare",
            "partners": [],
            "time_plan": "2017 och 2018",
            "follow_up": "inom ramen för ordinarie rapporteringstillfällen",
        }


def test_nykopings_measures_are_the_examples_that_each_level_names() -> None:
    sentences = {
        section["heading"]: f"{section['table']}: {', '.join(m['text'] for m in section['measures'])}."
        for section in PLANS[3].sections
        if "measures" in section
    }
    body = plain(PLANS[3].body())
    for heading, source in {
        "Generella förebyggande insatser": "Exempel i Nyköping: Förskola och skola, fritidsgårdarnas aktiviteter och annat arbete som sker dagligen i divisionerna i Nyköpings kommun.",
        "Specifika förebyggande insatser": "Exempel: Riktade insatser som t.ex. uppsökande verksamhet av ungdomsstödjare, Toleransprojektet.",
        "Individinriktade förebyggande insatser": "Exempel: Sociala insatsgrupper (SIG).",
    }.items():
        assert source in body
        listed = source.replace(" och annat arbete", ", annat arbete").replace("Riktade insatser som t.ex. ", "")
        assert sentences[heading].lower() == listed.lower()
    measures = [m for section in PLANS[3].sections for m in section.get("measures", [])]
    assert all(m["text"][0].isupper() for m in measures)
    assert not any(m["responsible"] or m["partners"] or m["time_plan"] or m["follow_up"] for m in measures)


@each_plan
def test_a_plan_has_the_shape_that_is_loaded(document: Document) -> None:
    plan = load(f"actionplans/data/{document.data}.toml")
    assert set(plan) == {"title", "board", "year_from", "year_to", "dated", "dnr", "sections"}
    assert plan["title"] in document.cover() and plan["dated"] in document.cover()
    assert (plan["title"], plan["board"], plan["year_from"], plan["year_to"], plan["dated"]) == document.about
    assert plan["board"] in BOARDS and plan["dnr"] == ""
    for section in plan["sections"]:
        required = {"heading", "depth", "level", "text"}
        assert set(section) in (required, required | {"table", "measures"})
        assert section["heading"] and section["depth"] in (1, 2) and section["level"] in LEVELS
        assert section["text"] == section["text"].strip()
        if "table" in section:
            assert section["table"] == section["heading"] or f"{section['table']}: " in section["text"]
        for measure in section.get("measures", []):
            assert set(measure) == {"text", "responsible", "partners", "time_plan", "follow_up"}
            assert measure["text"] and all(measure["partners"])
            assert all(plain(cell(measure, key)) == cell(measure, key) for key in measure)
