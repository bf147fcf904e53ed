from typing import Any

import pgtrigger
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from vbe.sign_in.models import IdentityLink
from vbe.sign_in.rotation import (
    encrypted_fields,
    indexed,
    log_needs_older_keys_until,
    reindex,
    rotate,
    rotate_factors,
)


class Command(BaseCommand):
    help = (
        "Encrypts everything anew with the first key of FIELD_KEYS. May be stopped and begun again. "
        "When it says that it is done, the older keys can be removed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--index",
            action="store_true",
            help="make the fingerprints for search anew too, for a new INDEX_KEY",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # As the owner: the application reaches only what somebody's assignment reaches.
        alias = "owner" if "owner" in settings.DATABASES else "default"
        # The same words under another key are no change to keep history of.
        with pgtrigger.ignore(databases=[alias]):
            self._rotate(alias, index=options["index"])

    def _rotate(self, alias: str, *, index: bool) -> None:
        total = 0
        for model, columns in encrypted_fields():
            try:
                read, written = rotate(model, columns, alias)
            except InvalidToken as error:
                raise CommandError(
                    f"{model._meta.label}: a row is encrypted with a key that is not in FIELD_KEYS. Add it, and run"
                    " again. What was done so far is kept."
                ) from error
            self.stdout.write(f"{model._meta.label}: {written} of {read} rows")
            total += written
        read, written = rotate_factors(alias)
        self.stdout.write(f"mfa.Authenticator: {written} of {read} rows")
        if index:
            self._index(alias)
        self.stdout.write(
            f"Done: {total + written} rows are under the newest key. The other keys in FIELD_KEYS are no longer needed"
            " for the database, but for older backups."
        )
        if until := log_needs_older_keys_until(alias):
            self.stdout.write(
                f"But for the log: its rows are sealed and left alone. Keep the older keys until its search words up to"
                f" {until:%Y-%m-%d %H:%M} UTC have been disposed of."
            )

    def _index(self, alias: str) -> None:
        for model in indexed():
            read, written = reindex(model, alias)
            self.stdout.write(f"{model._meta.label}: {written} of {read} rows have new fingerprints")
        if links := IdentityLink.objects.using(alias).count():
            self.stdout.write(
                f"sign_in.IdentityLink: {links} people sign in through a provider. What the provider calls them is not"
                " stored: after a change of INDEX_KEY, remove the links and link them again (identity_provider link)."
            )
