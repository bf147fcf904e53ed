"""Ten thousand generated requests, over every address and method and as everybody; and the forgeries by name.

Whatever comes in: no error, nothing of another board's in the answer, no HTML that somebody typed, and an answer in
our own look. Addresses come from the table of access and fields from the forms as they are shown, so that a new page
is a part of this without anything being done.
"""

from __future__ import annotations

import os
from copy import deepcopy
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse
from hypothesis import HealthCheck, Phase, given, settings

from tests.bad_input.forms import Form, forms_in
from tests.bad_input.marked import RAW, mark_every_text, tables_in
from tests.bad_input.requests import Sent, Target, requests
from tests.conftest import ApplicationClient, SignIn
from tests.test_access_table import (
    ELSEWHERE,
    PEOPLE,
    READ_HERE,
    REPORTS_OF_SKARHOLMEN,
    TABLE,
    Things,
    things,  # noqa: F401
)

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SIGNED_OUT = "signed out"
EVERYBODY = [*PEOPLE, SIGNED_OUT]
REQUESTS = int(os.environ.get("BAD_REQUESTS", "10000"))
# Whose pages may show what a room's tables hold. Nobody from elsewhere is shown anything of Skärholmen's.
ROOMS = {
    "sig_": TABLE["cases"].who,
    "concerns_": TABLE["concern"].who | {"reporter"},
    "reports_": REPORTS_OF_SKARHOLMEN,
    "actionplans_": READ_HERE | REPORTS_OF_SKARHOLMEN,
    "lagesbild_": READ_HERE | REPORTS_OF_SKARHOLMEN,
}


def as_person(person: str, sign_in: SignIn) -> ApplicationClient:
    return ApplicationClient() if person == SIGNED_OUT else sign_in(*PEOPLE[person])


def addresses(things: Things) -> dict[str, str]:
    return {name: reverse(name, args=row.args(things)) for name, row in TABLE.items()}


def ids_of(things: Things) -> list[str]:
    """Every id there is: the own board's, other boards', and the fixed numbers of records."""
    rows = (str(pk) for model in apps.get_models() for pk in model._default_manager.values_list("pk", flat=True)[:8])
    return sorted({*rows, things.concern.number, things.case.number, things.link})


def shown_forms(person: str, client: ApplicationClient, things: Things) -> list[Form]:
    """Every form on every page that the person reaches, once for each address it is sent to."""
    found: dict[tuple[str, str], Form] = {}
    for name, path in addresses(things).items():
        if person not in TABLE[name].who and not TABLE[name].open or TABLE[name].method == "post":
            continue
        response = client.get(path)
        if response.status_code == 200 and is_page(response):
            for form in forms_in(path, response.content.decode()):
                found.setdefault((form.action.partition("?")[0], form.method), form)
    return list(found.values())


def targets(person: str, client: ApplicationClient, things: Things) -> list[Target]:
    plain = [Target(path, TABLE[name].method.upper()) for name, path in addresses(things).items()]
    shown = shown_forms(person, client, things)
    forms = [Target(urlsplit(form.action).path, form.method.upper(), form) for form in shown]
    return plain + forms * 2


def is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


def answer(client: ApplicationClient, sent: Sent) -> Any:
    """The answer, and everything that the request changed undone."""
    cookies = deepcopy(client.cookies)
    client.handler.enforce_csrf_checks = sent.check_csrf
    with transaction.atomic():
        response = client.generic(sent.method, sent.path, sent.body, sent.content_type, **sent.environ)
        if response.streaming:
            response.content = b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def text_of(response: Any) -> str:
    return response.content.decode("utf-8", "replace")


def faults(person: str, sent: Sent, response: Any, secrets: dict[str, str]) -> list[str]:
    """What is wrong with an answer, in words."""
    text, found = text_of(response), []
    if response.status_code >= 500:
        found.append("an error")
    if is_page(response) and RAW in text:
        found.append("HTML that somebody typed")
    if (
        300 <= response.status_code < 400
        and not response["Location"].startswith("/")
        or "//" in response.get("Location", "").partition("?")[0]
    ):
        found.append(f"a way out of the service: {response['Location']}")
    leaked = leaks(person, sent, text)
    if leaked:
        found.append(f"texts of {leaked}")
    if person in (*ELSEWHERE, SIGNED_OUT):
        asked = unquote_to_bytes(sent.path + sent.query) + unquote_to_bytes(sent.body)
        found += [
            f"the number {number}" for number in secrets.values() if number in text and number.encode() not in asked
        ]
    if 400 <= response.status_code < 500 and sent.method != "HEAD" and not looks_like_ours(text):
        found.append("an answer without our look")
    return found


def leaks(person: str, sent: Sent, text: str) -> set[str]:
    tables = tables_in(text)
    if by_link(sent.path):
        tables = {table for table in tables if not table.startswith("lagesbild_")}
    if person in (*ELSEWHERE, SIGNED_OUT):
        return tables
    return {t for t in tables if any(t.startswith(room) and person not in who for room, who in ROOMS.items())}


def by_link(path: str) -> bool:
    try:
        return TABLE[resolve(path).url_name].by_link
    except (Resolver404, KeyError, ValueError):
        return False


def looks_like_ours(text: str) -> bool:
    return '<html lang="sv"' in text and "VBE Samordning" in text


@pytest.mark.parametrize("person", EVERYBODY)
def test_generated_requests(person: str, things: Things, sign_in: SignIn) -> None:  # noqa: F811
    client = as_person(person, sign_in)
    ids, numbers = ids_of(things), {"concern": str(things.concern), "case": things.case.number}
    mark_every_text()
    aims = targets(person, client, things)

    @settings(
        max_examples=-(-REQUESTS // len(EVERYBODY)),
        derandomize="CI" in os.environ,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(sent=requests(aims, ids))
    def every_answer_is_right(sent: Sent) -> None:
        assert not faults(person, sent, answer(client, sent), numbers)

    every_answer_is_right()
