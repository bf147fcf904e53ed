"""``rotate_keys``: afterwards the old key is not needed, for any row of any model."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.db import connection

from cases.sig.models import Identity, Intake
from cases.sig.states import Step
from tests.factories import case_at
from tests.sign_in.codes import SECRET, code, recovery_codes, with_app
from tests.sign_in.providers import identity_provider
from vbe.access import encryption
from vbe.sign_in import factors, rotation
from vbe.sign_in.models import IdentityProvider

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


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


def run() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
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
    from django.utils import timezone

    assert factors.give_code(user, code(SECRET), timezone.now()) == "totp"
    assert "sig.Identity: 1 of 1 rows" in said and "mfa.Authenticator: 2 of 2 rows" in said
    for model, columns in rotation.encrypted_fields():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(columns)} FROM {model._meta.db_table}")
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


def test_every_encrypted_field_of_every_model_is_found() -> None:
    found = {model._meta.label for model, _columns in rotation.encrypted_fields()}
    assert {"sig.Intake", "sig.Identity", "sig.MeetingPoint", "sig.Consent", "submission.Draft"} <= found
    assert "sign_in.IdentityProvider" in found
