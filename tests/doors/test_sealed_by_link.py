"""What goes with a report through a link: persons in a sealed part, straight to the reception, and files."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from cases.concerns.models import Attachment, Concern
from cases.doors import receiving
from cases.sig import feedback
from cases.sig.models import Intake, Particulars, SealedPart
from cases.sig.states import Answer, IntakeState
from tests import cast
from tests.concerns.clamd import clamd
from tests.concerns.test_pictures import camera_picture
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.doors.situations import link, type_code
from tests.factories import board
from tests.submission.test_files_upload import PDF, stored, upload
from tests.submission.written import person, report, sealed, writer
from vbe.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SECRET = "Har slutat i fotbollen"


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    cache.clear()


@pytest.fixture
def address() -> str:
    return f"/rapportera/{link()[1]}/"


def opened(client: ApplicationClient, address: str, **changed: Any) -> dict[str, Any]:
    page = client.get(address)
    return report(id=str(page.context["report_id"]), code=page.context["code"], **changed)


def two(**second: Any) -> dict[str, Any]:
    return person() | person(1, person_name="Test Testsson", **second) | writer()


def test_each_person_goes_to_the_reception_where_that_person_lives(
    client: ApplicationClient, sign_in: SignIn, address: str
) -> None:
    named = two(home=str(board("jarva").pk)) | {
        "sealed-0-person_number": "19900602-2397",
        "sealed-0-school": "Provskolan",
    }
    thanks = client.post(address, opened(client, address, **named))
    assert thanks.status_code == 200
    here, there = Intake.objects.order_by("id")
    assert (here.board.code, there.board.code) == ("skarholmen", "jarva")
    assert (here.person_number, here.person_name, here.surname_index != []) == ("199006022397", "Prov Provsson", True)
    assert here.description.startswith(SECRET) and here.particulars.school == "Provskolan"
    concern = Concern.objects.get()
    assert concern.sealed_sent_at == here.arrived_at == there.sealed_part.sent_at
    assert list(SealedPart.objects.values_list("door", "writer").distinct()) == [("lank", None)]
    page = sign_in(cast.INTAKE).get(f"/mottagning/{here.pk}/").content.decode()
    assert SECRET in page and "Exempla Provsdotter" in page


def test_nobody_but_the_reception_reads_it_back(client: ApplicationClient, sign_in: SignIn, address: str) -> None:
    thanks = client.post(address, opened(client, address, **sealed()))
    type_code(client, thanks.context["code"])
    desk = sign_in(cast.COORDINATOR).get(f"/oro/{Concern.objects.get().number}/")
    for page in (thanks, client.get("/kvitto/laget/"), client.get(address), desk):
        text = page.content.decode()
        assert page.status_code == 200
        assert not [word for word in (SECRET, "Provsson", "Provsdotter") if word in text]
    assert "luten del" in desk.content.decode()


def test_the_receipt_is_dated_and_the_code_leads_to_it_and_to_the_answer(
    client: ApplicationClient, address: str
) -> None:
    thanks = client.post(address, opened(client, address, **sealed()))
    said = "Sluten del skickad till Mottagningen, Skärholmens stadsdelsnämnd"
    type_code(client, thanks.context["code"])
    assert said in thanks.content.decode() and said in client.get("/kvitto/laget/").content.decode()
    part, now = SealedPart.objects.get(), timezone.now()
    part.intake.decide(IntakeState.ORDINARY, reason="Skäl.", by=assignment(cast.INTAKE), now=now)
    feedback.give(part, Answer.OPENED, reason="", by=assignment(cast.INTAKE), now=now)
    assert str(Answer.OPENED.label) in client.get("/kvitto/laget/").content.decode()


def test_another_reports_code_shows_nothing_of_it(client: ApplicationClient, address: str) -> None:
    client.post(address, opened(client, address, **sealed()))
    other = client.post(address, opened(client, address, text="En annan händelse på torget."))
    type_code(client, other.context["code"])
    assert "Sluten del" not in client.get("/kvitto/laget/").content.decode()


def test_pressed_twice_it_is_one_of_each_with_the_same_receipt(client: ApplicationClient, address: str) -> None:
    sent = opened(client, address, **two())
    first, second = client.post(address, sent), client.post(address, sent)
    assert second.context["again"] and first.context["code"] == second.context["code"]
    assert len(second.context["sealed_receipts"]) == Intake.objects.count() == 2


def test_another_person_on_a_sent_form_is_not_thrown_away(client: ApplicationClient, address: str) -> None:
    sent = opened(client, address, **sealed())
    client.post(address, sent)
    response = client.post(address, sent | person(person_name="Test Testsson"))
    assert response.status_code == 409 and "Test Testsson" in response.content.decode()
    assert Intake.objects.count() == 1


def test_what_is_wrong_in_the_sealed_part_sends_nothing_and_keeps_all(client: ApplicationClient, address: str) -> None:
    response = client.post(address, opened(client, address, **sealed(person_number="900602-2390")))
    assert response.status_code == 422 and SECRET in response.content.decode()
    assert not Concern.objects.exists() and not Intake.objects.exists()


def test_no_reception_at_all_sends_nothing_and_keeps_all(client: ApplicationClient, address: str) -> None:
    Unit.objects.filter(kind=Unit.Kind.DUTY).update(kind=Unit.Kind.OTHER)
    response = client.post(address, opened(client, address, **sealed(home="vet_ej")))
    assert response.status_code == 409 and "Ring socialtjänsten" in response.content.decode()
    assert SECRET in response.content.decode() and not Concern.objects.exists()


def test_persons_are_added_and_removed_without_scripts(client: ApplicationClient, address: str) -> None:
    sent = opened(client, address, **sealed())
    more = client.post(address, sent | {"add_person": "1"}).context
    assert [form["person_name"].value() for form in more["sealed"].persons] == ["Prov Provsson", None]
    assert (str(more["report_id"]), more["form"]["text"].value()) == (sent["id"], sent["text"])
    assert more["sealed"].writer["name"].value() == "Exempla Provsdotter"
    fewer = client.post(address, sent | two() | {"remove_person": "0"}).context
    assert [form["person_name"].value() for form in fewer["sealed"].persons] == ["Test Testsson"]
    assert not Concern.objects.exists()


@pytest.mark.parametrize("stopped", ["revoked", "flood"])
def test_a_link_that_is_refused_gives_all_back(
    client: ApplicationClient, stopped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, secret = link()
    sent = opened(client, f"/rapportera/{secret}/", done="Vi har ringt.", **sealed())
    if stopped == "revoked":
        made.revoke(now=timezone.now())
    else:
        monkeypatch.setattr(receiving, "MOST_BY_LINK", 0)
    response = client.post(f"/rapportera/{secret}/", sent | {"attachments": upload(PDF)})
    assert response.status_code == {"revoked": 410, "flood": 429}[stopped]
    text = response.content.decode()
    assert all(word in text for word in ("röd färg", "Vi har ringt.", SECRET, "Prov Provsson"))
    assert not Concern.objects.exists() and not Intake.objects.exists()


def test_files_are_told_by_their_content_and_read_on_the_desk(
    client: ApplicationClient, sign_in: SignIn, address: str
) -> None:
    files = [upload(camera_picture()), upload(PDF, "Prov Provsson.html", "text/html")]
    assert client.post(address, opened(client, address, attachments=files)).status_code == 200
    rows = list(Attachment.objects.all())
    assert [(row.position, row.kind) for row in rows] == [(1, "jpg"), (2, "pdf")]
    assert b"Provsson" not in rows[0].file.read()
    concern = Concern.objects.get()
    assert sign_in(cast.COORDINATOR).get(f"/oro/{concern.number}/fil/2/").status_code == 200


def test_files_that_are_not_ours_too_many_or_infected_are_refused_and_nothing_stored(
    client: ApplicationClient, address: str, settings: Any
) -> None:
    before, sent = stored(), opened(client, address, **sealed())
    with clamd() as server:
        settings.CLAMD_URL = server.url
        virus = PDF.replace(b"app.alert", b"EICAR")
        for wrong in ([upload(b"MZ program")], [upload(PDF) for _n in range(6)], [upload(PDF), upload(virus)]):
            response = client.post(address, sent | {"attachments": wrong})
            assert response.status_code == 422 and "attachments" in response.context["form"].errors
            assert SECRET in response.content.decode() and "Välj dem igen" in response.content.decode()
    assert not Concern.objects.exists() and stored() == before


def test_outsiders_read_none_of_it(client: ApplicationClient, address: str) -> None:
    client.post(address, opened(client, address, **sealed()))
    for who in (cast.COORDINATOR, cast.OTHER_INTAKE, cast.NYKOPING):
        with as_application(assignment(who)):
            assert not Intake.objects.exists() and not Particulars.objects.exists() and not SealedPart.objects.exists()
