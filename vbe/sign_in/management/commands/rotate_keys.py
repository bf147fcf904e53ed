from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vbe.sign_in.rotation import encrypted_fields, rotate, rotate_factors


class Command(BaseCommand):
    help = (
        "Encrypts everything anew with the first key of FIELD_KEYS. May be stopped and begun again. "
        "When it says that it is done, the older keys can be removed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # As the owner: the application reaches only what somebody's assignment reaches.
        alias = "owner" if "owner" in settings.DATABASES else "default"
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
        self.stdout.write(
            f"Done: {total + written} rows are under the newest key. The other keys in FIELD_KEYS are no longer needed"
            " for the database, but for older backups. INDEX_KEY is another key, and is not rotated."
        )
