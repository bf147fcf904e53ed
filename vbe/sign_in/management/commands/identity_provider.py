"""A municipality's identity provider: add or change it, link an account to a person there, take it out of use."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from vbe.audit.models import Action, Entry
from vbe.organisation.models import Board, User
from vbe.organisation.permissions import Role, group_for
from vbe.sign_in import oidc
from vbe.sign_in.identities import subject
from vbe.sign_in.models import IdentityLink, IdentityProvider

SECRET = "IDENTITY_PROVIDER_SECRET"


class Command(BaseCommand):
    help = "Configures municipalities' identity providers (OpenID Connect). Runs as the owner of the database."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="show the providers")
        add = actions.add_parser("set", help=f"add or change one; the client secret is read from {SECRET}")
        add.add_argument("code", help="a short name of your own, for example skarholmen")
        add.add_argument("--issuer", required=True, help="exactly as the provider's discovery document says")
        add.add_argument("--client-id", required=True)
        add.add_argument("--name", required=True, help="on the sign-in page, for example 'Stockholms stad'")
        add.add_argument("--board", required=True, help="code of the board where a first sign-in may report")
        add.add_argument("--claim", default="sub", help="the claim that identifies a person and never changes")
        add.add_argument("--email-domain", default="", help="the domain that the provider answers for")
        add.add_argument("--trust-email", action="store_true", help="a verified address links an existing account")
        add.add_argument("--second-factor", default="", help="values of acr or amr that count as two factors")
        link = actions.add_parser("link", help="an administrator's decision to link an account")
        link.add_argument("code")
        link.add_argument("--email", required=True)
        link.add_argument("--subject", required=True, help="the value of the claim")
        link.add_argument("--replace", action="store_true", help="instead of the account's earlier link")
        link.add_argument("--reason", required=True, help="who decided, and how the person was known")
        for action, text in (("off", "take a provider out of use"), ("on", "use it again")):
            actions.add_parser(action, help=text).add_argument("code")

    def handle(self, *args: Any, **options: Any) -> None:
        # As the owner: the application may read these rows and change none.
        application = connections["default"]
        if "owner" in settings.DATABASES:
            connections["default"] = connections["owner"]
        try:
            with transaction.atomic():
                getattr(self, f"_{options['action']}")(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        finally:
            connections["default"] = application

    def _list(self, options: dict[str, Any]) -> None:
        for provider in IdentityProvider.objects.select_related("municipality", "first_board").order_by("code"):
            state = "" if provider.is_active else " (off)"
            self.stdout.write(
                f"{provider.code}{state}: {provider.name}, {provider.municipality}, {provider.issuer},"
                f" first sign-in at {provider.first_board.code}"
            )

    def _set(self, options: dict[str, Any]) -> None:
        board = Board.objects.filter(code=options["board"]).select_related("municipality").first()
        if board is None:
            raise CommandError(f"There is no board with the code {options['board']}.")
        secret = os.environ.get(SECRET, "")
        if not secret:
            raise CommandError(f"Give the client secret in the environment: {SECRET}=… manage.py identity_provider …")
        try:
            endpoints = oidc.discover(options["issuer"])
        except oidc.Refused as reason:
            raise CommandError(f"The provider could not be used: {reason}. Is the issuer exactly right?") from reason
        provider = IdentityProvider.objects.filter(code=options["code"]).first() or IdentityProvider(
            code=options["code"]
        )
        provider.municipality, provider.first_board = board.municipality, board
        provider.origin, provider.client_secret = oidc.origin(endpoints.authorization), secret
        for name in ("issuer", "client_id", "name", "claim", "email_domain", "second_factor"):
            setattr(provider, name, options[name])
        provider.trusts_email = options["trust_email"]
        # Django's own check of addresses knows no localhost, and discovery has used this one.
        provider.full_clean(exclude=["issuer"])
        provider.save()
        group_for(board, Role.REPORTER)
        self.stdout.write(f"Saved. Register this address at the provider: {oidc.callback_address()}")

    def _link(self, options: dict[str, Any]) -> None:
        provider = self._provider(options)
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("There is no account with that address.")
        link = IdentityLink(
            provider=provider,
            subject=subject(provider, options["subject"].strip()),
            user=user,
            linked_at=timezone.now(),
            reason=options["reason"][:200],
        )
        try:
            with transaction.atomic():
                if options["replace"]:
                    IdentityLink.objects.filter(provider=provider, user=user).delete()
                link.save(force_insert=True)
        except IntegrityError as error:
            raise CommandError("The account or the person is linked already.") from error
        Entry(
            action=Action.SIGN_IN_CHANGED, kind="organisation.user", object_id=user.pk, reason=options["reason"][:500]
        ).save(force_insert=True)
        self.stdout.write("Linked.")

    def _off(self, options: dict[str, Any]) -> None:
        IdentityProvider.objects.filter(pk=self._provider(options).pk).update(is_active=False)

    def _on(self, options: dict[str, Any]) -> None:
        IdentityProvider.objects.filter(pk=self._provider(options).pk).update(is_active=True)

    def _provider(self, options: dict[str, Any]) -> IdentityProvider:
        provider = IdentityProvider.objects.filter(code=options["code"]).first()
        if provider is None:
            raise CommandError(f"There is no provider with the code {options['code']}.")
        return provider
