from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def one_connection(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log on the request's own connection: as ``vbe_app``, behind the policies, and with the test's rows in sight.

    Its reads are then not read-only, which tests/access/test_read_only.py tests by itself.
    """
    settings.AUDIT_ALIAS = "default"
    monkeypatch.setattr("vbe.access.middleware.refuse_writes", lambda: None)
