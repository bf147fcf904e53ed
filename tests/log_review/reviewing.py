"""A review of Skärholmen's with three rows, and what its page would send."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases.sig.models import Case
from cases.sig.states import Step
from tests.conftest import SignIn
from tests.factories import case_at
from tests.log_review.situations import at, opened
from vbe.log_review.models import Mark, Review, SampledRead
from vbe.organisation.ids import new_id

REVIEWER = "loggranskare.skarholmen"


def case() -> Case:
    return opened(case_at(Step.SUMMONED, person_name="Elin Okänd"), at(1, month=9))


def url(review: Review) -> str:
    return reverse("log_review", args=[review.pk])


def answers(review: Review, mark: str = Mark.NOTHING, comment: str = "", **more: Any) -> dict[str, Any]:
    """Every row marked the same, as the page would send it."""
    data: dict[str, Any] = {"gor": "spara"} | more
    for row in review.reads_drawn.all():
        prefix = f"rad-{row.position}"
        data |= {f"{prefix}-mark": mark, f"{prefix}-comment": comment, f"{prefix}-seen": row.version}
    return data


def signed(sign_in: SignIn, review: Review) -> Review:
    data = answers(review, Mark.NOTHING, gor="signera")
    data |= {"rad-1-mark": Mark.DEVIATION, "rad-1-comment": "Fel ärende öppnat"}
    assert sign_in(REVIEWER).post(url(review), data).status_code == 302
    review.refresh_from_db()
    return review


def fields_of(row: SampledRead) -> dict[str, Any]:
    values = {field.attname: getattr(row, field.attname) for field in SampledRead._meta.concrete_fields}
    return values | {"id": new_id()}
