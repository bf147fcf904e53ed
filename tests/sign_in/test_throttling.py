"""Guessing is slowed down for whoever guesses, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.access.test_sign_in import fields, sign_in_with
from tests.conftest import ApplicationClient
from vbe.access.place import client_place
from vbe.audit.models import Action, Entry
from vbe.sign_in import throttling
from vbe.sign_in.models import Wait
from vbe.sign_in.tasks import clear_old
from vbe.sign_in.throttling import COOKIE, LONGEST, Attempt, TooSoon

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
EVIL, GOOD = "203.0.113.9", "198.51.100.7"


def guess(client: ApplicationClient, who: str = cast.CHIEF, password: str = "fel lösenord", **extra: Any) -> Any:
    address = extra.pop("address", EVIL)
    form = {"username": cast.address(who), "password": password, **extra}
    return client.post(reverse("sign_in"), form, REMOTE_ADDR=address)


def test_the_sixth_guess_waits_and_is_told_how_long(client: ApplicationClient) -> None:
    assert [guess(client).status_code for _turn in range(5)] == [422] * 5
    waits = guess(client, carried='{"fields": [["text", "Det jag skrev"]]}', carried_path="/oro/ny/", next="/arenden/")
    assert waits.status_code == 429 and int(waits["Retry-After"]) >= 1
    page = waits.content.decode()
    assert "Vänta" in page and cast.address(cast.CHIEF) in page
    assert "Det jag skrev" in fields(page)["carried"] and fields(page)["next"] == "/arenden/"
    assert guess(client, password=cast.PASSWORD).status_code == 429, "the right password is not even looked at"
    assert Entry.objects.using("audit").filter(action=Action.SIGN_IN_REFUSED).count() == 7


def test_nobody_else_is_made_to_wait(client: ApplicationClient) -> None:
    for _turn in range(8):
        guess(client)
    assert guess(ApplicationClient(), address=GOOD, password=cast.PASSWORD).status_code == 302
    assert guess(ApplicationClient(), who=cast.COORDINATOR, password=cast.PASSWORD).status_code == 302


def test_a_known_browser_is_not_made_to_wait_behind_the_same_address() -> None:
    own = ApplicationClient()
    assert guess(own, password=cast.PASSWORD).status_code == 302
    own.post(reverse("sign_out"))
    guess(ApplicationClient())
    Wait.objects.using("audit").update(attempts=50, last_at=timezone.now())
    assert guess(ApplicationClient(), password=cast.PASSWORD).status_code == 429
    assert guess(own, password=cast.PASSWORD).status_code == 302


def test_a_browser_is_known_to_its_last_person_only() -> None:
    own = ApplicationClient()
    guess(own, password=cast.PASSWORD)
    assert own.cookies[COOKIE]["httponly"] and own.cookies[COOKIE]["samesite"] == "Lax"
    for _turn in range(6):
        last = guess(own, who=cast.COORDINATOR)
    assert last.status_code == 429
    forged = ApplicationClient()
    forged.cookies[COOKIE] = "forged"
    assert guess(forged).status_code == 422


def test_one_address_that_tries_many_accounts_waits(client: ApplicationClient) -> None:
    statuses = [guess(client, who=f"ingen{n}.skarholmen").status_code for n in range(35)]
    assert statuses[:30] == [422] * 30 and 429 in statuses[30:]


def test_many_addresses_lock_nobody_out() -> None:
    for n in range(40):
        guess(ApplicationClient(), address=f"192.0.2.{n}")
    assert guess(ApplicationClient(), address=GOOD, password=cast.PASSWORD).status_code == 302


def test_the_wait_grows_and_ends(client: ApplicationClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still but for what the test waits: a slow machine is not a shorter wait."""
    clock = SimpleNamespace(time=timezone.now())
    monkeypatch.setattr(throttling, "timezone", SimpleNamespace(now=lambda: clock.time))
    for _turn in range(5):
        guess(client)
    seconds = []
    for _turn in range(12):
        seconds.append(int(guess(client)["Retry-After"]))
        clock.time += timedelta(seconds=seconds[-1])
        assert guess(client).status_code == 422
    assert seconds[:4] == [1, 2, 4, 8] and max(seconds) == LONGEST
    clock.time += timedelta(hours=2)
    assert [guess(client).status_code for _turn in range(5)] == [422] * 5, "forgotten"


def test_a_right_password_is_taken_back_from_the_count(client: ApplicationClient) -> None:
    for _turn in range(40):
        other = ApplicationClient()
        assert guess(other, password=cast.PASSWORD).status_code == 302


def test_nothing_of_the_account_or_the_address_is_stored(client: ApplicationClient) -> None:
    guess(client)
    stored = " ".join(Wait.objects.using("audit").values_list("key", flat=True))
    assert len(stored) > 100 and EVIL not in stored and "skarholmen" not in stored


@pytest.mark.parametrize(
    ("proxies", "forwarded", "place"),
    [
        (0, "1.1.1.1", GOOD),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2"),
        (1, "", GOOD),
        (1, "nonsense", "unknown"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ],
)
def test_the_place_is_what_the_nearest_proxies_saw(settings: Any, proxies: int, forwarded: str, place: str) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=GOOD, headers={"X-Forwarded-For": forwarded})
    assert client_place(request) == place


def test_a_hundred_at_once_count_as_a_hundred() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=EVIL)
    through = 0
    for _turn in range(100):
        try:
            Attempt(request, "x@demo.example")
            through += 1
        except TooSoon:
            continue
    assert through <= 6


def test_the_night_forgets() -> None:
    Wait.objects.create(key="x", attempts=9, last_at=timezone.now() - timedelta(days=2))
    clear_old()
    assert not Wait.objects.exists()


def test_signing_in_is_logged_exactly_once(client: ApplicationClient) -> None:
    sign_in_with(client, cast.CHIEF)
    client.post(reverse("sign_out"))
    client.post(reverse("sign_out"))
    logged = [entry.action for entry in Entry.objects.using("audit").order_by("at")]
    assert logged == [Action.SIGNED_IN, Action.SIGNED_OUT]


def test_an_unknown_account_takes_as_much_reckoning(client: ApplicationClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    guess(client)
    known = len(hashed)
    guess(client, who="ingen.alls")
    assert known >= 1 and len(hashed) - known == known
