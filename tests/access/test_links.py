"""The secret of a personal link stays out of every log."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from gunicorn.config import Config

from vbe.access.links import fingerprint, new_secret
from vbe.access.log_lines import Line
from vbe.access.server_log import ServerLogger

SECRET = new_secret()


def test_the_secret_is_long_and_its_fingerprint_says_nothing_of_it() -> None:
    assert len(SECRET) == 43 and new_secret() != SECRET
    assert len(fingerprint(SECRET)) == 64 and SECRET not in fingerprint(SECRET)


def line(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("x", logging.WARNING, "x", 1, message, args, exc_info)  # type: ignore[arg-type]
    return Line(settings.LOGGING["formatters"]["line"]["format"], style="{").format(record)


@pytest.mark.parametrize("path", ["", "fraga/1/", "fraga/1/spara/", "skicka/", "?x=1"])
def test_a_line_leaves_the_secret_out(path: str) -> None:
    written = line("Not Found: %s", f"/enkat/{SECRET}/{path}")
    assert SECRET not in written and "/enkat/…/" in written


@pytest.mark.parametrize(
    "address",
    [
        "/enkat//%s/",
        "//ENKAT/%s",
        "/enkat/%%20%s/",
        "/enkat%%2F%s/",
        "/x?to=https%%3A%%2F%%2Fvbe%%2Fenkat%%2F%s%%2F&y=1",
    ],
)
def test_so_it_is_in_an_address_that_is_mistyped_or_quoted(address: str) -> None:
    """Such an address opens nothing, and its secret is as good as ever."""
    assert SECRET not in line("Not Found: " + address % SECRET)


def test_a_traceback_leaves_the_secret_out() -> None:
    error = ValueError(f"/enkat/{SECRET}/")
    written = line("broken", exc_info=(ValueError, error, None))
    assert "ValueError" in written and SECRET not in written


def test_every_handler_of_the_product_writes_such_lines() -> None:
    formatters = settings.LOGGING["formatters"]
    assert {one["()"] for one in formatters.values()} == {"vbe.access.log_lines.Line"}
    assert all(handler["formatter"] in formatters for handler in settings.LOGGING["handlers"].values())
    # Django's own handlers are taken away, so that nothing is written past ours.
    for name in ("django", "django.server"):
        assert settings.LOGGING["loggers"][name].get("handlers", ["console"]) == ["console"]


def test_the_web_servers_log_leaves_the_secret_out() -> None:
    log = ServerLogger(Config())
    stream = io.StringIO()
    for handler in log.error_log.handlers:
        handler.setStream(stream)  # type: ignore[attr-defined]
    log.exception("Error handling request %s", f"/enkat/{SECRET}/")
    assert SECRET not in stream.getvalue() and "/enkat/…/" in stream.getvalue()


def test_the_web_server_is_started_with_that_log() -> None:
    for file in ("Dockerfile", "vbe/demo/launcher.py"):
        assert "vbe.access.server_log.ServerLogger" in (settings.BASE_DIR / file).read_text()
