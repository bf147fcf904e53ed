"""As in production: Django's own check of a deployment is clean, and every answer carries its headers."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

from tests import cast
from tests.conftest import ApplicationClient, SignIn

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

PRODUCTION = {
    "VBE_DEMO": "0",
    "DEBUG": "0",
    "DJANGO_SETTINGS_MODULE": "vbe.settings",
    "ALLOWED_HOSTS": "vbe.kommun.example",
    "BASE_URL": "https://vbe.kommun.example",
    "DATABASE_URL": "postgres://vbe_app@localhost/none",
    "REDIS_URL": "redis://localhost:1",
    "SECRET_KEY": "Zk3vJ8qL2nX7wR5tB9yD4hG6mC1pS0fA-Zk3vJ8qL2nX7wR5tB9yD4hG6mC1pS0fA",
    "FIELD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "INDEX_KEY": "index",
}


# The browser tests set it for their own process.
HERE = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def test_the_check_of_a_deployment_is_clean() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={**HERE, **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "INDEX_KEY"])
def test_no_secret_has_a_value_of_its_own(name: str) -> None:
    environment = {**HERE, **PRODUCTION}
    del environment[name]
    done = subprocess.run(
        [sys.executable, "-c", "import vbe.settings"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0 and f"{name} is not set" in done.stderr


def test_every_answer_carries_its_headers(sign_in: SignIn, client: ApplicationClient) -> None:
    for page in (client.get(reverse("sign_in")), sign_in(cast.CHIEF).get(reverse("cases"))):
        assert page["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert page["Referrer-Policy"] == "same-origin" and page["X-Content-Type-Options"] == "nosniff"
        assert page["Cross-Origin-Opener-Policy"] == page["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in page["Permissions-Policy"]
        assert "no-store" in page["Cache-Control"]
        assert "unsafe" not in page["Content-Security-Policy"]


def test_in_production_browsers_are_told_to_use_https() -> None:
    code = (
        "import vbe.settings as s; assert s.SECURE_HSTS_SECONDS >= 31536000 and s.SECURE_HSTS_INCLUDE_SUBDOMAINS;"
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_SSL_REDIRECT;"
        "assert s.SECOND_FACTOR_REQUIRED and not s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN and not s.IDENTITY_PROVIDER_HTTP"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={**HERE, **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
