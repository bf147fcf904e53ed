"""OpenID Connect: asking a municipality's identity provider who somebody is, and checking the answer.

Our own few lines instead of allauth's provider, which asks without a nonce, and does not check the signature of an
identity that comes with the access token. Here every identity is checked: signature with the provider's published keys
and an algorithm that needs them, issuer, audience, time, and the nonce of this very question.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from vbe.sign_in.models import IdentityProvider

# Signed with a key that only the provider has. Never "none", and never a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
SECONDS, LEEWAY = 5, 30
# The person has this long at the provider.
QUESTION_LASTS = 600
QUESTION = "oidc_question"


class Refused(Exception):
    """The answer proves nothing. The text is a fixed word for the log; the person is told the same in every case."""


@dataclass(frozen=True)
class Endpoints:
    authorization: str
    token: str
    keys: str
    person: str


def discover(issuer: str) -> Endpoints:
    """The provider's addresses, from the document that it publishes. Raises Refused when there is none to trust."""
    require_https(issuer)
    try:
        answer = requests.get(
            f"{issuer.rstrip('/')}/.well-known/openid-configuration", timeout=SECONDS, allow_redirects=False
        )
        answer.raise_for_status()
        found = answer.json()
        if found["issuer"] != issuer:
            raise Refused("issuer")
        endpoints = Endpoints(
            found["authorization_endpoint"],
            found["token_endpoint"],
            found["jwks_uri"],
            found.get("userinfo_endpoint", ""),
        )
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise Refused("provider") from error
    for address in (endpoints.authorization, endpoints.token, endpoints.keys, endpoints.person):
        if address:
            require_https(address)
    return endpoints


def require_https(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if not (settings.IDENTITY_PROVIDER_HTTP and parts.hostname in ("localhost", "127.0.0.1", "::1")):
        raise Refused("https")


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def callback_address() -> str:
    return settings.BASE_URL.rstrip("/") + reverse("sign_in_provider_answer")


def ask(request: HttpRequest, provider: IdentityProvider, now: datetime) -> str:
    """Begin a question in this session; returns the provider's address to send the browser to. Raises Refused."""
    endpoints = discover(provider.issuer)
    if origin(endpoints.authorization) != provider.origin:
        raise Refused("origin")
    question: dict[str, Any] = {
        "provider": str(provider.pk),
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "verifier": secrets.token_urlsafe(48),
        "asked": now.timestamp(),
    }
    request.session[QUESTION] = question
    challenge = hashlib.sha256(question["verifier"].encode()).digest()
    values = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": callback_address(),
        "scope": "openid profile email",
        "state": question["state"],
        "nonce": question["nonce"],
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{endpoints.authorization}{'&' if '?' in endpoints.authorization else '?'}{urlencode(values)}"


def answered(request: HttpRequest, now: datetime) -> tuple[IdentityProvider, dict[str, Any]]:
    """The provider that was asked, and what it says of the person. A question is answered once. Raises Refused."""
    question = request.session.pop(QUESTION, None)
    if not question or not hmac.compare_digest(str(question["state"]).encode(), request.GET.get("state", "").encode()):
        raise Refused("state")
    if now.timestamp() - question["asked"] > QUESTION_LASTS:
        raise Refused("late")
    provider = IdentityProvider.objects.offered().filter(pk=question["provider"]).first()
    if provider is None:
        raise Refused("provider")
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        raise Refused("issuer")
    if not (code := request.GET.get("code", "")):
        raise Refused("no code")
    return provider, identity(provider, code, question)


def identity(provider: IdentityProvider, code: str, question: dict[str, Any]) -> dict[str, Any]:
    endpoints = discover(provider.issuer)
    try:
        answer = requests.post(
            endpoints.token,
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": callback_address(),
                "code_verifier": question["verifier"],
            },
            # Written as the standard says: a colon in the id would otherwise end it.
            auth=(quote(provider.client_id, safe=""), quote(provider.client_secret, safe="")),
            timeout=SECONDS,
            allow_redirects=False,
        )
        answer.raise_for_status()
        tokens = answer.json()
        token = tokens["id_token"]
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise Refused("token") from error
    claims = checked(provider, endpoints.keys, token, question["nonce"])
    if "email" in claims or not endpoints.person:
        return claims
    # What is signed for this question goes before what is told apart.
    return more_about(endpoints.person, str(tokens.get("access_token", "")), claims["sub"]) | claims


def more_about(address: str, access_token: str, sub: str) -> dict[str, Any]:
    """What some providers say of a person only when asked apart. It must be about the same person."""
    try:
        answer = requests.get(
            address,
            headers={"Authorization": f"Bearer {access_token}"},
            timeout=SECONDS,
            allow_redirects=False,
        )
        answer.raise_for_status()
        found = answer.json()
        if found["sub"] != sub:
            raise Refused("person")
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise Refused("person") from error
    return dict(found)


def checked(provider: IdentityProvider, keys: str, token: str, nonce: str) -> dict[str, Any]:
    """What a token says, when it is the provider's own, for us, not too old, and the answer to this question."""
    try:
        key = jwt.PyJWKClient(keys, timeout=SECONDS, cache_keys=False).get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise Refused("signature") from error
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Refused("nonce")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != provider.client_id:
        raise Refused("audience")
    return claims
