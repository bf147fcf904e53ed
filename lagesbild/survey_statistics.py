"""The only place that counts survey answers. Counts on one's own desk are shown as they are (legal.md L24)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q

from lagesbild.models import Audience, Survey
from lagesbild.questions import QUESTIONS, Question, Words


@dataclass(frozen=True)
class Apart:
    """A count, internal and external apart."""

    internal: int
    external: int

    @property
    def total(self) -> int:
        return self.internal + self.external


@dataclass(frozen=True)
class Choice:
    """How many chose it; ``before`` is the year before, None when nobody was asked then."""

    label: Words
    now: Apart
    before: Apart | None


@dataclass(frozen=True)
class Result:
    question: Question
    choices: list[Choice]


@dataclass(frozen=True)
class Answered:
    """``before`` is the board's survey of the year before, None when there was none."""

    survey: Survey
    before: Survey | None
    invited: Apart
    answered: Apart
    results: list[Result]


def answered(survey: Survey) -> Answered:
    """What has been answered so far, beside the year before. Three queries, however many answers."""
    before = survey.year_before()
    counts = _counts([one for one in (survey, before) if one])

    def apart(one: Survey, question: Question, choice: str) -> Apart:
        return Apart(*(counts[one.pk, audience, question.key, choice] for audience in Audience.values))

    results = [
        Result(
            question,
            [
                Choice(label, apart(survey, question, value), apart(before, question, value) if before else None)
                for value, label in question.choices
            ],
        )
        for question in QUESTIONS
    ]
    return Answered(survey, before, *_who(survey), results)


def _who(survey: Survey) -> tuple[Apart, Apart]:
    """How many are invited, and how many of them have answered."""
    has_answered = Count("pk", filter=Q(answered_at__isnull=False))
    groups = survey.invitations.valid().values_list("audience").annotate(Count("pk"), has_answered=has_answered)
    counts = {audience: numbers for audience, *numbers in groups}
    internal, external = (counts.get(audience, [0, 0]) for audience in Audience.values)
    return Apart(internal[0], external[0]), Apart(internal[1], external[1])


def _counts(surveys: list[Survey]) -> Counter[tuple[object, str, str, str]]:
    """By survey, audience, question and choice. The database counts; nobody reads what each one answered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_survey_counts(%s::uuid[])", [[survey.pk for survey in surveys]])
        return Counter({tuple(row[:4]): row[4] for row in cursor.fetchall()})
