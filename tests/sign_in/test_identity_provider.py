"""Signing in through a municipality's identity provider, against a real one on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.urls import reverse

from tests import cast
from tests.access.test_sign_in import fields
from tests.conftest import ApplicationClient, assignment
from tests.sign_in.providers import answer_of, identity_provider, real_provider
from vbe.audit.models import Action, Entry
from vbe.organisation.models import Assignment, User
from vbe.sign_in import oidc
from vbe.sign_in.identities import counts_as_two, subject
from vbe.sign_in.models import IdentityLink, IdentityProvider

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
DOMAIN = "demo.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider(DOMAIN) as issuer:
        yield issuer


@pytest.fixture
def provider(issuer: str) -> IdentityProvider:
    return identity_provider(issuer=issuer, origin=issuer, client_secret="hemligt: prov", email_domain=DOMAIN)


def start(client: ApplicationClient, provider: IdentityProvider, **extra: str) -> str:
    response = client.post(reverse("sign_in_provider", args=[provider.pk]), extra)
    assert response.status_code == 302, response.content.decode()[:2000]
    return response.url


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def sign_in_as(client: ApplicationClient, provider: IdentityProvider, login: str, **extra: str) -> Any:
    back = answer_of(start(client, provider, **extra), login)
    answered = client.get(path_of(back))
    assert answered.status_code == 200, answered.content.decode()[:2000]
    return client.post(reverse("sign_in_provider_finish"))


def reasons() -> list[str]:
    return [entry.reason for entry in Entry.objects.using("audit").filter(action=Action.SIGN_IN_REFUSED)]


def test_the_first_sign_in_makes_an_account_that_may_report_and_nothing_else(
    client: ApplicationClient, provider: IdentityProvider
) -> None:
    done = sign_in_as(client, provider, "lisa.larare", next=reverse("my_reports"))

    assert done.status_code == 302 and done.url == reverse("my_reports")
    user = User.objects.get(email="lisa.larare@demo.example")
    assert user.name == "Prov Provsson" and not user.has_usable_password()
    only = Assignment.objects.get(user=user)
    assert (only.role, only.board) == ("rapportor", provider.first_board)
    assert client.get(reverse("report")).status_code == 200
    assert client.get(reverse("concerns")).status_code == 403 and client.get(reverse("cases")).status_code == 404
    assert Entry.objects.using("audit").filter(action=Action.SIGNED_IN, object_id=user.pk).count() == 1
    link = IdentityLink.objects.get(user=user)
    assert "lisa" not in link.subject and link.subject == subject(provider, "lisa.larare")

    again = ApplicationClient()
    sign_in_as(again, provider, "lisa.larare")
    assert User.objects.filter(email="lisa.larare@demo.example").count() == 1
    assert again.get(reverse("report")).status_code == 200


def test_a_form_that_came_too_late_is_carried_past_the_provider(
    client: ApplicationClient, provider: IdentityProvider
) -> None:
    late = fields(client.post(reverse("report"), {"text": "Det jag skrev & mer"}).content.decode())
    done = sign_in_as(client, provider, "lisa.larare", carried=late["carried"], carried_path=late["carried_path"])
    assert done.status_code == 200
    assert fields(done.content.decode())["text"] == "Det jag skrev & mer"
    assert "Det jag skrev" not in str(dict(client.session))


def test_the_same_address_is_not_enough_to_take_over_an_account(
    client: ApplicationClient, provider: IdentityProvider
) -> None:
    refused = sign_in_as(client, provider, "samordnare.skarholmen")
    assert refused.status_code == 403
    assert reasons() == ["provider: address is taken"]
    assert client.get(reverse("concerns")).status_code == 302
    assert not IdentityLink.objects.exists()


def test_a_trusted_and_verified_address_links_an_account_once(
    client: ApplicationClient, provider: IdentityProvider
) -> None:
    IdentityProvider.objects.update(trusts_email=True)
    assert sign_in_as(client, provider, "samordnare.skarholmen").status_code == 302
    assert client.get(reverse("concerns")).status_code == 200
    # Another person at the provider who is later given the same address.
    IdentityLink.objects.update(subject=subject(provider, "someone-else"))
    assert sign_in_as(ApplicationClient(), provider, "samordnare.skarholmen").status_code == 403


def test_an_account_of_another_municipality_is_neither_linked_nor_signed_in(
    client: ApplicationClient, provider: IdentityProvider
) -> None:
    IdentityProvider.objects.update(trusts_email=True)
    assert sign_in_as(client, provider, "samordnare.nykoping").status_code == 403

    theirs = assignment(cast.NYKOPING).user
    IdentityLink.objects.create(
        provider=provider,
        subject=subject(provider, "samordnare.nykoping"),
        user=theirs,
        linked_at="2026-01-01T00:00Z",
        reason="Prov",
    )
    assert sign_in_as(ApplicationClient(), provider, "samordnare.nykoping").status_code == 403
    assert reasons() == ["provider: address is taken", "provider: municipality"]


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "true"}, {}])
def test_an_address_that_is_not_verified_links_nothing(provider: IdentityProvider, claims: dict[str, Any]) -> None:
    from django.utils import timezone

    from vbe.sign_in.identities import account_for

    provider.trusts_email = True
    told = {"sub": "x", "email": cast.address(cast.COORDINATOR)} | claims
    with pytest.raises(oidc.Refused):
        account_for(provider, told, timezone.now())


@pytest.mark.parametrize(
    "address", ["lisa@annat.example", "lisa@demo.example.evil.example", "inget", "", "a\x00@demo.example"]
)
def test_an_address_outside_the_providers_domain_makes_no_account(provider: IdentityProvider, address: str) -> None:
    from django.utils import timezone

    from vbe.sign_in.identities import account_for

    with pytest.raises(oidc.Refused):
        account_for(provider, {"sub": "x", "email": address, "email_verified": True}, timezone.now())
    assert not IdentityLink.objects.exists()


def test_a_deactivated_account_stays_out(client: ApplicationClient, provider: IdentityProvider) -> None:
    sign_in_as(client, provider, "lisa.larare")
    User.objects.filter(email="lisa.larare@demo.example").update(is_active=False)
    assert sign_in_as(ApplicationClient(), provider, "lisa.larare").status_code == 403


def test_the_question_has_a_challenge_a_state_and_a_nonce(
    client: ApplicationClient, provider: IdentityProvider
) -> None:
    first, second = (parse_qs(urlsplit(start(client, provider)).query) for _turn in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43 and first[name] != second[name]
    assert first["code_challenge_method"] == ["S256"]


def test_an_answer_is_taken_once_and_only_in_the_browser_that_asked(
    client: ApplicationClient, provider: IdentityProvider
) -> None:
    back = path_of(answer_of(start(client, provider), "lisa.larare"))
    assert ApplicationClient().get(back).status_code == 403, "another browser"
    assert client.get(back).status_code == 200
    assert client.get(back).status_code == 403, "replayed"

    start(client, provider)
    assert client.get(back).status_code == 403, "an answer to an earlier question"
    for forged in ({}, {"state": "x", "code": "y"}, {"error": "access_denied"}):
        start(client, provider)
        assert client.get(reverse("sign_in_provider_answer"), forged).status_code == 403
    assert not User.objects.filter(email="lisa.larare@demo.example").exists()


def test_finishing_without_an_answer_lets_nobody_in(client: ApplicationClient, provider: IdentityProvider) -> None:
    start(client, provider)
    assert client.post(reverse("sign_in_provider_finish")).status_code == 403
    assert client.get(reverse("report")).status_code == 302


def test_an_answer_from_another_issuer_is_refused(client: ApplicationClient, provider: IdentityProvider) -> None:
    back = path_of(answer_of(start(client, provider), "lisa.larare"))
    assert "iss=" in back
    assert client.get(back.replace("iss=", "iss=https%3A%2F%2Fevil.example&was=")).status_code == 403


@pytest.fixture
def token(client: ApplicationClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A real identity that the provider has signed, with what it was checked against."""
    seen, checked = SimpleNamespace(), oidc.checked

    def look(asked: IdentityProvider, keys: str, text: str, nonce: str) -> dict[str, Any]:
        vars(seen).update(keys=keys, text=text, nonce=nonce)
        return checked(asked, keys, text, nonce)

    monkeypatch.setattr(oidc, "checked", look)
    client.get(path_of(answer_of(start(client, provider), "lisa.larare")))
    monkeypatch.undo()
    assert oidc.checked(provider, seen.keys, seen.text, seen.nonce)["sub"] == "lisa.larare"
    return seen


