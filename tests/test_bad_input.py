"""Every address and every form, as each of the people: who gets in, and that nothing sent can hurt.

Addresses come from the table of access and fields from the forms as they are shown, so that a new page is a part of
this without anything being done. ``BAD_REQUESTS=10000`` sends ten thousand generated requests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from random import randrange
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from zlib import crc32

import pytest
from django.apps import apps
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests import cast, test_access_table
from tests.bad_input.faults import SIGNED_OUT, faults, is_page, text_of
from tests.bad_input.forms import filled
from tests.bad_input.marked import RAW, mark_every_text
from tests.bad_input.requests import Sent, encoded, requests
from tests.bad_input.walk import Walk, answer, secrets_of, undone, walk
from tests.conftest import SignIn, assignment
from tests.factories import board
from tests.test_access_table import PEOPLE, TABLE, Things, is_right
from vbe.organisation.models import User

# The one of each that the table of access is asked about.
things = test_access_table.things

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

# Who together reach every form: what they send is what the product can be sent.
SENDERS = ["coordinator", "reporter", "intake", "chief", "secretary", "administrator"]
# The senders first: tests of one person stand together, in the order of the people.
EVERYBODY = [*SENDERS, *(person for person in PEOPLE if person not in SENDERS), SIGNED_OUT]
REQUESTS = int(os.environ.get("BAD_REQUESTS", "600"))


@pytest.fixture(scope="module")
def marked(things: Things) -> set[str]:
    """Every text there is says which table it comes from; the tables that have any."""
    return mark_every_text()


@pytest.fixture(scope="module")
def person(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def walked(person: str, things: Things, marked: set[str]) -> Walk:
    return walk(person, things)


by_everybody = pytest.mark.parametrize("person", EVERYBODY, indirect=True, scope="module")
by_senders = pytest.mark.parametrize("person", SENDERS, indirect=True, scope="module")


@by_everybody
def test_who_gets_in(person: str, walked: Walk) -> None:
    if person == SIGNED_OUT:
        # tests/test_access_table.py has what each door answers.
        assert not walked.faults
        return
    wrong = {name: status for name, status in walked.statuses.items() if not is_right(TABLE[name], person, status)}
    assert not wrong and not walked.faults


def ids_of(things: Things) -> list[str]:
    """Every id there is: the own board's, other boards', and the fixed numbers of records."""
    rows = (str(pk) for model in apps.get_models() for pk in model._default_manager.values_list("pk", flat=True)[:8])
    return sorted({*rows, things.concern.number, things.case.number, things.link})


@by_everybody
def test_generated_requests(person: str, things: Things, walked: Walk) -> None:
    @settings(
        max_examples=-(-REQUESTS // len(EVERYBODY)),
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @seed(crc32(person.encode()) if "CI" in os.environ else randrange(2**32))
    @given(sent=requests(walked.targets(things), ids_of(things)))
    def every_answer_is_right(sent: Sent) -> None:
        assert not faults(person, sent, answer(walked.client, sent), secrets_of(things))

    every_answer_is_right()


TEXT = f"O'Hara\"; DROP TABLE concerns_concern; -- {RAW}TYPED>"


@cache
def counting(by_board: bool) -> str:
    """One query that counts the rows of every table, the log apart, or those of a board."""
    existing = set(connection.introspection.table_names())
    tables = {
        model._meta.db_table: {field.name for field in model._meta.get_fields()}
        for model in apps.get_models()
        if model._meta.db_table in existing and model._meta.app_label not in ("audit", "sessions")
    }
    where = " WHERE board_id = %(board)s" if by_board else ""
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*) FROM {table}{where}"
        for table, fields in tables.items()
        if not by_board or "board" in fields
    )


def rows(board: Any = None) -> dict[str, int]:
    """How many rows each table holds, the log apart; with ``board``, only that board's."""
    with connection.cursor() as cursor:
        cursor.execute(counting(board is not None), {"board": board and board.pk})
        return dict(cursor.fetchall())


def more_rows(before: dict[str, int]) -> dict[str, int]:
    return {table: count - before[table] for table, count in rows().items() if count > before[table]}


def sent_forms(walked: Walk, text: str) -> Iterator[tuple[str, list[Any]]]:
    """Every form that changes something, filled in: its address and its fields. Signing out and in is no such."""
    ours = {reverse("sign_in"), reverse("sign_out"), reverse("switch_assignment")}
    for form in walked.forms.values():
        path = urlsplit(form.action).path
        if form.method == "post" and path not in ours:
            yield path, filled(form, text, str(timezone.localdate()))


