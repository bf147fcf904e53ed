"""Generated requests, over every address and method and as everybody; and the forgeries by name.

Whatever comes in: no error, nothing of another board's in the answer, no HTML that somebody typed, and an answer in
our own look. Addresses come from the table of access and fields from the forms as they are shown, so that a new page
is a part of this without anything being done. ``BAD_REQUESTS=10000`` sends ten thousand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import deepcopy
from random import randrange
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from uuid import uuid4
from zlib import crc32

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests import cast, test_access_table
from tests.bad_input.forms import Form, filled, forms_in
from tests.bad_input.marked import RAW, mark_every_text, tables_in
from tests.bad_input.requests import Sent, Target, encoded, requests
from tests.conftest import ApplicationClient, SignIn, assignment
from tests.factories import board
from tests.test_access_table import (
    ELSEWHERE,
    PEOPLE,
    READ_HERE,
    REORGANISERS,
    REPORTS_OF_SKARHOLMEN,
    TABLE,
    Things,
)
from vbe.organisation.models import User

# The one of each that the table of access is asked about.
things = test_access_table.things

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SIGNED_OUT = "signed out"
EVERYBODY = [*PEOPLE, SIGNED_OUT]
REQUESTS = int(os.environ.get("BAD_REQUESTS", "600"))
# Whose pages may show what a room's tables hold. Nobody from elsewhere is shown anything of Skärholmen's.
ROOMS = {
    "sig_": TABLE["cases"].who,
    "concerns_": TABLE["concern"].who | {"reporter"},
    # Sentences are the municipality's.
    "doors_": TABLE["concern"].who | {"reporter", "central"},
    "reports_": REPORTS_OF_SKARHOLMEN,
    "actionplans_": READ_HERE | REPORTS_OF_SKARHOLMEN,
    "lagesbild_": READ_HERE | REPORTS_OF_SKARHOLMEN,
}


def as_person(person: str, sign_in: SignIn) -> ApplicationClient:
    return ApplicationClient() if person == SIGNED_OUT else sign_in(*PEOPLE[person], proved=True)


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
        tables = {table for table in tables if not table.startswith(("lagesbild_", "doors_"))}
    if person in REORGANISERS:
        # A change of boards is the whole municipality's.
        tables = {table for table in tables if not table.startswith("reorganisation_")}
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
def test_generated_requests(person: str, things: Things, sign_in: SignIn) -> None:
    client = as_person(person, sign_in)
    ids, numbers = ids_of(things), {"concern": str(things.concern), "case": things.case.number}
    mark_every_text()
    aims = targets(person, client, things)

    @settings(
        max_examples=-(-REQUESTS // len(EVERYBODY)),
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @seed(crc32(person.encode()) if "CI" in os.environ else randrange(2**32))
    @given(sent=requests(aims, ids))
    def every_answer_is_right(sent: Sent) -> None:
        assert not faults(person, sent, answer(client, sent), numbers)

    every_answer_is_right()


# Who together reach every form: what they send is what the product can be sent.
SENDERS = ["coordinator", "reporter", "intake", "chief", "secretary", "administrator"]
TEXT = f"O'Hara\"; DROP TABLE concerns_concern; -- {RAW}TYPED>"


def rows(board: Any = None) -> dict[str, int]:
    """How many rows each table holds, the log apart; with ``board``, only that board's."""
    return {
        model._meta.db_table: (model._default_manager.filter(board=board) if board else model._default_manager).count()
        for model in apps.get_models()
        if model._meta.app_label not in ("audit", "sessions")
        and (not board or "board" in {field.name for field in model._meta.get_fields()})
    }


def more_rows(before: dict[str, int]) -> dict[str, int]:
    return {table: count - before[table] for table, count in rows().items() if count > before[table]}


def sent_forms(person: str, client: ApplicationClient, things: Things, text: str) -> Iterator[tuple[str, list[Any]]]:
    """Every form that changes something, filled in: its address and its fields. Signing out and in is no such."""
    ours = {reverse("sign_in"), reverse("sign_out"), reverse("switch_assignment")}
    for form in shown_forms(person, client, things):
        path = urlsplit(form.action).path
        if form.method == "post" and path not in ours:
            yield path, filled(form, text, str(timezone.localdate()))


def post(client: ApplicationClient, path: str, fields: list[tuple[str, str]]) -> Any:
    return client.generic("POST", path, encoded(fields), "application/x-www-form-urlencoded")


@pytest.mark.parametrize("person", SENDERS)
def test_a_form_sent_twice_makes_one_thing(person: str, things: Things, sign_in: SignIn) -> None:
    client, accepted, twice = as_person(person, sign_in), 0, dict[str, Any]()
    for path, fields in sent_forms(person, client, things, "Prov av en text som är tillräckligt lång."):
        with transaction.atomic():
            first = post(client, path, fields)
            after_first = rows()
            again = post(client, path, fields)
            assert again.status_code < 500
            accepted += first.status_code in (200, 302)
            if first.status_code < 400 and (more := more_rows(after_first)):
                twice[path] = more
            transaction.set_rollback(True)
    assert accepted and not twice


