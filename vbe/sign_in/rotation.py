"""Encrypting everything anew with the newest key, so that the older keys are no longer needed.

What is encrypted is found by looking at the models, so a field that is added later is rotated without a word here. So
is what depends on INDEX_KEY: a model with keyed fingerprints of its own texts says in ``fingerprints()`` which.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction

from vbe.access.encryption import EncryptedTextField, cipher
from vbe.audit.models import Entry

BATCH = 500
# Sealed by hash, and so left as they are: the key of their time is kept until they have been disposed of.
SEALED: set[type[models.Model]] = {Entry}
# Where allauth keeps the secrets of a second factor: texts inside one JSON value.
SECRETS = ("secret", "seed")


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model with encrypted fields, and the columns of those."""
    for model in apps.get_models(include_auto_created=True):
        columns = [str(field.column) for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
        if columns and model not in SEALED and model._meta.managed and not model._meta.proxy:
            yield model, columns


def is_newest(token: str) -> bool:
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def renewed(token: str) -> str:
    """``token`` under the newest key; itself when it is empty or already so. Raises InvalidToken for a lost key."""
    return token if not token or is_newest(token) else cipher().rotate(token.encode()).decode()


def rotate(model: type[models.Model], columns: list[str], alias: str) -> tuple[int, int]:
    """Rotate one table, a batch at a time. Returns how many rows were read and how many were written.

    Each batch is committed by itself, and what is already under the newest key is left alone: a run that was stopped
    is begun again and goes on where it was.
    """
    key = str(model._meta.pk.column)
    quote = connections[alias].ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
    read = written = 0
    last: Any = None
    # A table whose rows are large says how many are read at a time.
    batch = getattr(model, "ROTATED_AT_A_TIME", BATCH)
    while True:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            after = f"WHERE {quote(key)} > %s" if last is not None else ""
            cursor.execute(
                f"SELECT {quote(key)}, {names} FROM {table} {after} ORDER BY {quote(key)} LIMIT {batch} FOR UPDATE",
                [last] if last is not None else [],
            )
            rows = cursor.fetchall()
            for pk, *tokens in rows:
                new = [renewed(token or "") for token in tokens]
                if new != [token or "" for token in tokens]:
                    setters = ", ".join(f"{quote(column)} = %s" for column in columns)
                    cursor.execute(f"UPDATE {table} SET {setters} WHERE {quote(key)} = %s", [*new, pk])
                    written += 1
        read += len(rows)
        if len(rows) < batch:
            return read, written
        last = rows[-1][0]


def rotate_factors(alias: str) -> tuple[int, int]:
    """The secrets of apps and recovery codes."""
    read = written = 0
    for pk in list(Authenticator.objects.using(alias).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic(using=alias):
            factor = Authenticator.objects.using(alias).select_for_update().filter(pk=pk).first()
            if factor is None:
                continue
            read += 1
            new = factor.data | {name: renewed(factor.data[name]) for name in SECRETS if name in factor.data}
            if new != factor.data:
                factor.data = new
                factor.save(using=alias, update_fields=["data"])
                written += 1
    return read, written


def log_needs_older_keys_until(alias: str) -> datetime | None:
    """When the latest sealed entry was written whose search words an older key encrypts; None when there is none."""
    table = connections[alias].ops.quote_name(Entry._meta.db_table)
    last = 2**63 - 1
    while True:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                f"SELECT position, at, terms FROM {table} WHERE terms <> '' AND position < %s"
                f" ORDER BY position DESC LIMIT {BATCH}",
                [last],
            )
            rows = cursor.fetchall()
        # The newest first: what lies before the first that is found is older still.
        if older := next((at for _position, at, token in rows if not is_newest(token)), None):
            return older
        if len(rows) < BATCH:
            return None
        last = rows[-1][0]


def indexed() -> Iterator[type[models.Model]]:
    """Every model that keeps keyed fingerprints of its own texts."""
    return (model for model in apps.get_models() if hasattr(model, "fingerprints"))


def reindex(model: type[models.Model], alias: str) -> tuple[int, int]:
    """Make the fingerprints of one table anew with INDEX_KEY, a batch at a time: rows read, rows written."""
    rows = model._base_manager.using(alias).select_for_update().order_by("pk")
    read = written = 0
    last: Any = None
    while True:
        with transaction.atomic(using=alias):
            batch: list[Any] = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
            for row in batch:
                new = row.fingerprints()
                if any(getattr(row, name) != value for name, value in new.items()):
                    model._base_manager.using(alias).filter(pk=row.pk).update(**new)
                    written += 1
        read += len(batch)
        if len(batch) < BATCH:
            return read, written
        last = batch[-1].pk
