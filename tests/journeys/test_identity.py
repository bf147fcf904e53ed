"""Journey: a chief sees who a case is about for a reason, and after three minutes it is gone from the page."""

import pytest
from playwright.sync_api import expect

from cases.sig.models import Identity
from cases.sig.states import Step
from tests import cast
from tests.factories import case_at
from tests.journeys.conftest import Journey, choose, look

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_the_identity_is_taken_out_of_the_page_again(visit: Journey) -> None:
    case = case_at(Step.CHIEF_TOLD)
    name = Identity.objects.get(case=case).name
    chief = visit(cast.CHIEF)
    chief.clock.install()
    chief.goto(f"/arenden/{case.number}/")
    chief.get_by_role("button", name="Visa identitet …").click()
    choose(chief, "identitet-why", "kontakt")
    chief.get_by_label("Förklara kort").fill("Ring och bestäm en tid.")
    chief.get_by_role("button", name="Visa identitet", exact=True).click()
    expect(chief.get_by_text(name)).to_be_visible()
    look(chief, "identity-1-shown")
    chief.clock.fast_forward("02:55")
    expect(chief.get_by_text(name)).to_be_visible()
    chief.clock.fast_forward("00:06")
    expect(chief.get_by_text(name)).to_have_count(0)
    assert name not in chief.content()
    look(chief, "identity-2-hidden-again")

    chief.get_by_role("button", name="Skyddade personuppgifter …").click()
    look(chief, "identity-3-protect")
    chief.get_by_role("button", name="Markera").click()
    expect(chief.get_by_text("har nu skyddade personuppgifter")).to_be_visible()
    expect(chief.get_by_role("button", name="Skyddade personuppgifter …")).to_have_count(0)
    assert Identity.objects.get(case=case).protected
    look(chief, "identity-4-protected")
