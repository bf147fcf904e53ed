"""Several persons in one report: added and removed without scripts, each to the reception where that person lives."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from cases.concerns.models import Concern
from cases.sig.models import Intake, SealedPart
from cases.submission import sealed as section
from cases.submission.models import Draft
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import board
from tests.submission.written import person, report, sealed, send, writer


def press(client: Client, **typed: Any) -> Any:
    return client.post(reverse("report_persons"), typed)


def two(**second: Any) -> dict[str, Any]:
    return person() | person(1, person_name="Test Testsson", **second) | writer()


def test_each_goes_to_the_reception_where_that_person_lives(sign_in: SignIn) -> None:
    sent = send(sign_in(cast.REPORTER), **two(home=str(board("jarva").pk)))
    assert {(i.board.code, i.person_name) for i in Intake.objects.all()} == {
        ("skarholmen", "Prov Provsson"),
        ("jarva", "Test Testsson"),
    }
    assert SealedPart.objects.filter(concern=Concern.objects.get()).count() == 2
    with as_application(assignment(cast.INTAKE)):
        assert Intake.objects.get().person_name == "Prov Provsson"
    page = sign_in(cast.REPORTER).get(sent.url).content.decode()
    assert "Sluten del skickad till Mottagningen, Järva stadsdelsnämnd" in page
    assert "Sluten del skickad till Mottagningen, Skärholmens stadsdelsnämnd" in page


def test_one_persons_error_sends_nobodys(sign_in: SignIn) -> None:
    response = send(sign_in(cast.REPORTER), **two(description=""))
    assert response.status_code == 422
    assert [bool(form.errors) for form in response.context["sealed"].persons] == [False, True]
    assert not Intake.objects.exists()


def test_a_person_left_empty_is_not_sent(sign_in: SignIn) -> None:
    assert send(sign_in(cast.REPORTER), **sealed(), **dict.fromkeys(person(1), "")).status_code == 302
    assert Intake.objects.count() == 1


def test_adding_a_person_keeps_everything_that_is_typed(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    typed = report()
    response = press(client, **typed, **sealed(), add_person="1")
    assert response.url == f"{reverse('report')}?utkast={typed['id']}#person-2"
    page = client.get(response.url)
    first, second = page.context["sealed"].persons
    assert first["description"].value() == person()["sealed-0-description"]
    assert second["person_name"].value() is None
    assert page.context["sealed"].writer["name"].value() == "Exempla Provsdotter"
    assert page.context["form"]["text"].value() == report()["text"]
    assert not Concern.objects.exists()


def test_removing_a_person_moves_the_others_up(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    response = press(client, **report(), **two(), remove_person="0")
    [left] = client.get(response.url).context["sealed"].persons
    assert left["person_name"].value() == "Test Testsson"
    assert "Provsson" not in Draft.objects.get().fields


def test_there_is_an_end_and_nonsense_is_not_followed(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    many = {name: value for n in range(section.MOST) for name, value in person(n).items()}
    for pressed in ({"add_person": "1"}, {"remove_person": "99"}, {"remove_person": "writer"}):
        press(client, **report(), **many, **pressed)
        assert len(client.get(reverse("report")).context["sealed"].persons) == section.MOST
    press(client, **{"sealed-9-home": "x", "sealed-1-annat": "x", "sealed--home": "x"}, text="Någon sa")
    assert len(client.get(reverse("report")).context["sealed"].persons) == 2


def test_the_draft_saved_while_writing_keeps_every_person(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    client.post(reverse("report_draft"), report(**two()), headers={"HX-Request": "true"})
    names = [form["person_name"].value() for form in client.get(reverse("report")).context["sealed"].persons]
    assert names == ["Prov Provsson", "Test Testsson"]


def test_a_draft_from_when_there_was_one_person_is_still_read() -> None:
    assert section.whole_name("sealed-person_name") == "sealed-0-person_name"
    assert section.whole_name("sealed-contact") == "sealed-writer-contact"
    assert section.whole_name("sealed-1-home") == "sealed-1-home"


def test_sent_twice_it_is_one_of_each(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report(**two())
    assert client.post(reverse("report"), sent).url == client.post(reverse("report"), sent).url
    assert Intake.objects.count() == 2


def test_another_person_on_a_form_that_was_sent_is_not_thrown_away(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report(**sealed())
    client.post(reverse("report"), sent)
    response = client.post(reverse("report"), sent | person(person_name="Test Testsson"))
    assert response.status_code == 409
    assert "Test Testsson" in response.content.decode()
    assert Intake.objects.count() == 1


def test_only_who_may_report_and_only_posted(sign_in: SignIn, client: Client) -> None:
    assert press(sign_in(cast.MEMBER), text="x").status_code == 403
    assert sign_in(cast.REPORTER).get(reverse("report_persons")).status_code == 405
    assert press(client, text="x").status_code == 401
