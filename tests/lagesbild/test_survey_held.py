"""While an answer is written, nobody closes the survey or revokes the link under it; afterwards they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from lagesbild import views_answer
from lagesbild.models import Response
from tests import cast
from tests.conftest import ApplicationClient
from tests.lagesbild.surveys import link, submit, survey
from vbe.demo.organisation import load_organisation

CLOSE = "UPDATE lagesbild_survey SET state = 'stangd', closed_at = now()"
REVOKE = "UPDATE lagesbild_invitation SET revoked_at = now()"


def elsewhere(statement: str) -> None:
    """What a colleague does at the same time, without waiting for anybody."""
    database = connection.settings_dict
    address = {name: database[name.upper()] or None for name in ("host", "port", "user", "password")}
    with psycopg.connect(**address, dbname=database["NAME"], options="-c lock_timeout=100") as other:
        other.execute(statement)


def refused() -> None:
    for statement in (CLOSE, REVOKE):
        with pytest.raises(psycopg.errors.LockNotAvailable):
            elsewhere(statement)


# One test of all: each that commits costs seconds.
@pytest.mark.django_db(transaction=True, databases=["default", "audit"])
def test_not_between_the_look_and_the_write(client: ApplicationClient, monkeypatch: pytest.MonkeyPatch) -> None:
    look = views_answer._response

    def meanwhile(happens: Callable[[], Any]) -> None:
        monkeypatch.setattr(views_answer, "_response", lambda invitation: happens() or look(invitation))

    load_organisation(password=cast.PASSWORD)
    with transaction.atomic():
        made = survey()
    secret, other = link(made), link(made, 1)
    meanwhile(refused)
    assert client.post(f"/enkat/{secret}/fraga/1/", {"answer": "nej"}).status_code == 302
    meanwhile(lambda: None)
    assert submit(client, secret).status_code == 302
    elsewhere(REVOKE + " WHERE name = 'Enhet 1'")
    assert client.post(f"/enkat/{other}/fraga/1/", {"answer": "ja"}).status_code == 410
    # Whoever only looks holds nothing: mail servers open links by the hundred.
    meanwhile(lambda: elsewhere(CLOSE))
    assert client.get(f"/enkat/{secret}/").status_code == 200
    meanwhile(lambda: None)
    late = client.post(f"/enkat/{secret}/fraga/1/", {"answer": "ja"})
    assert late.status_code == 409 and "kom inte med" in late.content.decode()
    assert Response.objects.get().sent == {"sett": ["nej"]}
