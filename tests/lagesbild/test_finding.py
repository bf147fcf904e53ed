"""Report → finding → measure, a link both ways, to those who read each of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.concerns.models import Concern
from lagesbild.models import Finding, FindingMeasure, FindingReport
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory, action_plan, recusal
from tests.lagesbild.pictures import draft, published


@pytest.fixture
def finding(db: None) -> Finding:
    return published().findings.get()


def url(finding: Finding, name: str = "finding", *more: Any) -> str:
    return reverse(name, args=[finding.pk, *more])


def tie(client: Any, finding: Finding, *concerns: Concern) -> Any:
    numbers = " ".join(str(concern) for concern in concerns)
    return client.post(url(finding, "finding_reports"), {"numbers": numbers})


def test_a_report_and_its_finding_lead_to_each_other(sign_in: SignIn, finding: Finding) -> None:
    report, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    assert tie(client, finding, report).url == url(finding)
    assert reverse("concern", args=[report.number]) in client.get(url(finding)).content.decode()
    record = client.get(reverse("concern", args=[report.number])).content.decode()
    assert url(finding) in record and finding.text in record


def test_from_the_report_it_is_tied_as_well(sign_in: SignIn, finding: Finding) -> None:
    report, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    address = reverse("concern_finding", args=[report.number])
    assert client.post(address, {"finding": str(finding.pk)}).status_code == 302
    assert client.post(address, {"finding": str(finding.pk)}).status_code == 302
    assert FindingReport.objects.get().concern == report
    # A finding of another board is not among the choices.
    theirs = published(cast.OTHER_COORDINATOR).findings.get()
    client.post(address, {"finding": str(theirs.pk)})
    assert FindingReport.objects.count() == 1


def test_a_measure_and_its_report_lead_to_each_other_through_versions(sign_in: SignIn, finding: Finding) -> None:
    from django.utils import timezone

    plan, report, client = action_plan("Städa torget"), ConcernFactory(), sign_in(cast.COORDINATOR)
    tie(client, finding, report)
    measure = plan.measures.get()
    assert client.post(url(finding, "finding_measure"), {"measure": str(measure.pk)}).status_code == 302
    record = reverse("concern", args=[report.number])
    assert f"{reverse('plan', args=[plan.pk])}#{measure.pk}" in client.get(record).content.decode()
    newer = plan.revise(by=assignment(cast.COORDINATOR), now=timezone.now(), today=timezone.localdate())
    # The same measure of the later version is no second one.
    client.post(url(finding, "finding_measure"), {"measure": str(newer.measures.get().pk)})
    assert FindingMeasure.objects.count() == 1
    assert reverse("plan", args=[newer.pk]) in client.get(url(finding)).content.decode()
    # Whoever reads only what is decided is led to that version.
    page = sign_in(cast.CHIEF).get(url(finding)).content.decode()
    assert reverse("plan", args=[plan.pk]) in page and reverse("plan", args=[newer.pk]) not in page


def test_only_those_who_read_the_report_are_told_of_it(sign_in: SignIn, finding: Finding) -> None:
    report = ConcernFactory()
    tie(sign_in(cast.COORDINATOR), finding, report)
    for reader in (cast.CHIEF, cast.REPORTER, "central.kommunstyrelsen"):
        assert report.number not in sign_in(reader).get(url(finding)).content.decode()
        with as_application(assignment(reader)):
            assert not FindingReport.objects.exists()
    recusal(report, cast.COLLEAGUE)
    assert report.number not in sign_in(cast.COLLEAGUE).get(url(finding)).content.decode()


def test_an_outsider_neither_reads_nor_ties(sign_in: SignIn, finding: Finding) -> None:
    report = ConcernFactory(in_jarva=True)
    for who in (cast.OTHER_COORDINATOR, cast.NYKOPING):
        assert sign_in(who).get(url(finding)).status_code == 404
        assert tie(sign_in(who), finding, report).status_code == 404
    assert tie(sign_in(cast.CHIEF), finding, report).status_code == 403
    with as_application(assignment(cast.OTHER_COORDINATOR)), pytest.raises(ProgrammingError), transaction.atomic():
        FindingReport.objects.bulk_create(
            [
                FindingReport(
                    finding=finding, concern=report, by=assignment(cast.OTHER_COORDINATOR), at=report.reported_at
                )
            ]
        )


@pytest.mark.parametrize("numbers", ["", "hej", "HÄN-1999-001", "x" * 1001, "noll\x00", " ".join(["2026-001"] * 51)])
def test_what_cannot_be_tied_is_said_and_kept(sign_in: SignIn, finding: Finding, numbers: str) -> None:
    response = sign_in(cast.COORDINATOR).post(url(finding, "finding_reports"), {"numbers": numbers})
    assert response.status_code == 422 and response.context["reports_form"].errors["numbers"]


def test_reports_are_found_by_their_words_and_logged(sign_in: SignIn, finding: Finding) -> None:
    report, client = ConcernFactory(text="Runor vid sjön."), sign_in(cast.COORDINATOR)
    page = client.get(url(finding), {"sok": "runor"})
    assert page.context["hits"] == [report]
    tie(client, finding, report)
    assert not client.get(url(finding), {"sok": "runor"}).context["hits"]


def test_a_tie_can_be_taken_away_and_goes_with_its_finding(sign_in: SignIn) -> None:
    picture, client, report = draft(), sign_in(cast.COORDINATOR), ConcernFactory()
    finding = picture.add_finding()
    Finding.objects.filter(pk=finding.pk).update(text="Klotter vid torget.")
    tie(client, finding, report)
    row = FindingReport.objects.get()
    assert client.post(url(finding, "finding_report_remove", row.pk)).status_code == 302
    assert not FindingReport.objects.exists() and row.history.count() == 1
    tie(client, finding, report)
    # Also when whoever discards the picture does not see the report.
    recusal(report, cast.COORDINATOR)
    assert client.post(reverse("picture_discard", args=[picture.pk])).status_code == 302
    assert not FindingReport.objects.exists()


def test_as_many_queries_for_many(sign_in: SignIn, finding: Finding) -> None:
    client, by = sign_in(cast.COORDINATOR), assignment(cast.COORDINATOR)
    plan = action_plan(*(f"Åtgärd {n}" for n in range(12)))
    counts = []
    for n, measure in enumerate(plan.measures.all()):
        report = ConcernFactory()
        FindingReport.objects.create(finding=finding, concern=report, by=by, at=report.reported_at)
        FindingMeasure.objects.create(finding=finding, measure=measure, by=by, at=report.reported_at)
        if n in (2, 11):
            with CaptureQueriesContext(connection) as asked:
                client.get(url(finding))
            counts.append(len(asked))
    assert counts[0] == counts[1]