def test_an_identity_that_is_not_for_us_is_refused(provider: IdentityProvider, token: SimpleNamespace) -> None:
    for name, value in (("client_id", "another"), ("issuer", "https://evil.example")):
        other = IdentityProvider(issuer=provider.issuer, client_id=provider.client_id)
        setattr(other, name, value)
        with pytest.raises(oidc.Refused, match="signature"):
            oidc.checked(other, token.keys, token.text, token.nonce)
    with pytest.raises(oidc.Refused, match="nonce"):
        oidc.checked(provider, token.keys, token.text, "another question")


def test_an_identity_that_is_too_old_is_refused(
    provider: IdentityProvider, token: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "LEEWAY", -100_000)
    with pytest.raises(oidc.Refused, match="signature"):
        oidc.checked(provider, token.keys, token.text, token.nonce)


def test_a_forged_identity_is_refused(provider: IdentityProvider, token: SimpleNamespace) -> None:
    head, body, signature = token.text.split(".")
    claims = jwt.decode(token.text, options={"verify_signature": False})
    kid = {"kid": jwt.get_unverified_header(token.text)["kid"]}
    altered = jwt.encode(claims | {"sub": "chef"}, "x" * 32, algorithm="HS256").split(".")[1]
    forged = [
        f"{head}.{altered}.{signature}",
        f"{head}.{body}.{'A' * len(signature)}",
        f"{head}.{body}.",
        jwt.encode(claims, provider.client_secret.ljust(32), algorithm="HS256", headers=kid),
        jwt.encode(claims, None, algorithm="none", headers=kid),
        "x",
        "",
    ]
    for text in forged:
        with pytest.raises(oidc.Refused):
            oidc.checked(provider, token.keys, text, token.nonce)


