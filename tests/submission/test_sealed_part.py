from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.sig.models import Intake, Particulars, SealedPart
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import board
from tests.submission.written import person, sealed, send, writer
from vbe.organisation.models import Unit

SECRET = "Har slutat i fotbollen"


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 422
    [form] = response.context["sealed"].persons
    return form.errors


def test_sealed_part_goes_to_the_reception_where_the_person_lives(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), **sealed(home=str(board("jarva").pk), person_number="19900602-2397"))
    intake, concern = Intake.objects.get(), Concern.objects.get()
    assert (intake.board.code, intake.unit.kind) == ("jarva", "mottagning")
    assert (intake.person_name, intake.person_number) == ("Prov Provsson", "199006022397")
    assert (intake.birth_date[5:], intake.contact) == ("01-15", "070-174 06 05")
    assert concern.board.code == "skarholmen"
    assert concern.sealed_sent_at == intake.arrived_at
    part = SealedPart.objects.get()
    assert (part.unit_name, part.about) == ("Mottagningen, Järva stadsdelsnämnd", "barn")
    assert part.standing == "anmalningsskyldig"


def test_unknown_home_goes_to_the_socialjour(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), **sealed(home="vet_ej"))
    assert Intake.objects.get().unit.kind == Unit.Kind.DUTY


def test_another_municipality_goes_to_the_socialjour_that_is_told_which(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), **sealed(home="annan", elsewhere="Haninge"))
    intake = Intake.objects.get()
    assert (intake.unit.kind, intake.particulars.elsewhere) == (Unit.Kind.DUTY, "Haninge")


def test_an_empty_sealed_part_is_not_sent(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    blanks = {name: "  " if re.search("name|text|description|contact|role", name) else "" for name in sealed()}
    assert send(client, **blanks).status_code == 302
    assert Concern.objects.get().sealed_sent_at is None
    assert not Intake.objects.exists()


def test_what_a_concern_report_about_a_child_needs_is_read_in_the_reception_alone(sign_in: SignIn) -> None:
    told = {
        "violence": "on",
        "guardians": "Mor Provsson",
        "school": "Provskolan",
        "siblings": "En syster",
        "own_words": "”Jag vågar inte gå hem”",
        "interpreter": "Somaliska",
        "done": "Samtal med mentor",
        # Of an adult: not asked, not sent.
        "reach": "Hemma på kvällen",
    }
    send(sign_in(cast.REPORTER), **sealed(**told))
    kept = Particulars.objects.get()
    assert (kept.violence, kept.guardians, kept.own_words) == ("ja", "Mor Provsson", "”Jag vågar inte gå hem”")
    assert (kept.writer_name, kept.reach) == ("Exempla Provsdotter", "")
    for who, seen in ((cast.INTAKE, 1), (cast.REPORTER, 0), (cast.COORDINATOR, 0), (cast.OTHER_INTAKE, 0)):
        with as_application(assignment(who)):
            assert Particulars.objects.count() == seen
    page = sign_in(cast.INTAKE).get(reverse("intake", args=[kept.intake_id])).content.decode()
    for text in (
        "Provskolan",
        "Somaliska",
        "Samtal med mentor",
        "Exempla Provsdotter",
        "Kontakta inte vårdnadshavarna",
    ):
        assert text in page


def test_an_adult_is_asked_other_things(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    adult = {"about": "vuxen", "birth_date": "1990-06-02", "guardians_know": ""}
    assert set(errors(send(client, **sealed(**adult)))) == {"person_knows", "wants_contact"}
    send(client, **sealed(**adult, person_knows="nej", wants_contact="vet_ej", reach="På jobbet", school="x"))
    kept = Particulars.objects.get()
    assert (kept.person_knows, kept.wants_contact, kept.reach, kept.school) == ("nej", "vet_ej", "På jobbet", "")


def test_danger_now_is_phoned_in_before_it_is_sent(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    response = send(client, **sealed(danger="ja"))
    assert "112" in str(errors(response)["called"])
    assert not Intake.objects.exists()
    assert send(client, **sealed(danger="ja", called="on")).status_code == 302
    page = sign_in(cast.INTAKE).get(reverse("intake", args=[Intake.objects.get().pk]))
    assert "Fara just nu" in page.content.decode()


@pytest.mark.parametrize(("missing", "value"), [("standing", ""), ("name", ""), ("role", " "), ("workplace", ""), ("contact", "")])  # fmt: skip
def test_who_has_to_report_cannot_be_anonymous(sign_in: SignIn, missing: str, value: str) -> None:
    response = send(sign_in(cast.REPORTER), **person(), **writer(**{missing: value}))
    assert response.status_code == 422
    assert missing in response.context["sealed"].writer.errors
    assert not Intake.objects.exists()


def test_a_private_person_may_be_anonymous(sign_in: SignIn) -> None:
    nameless = dict.fromkeys(("name", "role", "workplace", "contact"), "")
    send(sign_in(cast.REPORTER), **person(), **writer(standing="privat", **nameless))
    intake = Intake.objects.get()
    page = sign_in(cast.INTAKE).get(reverse("intake", args=[intake.pk])).content.decode()
    assert intake.particulars.writer_name == "" and "Inte lämnat" in page
    assert assignment(cast.REPORTER).user.name not in page


def test_a_writer_without_a_person_is_not_dropped_in_silence(sign_in: SignIn) -> None:
    response = send(sign_in(cast.REPORTER), **dict.fromkeys(person(), ""), **writer())
    assert "person_name" in errors(response)


@pytest.mark.parametrize(
    "who", [cast.REPORTER, cast.COORDINATOR, cast.OTHER_COORDINATOR, cast.NYKOPING, cast.OTHER_INTAKE]
)
def test_the_content_is_read_by_nobody_outside_the_reception(sign_in: SignIn, who: str) -> None:
    send(sign_in(cast.REPORTER), **sealed())
    with as_application(assignment(who)):
        assert not Intake.objects.exists()


def test_the_reception_reads_it(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), **sealed())
    with as_application(assignment(cast.INTAKE)):
        assert Intake.objects.get().description.startswith(SECRET)


def test_neither_the_desk_nor_the_receipt_shows_what_was_written(sign_in: SignIn) -> None:
    reporter, desk = sign_in(cast.REPORTER), sign_in(cast.COORDINATOR)
    sent = send(reporter, **sealed())
    concern = Concern.objects.get()
    pages = [
        desk.get(reverse("concerns")),
        desk.get(reverse("concern", args=[concern.number])),
        reporter.get(sent.url),
        reporter.get(reverse("my_reports")),
        reporter.get(reverse("report")),
    ]
    for page in pages:
        assert page.status_code == 200
        assert SECRET not in page.content.decode()
        assert "Provsson" not in page.content.decode()
        assert "Provsdotter" not in page.content.decode()
    assert "du ser den inte" in pages[0].content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("about", ""),
        ("about", "vuxen"),
        ("about", "asikt"),
        ("danger", ""),
        ("guardians_know", "kanske"),
        ("home", ""),
        ("home", "inte-ett-id"),
        ("person_name", ""),
        ("person_name", "x" * 201),
        ("person_name", "Pro\x00v"),
        ("person_number", "900602-2390"),
        ("person_number", "1" * 500),
        ("birth_date", ""),
        ("birth_date", "våren 2010"),
        ("birth_date", "1800-01-01"),
        ("birth_date", (timezone.localdate() + timedelta(days=1)).isoformat()),
        ("description", ""),
        ("description", "å" * 10_001),
        ("own_words", "å" * 5001),
    ],
)
def test_bad_input_is_told_and_neither_part_is_sent(sign_in: SignIn, field: str, value: str) -> None:
    response = send(sign_in(cast.REPORTER), **sealed(**{field: value}))
    assert field in errors(response)
    assert response.context["sealed"].writer["contact"].value() == "070-174 06 05"
    assert re.search(r'<details\s[^>]*id="sluten-del"\s+open', response.content.decode())
    assert not Concern.objects.exists()
    assert not Intake.objects.exists()


