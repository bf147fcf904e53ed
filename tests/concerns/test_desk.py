"""What a samordnare writes down about a report and passes on: notes, the police, removal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern, Note, PoliceInformation, RemovalOrder
from cases.concerns.states import NotAllowed, State
from tests import cast
from tests.concerns import desk
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory
from vbe.access.recusal import recuse
from vbe.organisation.ids import new_id
from vbe.organisation.models import LegalRow


def post(sign_in: SignIn, name: str, concern: Concern, *args: Any, who: str = cast.COORDINATOR, **fields: Any) -> Any:
    return sign_in(who).post(reverse(name, args=[concern.number, *args]), fields)


def told(**changed: Any) -> dict[str, Any]:
    return {
        "key": str(new_id()),
        "recipient": "polis",
        "function": "Kommunpolisen i Skärholmen",
        "told_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "told": desk.TOLD,
        "legal_row": str(LegalRow.objects.get(code="ingen sekretess").pk),
        "reason": "",
        "reference": "",
    } | changed


def row(code: str) -> str:
    return str(LegalRow.objects.get(code=code).pk)


def test_a_note_is_written_once_and_stands_in_the_timeline(sign_in: SignIn) -> None:
    concern, client = ConcernFactory(closed=True), sign_in(cast.COORDINATOR)
    fields = {"key": str(new_id()), "text": "Ringde fastighetsägaren."}
    for _press in range(2):
        response = client.post(reverse("concern_note", args=[concern.number]), fields)
        assert response.url == reverse("concern", args=[concern.number])
    note = Note.objects.get()
    assert (note.text, note.by, note.board) == (fields["text"], assignment(cast.COORDINATOR), concern.board)
    page = client.get(response.url).content.decode()
    assert "Ringde fastighetsägaren." in page
    assert reverse("concern_note_correct", args=[concern.number, note.pk]) in page


def test_a_note_is_corrected_by_another_and_both_are_read(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    wrong = desk.note(concern, "Ringde skolan.")
    post(sign_in, "concern_note_correct", concern, wrong.pk, text="Ringde biblioteket, inte skolan.")
    assert Note.objects.latest("at").corrects == wrong
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number])).content.decode()
    for words in ("Ringde skolan.", "Ringde biblioteket", "Rättad senare", "Rättelse av anteckningen"):
        assert words in page
    assert reverse("concern_note_correct", args=[concern.number, wrong.pk]) not in page


@pytest.mark.parametrize("text", ["", "nä", "å" * 4001, "a\x00bcdef", "Gäller 199006022397 enligt skolan."])
def test_a_bad_note_is_told_and_kept(sign_in: SignIn, text: str) -> None:
    response = post(sign_in, "concern_note", ConcernFactory(), text=text, key="inte-en-nyckel")
    assert response.status_code == 422
    assert response.context["form"]["text"].value() == text
    assert not Note.objects.exists()


def test_another_board_and_the_writer_of_the_report(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    assert post(sign_in, "concern_note", concern, who=cast.OTHER_COORDINATOR, text="Hej hej").status_code == 404
    assert post(sign_in, "concern_note", concern, who=cast.REPORTER, text="Hej hej").status_code == 403
    other = desk.note(ConcernFactory(in_jarva=True))
    assert post(sign_in, "concern_note_correct", concern, other.pk, text="Hej hej").status_code == 404


@pytest.mark.parametrize("name", ["concern_note", "concern_police", "concern_removal", "concern_ask_look"])
def test_what_left_the_desk_is_refused_with_the_text_kept(sign_in: SignIn, name: str) -> None:
    concern = ConcernFactory(handed_over=True)
    fields = told(text="Ringde hyresvärden.", to="Klotterjouren", reason="Ringde hyresvärden.")
    response = post(sign_in, name, concern, **fields)
    assert response.status_code == 409
    assert fields["reason"] in response.content.decode() or "Klotterjouren" in response.content.decode()
    assert sign_in(cast.COORDINATOR).get(reverse(name, args=[concern.number])).status_code == 403


def test_what_the_police_were_told(sign_in: SignIn) -> None:
    concern, client, fields = ConcernFactory(), sign_in(cast.COORDINATOR), told(reference="K123-26")
    for _press in range(2):
        client.post(reverse("concern_police", args=[concern.number]), fields)
    saved = PoliceInformation.objects.get()
    assert (saved.function, saved.told, saved.legal_row.code) == (fields["function"], desk.TOLD, "ingen sekretess")
    page = client.get(reverse("concern", args=[concern.number])).content.decode()
    for words in ("Polismyndigheten fick veta", "Kommunpolisen", "Uppgiften är inte sekretessbelagd", "K123-26"):
        assert words in page


def test_it_is_told_several_times_and_corrected_by_addition(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    first = desk.police(concern)
    post(sign_in, "concern_police", concern, **told())
    post(sign_in, "concern_police_correct", concern, first.pk, **told(told="Att det gällde två gavlar."))
    first.refresh_from_db()
    assert first.told == desk.TOLD
    assert [one.corrects_id for one in PoliceInformation.objects.all()] == [None, None, first.pk]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("legal_row", {"recipient": "tull", "row": "OSL 10:18 b", "reason": "Prövat med juristen."}),
        ("reason", {"row": "OSL 10:15 a"}),
        ("legal_row", {"legal_row": "finns-inte"}),
        ("legal_row", {"legal_row": ""}),
        ("told_at", {"told_at": "2099-01-01T09:00"}),
        ("told_at", {"told_at": "1026-01-01T09:00"}),
        ("told", {"told": "Gäller 199006022397."}),
        ("function", {"function": "å" * 121}),
    ],
)
def test_bad_police_input(sign_in: SignIn, field: str, changed: dict[str, str]) -> None:
    if code := changed.pop("row", None):
        changed["legal_row"] = row(code)
    response = post(sign_in, "concern_police", ConcernFactory(), **told(**changed))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not PoliceInformation.objects.exists()


@pytest.mark.parametrize("changed", [{"recipient": "tull", "code": "OSL 10:21", "reason": "Ja"}, {"code": "OSL 10:23"}])
def test_the_model_refuses_a_row_that_does_not_fit(db: None, changed: dict[str, str]) -> None:
    concern, legal_row = ConcernFactory(), LegalRow.objects.get(code=changed.pop("code"))
    information = PoliceInformation(
        concern=concern, board=concern.board, told=desk.TOLD, told_at=concern.reported_at, legal_row=legal_row,
        by=assignment(cast.COORDINATOR), at=timezone.now(), **{"recipient": "polis"} | changed,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        information.record()


def test_a_closed_report_is_opened_before_more_is_passed_on(sign_in: SignIn) -> None:
    concern = ConcernFactory(closed=True)
    assert post(sign_in, "concern_police", concern, **told()).status_code == 409
    assert post(sign_in, "concern_removal", concern, to="Klotterjouren").status_code == 409
    assert not PoliceInformation.objects.exists() and not RemovalOrder.objects.exists()


def test_removal_is_ordered_and_finished(sign_in: SignIn) -> None:
    concern, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    order_url = reverse("concern_removal", args=[concern.number])
    fields = {"key": str(new_id()), "to": "Trafikkontorets klotterjour", "reference": "TK-1"}
    for _press in range(2):
        client.post(order_url, fields)
    order = RemovalOrder.objects.get()
    assert order.ask_on >= timezone.localdate() + timedelta(days=5)
    done_url = reverse("concern_removal_done", args=[concern.number, order.pk])
    today = timezone.localdate()
    assert client.post(done_url, {"done_on": str(today - timedelta(days=1))}).status_code == 409
    assert client.post(done_url, {"done_on": "i går"}).status_code == 422
    for _press in range(2):
        assert client.post(done_url, {"done_on": str(today)}).status_code == 302
    order.refresh_from_db()
    assert (order.done_on, order.done_by) == (today, assignment(cast.COORDINATOR))


def test_a_late_removal_is_to_do_on_the_desk_that_has_the_report(sign_in: SignIn) -> None:
    concern = ConcernFactory(state=State.ASSESSED)
    desk.removal(concern, ask_on=timezone.localdate() - timedelta(days=1))
    desk.removal(concern)
    page = sign_in(cast.COLLEAGUE).get(reverse("start")).content.decode()
    assert page.count(f"Fråga om saneringen i {concern}") == 1
    assert f"{concern}" not in sign_in(cast.OTHER_COORDINATOR).get(reverse("start")).content.decode()


def test_the_record_asks_as_much_with_five_hundred_lines(sign_in: SignIn) -> None:
    concern, client = ConcernFactory(state=State.ASSESSED), sign_in(cast.COORDINATOR)
    desk.everything_on(concern)
    url = reverse("concern", args=[concern.number])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    first = Note.objects.get()
    Note.objects.bulk_create(
        Note(concern=concern, board=concern.board, text=f"Rad {n}", by=first.by, at=first.at) for n in range(500)
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)
    assert len(many) == len(few)
    assert len(page.context["lines"]) == 100
    assert "Rapporten kom in" in client.get(url, {"page": "6"}).content.decode()


def test_the_reporter_reads_none_of_it_in_the_database(db: None) -> None:
    concern = ConcernFactory()
    desk.everything_on(concern)
    for who, seen in ((cast.REPORTER, 0), (cast.OTHER_COORDINATOR, 0), (cast.NYKOPING, 0), (cast.COLLEAGUE, 1)):
        with as_application(assignment(who)):
            for model in (Note, PoliceInformation, RemovalOrder):
                assert model.objects.filter(concern=concern).count() == seen
    recuse_colleague(concern)
    with as_application(assignment(cast.COLLEAGUE)):
        assert not Note.objects.exists()


def recuse_colleague(concern: Concern) -> None:
    person = assignment(cast.COLLEAGUE).user
    with as_application(assignment(cast.COORDINATOR)):
        recuse(concern, person=person, ground="annat", page="/")