@pytest.mark.parametrize("person", SENDERS)
def test_forged_fields_change_nothing_of_others(person: str, things: Things, sign_in: SignIn) -> None:
    client, jarva, other = as_person(person, sign_in), board("jarva"), assignment(cast.OTHER_COORDINATOR)
    forged = {
        "board": jarva.pk,
        "board_id": jarva.pk,
        "role": "administrator",
        "state": "avslutad",
        "user": other.user_id,
    }
    forged |= {
        "by": other.pk,
        "by_id": other.pk,
        "reporter": other.user_id,
        "is_superuser": "1",
        "previous_board": jarva.pk,
    }
    before = rows(jarva)
    for path, fields in sent_forms(person, client, things, "Prov av en text som är tillräckligt lång."):
        with transaction.atomic():
            held = {name for name, _value in fields}
            sent = [*fields, *((name, str(value)) for name, value in forged.items() if name not in held)]
            assert post(client, path, sent).status_code < 500
            assert rows(jarva) == before, path
            assert not User.objects.filter(is_superuser=True).exists()
            transaction.set_rollback(True)


@pytest.mark.parametrize("person", SENDERS)
def test_a_form_of_another_assignment_is_not_received(person: str, things: Things, sign_in: SignIn) -> None:
    client, other = as_person(person, sign_in), str(assignment(cast.OTHER_COORDINATOR).pk)
    before = rows()
    for path, fields in sent_forms(person, client, things, "Prov av en text."):
        sent = [(name, other if name == "_uppdrag" else value) for name, value in fields]
        assert ("_uppdrag", other) in sent, path
        assert post(client, path, sent).status_code == 409, path
    assert rows() == before


def test_a_form_sent_with_another_session_is_not_received(things: Things, sign_in: SignIn) -> None:
    mine, other = sign_in(cast.COORDINATOR), sign_in(cast.COLLEAGUE)
    forms = list(sent_forms("coordinator", mine, things, "Prov av en text."))
    mine.cookies["sessionid"] = other.cookies["sessionid"].value
    before = rows()
    assert {post(mine, path, fields).status_code for path, fields in forms} == {409}
    assert rows() == before


OTHERWISE = {
    # A new part of a plan is sent under an id that the page has made; empty, it is refused as such.
    **dict.fromkeys(("section_save", "measure_save"), 422),
    # A file that lay too long is gone, and so is another's: the page leads back to choosing one.
    **dict.fromkeys(("people_import_preview", "people_import_confirm", "people_import_discard"), 302),
    # What is nobody's may have been removed by a first click of two.
    **dict.fromkeys(("assignment_withdraw", "absence_end"), 302),
    # Without a code there is no question, whatever its id: the code is asked for.
    "receipt_answer": 302,
}


@pytest.mark.parametrize("person", SENDERS)
def test_an_id_that_is_not_ones_own_is_not_found(person: str, things: Things, sign_in: SignIn) -> None:
    """Each id in each address in turn is another's, and is nobody's."""
    client, others = as_person(person, sign_in), [str(board("jarva").pk), str(uuid4())]
    for name, row in TABLE.items():
        if person not in row.who or row.by_link:
            continue
        arguments = [str(argument) for argument in row.args(things)]
        for at, argument in enumerate(arguments):
            for other in ["2019-999"] if "-" in argument and len(argument) < 20 else others:
                tampered = [*arguments[:at], other, *arguments[at + 1 :]]
                try:
                    url = reverse(name, args=tampered)
                except NoReverseMatch:
                    continue
                with transaction.atomic():
                    assert getattr(client, row.method)(url).status_code in (404, OTHERWISE.get(name)), url
                    transaction.set_rollback(True)


@pytest.mark.parametrize("person", SENDERS)
def test_what_is_typed_is_shown_and_never_obeyed(person: str, things: Things, sign_in: SignIn) -> None:
    """SQL and HTML in every text of every form, then every page that the person and the chief reach."""
    client, shown = as_person(person, sign_in), ""
    for path, fields in list(sent_forms(person, client, things, TEXT)):
        with transaction.atomic():
            response = post(client, path, fields)
            assert response.status_code < 500
            pages = [response] + [client.get(url) for url in (path, getattr(response, "url", None)) if url]
            for page in pages:
                if is_page(page):
                    assert RAW not in text_of(page), path
                    shown += text_of(page)
            transaction.set_rollback(True)
    assert "onerror=TYPED&gt;" in shown or person in ("administrator", "secretary")


def test_the_marks_are_seen_by_those_who_may_see_them(things: Things, sign_in: SignIn) -> None:
    """Otherwise it would prove nothing that others do not see them."""
    marked = mark_every_text()
    seen = set()
    for person in ("coordinator", "chief"):
        client = as_person(person, sign_in)
        for name, path in addresses(things).items():
            if person in TABLE[name].who and TABLE[name].method == "get":
                response = client.get(path)
                if is_page(response):
                    assert RAW not in text_of(response), path
                    seen |= tables_in(text_of(response))
    assert {"concerns_concern", "actionplans_measure", "lagesbild_survey", "sig_intake"} <= seen <= marked