def test_a_wrong_personal_number_is_not_repeated_in_the_message(sign_in: SignIn) -> None:
    assert "900602" not in str(errors(send(sign_in(cast.REPORTER), **sealed(person_number="900602-2390"))))


@pytest.mark.parametrize("code", ["nykoping", "rinkeby-kista", "utbildningsnamnden"])
def test_a_board_without_a_reception_of_ours_cannot_be_chosen(sign_in: SignIn, code: str) -> None:
    assert "home" in errors(send(sign_in(cast.REPORTER), **sealed(home=str(board(code).pk))))
    assert not Intake.objects.exists()


def test_unknown_age_is_said_and_not_guessed(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    assert "age_unknown" in errors(send(client, **sealed(age_unknown="on")))
    assert send(client, **sealed(birth_date="", age_unknown="on")).status_code == 302
    assert Intake.objects.get().birth_date == ""


def test_personal_numbers_are_allowed_in_the_sealed_text(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), **sealed(description="Systern är 199006022397."))
    assert "199006022397" in Intake.objects.get().description


def test_no_reception_at_all_sends_nothing_and_loses_nothing(sign_in: SignIn) -> None:
    Unit.objects.filter(kind=Unit.Kind.DUTY).update(kind=Unit.Kind.OTHER)
    response = send(sign_in(cast.REPORTER), **person(), **person(1, home="vet_ej"), **writer())
    assert response.status_code == 409
    assert "Ring socialtjänsten" in response.content.decode()
    assert SECRET in response.content.decode()
    assert not Concern.objects.exists()
    assert not Intake.objects.exists()


def test_nykoping_has_one_reception_to_choose(sign_in: SignIn) -> None:
    form: Any = sign_in("rapportor.nykoping").get(reverse("report")).context["sealed"]
    labels = [label for _value, label in form.persons[0].fields["home"].choices]
    assert labels[1:] == ["Nyköping", "Vet inte", "I en annan kommun"]
