"""Support to relatives: records of their own, read by those who give it, and unknown to every case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig import relatives as domain
from cases.sig.models import (
    RelativeConsent,
    RelativeIdentity,
    RelativeMeasure,
    RelativeNote,
    RelativePart,
    RelativeSupport,
    RelativeTie,
)
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at
from tests.sig.relatives import beginning, closing, consenting, day, giving, informing, noting, opened, whole
from tests.sig.test_todo import asked
from vbe.audit.models import Action, Entry
from vbe.notices.models import Notice
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def url(name: str, support: RelativeSupport, *rest: Any) -> str:
    return reverse(name, args=[support.pk, *rest])


def text(response: Any) -> str:
    return response.content.decode()


# --- The way of a support ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [cast.INTAKE, cast.CASEWORKER, cast.HEAD_YOUNG, cast.CHIEF])
def test_opened_by_the_reception_or_directly(sign_in: SignIn, who: str) -> None:
    client, sent = sign_in(who), beginning()
    answer = client.post(reverse("relative_begin"), sent)
    support = RelativeSupport.objects.get()
    assert answer.url == url("relative", support)
    assert (support.opened_by, support.board.code) == (assignment(who), "skarholmen")
    assert "-ANH-" in support.number and support.parts.get().assignment == assignment(who)
    client.post(reverse("relative_begin"), sent)
    assert RelativeSupport.objects.count() == 1
    page = text(client.get(answer.url))
    assert "Ska informeras om stöd" in page and "Anhörig Andersson" not in page
    assert "Anhörig Andersson" not in text(client.get(reverse("relatives")))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"came": ""}, "came"),
        ({"name": ""}, "name"),
        ({"contact": "x" * 501}, "contact"),
        ({"number": "19900602-2398"}, "number"),
        ({"needs": "a\x00"}, "needs"),
        ({"id": "x"}, "id"),
    ],
)
def test_bad_input_opens_nothing(sign_in: SignIn, changed: dict[str, Any], field: str) -> None:
    page = sign_in(cast.CASEWORKER).post(reverse("relative_begin"), beginning(**changed))
    assert page.status_code == 422 and field in page.context["form"].errors
    assert not RelativeSupport.objects.exists()


def test_told_given_and_closed(sign_in: SignIn) -> None:
    support, worker = opened(), sign_in(cast.CASEWORKER)
    early = worker.post(url("relative_close", support), closing())
    assert early.status_code == 409 and "fick veta att stöd finns" in text(early) and "Det räcker." in text(early)
    assert worker.post(url("relative_inform", support), informing()).status_code == 302
    assert worker.post(url("relative_inform", support), informing()).status_code == 409
    for name, sent in (
        ("relative_note", noting()), ("relative_measure", giving()), ("relative_consent", consenting()),
    ):  # fmt: skip
        assert worker.post(url(name, support), sent).status_code == 302, name
        assert "redan sparat" in text(worker.post(url(name, support), sent, follow=True)), name
    assert worker.post(url("relative_close", support), closing()).status_code == 409
    measure = RelativeMeasure.objects.get()
    ended = {f"{measure.pk}-on": day(), f"{measure.pk}-result": "Sover bättre."}
    assert worker.post(url("relative_measure_end", support, measure.pk), ended).status_code == 302
    assert worker.post(url("relative_measure_end", support, measure.pk), ended).status_code == 409
    consent = RelativeConsent.objects.get()
    for said in ("är återkallat", "redan återkallat"):
        page = worker.post(url("relative_consent_withdraw", support, consent.pk), follow=True)
        assert said in text(page)
    assert worker.post(url("relative_close", support), closing()).status_code == 302
    support.refresh_from_db()
    assert (support.outcome, support.closed_by, support.informed_how) == (
        "hjalpt",
        assignment(cast.CASEWORKER),
        "samtal",
    )
    assert "Behovet är tillgodosett" in text(worker.get(url("relative", support)))
    assert worker.post(url("relative_note", support), noting(text="Mer.")).status_code == 409
    assert RelativeNote.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("relative_inform", informing(on=day(1))),
        ("relative_inform", informing(how="viskat")),
        ("relative_note", noting(text="")),
        ("relative_note", noting(text="x" * 4001)),
        ("relative_note", noting(pk="x")),
        ("relative_measure", giving(name="a\x00")),
        ("relative_measure", giving(starts="1890-01-01")),
        ("relative_consent", consenting(ends=day(-1))),
        ("relative_consent", consenting(ends=day(800))),
        ("relative_part", {"del-assignment": "x"}),
        ("relative_tie", {"samband-number": ""}),
        ("relative_close", closing(outcome="okej")),
        ("relative_identity", {"identitet-why": "", "identitet-text": ""}),
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, name: str, sent: dict[str, Any]) -> None:
    assert sign_in(cast.CASEWORKER).post(url(name, opened()), sent).status_code == 422


def test_a_colleague_is_let_in_and_the_last_one_does_not_leave(sign_in: SignIn) -> None:
    support, worker, head = opened(), sign_in(cast.CASEWORKER), sign_in(cast.HEAD_YOUNG)
    assert head.get(url("relative", support)).status_code == 404
    mine = support.parts.get()
    assert worker.post(url("relative_part_end", support, mine.pk)).status_code == 409
    added = {"del-assignment": str(assignment(cast.HEAD_YOUNG).pk)}
    assert worker.post(url("relative_part", support), added).status_code == 302
    assert head.get(url("relative", support)).status_code == 200
    assert Notice.objects.filter(recipient=assignment(cast.HEAD_YOUNG), text__contains=support.number).exists()
    # One's own part one ends oneself; another's is the chief's to end.
    assert head.post(url("relative_part_end", support, mine.pk)).status_code == 403
    RelativePart.objects.filter(pk=mine.pk).update(starts=timezone.localdate() - timedelta(days=3))
    assert worker.post(url("relative_part_end", support, mine.pk)).status_code == 302
    assert worker.get(url("relative", support)).status_code == 404
    # Nobody from elsewhere, and nobody whose role does not give such support.
    for who in (cast.OTHER_INTAKE, cast.DIRECTOR, cast.COORDINATOR):
        assert head.post(url("relative_part", support), {"del-assignment": str(assignment(who).pk)}).status_code == 422


def test_who_the_relative_is_is_shown_for_a_reason_and_logged(sign_in: SignIn) -> None:
    support = opened()
    sent = {"identitet-why": "kontakt", "identitet-text": "Ringer upp"}
    page = sign_in(cast.CASEWORKER).post(url("relative_identity", support), sent)
    assert "Anhörig Andersson" in text(page) and "19900602-2397" in text(page)
    entry = Entry.objects.using("audit").get(action=Action.REVEALED)
    assert (entry.object_id, entry.kind) == (support.pk, "sig.relativesupport")


# --- Nothing leaks either way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.CHIEF, 200),
        (cast.INTAKE, 404),
        (cast.HEAD_ADULT, 404),
        (cast.OTHER_CHIEF, 404),
        (cast.OTHER_INTAKE, 404),
        (cast.DIRECTOR, 403),
        (cast.OTHER_DEPARTMENT_CHIEF, 403),
        (cast.COORDINATOR, 404),
        (cast.MEMBER, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_reads_it(sign_in: SignIn, who: str, status: int) -> None:
    support, client = whole(), sign_in(who)
    assert client.get(url("relative", support)).status_code == status
    assert client.post(url("relative_note", support), noting()).status_code == (302 if status == 200 else status)
    with as_application(assignment(who)):
        for model in (RelativeSupport, RelativeIdentity, RelativePart, RelativeConsent, RelativeMeasure, RelativeNote):
            assert model.objects.exists() == (status == 200), model


def test_a_case_and_a_support_know_nothing_of_each_other(sign_in: SignIn) -> None:
    case, support = case_at(Step.SUMMONED), whole(cast.INTAKE)
    chief, head, reception = sign_in(cast.CHIEF), sign_in(cast.HEAD_ADULT), sign_in(cast.INTAKE)
    for client, address in (
        (head, reverse("case", args=[case.number])),
        (head, reverse("support", args=[case.number])),
        (head, reverse("relatives")),
        (head, reverse("start")),
        (chief, reverse("case", args=[case.number])),
    ):
        assert support.number not in text(client.get(address)), address
    assert case.number not in text(reception.get(url("relative", support)))
    # Who gives the support and does not take part in the case notes no tie, and is not told whether there is a case.
    for number in (case.number, "SKH-2020-999"):
        page = reception.post(url("relative_tie", support), {"samband-number": number})
        assert page.status_code == 409 and "Du deltar inte i något ärende med det numret." in text(page)
    assert not RelativeTie.objects.exists()


def test_who_takes_part_in_both_may_note_it_and_only_they_see_it(sign_in: SignIn) -> None:
    case, support = case_at(Step.SUMMONED), opened(cast.HEAD_ADULT)
    domain.add(support, assignment(cast.CASEWORKER), now=timezone.now())
    head, worker = sign_in(cast.HEAD_ADULT), sign_in(cast.CASEWORKER)
    assert head.post(url("relative_tie", support), {"samband-number": case.number.lower()}).status_code == 302
    assert case.number in text(head.get(url("relative", support)))
    assert support.number in text(head.get(reverse("support", args=[case.number])))
    assert case.number not in text(worker.get(url("relative", support)))
    with as_application(assignment(cast.CASEWORKER)):
        assert not RelativeTie.objects.exists()
    # Summoned to the case, and without a part in the support.
    assert support.number not in text(sign_in(cast.HEAD_CHILDREN).get(reverse("support", args=[case.number])))


def refused(who: str, sql: str, params: list[Any]) -> bool:
    with as_application(assignment(who)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.rowcount == 0
        except ProgrammingError:
            return True


def test_the_database_lets_nobody_in_by_themselves() -> None:
    support = opened()
    part = "INSERT INTO sig_relativepart (id, support_id, board_id, assignment_id, starts) VALUES (%s, %s, %s, %s, '2020-01-01')"

    def for_herself(who: str) -> list[Any]:
        return [new_id(), support.pk, support.board_id, assignment(who).pk]

    for who in (cast.INTAKE, cast.HEAD_YOUNG, cast.OTHER_INTAKE, cast.DIRECTOR):
        assert refused(who, part, for_herself(who)), who
    assert not refused(cast.CASEWORKER, part, for_herself(cast.INTAKE))
    note = "INSERT INTO sig_relativenote (id, support_id, board_id, text, by_id, at) VALUES (%s, %s, %s, '', %s, now())"
    worker = assignment(cast.CASEWORKER)
    assert refused(cast.CASEWORKER, note, [new_id(), support.pk, support.board_id, assignment(cast.CHIEF).pk])
    assert refused(cast.CASEWORKER, note, [new_id(), support.pk, assignment(cast.OTHER_CHIEF).board_id, worker.pk])
    assert refused(cast.HEAD_YOUNG, note, [new_id(), support.pk, support.board_id, assignment(cast.HEAD_YOUNG).pk])
    assert not refused(cast.CASEWORKER, note, [new_id(), support.pk, support.board_id, worker.pk])
    for table in ("sig_relativenote", "sig_relativeidentity", "sig_relativesupport"):
        assert refused(cast.CHIEF, f"DELETE FROM {table}", []), table


def test_an_ended_part_sees_nothing(sign_in: SignIn) -> None:
    support = opened()
    support.parts.update(starts="2020-01-01", ends="2020-01-02")
    assert sign_in(cast.CASEWORKER).get(url("relative", support)).status_code == 404


def test_the_list_asks_as_much_whether_there_are_three_or_thirty(sign_in: SignIn) -> None:
    chief = sign_in(cast.CHIEF)
    for _n in range(3):
        opened()
    few = queries(chief)
    for _n in range(21):
        opened()
    assert queries(chief) == few


def queries(client: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("relatives")).status_code == 200
    return len(asked)


# --- What waits -------------------------------------------------------------------------------------------------------


def waiting(who: str) -> list[tuple[str, Any]]:
    return [(row.title, row.due_on) for row in asked(who)[0]]


def test_the_duty_to_inform_and_the_next_contact_wait_for_who_gives_it_and_nobody_else(sign_in: SignIn) -> None:
    support, worker = opened(), sign_in(cast.CASEWORKER)
    told = f"{support.number} · Berätta att stöd finns"
    assert waiting(cast.CASEWORKER) == [(told, None)]
    assert waiting(cast.INTAKE) == waiting(cast.OTHER_INTAKE) == [] and told not in dict(waiting(cast.CHIEF))
    worker.post(url("relative_inform", support), informing())
    assert waiting(cast.CASEWORKER) == []
    assert worker.post(url("relative_note", support), noting(again_on=day(-1))).status_code == 422
    assert worker.post(url("relative_note", support), noting(again_on=day(1))).status_code == 302
    assert waiting(cast.CASEWORKER) == []
    assert "i morgon" in text(worker.get(url("relative", support))).lower()
    RelativeNote.objects.update(again_on=timezone.localdate())
    assert waiting(cast.CASEWORKER) == [(f"{support.number} · Hör av dig", timezone.localdate())]
    # The latest contact says when; one without a day plans nothing.
    worker.post(url("relative_note", support), noting())
    assert waiting(cast.CASEWORKER) == []


def test_the_reception_opens_one_from_what_came_in_and_nothing_follows_along(sign_in: SignIn) -> None:
    arrived, reception = IntakeFactory(source="anhorig"), sign_in(cast.INTAKE)
    begin = reverse("relative_begin") + "?kom=mottagning"
    assert begin in text(reception.get(reverse("intake", args=[arrived.pk])))
    form = reception.get(begin).context["form"]
    assert form["came"].value() == "mottagning" and not form["name"].value()
    assert reception.get(reverse("relative_begin") + "?kom=x").status_code == 200
    # The chief reads what came in and does not handle it.
    assert begin not in text(sign_in(cast.CHIEF).get(reverse("intake", args=[arrived.pk])))
    assert sign_in(cast.COORDINATOR).get(begin).status_code == 404
    support = opened(cast.INTAKE)
    page = text(reception.get(reverse("intake", args=[arrived.pk])))
    assert support.number not in page and arrived.person_name not in text(reception.get(url("relative", support)))
