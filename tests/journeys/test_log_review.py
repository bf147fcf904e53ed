"""Journey: the log reviewer marks a month with one key a row, and signs."""

import pytest

from cases.sig.states import Step
from tests import cast
from tests.factories import case_at
from tests.journeys.conftest import Journey, look
from tests.log_review.situations import at, drawn, entry, opened
from vbe.log_review.models import Mark, Review

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_a_month_is_marked_with_tab_and_space_and_signed(visit: Journey) -> None:
    for day in (13, 14, 15):
        case = opened(case_at(Step.SUMMONED), at(1, month=9))
        entry(cast.HEAD_YOUNG, case, at(day))
    drawn()
    page = visit("loggranskare.skarholmen")
    page.get_by_role("link", name="Logggranskning oktober 2026").click()
    look(page, "log-review-1-rows")

    page.locator("input[type=radio]").first.focus()
    for _row in range(3):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "signera"
    page.keyboard.press("Enter")
    page.get_by_text("Granskningen är signerad och låst").wait_for()
    look(page, "log-review-2-signed")

    review = Review.objects.get()
    assert review.is_signed and review.is_intact()
    assert set(review.reads_drawn.values_list("mark", flat=True)) == {Mark.NOTHING}
