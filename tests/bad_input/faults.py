"""What must be true of every answer, whoever asks and whatever was sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from tests.bad_input.marked import RAW, tables_in
from tests.bad_input.requests import Sent
from tests.test_access_table import ELSEWHERE, READ_HERE, REORGANISERS, REPORTS_OF_SKARHOLMEN, TABLE
from vbe.administration.catalogues import site

SIGNED_OUT = "signed out"
# Whose pages may show what a room's tables hold. Nobody from elsewhere is shown anything of Skärholmen's.
ROOMS = {
    "sig_": TABLE["cases"].who,
    "concerns_": TABLE["concern"].who | {"reporter"},
    # Sentences are the municipality's.
    "doors_": TABLE["concern"].who | {"reporter", "central"},
    "reports_": REPORTS_OF_SKARHOLMEN,
    "actionplans_": READ_HERE | REPORTS_OF_SKARHOLMEN,
    "lagesbild_": READ_HERE | REPORTS_OF_SKARHOLMEN,
}
CATALOGUES = {catalogue.opts.db_table for catalogue in site._registry.values()}


def is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


def text_of(response: Any) -> str:
    return response.content.decode("utf-8", "replace")


def faults(person: str, sent: Sent, response: Any, secrets: dict[str, str]) -> list[str]:
    """What is wrong with an answer, in words."""
    text, found = text_of(response), []
    if response.status_code >= 500:
        found.append("an error")
    if is_page(response) and RAW in text:
        found.append("HTML that somebody typed")
    if (
        300 <= response.status_code < 400
        and not response["Location"].startswith("/")
        or "//" in response.get("Location", "").partition("?")[0]
    ):
        found.append(f"a way out of the service: {response['Location']}")
    leaked = leaks(person, sent, text)
    if leaked:
        found.append(f"texts of {leaked}")
    if person in (*ELSEWHERE, SIGNED_OUT):
        asked = unquote_to_bytes(sent.path + sent.query) + unquote_to_bytes(sent.body)
        found += [
            f"the number {number}" for number in secrets.values() if number in text and number.encode() not in asked
        ]
    if 400 <= response.status_code < 500 and sent.method != "HEAD" and not looks_like_ours(text):
        found.append("an answer without our look")
    return found


def leaks(person: str, sent: Sent, text: str) -> set[str]:
    tables = tables_in(text)
    if by_link(sent.path):
        # Of a meeting its time and place.
        tables = {table for table in tables if not table.startswith(("lagesbild_", "doors_", "sig_meeting"))}
    if person in REORGANISERS:
        # A change of boards is the whole municipality's, and so are the catalogues.
        tables = {table for table in tables if not table.startswith("reorganisation_")} - CATALOGUES
    # Whom to call on the worst day is the municipality's, and every employee's to read; what was done then, of those who
    # have a part in it.
    if person in ELSEWHERE:
        tables = {table for table in tables if not table.startswith(("notices_alarm", "alarms_"))}
    if person in (*ELSEWHERE, SIGNED_OUT):
        return tables
    return {t for t in tables if any(t.startswith(room) and person not in who for room, who in ROOMS.items())}


def by_link(path: str) -> bool:
    try:
        return TABLE[resolve(path).url_name].by_link
    except (Resolver404, KeyError, ValueError):
        return False


def looks_like_ours(text: str) -> bool:
    return '<html lang="sv"' in text and "VBE Samordning" in text
