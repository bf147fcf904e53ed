"""Rutinkontroll: every step with its limit and who was told, on a page and as a valid PDF, without the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import routine, standing_in
from cases.sig.models import Told
from cases.sig.states import Step
from cases.sig.views.case import MOST_ON_RECORD
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, consent
from vbe.reports.conformance import problems

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_each_step_says_whether_its_limit_was_kept(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD, now=timezone.now() - timedelta(hours=2))
    with as_application():
        standing_in.tell_deputies(timezone.now())
    routine.acknowledge(case, by=assignment(cast.CHIEF), now=timezone.now())
    page = sign_in(cast.DIRECTOR).get(reverse("case_check", args=[case.number]))
    lines = {line.what: line for line in page.context["rounds"][0].lines}
    assert lines["Avdelningschef meddelad"].kept is True
    assert lines["Avdelningschef har kvitterat"].kept is False
    assert [told.recipient for told in lines["Avdelningschef meddelad"].told] == [
        assignment(cast.CHIEF), assignment(cast.DEPUTY, "avdelningschef"),
    ]  # fmt: skip
    assert lines["Uppstartsmöte kallat"].at is None and lines["Uppstartsmöte kallat"].limit
    text = page.content.decode()
    assert "efter gränsen" in text and "Kvittensen uteblev" in text
    assert "Prov Provsson" not in text and case.intake.description not in text
    assert sign_in(cast.COORDINATOR).get(reverse("case_check", args=[case.number])).status_code == 404


def test_the_file_is_valid_and_holds_no_reasons(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    answer = sign_in(cast.CHIEF).get(reverse("case_check_pdf", args=[case.number]))
    assert answer["Content-Type"] == "application/pdf"
    assert case.number in answer["Content-Disposition"]
    assert not problems(answer.content)


def test_what_was_told_is_answered_in_time() -> None:
    case = case_at(Step.CHIEF_ACKNOWLEDGED)
    assert Told.objects.get(case=case, step=Step.CHIEF_TOLD).in_time is True


def test_the_record_shows_the_latest_and_the_timeline_the_rest(sign_in: SignIn) -> None:
    case, chief = case_at(Step.DECIDED), sign_in(cast.CHIEF)
    for _n in range(60):
        consent(case)
    record = chief.get(reverse("case", args=[case.number]))
    assert len(record.context["happenings"]) == MOST_ON_RECORD
    whole = chief.get(reverse("case_timeline", args=[case.number]), {"page": "2"})
    assert whole.context["page"].paginator.count == 60 + case.steps.count()
    # The director reads that steps were taken, and nothing of the content.
    director = sign_in(cast.DIRECTOR).get(reverse("case_timeline", args=[case.number]))
    assert director.context["page"].paginator.count == case.steps.count()
    assert "Stöd enligt protokollet" not in director.content.decode()