def post(client: Any, path: str, fields: list[tuple[str, str]]) -> Any:
    return client.generic("POST", path, encoded(fields), "application/x-www-form-urlencoded")


@by_senders
def test_a_form_sent_twice_makes_one_thing(walked: Walk) -> None:
    client, accepted, twice = walked.client, 0, dict[str, Any]()
    for path, fields in sent_forms(walked, "Prov av en text som är tillräckligt lång."):
        with undone(client):
            first = post(client, path, fields)
            after_first = rows()
            again = post(client, path, fields)
            assert again.status_code < 500
            accepted += first.status_code in (200, 302)
            if first.status_code < 400 and (more := more_rows(after_first)):
                twice[path] = more
    assert accepted and not twice


@by_senders
def test_forged_fields_change_nothing_of_others(walked: Walk) -> None:
    client, jarva, other = walked.client, board("jarva"), assignment(cast.OTHER_COORDINATOR)
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
    for path, fields in sent_forms(walked, "Prov av en text som är tillräckligt lång."):
        with undone(client):
            held = {name for name, _value in fields}
            sent = [*fields, *((name, str(value)) for name, value in forged.items() if name not in held)]
            assert post(client, path, sent).status_code < 500
            # What is handed back goes where it came from, as it should.
            if "/aterlamna/" not in path:
                assert rows(jarva) == before, path
            assert not User.objects.filter(is_superuser=True).exists()


@by_senders
def test_a_form_of_another_assignment_is_not_received(walked: Walk) -> None:
    client, other = walked.client, str(assignment(cast.OTHER_COORDINATOR).pk)
    before = rows()
    for path, fields in sent_forms(walked, "Prov av en text."):
        sent = [(name, other if name == "_uppdrag" else value) for name, value in fields]
        assert ("_uppdrag", other) in sent, path
        assert post(client, path, sent).status_code == 409, path
    assert rows() == before


@pytest.mark.parametrize("person", SENDERS[:1], indirect=True, scope="module")
def test_a_form_sent_with_another_session_is_not_received(walked: Walk, sign_in: SignIn) -> None:
    forms, other = list(sent_forms(walked, "Prov av en text.")), sign_in(cast.COLLEAGUE)
    before = rows()
    assert {post(other, path, fields).status_code for path, fields in forms} == {409}
    assert rows() == before


OTHERWISE = {
    # A new part of a plan is sent under an id that the page has made; empty, it is refused as such.
    **dict.fromkeys(("section_save", "measure_save"), 422),
    # A file that lay too long is gone, and so is another's: the page leads back to choosing one.
    **dict.fromkeys(("people_import_preview", "people_import_confirm", "people_import_discard"), 302),
    **dict.fromkeys(("concerns_import_columns", "concerns_import_preview", "concerns_import_discard"), 302),
    # What is nobody's may have been removed by a first click of two.
    "on_call_remove": 302,
    **dict.fromkeys(("assignment_withdraw", "absence_end"), 302),
    # Without a code there is no question, whatever its id: the code is asked for.
    "receipt_answer": 302,
}


@by_senders
def test_an_id_that_is_not_ones_own_is_not_found(person: str, things: Things, walked: Walk) -> None:
    """Each id in each address in turn is another's, and is nobody's."""
    client, others = walked.client, [str(board("jarva").pk), str(uuid4())]
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
                with undone(client):
                    assert getattr(client, row.method)(url).status_code in (404, OTHERWISE.get(name)), url


@by_senders
def test_what_is_typed_is_shown_and_never_obeyed(walked: Walk) -> None:
    """SQL and HTML in every text of every form, then every page that the person and the chief reach."""
    client, shown = walked.client, ""
    for path, fields in list(sent_forms(walked, TEXT)):
        with undone(client):
            response = post(client, path, fields)
            assert response.status_code < 500
            pages = [response] + [client.get(url) for url in (path, getattr(response, "url", None)) if url]
            for page in pages:
                if is_page(page):
                    assert RAW not in text_of(page), path
                    shown += text_of(page)
    assert "onerror=TYPED&gt;" in shown or walked.person in ("administrator", "secretary")


# What at least somebody is shown, who may see it.
SEEN = {
    "coordinator": {"concerns_concern", "actionplans_measure", "lagesbild_survey"},
    "chief": {"sig_intake"},
}


@pytest.mark.parametrize("person", [p for p in SENDERS if p in SEEN], indirect=True, scope="module")
def test_the_marks_are_seen_by_those_who_may_see_them(person: str, walked: Walk, marked: set[str]) -> None:
    """Otherwise it would prove nothing that others do not see them."""
    assert SEEN[person] <= walked.shown <= marked
