"""The words that the name guard knows: Faker's name lists, and its own in names.txt."""

import unicodedata
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

# The languages of the city that Faker has; names.txt fills in those it lacks, as they are written in Swedish.
SWEDISH = "sv_SE"
LOCALES = (
    *(SWEDISH, "fi_FI", "pl_PL", "hr_HR", "tr_TR", "es_ES", "en_GB", "en_US", "en_KE"),
    *("ar_AA", "ar_DZ", "ar_PS", "ar_SA", "fa_IR"),
)
# Their family names are a thousand ordinary words each (White, Power, Long), so they count only beside another name.
LOOSE_FAMILY_NAMES = {"en_GB", "en_US", "en_KE", "es_ES"}
SHORTEST = 3
_OWN = Path(__file__).with_name("names.txt")
_LETTERS = str.maketrans({"ø": "ö", "æ": "ä", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "ə": "e", "’": "'"})
_PLAIN = str.maketrans("åäö", "aao")


class Lists(NamedTuple):
    """Words as `key` gives them. `first` and `last` stand alone; `common_*` of them also in small letters."""

    first: frozenset[str]
    last: frozenset[str]
    common: frozenset[str]
    weak: frozenset[str]  # first names that are also words
    beside: frozenset[str]  # names only beside another
    words: frozenset[str]
    own: dict[str, frozenset[str]]  # the other sections of names.txt
    phrases: dict[str, list[tuple[str, ...]]]  # no person: those cited and organisations, by first word, longest first


@cache
def lists() -> Lists:
    """Read once, the first time a text is inspected."""
    own = _sections()
    words = own.pop("words")
    never, beside = own.pop("never"), own.pop("beside")
    swedish_first, swedish_last = _of_faker(SWEDISH)
    common_first, common_last = own.pop("first") | swedish_first, own.pop("last") | swedish_last
    first, last, loose = set(common_first), set(common_last), set(beside)
    for locale in LOCALES:
        given, family = _of_faker(locale)
        first |= given
        (loose if locale in LOOSE_FAMILY_NAMES else last).update(family)
    no_name_alone = words | never | beside
    strong_first = _alone(first, no_name_alone)
    strong_last = _alone(last, no_name_alone)
    return Lists(
        first=strong_first,
        last=strong_last,
        common=_alone(common_first | common_last, no_name_alone),
        weak=frozenset(first & words - never - beside),
        beside=frozenset((loose | first & beside | last & words) - never - strong_first - strong_last),
        words=words | never,
        own=own,
        phrases=_by_opener(own.pop("cited") | own.pop("organisations")),
    )


def _by_opener(lines: frozenset[str]) -> dict[str, list[tuple[str, ...]]]:
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for line in sorted(lines, key=lambda line: (-line.count("+"), line)):
        *lead, last = line.split("+")
        for ending in (last, last + "s"):  # also in the genitive
            phrase = (*lead, ending)
            phrases.setdefault(phrase[0], []).append(phrase)
    return phrases


def key(word: str) -> str:
    """The word in small letters without accents; å, ä and ö are letters of their own and stay."""
    small = word.casefold()
    if small.isascii():
        return small
    small = small.translate(_LETTERS)
    if small.translate(_PLAIN).isascii():
        return small
    return "".join(sign if sign in "åäö" else _bare(sign) for sign in small)


def _bare(sign: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))


def _alone(names: set[str] | frozenset[str], no_name_alone: frozenset[str]) -> frozenset[str]:
    """Those that stand alone, also as they are written without Swedish letters: Soderstrom, Bjorn."""
    return frozenset((names | {name.translate(_PLAIN) for name in names if len(name) > SHORTEST}) - no_name_alone)


def _of_faker(locale: str) -> tuple[set[str], set[str]]:
    """The first names and the family names of a locale, word by word."""
    provider = import_module(f"faker.providers.person.{locale}").Provider
    first: set[str] = set()
    last: set[str] = set()
    for attribute in dir(provider):
        if attribute.endswith(("names", "names_male", "names_female", "names_unisex")) and "language" not in attribute:
            found = getattr(provider, attribute)
            if not callable(found):
                (last if "last" in attribute else first).update(part for name in found for part in _parts(name, locale))
    return first, last


def _parts(name: str, locale: str) -> list[str]:
    """A double name counts whole and by its parts; in other scripts than ours only a name of one word."""
    whole = key(name)
    parts = whole.replace("-", " ").split()
    if not whole[:1].isascii() and whole[:1] not in "åäö":
        return parts if len(parts) == 1 and len(whole) >= SHORTEST else []
    # Two letters are a name in Swedish (Bo, Li); elsewhere they are mostly particles.
    return [whole, *(part for part in parts if len(part) >= SHORTEST or (locale == SWEDISH and len(part) == 2))]


def _sections() -> dict[str, frozenset[str]]:
    sections: dict[str, set[str]] = {}
    section: set[str] = set()
    for line in _OWN.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            section.update(map(key, line.split()))
    return {name: frozenset(words) for name, words in sections.items()}
