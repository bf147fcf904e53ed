from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.concerns.states import State
from tests import cast
from tests.conftest import SignIn
from tests.factories import ConcernFactory
from tests.submission.written import sealed, send
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.organisation.ids import new_id


def test_receipt_says_what_happens_next_and_not_what_was_written(sign_in: SignIn) -> None:
    concern = ConcernFactory(text="Röd färg på gaveln")
    page = sign_in(cast.REPORTER).get(reverse("receipt", args=[concern.pk])).content.decode()
    assert str(concern) in page
    assert f"senast {swedate(concern.due_on)}" in page
    assert "Skärholmens stadsdelsnämnd" in page
    assert "Röd färg" not in page


def test_receipt_of_the_sealed_part_is_dated_and_without_content(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    page = client.get(send(client, **sealed()).url)
    sent_at = page.context["sealed_receipts"][0].part.sent_at
    expected = f"Mottagningen, Skärholmens stadsdelsnämnd, {swedate(sent_at)} {sweclock(sent_at)}"
    assert expected in page.content.decode()
    assert "Provsson" not in page.content.decode()


def test_without_a_sealed_part_nothing_is_said_of_one(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    assert "Sluten del skickad" not in client.get(send(client).url).content.decode()


def test_an_assessed_report_is_not_promised_an_assessment(sign_in: SignIn) -> None:
    concern = ConcernFactory(state=State.ASSESSED)
    page = sign_in(cast.REPORTER).get(reverse("receipt", args=[concern.pk])).content.decode()
    assert "Samordnaren har bedömt rapporten." in page


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.COLLEAGUE, cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_somebody_elses_receipt_is_not_found(sign_in: SignIn, who: str) -> None:
    concern = ConcernFactory()
    assert sign_in(who).get(reverse("receipt", args=[concern.pk])).status_code == 404


def test_unknown_and_signed_out(sign_in: SignIn, client: Any) -> None:
    assert sign_in(cast.REPORTER).get(reverse("receipt", args=[new_id()])).status_code == 404
    assert client.get(reverse("receipt", args=[new_id()])).status_code == 302
