"""What in a text is likely a person's name.

A name is found in the lists of `name_lists`, and by what stands around it: "Mohammed A.", "J. Berg", "eleven Wardi".
A word that is also a name (Sten, Björn, Hans) counts in the middle of a sentence with a capital, or beside a name.
A place, an institution or an organisation with a person's name in it is let through: Karl XII:s torg, Sofia skola.

The text is read once from left to right, and no step looks further than a few words away.
"""

import re
from collections.abc import Iterator
from enum import Enum, IntEnum, auto
from itertools import pairwise
from typing import NamedTuple

from cases.concerns.name_lists import Lists, key, lists

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE_STARTS_AFTER = re.compile(r"[.!?:;\n\"“”»«(•*–]|- ")
_QUOTED = re.compile(r"(?: |: ?| ?[\"'“”»«]| \()")
_JOINED = re.compile(r"['’-]")
_ROMAN = re.compile(r"[IVX]{1,5}")
_LONGEST_WORD = 40
_LONGEST_NAME = 5  # words
_FEW_WORDS = 6  # how far back the thing may stand that is called something


class Shape(Enum):
    TITLE = auto()
    UPPER = auto()
    LOWER = auto()
    INITIAL = auto()
    UNCASED = auto()
    OTHER = auto()


class Level(IntEnum):
    NONE = 0
    BESIDE = 1  # a name beside another
    WEAK = 2  # a first name that is also a word
    LAST = 3
    FIRST = 4


