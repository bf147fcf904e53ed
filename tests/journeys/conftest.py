"""A real browser against the real server, whose database connections act as ``vbe_app``."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.signals import connection_created
from playwright.sync_api import Browser, Page, sync_playwright

from tests import cast
from tests.conftest import signed_in
from vbe.demo.organisation import load_organisation

# Playwright's own loop makes Django believe that it is in async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text


# Closed after the last journey: an idle browser takes time from the other tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: apt-get install chromium, or set CHROMIUM to its path"
    # Printing a report shuts the machine's fonts out of its process; a browser without fonts does not start.
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET, env=environment)
        yield browser
        browser.close()


@pytest.fixture
def city(transactional_db: None) -> Iterator[None]:
    """The demonstration's people, and connections of the server's threads as the application's role."""
    load_organisation(password=cast.PASSWORD)

    def act_as_application(connection: Any, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE vbe_app")

    connection_created.connect(act_as_application)
    yield
    connection_created.disconnect(act_as_application)


Journey = Callable[..., Page]


@pytest.fixture(params=[1360, 390], ids=["desk", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def expected() -> tuple[str, ...]:
    """What the browser notes as an error, and is none.

    The answer to a form that is shown again, to what was refused with its reason, to one sent when signed out, and to a
    draft that was on its way when its report was sent.
    """
    return ("422", "409", "401", "410")


@pytest.fixture
def visit(browser: Browser, city: None, live_server: Any, width: int, expected: tuple[str, ...]) -> Iterator[Journey]:
    """``visit(cast.CHIEF)`` → a signed-in page of its own; ``visit(None)``: a page of somebody without an account.

    A page that fails to load a thing or logs an error fails.
    """
    contexts, complaints = [], []

    def visit(who: str | None) -> Page:
        # A colour on its way to another one is not what anybody reads.
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale="sv-SE",
            timezone_id="Europe/Stockholm", reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if who is None:
            return page
        # Journeys of signing in are in test_signing_in.py; here somebody has done it.
        session = signed_in(who, proved=True).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto("/")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not [text for text in complaints if not any(words in text for words in expected)]


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"input[name='{name}'][value='{value}']").check()


def look(page: Page, name: str) -> None:
    """Check the page with axe, that nothing is wider than the screen or its panel, and keep a picture of it."""
    page.evaluate(AXE())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    assert not found, json.dumps(
        [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found], ensure_ascii=False, indent=1
    )
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} pixels wider than the screen"
    crowded = page.evaluate(
        "[...document.querySelectorAll('main .panel table')].filter(one => one.getBoundingClientRect().right"
        " > one.closest('.panel').getBoundingClientRect().right).map(one => one.innerText.slice(0, 80))"
    )
    assert not crowded, f"{name} has tables wider than their panel: {crowded}"
    folder = Path(settings.BASE_DIR) / "test-results"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}-{page.viewport_size['width']}.png", full_page=True)
