from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.concerns.states import Outcome
from cases.sig.models import Intake
from tests import cast
from tests.bad_input.forms import forms_in
from tests.conftest import SignIn, assignment
from tests.factories import board
from tests.submission.test_files_upload import PDF, upload
from tests.submission.written import CHANGES, changed_later, report, sealed
from vbe.organisation.ids import new_id


def test_the_button_pressed_twice_makes_one_report_and_the_same_receipt(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report(**sealed())
    first = client.post(reverse("report"), sent)
    second = client.post(reverse("report"), sent)
    assert first.url == second.url == reverse("receipt", args=[sent["id"]])
    assert [str(message) for message in get_messages(second.wsgi_request)] == ["Rapporten är redan skickad."]
    assert (Concern.objects.count(), Intake.objects.count()) == (1, 1)


@pytest.mark.parametrize("what", CHANGES)
def test_a_new_report_on_a_sent_form_is_not_thrown_away(sign_in: SignIn, what: str) -> None:
    client, sent, change = sign_in(cast.REPORTER), report(done="Polisen vet."), changed_later()[what]
    client.post(reverse("report"), sent)
    response = client.post(reverse("report"), sent | change)
    assert response.status_code == 409
    (form,) = [form for form in forms_in("/", response.content.decode()) if "place" in form.names()]
    # A browser leaves out the line break that a text area begins with.
    shown = {name: value.removeprefix("\n") for name, value in form.sent}
    assert change.items() <= shown.items(), "the change is in the form still"
    again = sent | change | {"id": str(response.context["report_id"])}
    assert client.post(reverse("report"), again).status_code == 302
    first, second = Concern.objects.order_by("id")
    assert not first.is_same_report(second, sealed=False, files=0)


def test_a_photo_added_on_a_sent_form_is_not_thrown_away(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report()
    client.post(reverse("report"), sent | {"attachments": upload(PDF)})
    assert client.post(reverse("report"), sent | {"attachments": upload(PDF)}).status_code == 302
    both = {"attachments": [upload(PDF), upload(PDF)]}
    response = client.post(reverse("report"), sent | both)
    assert response.status_code == 409 and response.context["lost_files"]
    again = sent | {"attachments": [upload(PDF), upload(PDF)], "id": str(response.context["report_id"])}
    assert client.post(reverse("report"), again).status_code == 302
    assert sorted(len(concern.files) for concern in Concern.objects.all()) == [1, 2]


def test_a_photo_that_cannot_be_read_on_a_sent_form_is_not_passed_over(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report()
    client.post(reverse("report"), sent)
    response = client.post(reverse("report"), sent | {"attachments": upload(b"no picture")})
    assert response.status_code == 409 and response.context["form"].errors["attachments"]


def test_what_the_desk_has_handed_over_is_the_same_report_still(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report()
    client.post(reverse("report"), sent)
    coordinator, there = assignment(cast.COORDINATOR), board("jarva")
    Concern.objects.get().assess(
        Outcome.OTHER_BOARD, reason="Det hände där.", by=coordinator, now=timezone.now(), to_board=there
    )
    response = client.post(reverse("report"), sent)
    assert response.status_code == 302 and Concern.objects.get().board == there


def test_a_sealed_part_added_on_a_sent_form_is_not_thrown_away(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report()
    client.post(reverse("report"), sent)
    response = client.post(reverse("report"), sent | sealed())
    assert response.status_code == 409
    assert "Prov Provsson" in response.content.decode()
    assert not Intake.objects.exists()


def test_somebody_elses_id_is_refused_with_a_fresh_one(sign_in: SignIn) -> None:
    sent = report()
    sign_in(cast.REPORTER).post(reverse("report"), sent)
    other = sign_in(cast.COLLEAGUE)
    response = other.post(reverse("report"), sent)
    assert response.status_code == 409
    assert str(response.context["report_id"]) != sent["id"]
    assert Concern.objects.get().reporter.email == cast.address(cast.REPORTER)
    assert other.post(reverse("report"), sent | {"id": str(response.context["report_id"])}).status_code == 302
    assert Concern.objects.count() == 2


def test_the_same_under_a_new_id_is_the_same_for_an_hour(sign_in: SignIn) -> None:
    """As after the browser's back button: the page is a new one, with the old texts in it."""
    client, sent = sign_in(cast.REPORTER), report(**sealed())
    first = client.post(reverse("report"), sent)
    assert client.post(reverse("report"), sent | {"id": str(new_id())}).url == first.url
    Concern.objects.update(reported_at=timezone.now() - timedelta(hours=2))
    assert client.post(reverse("report"), sent | {"id": str(new_id())}).url != first.url
    assert (Concern.objects.count(), Intake.objects.count()) == (2, 2)


@pytest.mark.parametrize("more", ["another place", "a person", "a file", "a colleague"])
def test_what_says_more_or_is_somebody_elses_is_another_report(sign_in: SignIn, more: str) -> None:
    sign_in(cast.REPORTER).post(reverse("report"), report())
    new: dict[str, Any] = {
        "another place": {"place": "Torget"},
        "a person": sealed(),
        "a file": {"attachments": upload(PDF)},
    }
    client = sign_in(cast.COLLEAGUE if more == "a colleague" else cast.REPORTER)
    client.post(reverse("report"), report(**new.get(more, {})))
    assert Concern.objects.count() == 2
