"""The database as the product meets it: built by the owner, used as ``vbe_app``; and the fixed cast."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any

import pytest
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string
from pytest_django.plugin import blocking_manager_key

from tests import cast, template
from tests.postbox import Postbox
from vbe.access.context import set_context
from vbe.access.guards import SOCIALTJANST
from vbe.access.request import SESSION_KEY
from vbe.demo.organisation import load_organisation
from vbe.organisation.models import Assignment, User
from vbe.organisation.permissions import TABLE, Role
from vbe.sign_in import sessions

EMPTIED = pytest.StashKey[bool]()
# The files that hold a test of many seconds.
SLOW = {
    "test_access_table", "test_bad_input", "test_case", "test_faults", "test_killed_worker", "test_no_one_has_everything",
    "test_pdf", "test_report",
}  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    several_workers = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if several_workers and not config.getoption("reuse_db"):
        template.start()
        config.add_cleanup(template.finish)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use the database may use the log's connection too."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(databases=["default", "audit"]))
    if template.LOCK in os.environ:
        items.sort(key=turn)
        # Dealt like cards, so that each worker begins with its share of each kind; who is done first takes from others.
        hands = int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        cards = [list(together) for _, together in groupby(items, key=situation)]
        items[:] = [item for hand in range(hands) for card in cards[hand::hands] for item in card]


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays until the end: to look through it for garbage takes a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def situation(item: pytest.Item) -> Any:
    """Tests that one worker does, since what they have in common is made once for them: a file's, or a person's in it."""
    if "kept_for_the_file" not in getattr(item, "fixturenames", ()) and not item.get_closest_marker("together"):
        return item.nodeid
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return item.path, params.get("person")


def turn(item: pytest.Item) -> tuple[bool, bool, bool]:
    """Without a database first, while it is built; then those that wait for other processes; the slow ones first.

    What is slow and begins last is waited for by workers that have nothing left to do.
    """
    return item.get_closest_marker("django_db") is not None, not empties(item), item.path.stem not in SLOW


def empties(item: pytest.Item) -> bool:
    """Whether the test commits what it does, so that the database is emptied after it."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A worker's first test after those that emptied its database has it back."""
    if template.LOCK not in os.environ or not item.get_closest_marker("django_db"):
        return
    if empties(item):
        item.config.stash[EMPTIED] = True
    elif item.config.stash.get(EMPTIED, False):
        item.config.stash[EMPTIED] = False
        with item.config.stash[blocking_manager_key].unblock():
            template.copy_again()


@pytest.fixture(scope="session")
def copied(django_db_modify_db_settings_parallel_suffix: None) -> bool:
    return template.use()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(copied: bool) -> None:
    """pytest-django asks for this before it makes the database."""


@pytest.fixture(scope="session")
def django_db_setup(copied: bool, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    if not copied:
        with django_db_blocker.unblock():
            load_organisation(password=cast.PASSWORD)
    yield
    # The log's connection is a second one to the same database, which cannot be dropped while it is open.
    with django_db_blocker.unblock():
        connections["audit"].close()


@pytest.fixture(scope="module")
def kept_for_the_file(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a file's tests have in common is made once, by a fixture of the file that asks for this one.

    Each test undoes what it did to it, as always; when the file is done, all of it is undone.
    """
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic("audit"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, "audit")


@contextmanager
def as_application(assignment: Assignment | None = None) -> Iterator[None]:
    """Act as the application's database role, optionally in the context of an assignment."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE vbe_app")
        try:
            if assignment:
                set_context(user=assignment.user_id, assignment=assignment.pk)
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET ROLE")
                set_context()


class ApplicationClient(Client):
    """A test client whose requests run as ``vbe_app``, while the test around it stays the owner."""

    def request(self, **request: Any) -> Any:
        with as_application():
            return super().request(**request)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server on loopback for as long as the test lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        box = Postbox(free.getsockname()[1])
    box.start()
    yield box
    box.stop()


SignIn = Callable[..., ApplicationClient]


@pytest.fixture
def client() -> ApplicationClient:
    return ApplicationClient()


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """``sign_in(cast.COORDINATOR)`` → a client signed in as her."""
    return signed_in


def signed_in(who: str, role: str | None = None, *, proved: bool = False) -> ApplicationClient:
    """A client with a session as after a first page, so that no test counts what is written then.

    ``role`` picks one of several assignments. ``proved``: has just proved who it is, which is asked for before the own
    sign-in is changed.
    """
    client, user = ApplicationClient(), User.objects.get(email=cast.address(who))
    held = Assignment.objects.active(timezone.localdate()).filter(user=user).order_by("starts", "id")
    acting = assignment(who, role) if role else held.first()
    demanding = bool(acting and TABLE[Role(acting.role)] & SOCIALTJANST)
    limits = settings.SESSION_LIMITS_SOCIALTJANST if demanding else settings.SESSION_LIMITS
    moment = timezone.now().timestamp()
    key = get_random_string(32, VALID_KEY_CHARS)
    kept = {
        auth.SESSION_KEY: str(user.pk),
        auth.BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        auth.HASH_SESSION_KEY: user.get_session_auth_hash(),
        sessions.BEGAN: moment,
        sessions.USED: moment,
        sessions.LIMITS: list(limits),
    }
    if role and acting:
        kept[SESSION_KEY] = str(acting.pk)
    if proved:
        kept[sessions.PROVED] = moment
    sessions.SessionStore(key).create_model_instance(kept).save(force_insert=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def assignment(who: str, role: str | None = None) -> Assignment:
    """The cast member's assignment; the first one when no role is given."""
    found = Assignment.objects.filter(user__email=cast.address(who)).select_related(
        "user", "board__municipality", "department", "unit"
    )
    return (found.filter(role=role) if role else found).order_by("starts", "id")[0]


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)
