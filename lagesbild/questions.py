"""The survey's two questions. Every answer is a list of choices, also where only one may be chosen.

They ask what an organisation has seen in the area. None asks about a person, and none can be answered with words of
one's own, so that no person can be named (legal.md L1, L2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Category

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Answers: TypeAlias = Mapping[str, list[str]]
Words: TypeAlias = "str | _StrPromise"


@dataclass(frozen=True)
class Question:
    """``only_when`` is the earlier question and the choice that make this one asked."""

    key: str
    text: Words
    help: Words
    choices: list[tuple[str, Any]]
    several: bool = False
    only_when: tuple[str, str] | None = None

    def is_asked(self, answers: Answers) -> bool:
        return self.only_when is None or self.only_when[1] in answers.get(self.only_when[0], [])

    def labels(self, answers: Answers) -> list[Words]:
        """The choices made, as they are read, in the order of the question."""
        return [label for value, label in self.choices if value in answers.get(self.key, [])]

    def known(self, chosen: list[str]) -> list[str]:
        """Of what was sent, only what can be chosen, each once."""
        known = [value for value, _label in self.choices if value in chosen]
        return known if self.several else known[:1]


SEEN = Question(
    "sett",
    _("Har ni sett uttryck för våldsbejakande extremism i området under det senaste året?"),
    _("Till exempel klotter, klistermärken, flygblad eller hot. Att någon har en åsikt räknas inte."),
    [("ja", _("Ja")), ("nej", _("Nej")), ("vet_inte", _("Vet inte"))],
)
# Skärholmen 2019 asks for kinds of events; the same words as in reports make the two comparable.
WHAT = Question(
    "vad",
    _("Vad har ni sett?"),
    _("Välj allt som stämmer. Vi frågar inte vem som har gjort det."),
    Category.choices,
    several=True,
    only_when=("sett", "ja"),
)
QUESTIONS = (SEEN, WHAT)


def asked(answers: Answers) -> list[Question]:
    return [question for question in QUESTIONS if question.is_asked(answers)]


def unanswered(answers: Answers) -> int | None:
    """The number, from 1, of the first question that is asked and not answered; None when all are."""
    missing = [question for question in asked(answers) if not answers.get(question.key)]
    return QUESTIONS.index(missing[0]) + 1 if missing else None


def complete(answers: Answers) -> dict[str, list[str]]:
    """The answers to the questions that were asked; one left from an earlier choice is not part of them."""
    return {question.key: answers[question.key] for question in asked(answers)}
