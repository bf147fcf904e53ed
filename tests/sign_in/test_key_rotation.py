"""``rotate_keys``: afterwards the old key is not needed, for any row of any model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.postgresql.base import Cursor
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Event

from cases.sig import feedback
from cases.sig.models import Identity, Intake
from cases.sig.models.intake import surname_index
from cases.sig.states import Answer, IntakeState, Step
from cases.submission.models import Draft, Practice
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import (
    after_minutes,
    answered_by_link,
    case_at,
    consent,
    emergency,
    follow_case,
    keep_versions,
    recusal,
    shared,
)
from tests.importing.lists import read_in
from tests.incidents.registered import incident
from tests.sig import extracts, relatives, supported
from tests.sig.noted import noted
from tests.sig.sealed import sealed_part
from tests.sign_in.codes import SECRET, code, recovery_codes, with_app
from tests.sign_in.providers import identity_provider
from vbe.access import encryption
from vbe.access import recusal as recusals
from vbe.access.encryption import cipher
from vbe.audit import sealing, verifying
from vbe.audit.models import Entry
from vbe.incidents.models import ExtractRow
from vbe.notices.outbox import queue_sms
from vbe.organisation.ids import new_id
from vbe.organisation.models import User
from vbe.sign_in import factors, rotation
from vbe.sign_in.models import IdentityProvider

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture(autouse=True)
def owners_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is the owner's, whose connection keeps no plans: the database is told two things in one."""
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "cursor_factory", Cursor)


@pytest.fixture
def keys(settings: Any) -> Iterator[Any]:
    """``keys(new, old)`` sets the installation's keys."""

    def use(*keys: str) -> None:
        settings.FIELD_KEYS = list(keys)
        encryption.cipher.cache_clear()

    yield use
    encryption.cipher.cache_clear()


@pytest.fixture(autouse=True)
def as_before(settings: Any) -> Iterator[None]:
    before = list(settings.FIELD_KEYS)
    yield
    settings.FIELD_KEYS = before
    encryption.cipher.cache_clear()


