"""Marking, asking and signing: who may, what is refused, what the database holds fast."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.sig.models import Case
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory, board, case_at
from tests.log_review.situations import MONTH, NOW, at, drawn, entry, opened
from vbe.audit.models import Action, Entry
from vbe.log_review.models import Inquiry, Mark, Review, SampledRead
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Assignment, Combination, Conflict
from vbe.organisation.permissions import Role, group_for
from vbe.reports.conformance import problems

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

REVIEWER = "loggranskare.skarholmen"
EXECUTIVE = "loggranskare.kommunstyrelsen"
OUTSIDERS = ["loggranskare.jarva", "loggranskare.nykoping"]
OTHER_ROLES = [cast.COORDINATOR, cast.CHIEF, cast.MEMBER, cast.CASEWORKER, "administrator.skarholmen", cast.SECRETARY]


def case() -> Case:
    return opened(case_at(Step.SUMMONED, person_name="Elin Okänd"), at(1, month=9))


@pytest.fixture
def review() -> Review:
    one, two = case(), case()
    entry(cast.HEAD_YOUNG, one, at(13, 9), reason="Letade efter rätt ärende")
    entry(cast.CHIEF, two, at(14, 22))
    entry(cast.CHIEF, one, at(15, 9))
    return drawn()


def url(review: Review) -> str:
    return reverse("log_review", args=[review.pk])


def answers(review: Review, mark: str = Mark.NOTHING, comment: str = "", **more: Any) -> dict[str, Any]:
    """Every row marked the same, as the page would send it."""
    data: dict[str, Any] = {"gor": "spara"} | more
    for row in review.reads_drawn.all():
        prefix = f"rad-{row.position}"
        data |= {f"{prefix}-mark": mark, f"{prefix}-comment": comment, f"{prefix}-seen": row.version}
    return data


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


# --- Nobody reviews herself ------------------------------------------------------------------------------------------


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


# --- The signature ---------------------------------------------------------------------------------------------------


def signed(sign_in: SignIn, review: Review) -> Review:
    data = answers(review, Mark.NOTHING, gor="signera")
    data |= {"rad-1-mark": Mark.DEVIATION, "rad-1-comment": "Fel ärende öppnat"}
    assert sign_in(REVIEWER).post(url(review), data).status_code == 302
    review.refresh_from_db()
    return review


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
        lambda: SampledRead(**{**_fields(row), "id": None, "position": 99}).save(force_insert=True),
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()
    with as_application(assignment(REVIEWER)), pytest.raises(DatabaseError), transaction.atomic():
        SampledRead.objects.filter(pk=row.pk).update(
            mark=Mark.NOTHING, comment="", marked_by=assignment(REVIEWER), marked_at=NOW
        )


def _fields(row: SampledRead) -> dict[str, Any]:
    from vbe.organisation.ids import new_id

    values = {field.attname: getattr(row, field.attname) for field in SampledRead._meta.concrete_fields}
    return values | {"id": new_id()}


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


# --- Size and the start page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 300])
def test_the_number_of_queries_does_not_grow(sign_in: SignIn, review: Review, number: int) -> None:
    row = review.reads_drawn.first()
    more = [SampledRead(**_fields(row) | {"position": n}) for n in range(4, number + 1)]
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
