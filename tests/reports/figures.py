"""Figures as a report has them: Skärholmen's plan of 2019 with a follow-up, blanks, hidden numbers and long words."""

from __future__ import annotations

import hashlib
import json
from typing import Any

ORDINARY = "Följs upp i ordinarie verksamhetsuppföljning"
# Skärholmens stadsdelsnämnds handlingsplan 2019: text, responsible as written, time plan as written.
SECTIONS = {
    "Förebyggande aktiviteter": [
        ("Implementera handlingsplanen och stadens rutiner avseende vbe", "Avdelningschefer och styrgruppen", "2019"),
        (
            "Stärkt tidigt stöd i samverkan STIS och introduktionsförskola, hembesöksprogrammet",
            "Socialtjänst och förskola",
            "Pågående",
        ),
        ("Föräldrastöd i form av föräldrarådgivare och föräldrastödskurser", "Socialtjänst och förskola", "Pågående"),
        ("Delta i Mentors in Violence prevention på en av grundskolorna i området", "Socialtjänst", "Pågående"),
        ("Erbjuda feriearbete till ungdomar på alla skollov", "Avdelningschefer", "Pågående"),
        ("I befintliga samverkansforum ta upp frågan runt våldsbejakande extremism", "Ansvarig för forumet", "2019"),
        (
            "Fortsätt systematiskt arbeta för att öka valdeltagandet bla tillsammans med civilsamhället",
            "Medborgarkontoret",
            "2019",
        ),
        (
            "Stärka invånarnas kontakt med lokala politiker, öppna nämndmöten samt medborgarmöten 8 ggr/år",
            "SDN och BRÅ",
            "Fortlöpande",
        ),
        ("Informera medarbetare om hur olika symboler ser ut i de olika miljöerna", "Enhetschefer", "2019"),
        (
            "Deltagande i stadens och regionens olika nätverk",
            "Preventionssamordnare Avdelningschef socialtjänst. Enhetschef ekonomiskt bistånd",
            "Pågående",
        ),
        (
            "Samarbeta med fastighetsägarna genom att bli ha ett gemensamt seminarium gällande lokaluthyrning",
            "Preventionssamordnare",
            "HT 2019",
        ),
        (
            "Bjuda in Arbetsmarknadsförvaltningen och Trafikkontoret till Brottsförebyggande rådet",
            "Preventionssamordnare",
            "2019",
        ),
        ("Styrgrupp mot våldsbejakande extremism", "Socialtjänst och stadsutveckling", "Pågående"),
        (
            "Öka stadsdelsförvaltningens samverkan med civilsamhället och föreningar/trossamfund",
            "Stadsutveckling/ medborgarservice och socialtjänst",
            "2019",
        ),
    ],
    "Förhindrande aktiviteter": [
        (
            "Preventionssamordnare träffar Kommunpolis var 14:e dag och analyserar lägesbilden i området",
            "Stadsutveckling och medborgarservice",
            "Pågående",
        ),
        (
            "Operativ samverkan med tjänstepersoner från olika myndigheter som möter unga och unga vuxna sker varje månad",
            "Preventionssamordnaren",
            "Pågående",
        ),
        (
            "Om det stadsövergripande vbe-teamet får information som berör stadsdelsområdet har stadsdelen i uppdrag att samverka med dem i arbetet",
            "Socialtjänsten",
            "Pågående",
        ),
        (
            "Implementera den stadsövergripande vägledningen för ärenden gällande barn och unga som återvänder från krigsdrabbade områden, med eller utan vårdnadshavare, eller som fortfarande befinner sig i krigsdrabbade områden.",
            "Socialtjänsten",
            "190501",
        ),
        (
            "Se över rutiner på individnivå för att hantera avhoppare och drabbade anhöriga som individuellt utformade insatser enligt SoL eller LVU om behov uppstår)",
            "Socialtjänsten",
            "2019",
        ),
        (
            "Uppmana tjänstemän internt och externt samt invånare att använda Tyck till appen för att snabbt få bort klotter",
            "Alla",
            "2019",
        ),
        (
            "Regelbunden samverkan mellan socialtjänst och ansvarig lokalpolis där vbe-frågan finns med på dagordningen.",
            "Socialtjänsten",
            "2019",
        ),
    ],
    "Aktiviteter föreningsbidrag och upplåtande av lokaler eller öppna rum": [
        (
            "Delta i stadens arbetsgrupp för att ta fram riktlinjer runt föreningsbidrag och lokaluthyrning",
            "Medborgarkontoret",
            "VT 2019",
        ),
        (
            "Implementera och arbeta efter stadens riktlinjer för lokaluthyrning",
            "Resursenheten Äldreomsorgen",
            "2019 09 01",
        ),
        ("Implementera och arbeta efter stadens riktlinjer för föreningsbidrag", "Medborgarkontoret", "2019 09 01"),
    ],
    "Kompetenshöjande aktiviteter": [
        (
            "All personal ska ha genomgått stadens obligatoriska webbutbildning rörande våldsbejakande extremism",
            "Förvaltningsledning",
            "2019-2020",
        ),
        (
            "Personal på stadsdelsförvaltningen uppmanas delta i de utbildningar som anordnas stadsövergripande för riktade målgrupper",
            "Avdelningschefer och preventionssamordnare",
            "Pågående",
        ),
        (
            "Kompetens-höja socialtjänsten runt otillåten påverkan",
            "Preventions-samordnare, säkerhets-samordnare, HR chef och verksamhets-utvecklare inom socialtjänsten",
            "2019",
        ),
        (
            "Kompetens-höja förtroendevalda runt otillåten påverkan via en infonämnd",
            "Stadsdelsdirektör och preventionssamordnare",
            "2019",
        ),
        ("Kompetens-höja skolsociala team kring vbe-frågan", "Socialtjänsten", ""),
        ("Kompetens-höja anhörigstödarna kring vbe-frågan", "", "2019"),
    ],
}
LONG = (
    "Utbildningen har getts vid fyra tillfällen under våren. Medverkande var förvaltningens samordnare, kommunpolisen och "
    "socialförvaltningens stadsövergripande team. Deltagarna uppger att de har fått bättre kunskap om symboler, om vart de "
    "ska vända sig och om hur anonyma iakttagelser rapporteras i incidentrapporteringssystemet.\n\nTvå enheter inom "
    "äldreomsorgen har inte kunnat delta på grund av sommarbemanningen. För dem planeras ett eget tillfälle i september, "
    "tillsammans med hyresvärdarna i Bredäng och Sätra."
)
# What the follow-up says, in turn: status, comment, number, measured as.
FOLLOW_UPS = [
    ("enligt_plan", "Rutinen är genomgången på samtliga arbetsplatsträffar.", "", ""),
    ("genomford", LONG, "112", "deltagare"),
    ("enligt_plan", "", "", ""),
    ("ej_rapporterat", "", "", ""),
    (
        "avviker",
        "Seminariet är framflyttat till hösten eftersom två av fastighetsägarna har bytt kontaktperson.",
        "",
        "",
    ),
    ("enligt_plan", "Träffarna hålls varannan vecka.", "8", "möten"),
    ("ej_paborjad", "", "", ""),
    ("genomford", "Klart i mars.", "", ""),
    ("utgar", "Ersätts av stadens gemensamma riktlinje.", "", ""),
    ("enligt_plan", "Frågan är en stående punkt på dagordningen.", "", ""),
]
STATUSES = ("genomford", "enligt_plan", "avviker", "ej_paborjad", "utgar", "ej_rapporterat")
CATEGORIES = [
    "Klotter eller skadegörelse",
    "Klistermärken",
    "Flygblad eller affischer",
    "Symboler",
    "Uppmaning till eller stöd för våld",
    "Hot eller kränkning",
    "Demonstration",
    "Något annat",
]
MILIEUS = [
    "Våldsbejakande högerextremism",
    "Våldsbejakande vänsterextremism",
    "Våldsbejakande islamistisk extremism",
    "Ensamagerande",
    "Flera miljöer eller blandade idéer",
    "Annan våldsam miljö",
    "Vet inte",
]
SIG = ["Nya ärenden", "Avslutade ärenden", "Öppna ärenden vid periodens slut", "Uppstartsmöten"]
SUMMARY = """Under perioden har **27 av 30 åtgärder** rapporterats. De flesta går enligt plan; tre avviker.

Flest rapporter gäller klotter och klistermärken vid Skärholmens centrum. Jämfört med samma tid i fjol är det en ökning, som till stor del förklaras av att fler medarbetare känner till hur de rapporterar.

Förvaltningen föreslår att nämnden särskilt uppmärksammar:

- att *två enheter* inom äldreomsorgen ännu inte har gått utbildningen
- att seminariet med fastighetsägarna är framflyttat till hösten."""
PERIODS = {
    "2026T1": (
        "tertialrapport",
        "Tertialrapport 1 2026",
        "2026-04-30",
        "2026-05-04T09:12:00+02:00",
        ["jan–apr 2026", "jan–apr 2025"],
    ),
    "2026T2": (
        "tertialrapport",
        "Tertialrapport 2 2026",
        "2026-08-31",
        "2026-09-03T10:40:00+02:00",
        ["jan–aug 2026", "maj–aug 2026", "jan–aug 2025"],
    ),
    "2026": (
        "verksamhetsberattelse",
        "Verksamhetsberättelse 2026",
        "2026-12-31",
        "2027-01-12T08:05:00+01:00",
        ["2026", "2025"],
    ),
}
HIDDEN: dict[str, Any] = {"hidden": True}


