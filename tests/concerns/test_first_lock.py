"""The views' own scoping, with the second lock out of the way: requests here run as the owner of the tables."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.concerns.models import Assessment
from cases.sig.models import SealedPart
from tests import cast
from tests.factories import ConcernFactory, attachment
from tests.submission.written import report, sealed
from vbe.organisation.models import User


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=cast.address(cast.COORDINATOR)))
    return client


def test_queue_holds_only_the_own_desk(owner: Client) -> None:
    ConcernFactory(in_jarva=True, from_jarva=True)
    ConcernFactory(in_nykoping=True)
    assert owner.get(reverse("concerns")).context["page"].paginator.count == 0


def test_record_file_and_receipt_of_others_are_not_found(owner: Client) -> None:
    concern = ConcernFactory(in_jarva=True, from_jarva=True)
    attachment(concern)
    for name, *args in [("concern", concern.number), ("concern_file", concern.number, 1), ("receipt", concern.pk)]:
        assert owner.get(reverse(name, args=args)).status_code == 404, name


@pytest.mark.parametrize("trait", ["in_jarva", "handed_over"])
def test_what_lies_on_another_desk_is_not_assessed(owner: Client, trait: str) -> None:
    concern = ConcernFactory(**{trait: True})
    fields = {"outcome": "rad", "reason": "Ringde skolan.", "seen": "0"}
    assert owner.post(reverse("concern_assess", args=[concern.number]), fields).status_code == 409
    assert not Assessment.objects.exists()


def test_my_reports_are_mine(owner: Client) -> None:
    ConcernFactory()
    assert owner.get(reverse("my_reports")).context["page"].paginator.count == 0


def test_the_draft_shown_is_ones_own(owner: Client) -> None:
    other = Client()
    other.force_login(User.objects.get(email=cast.address(cast.REPORTER)))
    other.post(reverse("report_draft"), {"text": "Någon sa"})
    assert owner.get(reverse("report")).context["draft"] is None
    owner.post(reverse("report_discard"))
    assert other.get(reverse("report")).context["draft"] is not None


def test_the_envelope_on_a_receipt_is_the_writers(owner: Client) -> None:
    sent = owner.post(reverse("report"), report(**sealed()))
    SealedPart.objects.update(writer=User.objects.get(email=cast.address(cast.REPORTER)))
    assert owner.get(sent.url).context["sealed_receipts"] == []
