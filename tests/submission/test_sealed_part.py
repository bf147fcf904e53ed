from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.sig.models import Intake, SealedPart
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import board
from tests.submission.written import sealed, send
from vbe.organisation.models import Unit

SECRET = "Har slutat i fotbollen"


def test_sealed_part_goes_to_the_reception_where_the_person_lives(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), **sealed(home=str(board("jarva").pk), person_number="19900602-2397"))
    intake, concern = Intake.objects.get(), Concern.objects.get()
    assert (intake.board.code, intake.unit.kind) == ("jarva", "mottagning")
    assert (intake.person_name, intake.person_number) == ("Prov Provsson", "199006022397")
    assert (intake.birth_date, intake.contact) == ("2010-03-24", "070-174 06 05")
    assert concern.board.code == "skarholmen"
    assert concern.sealed_sent_at == intake.arrived_at
    assert SealedPart.objects.get().unit_name == "Mottagningen, Järva stadsdelsnämnd"


def test_unknown_home_goes_to_the_socialjour(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), **sealed(home="annan"))
    assert Intake.objects.get().unit.kind == Unit.Kind.DUTY


def test_an_empty_sealed_part_is_not_sent(sign_in: SignIn) -> None:
    nothing = dict.fromkeys(sealed(), "  ") | {"sealed-home": "", "sealed-birth_date": ""}
    send(sign_in(cast.REPORTER), **nothing)
    assert Concern.objects.get().sealed_sent_at is None
    assert not Intake.objects.exists()


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
    assert "du ser den inte" in pages[0].content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("home", ""),
        ("home", "inte-ett-id"),
        ("person_name", ""),
        ("person_name", "x" * 201),
        ("person_name", "Pro\x00v"),
        ("person_number", "900602-2390"),
        ("person_number", "inte ett nummer"),
        ("person_number", "1" * 500),
        ("birth_date", ""),
        ("birth_date", "våren 2010"),
        ("birth_date", "1800-01-01"),
        ("birth_date", (timezone.localdate() + timedelta(days=1)).isoformat()),
        ("description", ""),
        ("description", "å" * 10_001),
        ("contact", "x" * 201),
    ],
)
def test_bad_input_is_told_and_neither_part_is_sent(sign_in: SignIn, field: str, value: str) -> None:
    response = send(sign_in(cast.REPORTER), **sealed(**{field: value}))
    assert response.status_code == 422
    assert field in response.context["sealed"].errors
    assert response.context["sealed"]["contact"].value() == sealed(**{field: value})["sealed-contact"]
    assert re.search(r'<details\s[^>]*id="sluten-del"\s+open', response.content.decode())
    assert not Concern.objects.exists()
    assert not Intake.objects.exists()


def test_a_wrong_personal_number_is_not_repeated_in_the_message(sign_in: SignIn) -> None:
    errors = send(sign_in(cast.REPORTER), **sealed(person_number="900602-2390")).context["sealed"].errors
    assert "900602" not in str(errors["person_number"])


@pytest.mark.parametrize("code", ["nykoping", "rinkeby-kista", "utbildningsnamnden"])
def test_a_board_without_a_reception_of_ours_cannot_be_chosen(sign_in: SignIn, code: str) -> None:
    response = send(sign_in(cast.REPORTER), **sealed(home=str(board(code).pk)))
    assert "home" in response.context["sealed"].errors
    assert not Intake.objects.exists()


def test_unknown_age_is_said_and_not_guessed(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    both = send(client, **sealed(age_unknown="on"))
    assert "age_unknown" in both.context["sealed"].errors
    assert send(client, **sealed(birth_date="", age_unknown="on")).status_code == 302
    assert Intake.objects.get().birth_date == ""


def test_personal_numbers_are_allowed_in_the_sealed_text(sign_in: SignIn) -> None:
    send(sign_in(cast.REPORTER), **sealed(description="Systern är 199006022397."))
    assert "199006022397" in Intake.objects.get().description


def test_no_reception_at_all_sends_nothing_and_loses_nothing(sign_in: SignIn) -> None:
    Unit.objects.filter(kind=Unit.Kind.DUTY).update(kind=Unit.Kind.OTHER)
    response = send(sign_in(cast.REPORTER), **sealed(home="annan"))
    assert response.status_code == 409
    assert "Ring socialtjänsten" in response.content.decode()
    assert SECRET in response.content.decode()
    assert not Concern.objects.exists()


def test_nykoping_has_one_reception_to_choose(sign_in: SignIn) -> None:
    form: Any = sign_in("rapportor.nykoping").get(reverse("report")).context["sealed"]
    assert [label for _value, label in form.fields["home"].choices][1:] == [
        "Nyköping",
        "Vet inte eller någon annanstans",
    ]