def test_two_factors_at_the_provider_count_when_its_row_says_so(
    client: ApplicationClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vbe.sign_in import sessions

    checked = oidc.checked
    monkeypatch.setattr(oidc, "checked", lambda *asked: checked(*asked) | {"amr": ["pwd", "otp"]})
    sign_in_as(client, provider, "lisa.larare")
    assert client.session[sessions.SECOND_FACTOR] is False
    IdentityProvider.objects.update(second_factor="otp hwk")
    strong = ApplicationClient()
    sign_in_as(strong, provider, "lisa.larare")
    assert strong.session[sessions.SECOND_FACTOR] is True
    provider.second_factor = "https://refeds.org/profile/mfa"
    assert counts_as_two(provider, {"acr": "https://refeds.org/profile/mfa"})
    assert not counts_as_two(provider, {"acr": "", "amr": "otp"})


def test_a_provider_that_tells_of_the_person_only_apart(client: ApplicationClient) -> None:
    with real_provider(DOMAIN, SPARE="1") as issuer:
        row = identity_provider(issuer=issuer, origin=issuer, client_secret="hemligt: prov", email_domain=DOMAIN)
        assert sign_in_as(client, row, "lisa.larare").status_code == 302


def test_the_page_offers_the_provider_and_its_form_may_lead_there(
    client: ApplicationClient, provider: IdentityProvider
) -> None:
    page = client.get(reverse("sign_in"))
    assert "Provstad" in page.content.decode()
    assert f"form-action 'self' {provider.origin}" in page["Content-Security-Policy"]
    IdentityProvider.objects.update(is_active=False)
    gone = client.get(reverse("sign_in"))
    assert "Provstad" not in gone.content.decode() and provider.origin not in gone["Content-Security-Policy"]
    assert client.post(reverse("sign_in_provider", args=[provider.pk])).status_code == 404


def test_a_provider_that_does_not_answer_leaves_the_page_standing(client: ApplicationClient) -> None:
    row = identity_provider(issuer="http://127.0.0.1:9", origin="http://127.0.0.1:9")
    assert client.post(reverse("sign_in_provider", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("address", ["http://login.prov.example", "ftp://x", "javascript:alert(1)", ""])
def test_a_provider_without_https_is_refused(address: str, settings: Any) -> None:
    with pytest.raises(oidc.Refused, match="https"):
        oidc.discover(address)
    settings.IDENTITY_PROVIDER_HTTP = False
    with pytest.raises(oidc.Refused, match="https"):
        oidc.discover("http://127.0.0.1:9")