def n(number: int) -> dict[str, int]:
    return {"n": number}


def figures(period: str = "2026T1", **changes: Any) -> dict[str, Any]:
    """The figures of ``period``, with ``changes`` to the top level, and their checksum."""
    kind, title, end, cut_off, columns = PERIODS[period]
    made: dict[str, Any] = {
        "schema": 1,
        "municipality": "Stockholms stad",
        "board": {"code": "skarholmen", "name": "Skärholmens stadsdelsnämnd"},
        "period": period,
        "kind": kind,
        "title": title,
        "from": "2026-01-01",
        "to": end,
        "cut_off": cut_off,
        "version": 1,
        "corrects": "",
        "summary": SUMMARY,
        "plans": [plan()],
        "tables": [
            categories(columns),
            milieus(columns),
            sig(columns, "Frysta antal från socialtjänsten 2 maj 2026"),
        ],
        "hidden_below": 5,
        "sources": [
            "Skärholmens stadsdelsnämnds handlingsplan mot våldsbejakande extremism 2019",
            "Rapporter om oro och händelser i VBE Samordning",
            "Frysta antal från socialtjänsten 2 maj 2026",
        ],
    }
    return sealed(made | changes)


def sealed(made: dict[str, Any]) -> dict[str, Any]:
    made = {key: value for key, value in made.items() if key != "hash"}
    canonical = json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return made | {"hash": hashlib.sha256(canonical.encode()).hexdigest()}


