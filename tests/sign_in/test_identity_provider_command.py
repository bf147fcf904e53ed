"""``manage.py identity_provider``: what an operator does, and what is refused."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import cast
from tests.sign_in.providers import identity_provider, real_provider
from vbe.audit.models import Action, Entry
from vbe.sign_in.management.commands.identity_provider import SECRET
from vbe.sign_in.models import IdentityLink, IdentityProvider

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def run(*words: str) -> str:
    out = StringIO()
    call_command("identity_provider", *words, stdout=out)
    return out.getvalue()


def add(issuer: str, *more: str, board: str = "kommunstyrelsen") -> str:
    named = ["--issuer", issuer, "--client-id", "vbe", "--name", "Provstad", "--board", board]
    return run("set", "prov", *named, *more)


def test_a_provider_is_added_changed_and_taken_out_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    with real_provider("demo.example") as issuer:
        with pytest.raises(CommandError, match=SECRET):
            add(issuer)
        monkeypatch.setenv(SECRET, "hemligt: prov")
        assert "/logga-in/kommun/svar/" in add(issuer)
        add(issuer, "--email-domain", "demo.example", "--trust-email")
        row = IdentityProvider.objects.get()
        assert row.client_secret == "hemligt: prov" and row.origin == issuer and row.trusts_email
        with connection.cursor() as cursor:
            cursor.execute("SELECT client_secret FROM sign_in_identityprovider")
            assert "hemligt" not in cursor.fetchone()[0]
        with pytest.raises(CommandError, match="e-postdomän"):
            add(issuer, "--trust-email")
        with pytest.raises(CommandError, match="no board"):
            add(issuer, board="finns-inte")
    with pytest.raises(CommandError, match="could not be used"):
        add("http://127.0.0.1:9")
    assert "Provstad" in run("list")
    run("off", "prov")
    assert not IdentityProvider.objects.offered().exists()
    run("on", "prov")
    assert IdentityProvider.objects.offered().exists()


def test_an_administrators_decision_links_an_account_and_is_logged() -> None:
    identity_provider()
    decision = ["--email", cast.address(cast.CHIEF).upper(), "--subject", "42", "--reason", "Beslut av A. Svensson"]
    run("link", "prov", *decision)
    assert IdentityLink.objects.get().user.email == cast.address(cast.CHIEF)
    entry = Entry.objects.get(action=Action.SIGN_IN_CHANGED)
    assert entry.reason == "Beslut av A. Svensson"
    with pytest.raises(CommandError, match="linked already"):
        run("link", "prov", *decision)
    with pytest.raises(CommandError, match="no account"):
        run("link", "prov", "--email", "x@demo.example", "--subject", "1", "--reason", "x")
    with pytest.raises(CommandError, match="no provider"):
        run("off", "annan")
