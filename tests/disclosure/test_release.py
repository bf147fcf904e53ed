"""The release: one frozen document, in which what was masked does not exist (legal.md L17)."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases.disclosure import making, releasing
from cases.disclosure.models import Decision, DocumentPart, RecordsRequest
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.disclosure.asked import GROUND, SECRET, asked, decide, make_document, mask, with_a_name
from tests.factories import ConcernFactory
from vbe.audit.models import Action, Entry
from vbe.notices.models import Notice

REASON = "Namnet kan antas bli behandlat i strid med dataskyddet."


def text_of(client: ApplicationClient, found: RecordsRequest) -> str:
    found = RecordsRequest.objects.get(pk=found.pk)
    make_document(found)
    response = client.get(reverse("records_file", args=[found.pk]))
    assert response["Content-Disposition"] == f'attachment; filename="{found.number}.pdf"'
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_what_is_masked_cannot_be_extracted(sign_in: SignIn) -> None:
    found, client = asked(with_a_name()), sign_in(cast.COORDINATOR)
    mask(client, found, ground=GROUND)
    assert decide(client, found, reason=REASON).status_code == 302

    said = text_of(client, found)
    part = DocumentPart.objects.get()
    content = bytes(part.document or b"")
    assert not any(word in str(part.content) for word in SECRET.split())
    for word in SECRET.split():
        assert word not in said and word.encode() not in content
    assert "[maskat enligt OSL 21 kap. 7 §]" in said.replace("- ", "-")
    assert "som klottrade" in said and REASON in said and "kammarrätten" in said
    assert Decision.objects.get().outcome == Decision.Outcome.PARTLY


def test_a_whole_release_has_no_appeal(sign_in: SignIn) -> None:
    found, client = asked(ConcernFactory(), reviewed=True), sign_in(cast.COORDINATOR)
    assert decide(client, found).status_code == 302
    said = text_of(client, found)
    assert "Tre stora symboler" in said and "kammarrätten" not in said
    assert Decision.objects.get().outcome == Decision.Outcome.WHOLE


def test_a_refusal_holds_no_report_and_tells_how_to_appeal(sign_in: SignIn) -> None:
    found, client = asked(ConcernFactory()), sign_in(cast.COORDINATOR)
    assert decide(client, found, answer="avslag").status_code == 409
    assert decide(client, found, answer="avslag", reason=REASON).status_code == 302
    said = text_of(client, found)
    assert "Lämnas inte ut" in said and "kammarrätten" in said and "Tre stora symboler" not in said


def test_masking_without_reasons_is_refused_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    found, client = asked(with_a_name()), sign_in(cast.COORDINATOR)
    mask(client, found, ground=GROUND)
    response = decide(client, found)
    assert response.status_code == 409 and "Skriv skälen" in response.content.decode()
    assert not Decision.objects.exists()


def test_the_same_decision_twice_is_one(sign_in: SignIn) -> None:
    found, client = asked(ConcernFactory(), reviewed=True), sign_in(cast.COORDINATOR)
    assert [decide(client, found).status_code for _ in range(2)] == [302, 302]
    assert Decision.objects.count() == 1
    # Another answer is not the same.
    response = decide(client, found, answer="avslag", reason=REASON)
    assert response.status_code == 409 and REASON in response.content.decode()


def test_nothing_is_released_without_a_report_or_unread(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    assert "Välj minst en rapport" in decide(client, asked()).content.decode()
    response = decide(client, asked(ConcernFactory()))
    assert response.status_code == 409 and "Granska först" in response.content.decode()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("data", [{}, {"answer": "kanske"}, {"answer": "ut", "reason": "x" * 2001}])
def test_a_form_that_says_nothing_is_shown_again(sign_in: SignIn, data: dict[str, str]) -> None:
    response = sign_in(cast.COORDINATOR).post(reverse("records_decide", args=[asked().pk]), data)
    assert response.status_code == 422


def test_a_personal_number_is_refused_in_the_reasons(sign_in: SignIn) -> None:
    assert decide(sign_in(cast.COORDINATOR), asked(), reason="Gäller 19900602-2397.").status_code == 422


def test_the_release_is_logged_with_each_report(sign_in: SignIn) -> None:
    reports = ConcernFactory.create_batch(2)
    found, client = asked(*reports, reviewed=True), sign_in(cast.COORDINATOR)
    decide(client, found)
    text_of(client, found)
    exported = Entry.objects.using("audit").filter(action=Action.EXPORTED).values_list("object_id", flat=True)
    assert set(exported) == {found.pk, *(report.pk for report in reports)}
    assert Entry.objects.using("audit").filter(action=Action.DOWNLOADED, object_id=found.pk).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE disclosure_decision SET reason = 'x'",
        "DELETE FROM disclosure_decision",
        "UPDATE disclosure_documentpart SET content = '{}'",
        "DELETE FROM disclosure_documentpart",
    ],
)
def test_what_is_released_cannot_be_changed_or_removed(sign_in: SignIn, change: str) -> None:
    decide(sign_in(cast.COORDINATOR), asked(ConcernFactory(), reviewed=True))
    with as_application(assignment(cast.COORDINATOR)), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(change)


def test_a_made_document_is_set_once(sign_in: SignIn) -> None:
    found, client = asked(ConcernFactory(), reviewed=True), sign_in(cast.COORDINATOR)
    decide(client, found)
    first = make_document(found)
    with as_application(assignment(cast.COORDINATOR)), connection.cursor() as cursor:
        cursor.execute("UPDATE disclosure_documentpart SET failed_at = now(), document = NULL, made_at = NULL")
        assert cursor.rowcount == 0
    assert make_document(found) == first


def test_the_preview_shows_what_leaves_and_what_is_left_behind(sign_in: SignIn) -> None:
    found = asked(with_a_name(place=f"Hemma hos {SECRET}"))
    client = sign_in(cast.COORDINATOR)
    mask(client, found, ground=GROUND, **{"mask-1": None})
    page = client.get(reverse("records_preview", args=[found.pk])).content.decode()
    assert "[maskat enligt OSL 21 kap. 7 §] som klottrade" in page
    assert "Maskade ord står kvar" in page


def test_many_reports_are_a_document_in_parts(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "PER_PART", 2)
    found = asked(*(ConcernFactory(text=f"Symbol nummer {n} på gaveln.") for n in range(5)), reviewed=True)
    client = sign_in(cast.COORDINATOR)
    assert decide(client, found).status_code == 302
    progress = reverse("records_progress", args=[found.pk])
    assert "0 av 3" in client.get(progress).content.decode()
    first = DocumentPart.objects.earliest("number")
    with as_application():
        assert making.make(first.pk) and not making.make(first.pk)
    assert "1 av 3" in client.get(progress, {"visat": "0"}).content.decode()
    assert client.get(progress, {"visat": "1"}).status_code == 204
    make_document(found)
    assert client.get(progress).headers["HX-Refresh"] == "true"
    said = ""
    for number in (1, 2, 3):
        response = client.get(reverse("records_part", args=[found.pk, number]))
        assert response["Content-Disposition"].endswith(f'-{number}.pdf"')
        said += " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert all(f"Symbol nummer {n} på" in said for n in range(5))
    # The appeal and the decision stand in the first part, and whoever decided is told once.
    assert Notice.objects.filter(url=reverse("records_request", args=[found.pk])).count() == 1


def test_a_part_whose_worker_died_is_made_by_the_next(sign_in: SignIn) -> None:
    found, client = asked(ConcernFactory(), reviewed=True), sign_in(cast.COORDINATOR)
    decide(client, found)
    part, now = DocumentPart.objects.get(), timezone.now()
    with as_application():
        dead = making.claim(part.pk, now)
        assert dead and making.claim(part.pk, now) is None
        # Nobody renewed its lease.
        assert making.waiting(now + making.LEASE * 2) == [part.pk]
        taken = making.claim(part.pk, now + making.LEASE * 2)
        assert taken
        taken.finish(making.printed(taken.part), now=now)
        with pytest.raises(making.LeaseLost):
            dead.finish(b"%PDF-senare", now=now)
    assert client.get(reverse("records_file", args=[found.pk])).content.startswith(b"%PDF-")


def test_what_cannot_be_made_is_given_up_told_and_tried_again(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    found, client = asked(ConcernFactory(), reviewed=True), sign_in(cast.COORDINATOR)
    decide(client, found)
    part, url = DocumentPart.objects.get(), reverse("records_request", args=[found.pk])

    def broken(part: DocumentPart) -> bytes:
        raise OSError("no disk")

    with monkeypatch.context() as patched, as_application():
        patched.setattr(making, "printed", broken)
        assert [making.make(part.pk) for _ in range(4)] == [False] * 4
    page = client.get(url).content.decode()
    assert "kunde inte göras" in page and not making.waiting(timezone.now())
    assert Notice.objects.filter(url=url).count() == 1
    assert client.post(reverse("records_remake", args=[found.pk])).status_code == 302
    assert make_document(RecordsRequest.objects.get(pk=found.pk))[0].startswith(b"%PDF-")


def test_an_outsider_neither_decides_nor_downloads(sign_in: SignIn) -> None:
    found = asked(ConcernFactory(), reviewed=True)
    for who, status in ((cast.OTHER_COORDINATOR, 404), (cast.NYKOPING, 404), (cast.REPORTER, 403)):
        assert decide(sign_in(who), found).status_code == status
    decide(sign_in(cast.COORDINATOR), found)
    for who, status in ((cast.OTHER_COORDINATOR, 404), (cast.REPORTER, 403)):
        assert sign_in(who).get(reverse("records_file", args=[found.pk])).status_code == status
    # Before the decision there is no file.
    assert sign_in(cast.COORDINATOR).get(reverse("records_file", args=[asked().pk])).status_code == 404
