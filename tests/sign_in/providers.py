"""A municipality's identity provider, as a row; and a real one, for as long as a test lasts."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings

from vbe.organisation.models import Board
from vbe.organisation.permissions import Role, group_for
from vbe.sign_in import oidc
from vbe.sign_in.models import IdentityProvider


def identity_provider(board: str = "kommunstyrelsen", **values: Any) -> IdentityProvider:
    first = Board.objects.get(code=board)
    group_for(first, Role.REPORTER)
    defaults: dict[str, Any] = {
        "code": "prov",
        "name": "Provstad",
        "issuer": "https://login.prov.example",
        "origin": "https://login.prov.example",
        "client_id": "vbe",
        "client_secret": "hemligt",
    }
    return IdentityProvider.objects.create(municipality=first.municipality, first_board=first, **(defaults | values))


ROOT = Path(settings.BASE_DIR)


@contextmanager
def real_provider(domain: str, **environment: str) -> Iterator[str]:
    """Start npm's oidc-provider on a free port; gives its issuer."""
    node = shutil.which("node", path=f"{os.environ.get('PATH', '')}:{ROOT / '.venv' / 'bin'}")
    assert node, "node is missing; make setup installs it"
    process = subprocess.Popen(
        [node, str(Path(__file__).with_name("provider.mjs"))],
        cwd=ROOT,
        env=os.environ | {"REDIRECT": oidc.callback_address(), "DOMAIN": domain} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=10)


def answer_of(address: str, login: str) -> str:
    """Walk the provider's own pages as a browser would, as ``login``; gives the address it sends the browser back to."""
    browser = requests.Session()
    page = browser.get(address, timeout=10)
    for _turn in range(4):
        form = re.search(r'<form[^>]*action="([^"]+)"', page.text)
        assert form, page.text[:500]
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        sent = browser.post(
            urljoin(page.url, html.unescape(form[1])),
            data=fields | {"login": login, "password": "vad som helst"},
            allow_redirects=False,
            timeout=10,
        )
        while sent.is_redirect:
            target = urljoin(sent.url, sent.headers["Location"])
            if target.startswith(oidc.callback_address()):
                return target
            sent = browser.get(target, allow_redirects=False, timeout=10)
        page = sent
    raise AssertionError(page.text[:500])
