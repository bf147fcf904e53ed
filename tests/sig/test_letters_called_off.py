"""Whoever was called by letter, and may no longer be: no mail tells them, so the page says who does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn
from tests.factories import case_at, consent, decision, meeting

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.mark.parametrize("by_letter", [True, False], ids=["letter", "mail"])
@pytest.mark.parametrize(
    ("covers", "ends"),
    [(consent, "case_consent_withdraw"), (decision, "case_sharing_end")],
    ids=["consent", "decision"],
)
def test_who_ends_what_covers_an_actor_is_told_of_its_letter(
    sign_in: SignIn, covers: object, ends: str, by_letter: bool
) -> None:
    case = case_at(Step.HELD)
    covered, coming = covers(case), meeting(case)  # type: ignore[operator]
    called = {"by_letter": True} if by_letter else {"email": "kontakt@polisen.example"}
    coming.seats.create(board=case.board, function="Polis", required=False, actor=covered.actor, **called)
    chief, path = sign_in(cast.CHIEF), reverse(ends, args=[case.number, covered.pk])
    page = chief.post(path, follow=True).content.decode()
    assert f"{covered.actor} är inte längre kallad till mötet (Polis)." in page
    assert ("är kallad med brev. Meddela själv att kallelsen inte gäller" in page) is by_letter
    assert "är inte längre kallad" not in chief.post(path, follow=True).content.decode()
