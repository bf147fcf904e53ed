"""A passkey that is made and signs in, an app's codes, and the word before a session ends; in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.journeys.conftest import Journey, look
from tests.sign_in.codes import code
from tests.sign_in.providers import identity_provider, real_provider

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
    pytest.mark.parametrize("width", [1360, 390], ids=["desk", "phone"], indirect=True),
]


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def with_authenticator(page: Page) -> None:
    """The browser's own pretended key: it opens itself, and keeps what it makes."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(page: Page) -> None:
    page.request.post("/logga-ut/", headers={"X-CSRFToken": token(page), "Referer": page.url})
    page.goto("/logga-in/")


def at_start(page: Page) -> None:
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))


def token(page: Page) -> str:
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")


def test_a_chief_makes_a_passkey_and_signs_in_with_it(required: None, visit: Journey) -> None:
    page = visit(cast.CHIEF)
    expect(page.get_by_role("heading", level=1)).to_have_text("Du behöver tvåfaktorsinloggning")
    look(page, "tvafaktor-kravs")
    with_authenticator(page)
    page.get_by_role("link", name="Ställ in en passernyckel").click()
    look(page, "passernyckel")
    page.get_by_role("button", name="Skapa passernyckeln").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dina reservkoder")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    look(page, "reservkoder")
    page.get_by_role("button", name="Jag har sparat koderna").click()
    look(page, "din-inloggning")

    sign_out(page)
    look(page, "logga-in")
    page.get_by_role("button", name="Använd passernyckel").click()
    at_start(page)
    page.goto("/arenden/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ärenden och SIG")

    sign_out(page)
    page.get_by_label("E-post").fill(cast.address(cast.CHIEF))
    page.get_by_label("Lösenord").fill(cast.PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bekräfta att det är du")
    look(page, "kod")
    page.get_by_role("button", name="Använd passernyckel").click()
    at_start(page)


def test_an_app_is_set_up_and_its_code_signs_in(required: None, visit: Journey) -> None:
    page = visit(cast.CHIEF)
    page.get_by_role("link", name="Ställ in en kodapp").click()
    assert page.locator(".qr-code").evaluate("picture => picture.decode().then(() => picture.naturalWidth)")
    look(page, "kodapp")
    secret = page.locator(".secret-key").inner_text().strip()
    page.get_by_label("Koden som appen visar").fill(code(secret, -1))
    page.get_by_role("button", name="Spara kodappen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dina reservkoder")

    sign_out(page)
    page.get_by_label("E-post").fill(cast.address(cast.CHIEF))
    page.get_by_label("Lösenord").fill(cast.PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_label("Kod", exact=True).fill(code(secret))
    page.get_by_role("button", name="Fortsätt").click()
    at_start(page)
    page.goto("/arenden/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ärenden och SIG")


def test_a_word_before_the_session_ends_and_nothing_typed_is_lost(visit: Journey, settings: Any) -> None:
    settings.SESSION_LIMITS = (121, 36000)
    page = visit(cast.REPORTER)
    page.goto("/oro/ny/")
    warning = page.get_by_role("dialog")
    expect(warning).to_contain_text("Du loggas snart ut")
    look(page, "loggas-snart-ut")
    warning.get_by_role("button", name="Fortsätt").click()
    expect(warning).to_be_hidden()


def test_the_municipalitys_own_sign_in_is_reached_under_the_policy(
    visit: Journey, live_server: Any, settings: Any
) -> None:
    """Chromium follows form-action through redirects, so this fails when the provider's origin is not let through."""
    settings.BASE_URL = live_server.url
    with real_provider("demo.example") as issuer:
        page = visit(cast.REPORTER)
        sign_out(page)
        identity_provider(issuer=issuer, origin=issuer, client_secret="hemligt: prov", email_domain="demo.example")
        # The provider's own pages complain of what they do not find, so they are shown in a page nobody listens to.
        page = page.context.new_page()
        page.goto("/logga-in/")
        look(page, "logga-in-kommun")
        page.get_by_role("button", name="Provstad").click()
        page.wait_for_url(f"{issuer}/**")
        page.locator("input[name=login]").fill("lisa.larare")
        page.locator("input[name=password]").fill("vad som helst")
        page.locator("button[type=submit]").click()
        page.locator("button[type=submit]").click()
        page.wait_for_url(f"{live_server.url}/")
        assert "Prov Provsson" in page.content()