class Word(NamedTuple):
    start: int
    end: int
    key: str
    shape: Shape
    level: Level
    genitive: bool


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where in a folded text a person's name is likely, from its first letter to its last."""
    return _Reader(text).names()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lists: Lists = lists()
        self.own = self.lists.own
        self.endings = tuple(self.own["place_endings"])
        # A text says most of its words several times.
        self.said: dict[str, tuple[str, Shape, Level, bool]] = {}
        self.words = [self._word(found) for found in _WORD.finditer(text)]
        self.gaps = [text[one.end : other.start] for one, other in pairwise(self.words)]
        self.has_capitals = any(word.shape is Shape.TITLE for word in self.words)

    def names(self) -> Iterator[tuple[int, int]]:
        at = free = 0
        while at < len(self.words):
            if passed := self._phrase(at):
                at = free = at + passed
            elif self._initials(at):
                yield self.words[at].start, self.words[at + 1].end + 1
                at = free = at + 2
            elif self._begins(at):
                first, last = self._first(at, free), self._last(at)
                if not self._is_no_person(first, last):
                    yield self.words[first].start, self._end(last)
                at = free = last + 1
            else:
                at += 1

    # --- One word -----------------------------------------------------------------------------------------------

    def _word(self, found: re.Match[str]) -> Word:
        written = found[0]
        if written not in self.said:
            self.said[written] = self._said(written)
        return Word(found.start(), found.end(), *self.said[written])

    def _said(self, written: str) -> tuple[str, Shape, Level, bool]:
        shape = _shape(written)
        if shape in (Shape.OTHER, Shape.INITIAL):
            return "", shape, Level.NONE, False
        word = key(written)
        return word, shape, *self._read(word, written, shape)

    def _read(self, word: str, written: str, shape: Shape) -> tuple[Level, bool]:
        if "-" in word:
            return self._read_compound(word, written, shape)
        if level := self._listed(word, shape):
            return level, False
        if word.endswith("s") and len(word) > 3 and word not in self.lists.words:
            return self._listed(word[:-1], shape), True
        return Level.NONE, False

    def _listed(self, word: str, shape: Shape) -> Level:
        lists = self.lists
        if shape in (Shape.LOWER, Shape.UPPER) and word not in lists.common:
            # Without a capital only the names that are common here are seen; the others are often words.
            return Level.WEAK if word in lists.weak else Level.NONE
        if word in lists.first:
            return Level.FIRST
        if word in lists.last or (len(word) > 5 and word.endswith(("sson", "ovic", "evic"))):
            return Level.LAST
        if word in lists.weak:
            return Level.WEAK
        return Level.BESIDE if word in lists.beside else Level.NONE

    def _read_compound(self, word: str, written: str, shape: Shape) -> tuple[Level, bool]:
        """Ann-Sofie, Al-Khatib and Ali-gänget are names; Spånga-Tensta and Hitler-hälsning are not."""
        head, _, tail = word.partition("-")
        if shape is Shape.TITLE and written[len(head) + 1 : len(head) + 2].islower():
            about = tail.startswith(tuple(self.own["not_in_compound"]))
            return (Level.NONE if about or head not in self.lists.first else Level.FIRST), False
        levels = [self._listed(part, shape) for part in word.split("-")]
        whole = self._listed(word, shape)
        if not whole and tail.endswith("s"):
            whole = self._listed(tail[:-1], shape)
        level = max(whole, *levels)
        if level >= Level.LAST:
            return level, word.endswith("s") and not whole
        if shape is Shape.TITLE and (head in self.own["particles"] or min(levels) == Level.WEAK):
            return Level.LAST, False
        return Level.NONE, False

    # --- Where a name begins --------------------------------------------------------------------------------------

    def _begins(self, at: int) -> bool:
        word = self.words[at]
        if word.level >= Level.LAST:
            return True
        if word.level is Level.WEAK and self._is_meant(at):
            return True
        if word.shape is not Shape.TITLE or word.key in self.own["places"]:
            return False
        return self._is_presented(at) or (word.level is Level.BESIDE and self._follows_initial(at))

    def _is_meant(self, at: int) -> bool:
        """Whether a word that is also a name is one here."""
        word = self.words[at]
        if word.shape is not Shape.TITLE:
            known = self._next(at)
            beside = known is not None and known.level >= Level.LAST and not self._capital_expected(word)
            return self._is_called(at) or beside
        if not self._starts_sentence(at):
            return True
        known = self._next(at)
        if known is None:
            return at == len(self.words) - 1 and at > 0 and "\n" in self.gaps[at - 1]
        if known.shape is Shape.TITLE and known.level:
            return True
        after = self._next(at + 1)
        if known.key in ("och", "eller"):
            return after is not None and after.level is Level.FIRST
        return known.key in self.own["says"]

    def _capital_expected(self, word: Word) -> bool:
        return word.shape is Shape.LOWER and self.has_capitals

    def _is_presented(self, at: int) -> bool:
        """An unknown word after one that says it is a person's name: eleven Wardi, heter Xhevat."""
        word = self.words[at]
        if at == 0 or word.key in self.lists.words:
            return self._is_called(at)
        before = self.words[at - 1]
        person = before.key in self.own["person"] and self.gaps[at - 1] == " " and not self._is_place_word(word.key)
        return person or self._is_called(at)

    def _is_called(self, at: int) -> bool:
        if at == 0 or not _QUOTED.fullmatch(self.gaps[at - 1]):
            return False
        if self.words[at - 1].key not in self.own["called"]:
            return False
        back = range(max(0, at - _FEW_WORDS), at)
        return not any(self.words[place].key in self.own["thing"] for place in back)

    def _initials(self, at: int) -> bool:
        """M.A., but neither A.C.A.B. nor N.N."""
        if self.words[at].shape is not Shape.INITIAL or not self._initial_goes_on(at) or self._initial_goes_on(at - 1):
            return False
        one, other = self.words[at], self.words[at + 1]
        return (
            other.shape is Shape.INITIAL
            and self.text[other.end : other.end + 1] == "."
            and not self._initial_goes_on(at + 1)
            and self.text[one.start] != self.text[other.start]
        )

    def _initial_goes_on(self, at: int) -> bool:
        if not 0 <= at < len(self.gaps) or self.gaps[at] not in (".", ". "):
            return False
        return self.words[at].shape is Shape.INITIAL and self.words[at + 1].shape is Shape.INITIAL

    def _follows_initial(self, at: int) -> bool:
        return at > 0 and self.words[at - 1].shape is Shape.INITIAL and self.gaps[at - 1] in (". ", ".")

    def _starts_sentence(self, at: int) -> bool:
        return at == 0 or bool(_SENTENCE_STARTS_AFTER.search(self.gaps[at - 1]))

    # --- How far it reaches ---------------------------------------------------------------------------------------

    def _first(self, at: int, free: int) -> int:
        first = at
        while first > free and first > at - 3:
            before, gap = self.words[first - 1], self.gaps[first - 1]
            initial = before.shape is Shape.INITIAL and gap in (". ", ".", " ")
            unknown = (
                gap == " "
                and before.shape is Shape.TITLE
                and (before.level or not self._starts_sentence(first - 1))
                and before.key not in self.lists.words
                and before.key not in self.own["person"]
                and not self._is_place_word(before.key)
            )
            if not initial and not unknown:
                break
            first -= 1
        return first

    def _last(self, at: int) -> int:
        last = at
        while last + 1 < len(self.words) and last - at < _LONGEST_NAME:
            step = self._step(at, last)
            if not step:
                break
            last += step
        return last

    def _step(self, at: int, last: int) -> int:
        """How many more words belong to the name that reaches `last`."""
        word, known, gap = self.words[last], self.words[last + 1], self.gaps[last]
        if gap != " " and not (gap == ". " and word.shape is Shape.INITIAL and known.level):
            return 0
        if word.genitive or self._is_place_word(known.key):
            return 0
        if known.shape is Shape.INITIAL:
            return 0 if self.text[known.start] in "IVX" and self._roman(known) else 1
        if known.key in self.own["particles"]:
            return self._past_particles(last)
        if known.level >= Level.LAST or (known.level and known.shape is Shape.TITLE):
            return 1
        unknown = known.shape is Shape.TITLE and known.key not in self.lists.words
        return 1 if unknown and self.words[at].level in (Level.FIRST, Level.WEAK) else 0

    def _past_particles(self, last: int) -> int:
        """von Rosen, de la Cruz: how many words, 0 when no capitalised one follows."""
        for steps in (2, 3):
            after = self._next(last + steps - 1)
            if after and after.shape is Shape.TITLE:
                return steps
            if not after or after.key not in self.own["particles"]:
                break
        return 0

    def _end(self, last: int) -> int:
        word = self.words[last]
        return word.end + (word.shape is Shape.INITIAL and self.text[word.end : word.end + 1] == ".")

    def _next(self, at: int) -> Word | None:
        return self.words[at + 1] if at < len(self.gaps) and self.gaps[at] == " " else None

    # --- What is no person ----------------------------------------------------------------------------------------

    def _phrase(self, at: int) -> int:
        """How many words make somebody whom texts cite, or an organisation; 0 when these do not."""
        for phrase in self.lists.phrases.get(self.words[at].key, ()):
            length = len(phrase)
            if any(gap not in (" ", " & ") for gap in self.gaps[at : at + length - 1]):
                continue
            if phrase == tuple(word.key for word in self.words[at : at + length]):
                after = self._next(at + length - 1)
                return 0 if length == 1 and after and after.shape is Shape.TITLE and after.level else length
        return 0

    def _is_no_person(self, first: int, last: int) -> bool:
        if self._is_holy(first):
            return True
        after = self._next(last)
        if after is None:
            return self._is_town(first, last)
        if after.shape in (Shape.UPPER, Shape.INITIAL) and self._roman(after):
            return True
        if after.key in self.own["between"]:
            after = self._next(last + 1) or after
        name = self.words[last]
        if after.key in self.own["places_follow"]:
            return True
        if self._is_place_word(after.key):
            return not name.genitive or last > first and after.key not in self.own["institutions_follow"]
        return self._is_town(first, last)

    def _is_holy(self, first: int) -> bool:
        start = self.words[first].start
        if self.text[max(0, start - 5) : start].endswith(("S:t ", "S:ta ", "s:t ", "s:ta ")):
            return True
        if first == 0 or self.gaps[first - 1] not in (" ", ' "'):
            return False
        return self.words[first - 1].key in self.own["before_no_person"]

    def _is_town(self, first: int, last: int) -> bool:
        return (
            first == last
            and first > 0
            and self.words[first].key in self.own["places"]
            and self.words[first - 1].key in self.own["place_prepositions"]
        )

    def _is_place_word(self, word: str) -> bool:
        own = self.own
        return word in own["places_follow"] or word in own["institutions_follow"] or word.endswith(self.endings)

    def _roman(self, word: Word) -> bool:
        return bool(_ROMAN.fullmatch(self.text, word.start, word.end))


def _shape(written: str) -> Shape:
    if len(written) > _LONGEST_WORD or not (written.isalpha() or _JOINED.sub("", written).isalpha()):
        return Shape.OTHER
    if written[0].isupper():
        if len(written) == 1:
            return Shape.INITIAL
        # SoL and IoF are written as initials are.
        return Shape.UPPER if written.isupper() or (len(written) < 5 and written[-1].isupper()) else Shape.TITLE
    return Shape.LOWER if written[0].islower() else Shape.UNCASED
