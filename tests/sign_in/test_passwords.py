"""Changing one's password, and choosing a new one by a mailed link."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import RequestFactory
from django.urls import reverse

from tests import cast
from tests.access.test_sign_in import sign_in_with
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.sign_in.codes import with_app
from vbe.access.log_lines import SECRET
from vbe.audit.models import Action, Entry
from vbe.notices.models import Mail
from vbe.organisation.models import User
from vbe.sign_in.views import passwords

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NEW = "fyra ord i följd"


def change(client: ApplicationClient, **values: str) -> Any:
    form = {"current": cast.PASSWORD, "new": NEW, "again": NEW} | values
    return client.post(reverse("own_password"), form)


def test_a_new_password_ends_the_other_sessions_and_is_told(sign_in: SignIn, client: ApplicationClient) -> None:
    sign_in_with(client, cast.CHIEF)
    other = sign_in(cast.CHIEF)
    assert change(client).url == reverse("own_sign_in")
    assert client.get(reverse("start")).status_code == 200 and other.get(reverse("start")).status_code == 302
    assert Entry.objects.using("audit").filter(action=Action.SIGN_IN_CHANGED).count() == 1
    assert Mail.objects.filter(to=cast.address(cast.CHIEF)).count() == 1
    assert sign_in_with(ApplicationClient(), cast.CHIEF).status_code == 422
    fresh = ApplicationClient()
    assert fresh.post(reverse("sign_in"), {"username": cast.address(cast.CHIEF), "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    "values",
    [
        {"current": "fel"},
        {"current": ""},
        {"new": "kort", "again": "kort"},
        {"new": "password1234", "again": "password1234"},
        {"again": "något annat"},
        {"new": "x" * 5000, "again": "x" * 5000},
        {"new": "nul\x00nul\x00nul\x00", "again": "nul\x00nul\x00nul\x00"},
        {"new": "", "again": ""},
    ],
)
def test_a_password_that_is_not_good_enough_is_refused(sign_in: SignIn, values: dict[str, str]) -> None:
    client = sign_in(cast.CHIEF)
    assert change(client, **values).status_code == 422
    assert User.objects.get(email=cast.address(cast.CHIEF)).check_password(cast.PASSWORD)


def test_guessing_the_password_of_an_open_computer_is_slowed_down(sign_in: SignIn) -> None:
    client = sign_in(cast.CHIEF)
    assert [change(client, current="fel").status_code for _turn in range(7)][-1] == 429


def test_whose_password_the_municipality_has_changes_it_there(sign_in: SignIn) -> None:
    user = assignment(cast.CHIEF).user
    user.set_unusable_password()
    user.save()
    assert sign_in(cast.CHIEF).get(reverse("own_password")).url == reverse("own_sign_in")


def ask(client: ApplicationClient, email: str) -> Any:
    return client.post(reverse("password_forgotten"), {"email": email})


def link(client: ApplicationClient, who: str = cast.CHIEF) -> str:
    ask(client, cast.address(who))
    return re.search(r"(/nytt-losenord/\S+)", Mail.objects.latest("created_at").body)[1]


def choose(client: ApplicationClient, address: str, new: str = NEW) -> Any:
    return client.post(address, {"new": new, "again": new})


def test_a_mailed_link_chooses_a_new_password_once(sign_in: SignIn, client: ApplicationClient) -> None:
    open_session, address = sign_in(cast.CHIEF), link(client)
    assert client.get(address).status_code == 200
    assert choose(client, address, "kort").status_code == 422
    assert choose(client, address).url == reverse("sign_in")
    assert open_session.get(reverse("start")).status_code == 302, "the person's sessions end"
    assert User.objects.get(email=cast.address(cast.CHIEF)).check_password(NEW)
    assert client.get(address).status_code == 404 and choose(client, address, "något helt annat").status_code == 404
    assert Entry.objects.using("audit").filter(action=Action.SIGN_IN_CHANGED).count() == 1


def test_the_answer_is_the_same_for_an_address_without_an_account(client: ApplicationClient) -> None:
    known, unknown = ask(client, cast.address(cast.CHIEF)), ask(client, "ingen.alls@demo.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Mail.objects.count() == 1
    assert "skarholmen" not in client.get(known.url).content.decode()


def test_the_answer_goes_out_before_anybody_is_looked_for(client: ApplicationClient, rf: RequestFactory) -> None:
    """How long the answer takes must not say whether the address has an account."""
    request = rf.post(reverse("password_forgotten"), {"email": cast.address(cast.CHIEF)})
    request.access = SimpleNamespace(user=None, assignment=None)  # type: ignore[attr-defined]
    answer = passwords.forgotten(request)
    assert answer.status_code == 302 and not Mail.objects.exists()
    answer.work()
    assert Mail.objects.count() == 1


def test_capital_letters_do_not_matter_and_only_accounts_that_are_used_get_a_link(client: ApplicationClient) -> None:
    ask(client, cast.address(cast.CHIEF).upper())
    assert Mail.objects.count() == 1
    User.objects.filter(email=cast.address(cast.COORDINATOR)).update(is_active=False)
    ask(client, cast.address(cast.COORDINATOR))
    assert Mail.objects.count() == 1


def test_the_link_is_too_old_after_an_hour(client: ApplicationClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime, timedelta

    address = link(client)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: datetime.now() + timedelta(minutes=59))
    assert client.get(address).status_code == 200
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: datetime.now() + timedelta(minutes=61))
    assert client.get(address).status_code == 404


def test_a_new_password_does_not_replace_the_second_factor(client: ApplicationClient) -> None:
    with_app()
    choose(client, link(client))
    asked = client.post(reverse("sign_in"), {"username": cast.address(cast.CHIEF), "password": NEW})
    assert asked.status_code == 200 and client.get(reverse("start")).status_code == 302


@pytest.mark.parametrize("secret", ["x", "-", "a" * 32 + "-x", "a" * 32 + "-abc-" + "0" * 64, "å", "0" * 3000])
def test_a_forged_link_is_not_found(client: ApplicationClient, secret: str) -> None:
    assert client.get(reverse("password_reset", args=[secret])).status_code == 404


def test_nobody_is_flooded_with_links(client: ApplicationClient) -> None:
    statuses = [ask(client, cast.address(cast.CHIEF)).status_code for _turn in range(8)]
    assert 429 in statuses and Mail.objects.count() <= 6


@pytest.mark.parametrize("address", ["", "inte en adress", "x" * 5000 + "@demo.example", "a\x00@demo.example"])
def test_what_is_no_address_is_shown_again(client: ApplicationClient, address: str) -> None:
    assert ask(client, address).status_code == 422


def test_the_secret_of_the_link_is_kept_out_of_the_log(client: ApplicationClient) -> None:
    address = link(client)
    assert SECRET.sub(r"\1…", f"GET {address} 200") == "GET /nytt-losenord/…/ 200"


def test_whoever_is_signed_out_cannot_queue_other_mail() -> None:
    from django.db import ProgrammingError, transaction

    from vbe.notices.outbox import queue_mail

    board = assignment(cast.CHIEF).board_id
    with as_application(), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        queue_mail(board_id=board, to="x@demo.example", subject="x", body="x", now=assignment(cast.CHIEF).board.starts)
