"""What else belongs to a report is part of its record: files, notes, what the police was told, questions and answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.concerns.models import Concern
from cases.disclosure.models import Decision, RecordsRequest, ReleasedFile
from tests import cast
from tests.concerns.desk import everything_on
from tests.conftest import SignIn, as_application, assignment
from tests.disclosure.asked import GROUND, asked, decide, make_document, mask
from tests.doors import situations as doors
from tests.factories import ConcernFactory, attachment

REASON = "Bilden visar en enskild."


@pytest.fixture
def with_files(db: None) -> tuple[Concern, RecordsRequest]:
    report = ConcernFactory()
    attachment(report)
    attachment(report, b"%PDF-1.7", "pdf", 2)
    return report, asked(report)


def test_notes_and_answers_are_masked_and_released_as_the_rest(sign_in: SignIn) -> None:
    report, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    everything_on(report)
    doors.of(report)
    found = asked(report)
    row = found.chosen.get()
    page = client.get(reverse("records_mask", args=[found.pk, row.pk])).content.decode()
    for label in ("Anteckning", "fick veta", "Fråga till rapportören", "Rapportörens svar", "Ja, på två portar."):
        assert label in page
    assert mask(client, found, ground=GROUND, words="portar").status_code == 302
    assert decide(client, found, reason=REASON).status_code == 302
    content = Decision.objects.get().parts.get().content
    assert "Rapportörens svar" in str(content) and "portar" not in str(content)


def test_each_file_is_chosen_and_the_released_ones_leave_beside_the_document(
    sign_in: SignIn, with_files: tuple[Concern, RecordsRequest]
) -> None:
    (report, found), client = with_files, sign_in(cast.COORDINATOR)
    response = mask(client, found)
    assert response.status_code == 422 and "Välj om filen lämnas ut." in response.content.decode()
    # Kept back, it needs a ground as what is masked does.
    answers: dict[str, Any] = {"file-0": "inte", "file-1": "ut"}
    assert mask(client, found, **answers).status_code == 422
    assert mask(client, found, ground=GROUND, **answers).status_code == 302
    assert decide(client, found, reason=REASON).status_code == 302
    assert Decision.objects.get().outcome == Decision.Outcome.PARTLY
    released = ReleasedFile.objects.get()
    answer = client.get(reverse("records_attachment", args=[found.pk, released.pk]))
    assert b"".join(answer) == b"%PDF-1.7"
    assert answer.filename == f"{found.number}-{report}-2.pdf" and answer.as_attachment
    assert make_document(RecordsRequest.objects.get(pk=found.pk))
    assert "lämnas inte ut" in client.get(reverse("records_preview", args=[found.pk])).content.decode()


def test_a_refusal_releases_no_file(sign_in: SignIn, with_files: tuple[Concern, RecordsRequest]) -> None:
    decide(sign_in(cast.COORDINATOR), with_files[1], answer="avslag", reason=REASON)
    assert not ReleasedFile.objects.exists()


def test_an_outsider_reaches_no_released_file(sign_in: SignIn, with_files: tuple[Concern, RecordsRequest]) -> None:
    found, client = with_files[1], sign_in(cast.COORDINATOR)
    mask(client, found, **{"file-0": "ut", "file-1": "ut"})
    decide(client, found)
    url = reverse("records_attachment", args=[found.pk, ReleasedFile.objects.all()[0].pk])
    for who, status in ((cast.OTHER_COORDINATOR, 404), (cast.NYKOPING, 404), (cast.REPORTER, 403)):
        assert sign_in(who).get(url).status_code == status
    with as_application(assignment(cast.OTHER_COORDINATOR)):
        assert not ReleasedFile.objects.exists()
