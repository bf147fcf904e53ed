"""Nobody reviews what she has read herself; and the months that are drawn otherwise."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory
from tests.log_review.reviewing import REVIEWER, answers, case, url
from tests.log_review.situations import at, drawn, entry
from vbe.log_review.models import Mark, Review, SampledRead
from vbe.organisation.models import Assignment, Combination, Conflict
from vbe.organisation.permissions import Role, group_for

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
EXECUTIVE = "loggranskare.kommunstyrelsen"


@pytest.fixture
def own() -> Review:
    """The reviewer of Skärholmen is a case worker as well, as has been decided, and has read a case."""
    reviewer = assignment(REVIEWER)
    Combination.objects.create(
        user=reviewer.user, board=reviewer.board, conflict=Conflict.REVIEW, decided_by="Nämnden",
        decided_on=reviewer.starts, reference="§ 14",
    )  # fmt: skip
    works = Assignment.objects.create(
        user=reviewer.user, role=Role.CASEWORKER, board=reviewer.board, starts=reviewer.starts,
        group=group_for(reviewer.board, Role.CASEWORKER),
    )  # fmt: skip
    one = case()
    entry(works, one, at(13, 9))
    entry(cast.HEAD_YOUNG, one, at(13, 10))
    return drawn()


def test_own_rows_are_not_seen_and_not_marked_by_oneself(sign_in: SignIn, own: Review) -> None:
    client = sign_in(REVIEWER, Role.LOG_REVIEWER)
    response = client.get(url(own))
    page = response.content.decode()
    assert [form.read.reader.name for form in response.context["forms"]] == ["Leila Hosseini"]
    assert "En rad gäller dig" in page
    client.post(url(own), answers(own))
    mine = own.reads_drawn.get(reader=assignment(REVIEWER).user)
    assert mine.mark == ""
    assert client.post(reverse("log_review_ask", args=[mine.pk])).status_code == 404
    refused = client.post(url(own), answers(own, gor="signera"))
    assert refused.status_code == 409 and "gäller dig själv" in refused.content.decode()


def test_the_database_hides_own_rows_too(own: Review) -> None:
    mine = own.reads_drawn.get(reader=assignment(REVIEWER).user)
    reviewer = assignment(REVIEWER, Role.LOG_REVIEWER)
    with as_application(reviewer):
        assert not SampledRead.objects.filter(pk=mine.pk).exists()
        assert SampledRead.objects.filter(pk=mine.pk).update(mark=Mark.NOTHING, marked_by=reviewer) == 0


def test_the_executive_boards_reviewer_marks_them_and_then_it_is_signed(sign_in: SignIn, own: Review) -> None:
    executive = sign_in(EXECUTIVE)
    response = executive.get(url(own))
    assert [form.read.reader.name for form in response.context["forms"]] == ["Ulrika Fors"]
    assert "Signera granskningen" not in response.content.decode()
    assert executive.post(url(own), answers(own, Mark.DEVIATION, "Ska inte läsa själv")).status_code == 302
    assert executive.post(url(own), answers(own, Mark.NOTHING, gor="signera")).status_code == 409
    reviewer = sign_in(REVIEWER, Role.LOG_REVIEWER)
    assert reviewer.post(url(own), answers(own, gor="signera")).status_code == 302
    own.refresh_from_db()
    assert own.is_signed and own.is_intact()
    assert own.summary["noted"] == [] and own.summary["noted_elsewhere"] == 1


def test_an_empty_month_can_be_signed(sign_in: SignIn) -> None:
    empty = drawn()
    page = sign_in(REVIEWER).get(url(empty)).content.decode()
    assert "Inga rader" in page
    assert sign_in(REVIEWER).post(url(empty), {"gor": "signera"}).status_code == 302
    empty.refresh_from_db()
    assert empty.is_signed


def test_text_with_markup_is_shown_as_text(sign_in: SignIn) -> None:
    entry(cast.CHIEF, IntakeFactory(arrived_at=at(1)), reason="<script>alert(1)</script>")
    page = sign_in(REVIEWER).get(url(drawn())).content.decode()
    assert "<script>alert(1)" not in page
