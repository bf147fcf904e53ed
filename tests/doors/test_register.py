"""Registering a call, a letter or a visit for somebody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases import deadlines
from cases.concerns.models import Concern
from tests import cast
from tests.conftest import ApplicationClient, SignIn
from tests.doors.situations import type_code
from tests.submission.written import CHANGES, changed_later, report

URL = "/oro/registrera/"


def call(received: datetime | None = None, **changed: Any) -> dict[str, Any]:
    moment = timezone.localtime(received or timezone.now() - timedelta(hours=1))
    how = {"in-door": "telefon", "in-received_at": f"{moment:%Y-%m-%dT%H:%M}", "in-informant": "Fastighetsskötare"}
    return report() | how | changed


def test_the_days_are_counted_from_when_it_was_told(sign_in: SignIn) -> None:
    told = timezone.now() - timedelta(days=4)
    response = sign_in(cast.COORDINATOR).post(URL, call(told))
    concern = Concern.objects.get()
    assert response.status_code == 200
    assert (concern.door, concern.reporter_unit) == ("telefon", "Fastighetsskötare")
    assert timezone.localdate(concern.reported_at) == timezone.localdate(told)
    assert concern.due_on == deadlines.due(timezone.localdate(told), days=2).working
    assert concern.reporter and concern.reporter.email == cast.address(cast.COORDINATOR)


def test_the_code_to_read_out_opens_the_report(sign_in: SignIn, client: ApplicationClient) -> None:
    code = sign_in(cast.COORDINATOR).post(URL, call(**{"in-informant": ""})).context["code"]
    assert Concern.objects.get().reporter_unit == "Uppgift utifrån"
    assert type_code(client, f" {code.lower().replace('-', ' ')} ").status_code == 302


def test_pressed_twice_it_is_one_report_with_the_same_code(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    page = client.get(URL)
    sent = call(id=str(page.context["report_id"]), code=page.context["code"])
    codes = [client.post(URL, sent).context["code"] for _press in range(2)]
    assert codes[0] == codes[1] and Concern.objects.count() == 1
    other = client.post(URL, sent | {"text": "Något helt annat hände."})
    assert other.status_code == 409 and "Något helt annat" in other.content.decode()


@pytest.mark.parametrize("what", [*CHANGES, "in-door", "in-informant", "in-received_at"])
def test_what_is_changed_on_a_sent_form_is_not_thrown_away(sign_in: SignIn, what: str) -> None:
    client, hours_ago = sign_in(cast.COORDINATOR), timezone.localtime(timezone.now() - timedelta(hours=5))
    page = client.get(URL)
    sent = call(id=str(page.context["report_id"]), code=page.context["code"], done="Värden vet.")
    client.post(URL, sent)
    came_in = {"in-door": "brev", "in-informant": "Förening", "in-received_at": f"{hours_ago:%Y-%m-%dT%H:%M}"}
    changed = sent | (changed_later()[what] if what in CHANGES else {what: came_in[what]})
    response = client.post(URL, changed)
    assert response.status_code == 409 and changed["text"] in response.content.decode()
    again = changed | {"id": str(response.context["report_id"]), "code": response.context["code"]}
    assert client.post(URL, again).status_code == 200 and Concern.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("in-door", "formular"),
        ("in-received_at", "i går"),
        ("in-received_at", "2999-01-01T08:00"),
        ("in-received_at", "1999-01-01T08:00"),
        ("in-informant", "070-174 06 05"),
        ("in-informant", "x" * 121),
        ("text", "Det var 19900602-2397"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(sign_in: SignIn, field: str, value: str) -> None:
    response = sign_in(cast.COORDINATOR).post(URL, call(place="Gångtunneln") | {field: value})
    assert response.status_code == 422 and not Concern.objects.exists()
    assert "Gångtunneln" in response.content.decode()


def test_a_reporter_registers_for_nobody(sign_in: SignIn) -> None:
    assert sign_in(cast.REPORTER).post(URL, call()).status_code == 403
