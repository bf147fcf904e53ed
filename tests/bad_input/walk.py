"""One of the people goes to every address there is, once, and everything that it changes is undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.bad_input.faults import SIGNED_OUT, faults, is_page, text_of
from tests.bad_input.forms import Form, forms_in
from tests.bad_input.marked import tables_in
from tests.bad_input.requests import Sent, Target
from tests.conftest import ApplicationClient, signed_in
from tests.test_access_table import PEOPLE, TABLE, Things


@dataclass
class Walk:
    """Who walked, and what there was on the way: by the page's name or by the address that a form is sent to."""

    person: str
    client: ApplicationClient
    statuses: dict[str, int] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    # The tables whose texts were shown.
    shown: set[str] = field(default_factory=set)
    # Every form on every page, once for each address it is sent to.
    forms: dict[tuple[str, str], Form] = field(default_factory=dict)

    def targets(self, things: Things) -> list[Target]:
        plain = [Target(path, TABLE[name].method.upper()) for name, path in addresses(things).items()]
        forms = [Target(urlsplit(form.action).path, form.method.upper(), form) for form in self.forms.values()]
        return plain + forms * 2


def addresses(things: Things) -> dict[str, str]:
    return {name: reverse(name, args=row.args(things)) for name, row in TABLE.items()}


def secrets_of(things: Things) -> dict[str, str]:
    return {"concern": str(things.concern), "case": things.case.number}


def walk(person: str, things: Things) -> Walk:
    client = ApplicationClient() if person == SIGNED_OUT else signed_in(*PEOPLE[person], proved=True)
    walked = Walk(person, client)
    for name, path in addresses(things).items():
        sent = Sent(TABLE[name].method.upper(), path)
        response = answer(client, sent)
        walked.statuses[name] = response.status_code
        if found := faults(person, sent, response, secrets_of(things)):
            walked.faults[name] = found
        if person != SIGNED_OUT and not TABLE[name].open and is_way_to_sign_in(response):
            walked.faults[name] = ["asked to sign in"]
        if response.status_code == 200 and is_page(response):
            text = text_of(response)
            walked.shown |= tables_in(text)
            if sent.method == "GET":
                for form in forms_in(path, text):
                    walked.forms.setdefault((form.action.partition("?")[0], form.method), form)
    return walked


def is_way_to_sign_in(response: Any) -> bool:
    return response.get("Location", "").startswith(reverse("sign_in"))


@contextmanager
def undone(client: ApplicationClient) -> Iterator[None]:
    """Whatever is asked inside is undone, in the database and in the client."""
    cookies = deepcopy(client.cookies)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        client.cookies, client.handler.enforce_csrf_checks = cookies, False


def answer(client: ApplicationClient, sent: Sent) -> Any:
    """The answer, and everything that the request changed undone."""
    with undone(client):
        client.handler.enforce_csrf_checks = sent.check_csrf
        response = client.generic(sent.method, sent.path, sent.body, sent.content_type, **sent.environ)
        if response.streaming:
            # A file is sent in pieces, which can be read once and have no place to be kept.
            whole = b"".join(response.streaming_content)
            response = HttpResponse(whole, status=response.status_code, headers=dict(response.headers))
    return response
