"""Signing and asking: what is asked for, what is locked, what the file says."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.log_review.reviewing import REVIEWER, answers, fields_of, signed, url
from tests.log_review.situations import NOW, at
from vbe.audit.models import Action, Entry
from vbe.log_review.models import Inquiry, Mark, Review, SampledRead
from vbe.notices.models import Mail, Notice
from vbe.reports.conformance import problems

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


# --- The signature ---------------------------------------------------------------------------------------------------


def test_what_is_not_marked_cannot_be_signed(sign_in: SignIn, review: Review) -> None:
    response = sign_in(REVIEWER).post(url(review), answers(review, "", gor="signera"))
    assert response.status_code == 409 and "3 rader är inte märkta" in response.content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(
            signed_at=NOW, signed_by=assignment(REVIEWER), summary={}, digest="x"
        )


def test_signing_says_who_when_and_what(sign_in: SignIn, review: Review) -> None:
    signed(sign_in, review)
    assert review.signed_by == assignment(REVIEWER) and len(review.digest) == 64 and review.is_intact()
    logged = Entry.objects.using("audit").get(action=Action.REVIEWED)
    assert (logged.object_id, logged.reason) == (review.pk, f"signerad {review.digest}")


def test_signing_twice_is_one_signature(sign_in: SignIn, review: Review) -> None:
    when = signed(sign_in, review).signed_at
    client = sign_in(REVIEWER)
    data = answers(review, Mark.NOTHING, gor="signera")
    data |= {"rad-1-mark": Mark.DEVIATION, "rad-1-comment": "Fel ärende öppnat"}
    assert client.post(url(review), data).status_code == 302
    review.refresh_from_db()
    assert review.signed_at == when
    assert Entry.objects.using("audit").filter(action=Action.REVIEWED).count() == 1


def test_a_signed_review_is_locked_in_the_page_and_in_the_database(sign_in: SignIn, review: Review) -> None:
    signed(sign_in, review)
    response = sign_in(REVIEWER).post(url(review), answers(review, Mark.NOTHING))
    assert response.status_code == 409
    row = review.reads_drawn.first()
    statements = [
        lambda: SampledRead.objects.filter(pk=row.pk).update(comment="Annat"),
        lambda: SampledRead.objects.filter(pk=row.pk).delete(),
        lambda: Review.objects.filter(pk=review.pk).update(summary={}),
        lambda: Review.objects.filter(pk=review.pk).delete(),
        lambda: SampledRead(**{**fields_of(row), "id": None, "position": 99}).save(force_insert=True),
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()
    with as_application(assignment(REVIEWER)), pytest.raises(DatabaseError), transaction.atomic():
        SampledRead.objects.filter(pk=row.pk).update(
            mark=Mark.NOTHING, comment="", marked_by=assignment(REVIEWER), marked_at=NOW
        )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log_review_sampledread SET comment = 'Inget'",
        "UPDATE log_review_sampledread SET mark = 'utan_anmarkning', comment = ''",
        "UPDATE log_review_sampledread SET at = at + interval '1 second'",
        "DELETE FROM log_review_sampledread WHERE position = 2",
        "UPDATE log_review_review SET signed_at = signed_at + interval '1 second'",
        "UPDATE log_review_review SET left_out = '{\"lottad\": 1}'",
    ],
)
def test_tampering_by_the_databases_owner_is_detected(sign_in: SignIn, review: Review, change: str) -> None:
    signed(sign_in, review)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE log_review_sampledread DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE log_review_review DISABLE TRIGGER USER")
        cursor.execute(change)
        cursor.execute("ALTER TABLE log_review_sampledread ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE log_review_review ENABLE TRIGGER USER")
    assert not review.is_intact()
    assert "stämmer inte med signaturen" in sign_in(REVIEWER).get(url(review)).content.decode()


def test_the_time_zone_of_the_asker_does_not_matter_to_the_digest(sign_in: SignIn, review: Review) -> None:
    signed(sign_in, review)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'Asia/Tokyo'")
    assert review.is_intact()


# --- The file --------------------------------------------------------------------------------------------------------


def test_the_summary_is_a_valid_file_the_same_each_time_and_names_no_person(sign_in: SignIn, review: Review) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    client = sign_in(REVIEWER)
    address = reverse("log_review_file", args=[review.pk])
    assert client.get(address).status_code == 404
    signed(sign_in, review)
    first, second = client.get(address), client.get(address)
    assert first.content == second.content and first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == 'attachment; filename="logggranskning-2026-10-skarholmen.pdf"'
    assert problems(first.content) == []
    pages = " ".join(page.extract_text() for page in PdfReader(BytesIO(first.content)).pages)
    text = " ".join(pages.split())
    assert "Fel ärende öppnat" in text and "Ulrika Fors" in text and "Enhetschef" in text
    assert "Leila" not in text and "Elin" not in text


# --- Questions -------------------------------------------------------------------------------------------------------


def asked(sign_in: SignIn, review: Review) -> SampledRead:
    data = answers(review, "") | {"rad-1-mark": Mark.QUESTION, "rad-1-comment": "Vad gällde det?"}
    client = sign_in(REVIEWER)
    client.post(url(review), data)
    row = review.reads_drawn.get(position=1)
    assert client.post(reverse("log_review_ask", args=[row.pk])).status_code == 302
    return row


def test_a_question_goes_to_the_readers_chief_in_neutral_words(sign_in: SignIn, review: Review) -> None:
    row = asked(sign_in, review)
    notice = Notice.objects.get(text__contains="Loggranskaren")
    assert (notice.recipient, row.reader.name) == (assignment(cast.CHIEF), "Leila Hosseini")
    assert notice.text == "Loggranskaren Ulrika Fors har en fråga och hör av sig till dig"
    assert "Leila" not in Mail.objects.get(to=cast.address(cast.CHIEF), created_at=notice.created_at).body


def test_asking_twice_is_one_question(sign_in: SignIn, review: Review) -> None:
    row = asked(sign_in, review)
    assert sign_in(REVIEWER).post(reverse("log_review_ask", args=[row.pk])).status_code == 302
    assert Notice.objects.filter(text__contains="Loggranskaren").count() == 1


def test_nothing_to_ask_about_is_refused(sign_in: SignIn, review: Review) -> None:
    row = review.reads_drawn.get(position=1)
    response = sign_in(REVIEWER).post(reverse("log_review_ask", args=[row.pk]))
    assert response.status_code == 409 and not Inquiry.objects.exists()


def test_a_chiefs_own_chief_is_the_director(sign_in: SignIn, review: Review) -> None:
    from vbe.log_review.asking import chief_of

    assert chief_of(assignment(cast.CHIEF), at().date()) == assignment(cast.DIRECTOR)
    assert chief_of(assignment(cast.HEAD_ADULT), at().date()) == assignment(cast.CHIEF)


def test_the_answer_is_recorded_once_also_after_the_signature(sign_in: SignIn, review: Review) -> None:
    row = asked(sign_in, review)
    client, address = sign_in(REVIEWER), reverse("log_review_answer", args=[row.pk])
    assert client.get(address).status_code == 200
    assert client.post(url(review), answers(review, Mark.NOTHING, gor="signera")).status_code == 302
    assert client.post(address, {"answer": "19900602-2397"}).status_code == 422
    assert client.post(address, {"answer": ""}).status_code == 422
    assert client.post(address, {"answer": "Hjälpte en kollega"}).status_code == 302
    assert client.post(address, {"answer": "Något annat"}).status_code == 302
    assert Inquiry.objects.get().answer == "Hjälpte en kollega"
    review.refresh_from_db()
    assert review.is_intact()


def test_no_question_no_answer(sign_in: SignIn, review: Review) -> None:
    row = review.reads_drawn.get(position=1)
    assert sign_in(REVIEWER).get(reverse("log_review_answer", args=[row.pk])).status_code == 404
