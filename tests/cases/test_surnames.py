from __future__ import annotations

import pytest

from cases.surnames import surnames


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Karin Lindqvist", ["lindqvist"]),
        ("KARIN LINDQVIST", ["lindqvist"]),
        ("Karin Lindqvist-Hallström", ["hallström", "lindqvist"]),
        ("Karin Lindqvist – Hallström", ["hallström", "lindqvist"]),
        ("Anna von Essen", ["essen"]),
        ("Gustaf af Klint", ["klint"]),
        ("Fatima El-Amrani", ["amrani"]),
        ("André Lidén", ["liden"]),
        ("André Liden", ["liden"]),
        ("Åsa Åkesson", ["åkesson"]),
        ("Åsa Akesson", ["akesson"]),
        ("Søren Ægir", ["ägir"]),
        ("Öberg, Eva Maria", ["öberg"]),
        ("Löfgren Berg, Maria", ["berg", "löfgren"]),
        ("Maria  Löfgren ", ["löfgren"]),
        ("Madonna", []),
        ("", []),
        ("O'Neill, Pat", ["oneill"]),
        ("Åsa A\u030akesson", ["åkesson"]),
        ("Nils 1990 9", []),
        ("-", []),
    ],
)
def test_surnames(name: str, found: list[str]) -> None:
    assert surnames(name) == found
