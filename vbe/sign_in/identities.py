"""Whose account a provider's person has, and the account that a first sign-in makes.

A person is known by the provider's stable claim, kept as a fingerprint in a link; never by the e-mail address alone.
An account that exists already is linked in one of two ways:

- an administrator's recorded decision, by command with a reason;
- at the first sign-in, when the address is the same **and** the provider's row says that its addresses may be trusted.
  Such a row names the domain it answers for. The provider must call the address verified, the address must be of that
  domain, every assignment of the account must be in the provider's municipality, and the account may not be linked to
  another person there. So whoever can change an address at a provider reaches no account outside that domain and
  municipality, and no account whose owner has signed in that way before.

A provider signs in nobody who has an assignment in another municipality.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from vbe.access.encryption import fingerprint
from vbe.organisation.models import Assignment, User
from vbe.organisation.permissions import Role
from vbe.sign_in.context import signing_in
from vbe.sign_in.models import IdentityLink, IdentityProvider
from vbe.sign_in.oidc import Refused

CREATED, TRUSTED = "first sign-in", "verified address"


def subject(provider: IdentityProvider, value: str) -> str:
    """The fingerprint that a link keeps of the person's claim, which may be a personal number (legal.md L4)."""
    return fingerprint(f"identity:{provider.pk}:{value}")


def account_for(provider: IdentityProvider, claims: dict[str, Any], now: datetime) -> User:
    """The account of whom ``claims`` describe, linked or made now when there was none. Raises Refused."""
    value = claims.get(provider.claim)
    if not isinstance(value, str) or not value.strip():
        raise Refused("claim")
    known_as = subject(provider, value.strip())
    with signing_in():
        link = IdentityLink.objects.filter(provider=provider, subject=known_as).select_related("user").first()
        user = link.user if link else _link(provider, known_as, claims, now)
        if not user.is_active:
            raise Refused("inactive")
        if _works_elsewhere(user, provider):
            raise Refused("municipality")
    return user


def _link(provider: IdentityProvider, known_as: str, claims: dict[str, Any], now: datetime) -> User:
    email = str(claims.get("email") or "").strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("address") from error
    if not provider.speaks_for(email):
        raise Refused("address")
    user = User.objects.filter(email=email).first()
    reason = TRUSTED if user else CREATED
    if user is None:
        user = _create(provider, email, str(claims.get("name") or "").strip()[:120] or email, now)
    elif not _may_be_linked(user, provider, claims):
        raise Refused("address is taken")
    IdentityLink.objects.bulk_create(
        [IdentityLink(provider=provider, subject=known_as, user=user, linked_at=now, reason=reason)]
    )
    return user


def _may_be_linked(user: User, provider: IdentityProvider, claims: dict[str, Any]) -> bool:
    return (
        provider.trusts_email
        and claims.get("email_verified") is True
        and Assignment.objects.filter(user=user, board__municipality=provider.municipality_id).exists()
        and not _works_elsewhere(user, provider)
        and not IdentityLink.objects.filter(provider=provider, user=user).exists()
    )


def _works_elsewhere(user: User, provider: IdentityProvider) -> bool:
    return Assignment.objects.filter(user=user).exclude(board__municipality=provider.municipality_id).exists()


def _create(provider: IdentityProvider, email: str, name: str, now: datetime) -> User:
    """An account that may report, and nothing else; without a password, since the municipality has it."""
    user = User(email=email, name=name.replace("\x00", ""))
    user.set_unusable_password()
    user.save(force_insert=True)
    board = provider.first_board
    Assignment(
        user=user,
        role=Role.REPORTER,
        board=board,
        group=Group.objects.get(name=f"{board.code}:{Role.REPORTER}"),
        starts=timezone.localdate(now),
    ).save(force_insert=True)
    return user


def counts_as_two(provider: IdentityProvider, claims: dict[str, Any]) -> bool:
    """Whether the provider says, in a value that its row names, that it asked for a second factor."""
    wanted = set(provider.second_factor.replace(",", " ").split())
    methods = claims.get("amr") if isinstance(claims.get("amr"), list) else []
    return bool(wanted & {str(claims.get("acr", "")), *map(str, methods or [])})
