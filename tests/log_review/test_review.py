"""Marking what is drawn: who may, what is refused; and the review on the start page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import board
from tests.log_review.reviewing import REVIEWER, answers, fields_of, signed, url
from tests.log_review.situations import MONTH, NOW
from vbe.audit.models import Action, Entry
from vbe.log_review.models import Mark, Review, SampledRead

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

EXECUTIVE = "loggranskare.kommunstyrelsen"
OUTSIDERS = ["loggranskare.jarva", "loggranskare.nykoping"]
OTHER_ROLES = [cast.COORDINATOR, cast.CHIEF, cast.MEMBER, cast.CASEWORKER, "administrator.skarholmen", cast.SECRETARY]


def marks(review: Review) -> list[str]:
    return list(review.reads_drawn.order_by("position").values_list("mark", flat=True))


# --- Who gets in -----------------------------------------------------------------------------------------------------


def test_the_reviewer_sees_why_each_row_is_there(sign_in: SignIn, review: Review) -> None:
    page = sign_in(REVIEWER).get(url(review)).content.decode()
    for words in ("Leila Hosseini", "Utan del i ärendet", "Natt eller helg", "Letade efter rätt ärende", "Lottad"):
        assert words in page
    assert "Elin" not in page
    assert Entry.objects.using("audit").filter(action=Action.OPENED, object_id=review.pk).count() == 1


@pytest.mark.parametrize("who", OUTSIDERS)
def test_another_boards_reviewer(sign_in: SignIn, review: Review, who: str) -> None:
    client = sign_in(who)
    assert client.get(url(review)).status_code == 404
    assert client.post(url(review), answers(review)).status_code == 404
    row = review.reads_drawn.first()
    assert client.post(reverse("log_review_ask", args=[row.pk])).status_code == 404
    assert client.get(reverse("log_review_answer", args=[row.pk])).status_code == 404
    assert "Logggranskning oktober 2026" not in client.get(reverse("log_reviews")).content.decode()


def test_the_executive_boards_reviewer_sees_no_other_rows_than_a_reviewers(sign_in: SignIn, review: Review) -> None:
    assert sign_in(EXECUTIVE).get(url(review)).status_code == 404


@pytest.mark.parametrize("who", OTHER_ROLES)
def test_nobody_else_sees_it(sign_in: SignIn, review: Review, who: str) -> None:
    client = sign_in(who)
    for address in (url(review), reverse("log_reviews"), reverse("log_review_file", args=[review.pk])):
        assert client.get(address).status_code == 403
    with as_application(assignment(who)):
        assert not Review.objects.exists() and not SampledRead.objects.exists()


# --- Marks -----------------------------------------------------------------------------------------------------------


def test_marks_are_saved_with_who_and_when(sign_in: SignIn, review: Review) -> None:
    response = sign_in(REVIEWER).post(url(review), answers(review, Mark.QUESTION, "Varför just då?"))
    assert response.status_code == 302
    row = review.reads_drawn.first()
    assert (row.mark, row.comment, row.marked_by) == (Mark.QUESTION, "Varför just då?", assignment(REVIEWER))
    assert row.marked_at


@pytest.mark.parametrize("mark", [Mark.QUESTION, Mark.DEVIATION])
@pytest.mark.parametrize("comment", ["", "   ", "x" * 501, "Gäller 19900602-2397", "a\x00b"])
def test_a_question_or_deviation_needs_words_that_may_be_kept(
    sign_in: SignIn, review: Review, mark: str, comment: str
) -> None:
    response = sign_in(REVIEWER).post(url(review), answers(review, mark, comment))
    assert response.status_code == 422
    assert marks(review) == ["", "", ""]
    assert "Rätta det här" in response.content.decode()


def test_an_unknown_mark_is_refused(sign_in: SignIn, review: Review) -> None:
    assert sign_in(REVIEWER).post(url(review), answers(review, "bra")).status_code == 422


def test_the_rest_without_remark_leaves_what_is_marked(sign_in: SignIn, review: Review) -> None:
    data = answers(review, "", gor="resten") | {"rad-1-mark": Mark.QUESTION, "rad-1-comment": "Vad gällde det?"}
    sign_in(REVIEWER).post(url(review), data)
    assert marks(review) == [Mark.QUESTION, Mark.NOTHING, Mark.NOTHING]


def test_a_colleagues_mark_is_not_written_over(sign_in: SignIn, review: Review) -> None:
    late = answers(review, Mark.NOTHING)
    client = sign_in(REVIEWER)
    client.post(url(review), answers(review, Mark.DEVIATION, "Ska utredas"))
    response = client.post(url(review), late)
    assert response.status_code == 409
    assert "En kollega har märkt rad 1, 2, 3" in response.content.decode()
    assert marks(review) == [Mark.DEVIATION] * 3


def test_the_same_form_twice_changes_nothing_more(sign_in: SignIn, review: Review) -> None:
    client, data = sign_in(REVIEWER), answers(review, Mark.NOTHING)
    assert [client.post(url(review), data).status_code for _n in range(2)] == [302, 302]


# --- Size and the start page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 300])
def test_the_number_of_queries_does_not_grow(sign_in: SignIn, review: Review, number: int) -> None:
    row = review.reads_drawn.first()
    more = [SampledRead(**fields_of(row) | {"position": n}) for n in range(4, number + 1)]
    SampledRead.objects.bulk_create(more)
    client = sign_in(REVIEWER)
    with CaptureQueriesContext(connection) as context:
        assert len(client.get(url(review)).context["forms"]) == number
    assert len(context) <= 24, [query["sql"][:80] for query in context]


@pytest.mark.parametrize("number", [3, 300])
def test_the_list_of_months_too(sign_in: SignIn, review: Review, number: int) -> None:
    Review.objects.bulk_create(
        Review(
            board=review.board, month=MONTH.replace(year=1700 + n), drawn_at=NOW, seed="x", read_count=0, day_count=0
        )
        for n in range(number - 1)
    )
    client = sign_in(REVIEWER)
    with CaptureQueriesContext(connection) as context:
        assert client.get(reverse("log_reviews")).status_code == 200
    assert len(context) <= 20


def test_the_start_page_says_what_is_due_and_what_is_late(sign_in: SignIn, review: Review) -> None:
    from types import SimpleNamespace

    from vbe.access.request import Access
    from vbe.log_review import todo

    def waits(who: str, today: Any) -> list[Any]:
        acting = assignment(who)
        access = Access.__new__(Access)
        access.user, access.assignment, access.assignments = acting.user, acting, [acting]
        with as_application(acting):
            return todo.todo(SimpleNamespace(access=access, user=acting.user), today)  # type: ignore[arg-type]

    (item,) = waits(REVIEWER, MONTH.replace(month=11, day=3))
    assert (item.title, item.tag_text, item.detail) == ("Logggranskning oktober 2026", "15 nov", "3 rader att märka")
    assert waits(REVIEWER, MONTH.replace(month=11, day=16))[0].tag_text == "Försenad 1 dag"
    for who in (cast.CHIEF, cast.MEMBER, *OUTSIDERS, EXECUTIVE):
        assert waits(who, MONTH.replace(month=11, day=3)) == []
    signed(sign_in, review)
    assert waits(REVIEWER, MONTH.replace(month=11, day=3)) == []
    assert "Logggranskning" in sign_in(REVIEWER).get("/").content.decode()


def test_due_the_fifteenth_over_the_turn_of_the_year() -> None:
    late = Review(board=board("skarholmen"), month=MONTH.replace(month=12))
    assert (late.due_on.year, late.due_on.month, late.due_on.day) == (2027, 1, 15)