def plan(title: str = "Handlingsplan mot våldsbejakande extremism 2026") -> dict[str, Any]:
    number = 0
    sections = []
    for heading, measures in SECTIONS.items():
        made = []
        for text, responsible, time_plan in measures:
            status, comment, value, measured_as = FOLLOW_UPS[number % len(FOLLOW_UPS)]
            number += 1
            made.append(
                {
                    "number": number,
                    "text": text,
                    "responsible": responsible,
                    "partners": ["Polismyndigheten", "fastighetsägarna"] if number % 6 == 0 else [],
                    "time_plan": time_plan,
                    "follow_up": ORDINARY if number % 6 else "",
                    "status": status,
                    "comment": comment,
                    "value": value,
                    "measured_as": measured_as,
                    "reported_on": "" if status == "ej_rapporterat" else "2026-04-28",
                }
            )
        sections.append({"heading": heading, "measures": made})
    return {"title": title, "decided": "26 feb 2026 § 7", "counts": counted(sections), "sections": sections}


def counted(sections: list[dict[str, Any]]) -> dict[str, int]:
    statuses = [measure["status"] for section in sections for measure in section["measures"]]
    return {status: statuses.count(status) for status in STATUSES}


def cells(number: int | None, before: int | None, columns: list[str]) -> list[Any]:
    """This period, its own months when the report is cumulative, and last year. 1–4 are hidden, None is no data."""
    numbers = [number, *([number and number // 2] if len(columns) == 3 else []), before]
    return [None if part is None else HIDDEN if 0 < part < 5 else n(part) for part in numbers]


def categories(columns: list[str]) -> dict[str, Any]:
    numbers = [(17, 12), (11, 9), (7, 3), (6, 0), (2, 3), (6, 8), (0, 0), (3, 0)]
    return {
        "id": "concerns_category",
        "title": "Oro och händelser efter typ",
        "note": "Rapporter som har kommit in från medarbetare, skolor, bostadsbolag och andra aktörer i området.",
        "source": "VBE Samordning, rapporter om oro och händelser",
        "columns": columns,
        "rows": [
            {"label": label, "cells": cells(*pair, columns)} for label, pair in zip(CATEGORIES, numbers, strict=True)
        ],
        "total": {"label": "Totalt", "cells": cells(52, 35, columns)},
        "chart": True,
    }


def milieus(columns: list[str]) -> dict[str, Any]:
    numbers = [(21, 14), (9, 7), (8, 6), (0, 0), (2, 3), (0, 0), (12, None)]
    return {
        "id": "concerns_milieu",
        "title": "Oro och händelser efter miljö",
        "note": "Miljön är rapportörens eller samordnarens bedömning av händelsen, aldrig av en person.",
        "source": "VBE Samordning, rapporter om oro och händelser",
        "columns": columns,
        "rows": [
            {"label": label, "cells": cells(*pair, columns)} for label, pair in zip(MILIEUS, numbers, strict=True)
        ],
        "total": {"label": "Totalt", "cells": cells(52, 35, columns)},
        "chart": True,
    }


def sig(columns: list[str], source: str) -> dict[str, Any]:
    numbers = [(6, 5), (0, 2), (9, None), (5, 7)]
    return {
        "id": "sig",
        "title": "Sociala insatsgrupper",
        "note": "Antal som socialtjänsten har lämnat. Ärendena själva är sekretessbelagda.",
        "source": source,
        "columns": columns,
        "rows": [{"label": label, "cells": cells(*pair, columns)} for label, pair in zip(SIG, numbers, strict=True)],
        "total": None,
        "chart": False,
    }