def run(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def test_after_rotation_the_old_key_is_not_needed(keys: Any, settings: Any) -> None:
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    case = case_at(Step.CLOSED)
    name = Identity.objects.get(case=case).name
    text = Intake.objects.get(pk=case.intake_id).description
    user = with_app()
    codes = recovery_codes(user)
    identity_provider(client_secret="mycket hemligt")
    assert name and text

    keys(new, old)
    said = run()
    keys(new)

    assert Identity.objects.get(case=case).name == name
    assert Intake.objects.get(pk=case.intake_id).description == text
    assert IdentityProvider.objects.get().client_secret == "mycket hemligt"
    assert recovery_codes(user) == codes
    assert factors.give_code(user, code(SECRET), timezone.now()) == "totp"
    assert "sig.Identity: 1 of 1 rows" in said and "mfa.Authenticator: 2 of 2 rows" in said
    for model, columns in rotation.encrypted_fields():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {named(columns)} FROM {model._meta.db_table}")
            for token in (token for row in cursor.fetchall() for token in row if token):
                Fernet(new).decrypt(token.encode())


def test_what_was_stopped_goes_on_where_it_was(keys: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        identity_provider(code=f"p{n}", client_id=f"c{n}")
    monkeypatch.setattr(rotation, "BATCH", 2)
    keys(Fernet.generate_key().decode(), settings.FIELD_KEYS[0])
    assert rotation.rotate(IdentityProvider, ["client_secret"], "default") == (5, 5)
    identity_provider(code="sist", client_id="sist")
    assert rotation.rotate(IdentityProvider, ["client_secret"], "default") == (6, 0)


def test_a_row_whose_key_is_gone_is_told_and_left_alone(keys: Any) -> None:
    row = identity_provider()
    keys(Fernet.generate_key().decode())
    with pytest.raises(CommandError, match="not in FIELD_KEYS"):
        run()
    with pytest.raises(InvalidToken):
        IdentityProvider.objects.get(pk=row.pk)


def named(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def test_every_encrypted_field_of_every_model_is_found() -> None:
    found = {model._meta.label for model, _columns in rotation.encrypted_fields()}
    assert {"sig.Intake", "sig.Identity", "sig.MeetingPoint", "sig.Consent", "submission.Draft"} <= found
    assert "sign_in.IdentityProvider" in found
    assert "audit.Entry" not in found, "its rows are sealed"


def test_every_encrypted_text_of_every_model_is_renewed(keys: Any, settings: Any) -> None:
    """A row of each, whatever guards the table: what may not be changed is encrypted anew all the same."""
    incident(whole=True)
    case = case_at(Step.CLOSED)
    recused = recusal(case, cast.COLLEAGUE)
    recusals.end(recused, reason="Hon har flyttat.", by=assignment(cast.CHIEF), now=timezone.now())
    emergency(case)
    consent(case)
    shared(case)
    answered_by_link(case)
    after_minutes(case)
    relatives.tied(case)
    relatives.closed()
    supported.everything(case_at(Step.SUMMONED))
    extracts.whole(case)
    for own in (Draft, Practice):
        own(user=assignment(cast.REPORTER).user, fields="{}", saved_at=timezone.now()).save(force_insert=True)
    identity_provider(client_secret="mycket hemligt")
    User.objects.filter(pk=case.chief.user_id).update(mobile="+46701740605")
    queue_sms(board_id=case.board_id, to="+46701740605", now=timezone.now())
    follow_case(case)
    case.meetings.update(
        cancel_reason="Sjukdom.", cancelled_at=timezone.now(), cancelled_by=case.chief, no_next_reason="Målen är nådda."
    )
    # An earlier version of each keeps what it said.
    case.meetings.update(place="En annan lokal")
    User.objects.filter(pk=case.chief.user_id).update(name="Nytt Namn")
    noted(case.intake)
    part = sealed_part(decided=IntakeState.ORDINARY)
    Intake.objects.filter(pk=part.intake_id).update(reference="IFO-2026-7")
    feedback.give(part, Answer.WITHHELD, reason="Sekretess.", by=assignment(cast.INTAKE), now=timezone.now())
    read_in(part.concern)
    keep_versions()
    new = Fernet.generate_key().decode()
    keys(new, settings.FIELD_KEYS[0])
    run()
    for model, columns in rotation.encrypted_fields():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {named(columns)} FROM {model._meta.db_table}")
            rows = cursor.fetchall()
        tokens = [token for row in rows for token in row if token]
        assert tokens, f"no row of {model._meta.label} to try"
        assert all(rotation.is_newest(token) for token in tokens), model._meta.label
    assert all(row.is_intact for row in ExtractRow.objects.all())


def test_the_logs_rows_are_left_alone_and_the_command_says_until_when(keys: Any, settings: Any) -> None:
    words = cipher().encrypt(b"torget").decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (id, action, kind, reason, terms) VALUES (%s, 'sokte', '', '', %s)",
            [new_id(), words],
        )
    sealing.seal(timezone.now())
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    keys(new, old)
    said = run()
    assert "Keep the older keys" in said and f"{timezone.now():%Y-%m-%d}" in said
    assert Entry.objects.get().terms == "torget" and not verifying.verify(timezone.now()).findings
    Entry.objects.all().delete()
    assert "Keep the older keys" not in run()


def test_exact_search_works_with_the_new_index_key_alone(settings: Any, sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, person_number="199006022397")
    number, chief = case.identity.number, sign_in(cast.CHIEF)

    def found() -> bool:
        page = chief.post(reverse("case_search"), {"term": number}, follow=True)
        return page.redirect_chain == [(reverse("case", args=[case.number]), 302)]

    assert found()
    before = Identity.objects.get(case=case).surname_index
    settings.INDEX_KEY = "en alldeles ny nyckel till avtrycken"
    assert not found()
    said = run("--index")
    assert found()
    assert "sig.Identity: 1 of 1 rows have new fingerprints" in said
    for row in (Identity.objects.get(case=case), Intake.objects.get(pk=case.intake_id)):
        assert row.surname_index == surname_index(case.identity.name) != before
    assert "sig.Identity: 0 of 1 rows have new fingerprints" in run("--index")


def test_every_model_with_keyed_fingerprints_is_found() -> None:
    """A column that looks like one belongs to a model that can make it anew. Nobody searches in earlier versions."""
    rows = [model for model in apps.get_models() if not issubclass(model, Event)]
    kept = {model for model in rows if any(field.name.endswith("_index") for field in model._meta.local_fields)}
    assert kept == set(rotation.indexed()) and Identity in kept and Intake in kept
