"""The second factor: asked for, used once, required where the socialtjänst room is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.urls import reverse

from tests import cast
from tests.access.test_sign_in import fields, sign_in_with
from tests.conftest import ApplicationClient, SignIn, assignment
from tests.sign_in.codes import SECRET, code, recovery_codes, with_app
from vbe.audit.models import Action, Entry
from vbe.notices.models import Mail, Notice
from vbe.sign_in import sessions
from vbe.sign_in.models import Session

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def logged(action: Action) -> int:
    return Entry.objects.using("audit").filter(action=action).count()


def give(client: ApplicationClient, text: str, **extra: str) -> Any:
    return client.post(reverse("sign_in_code"), {"code": text, **extra})


def test_the_password_alone_does_not_let_in_whoever_has_a_second_factor(client: ApplicationClient) -> None:
    with_app()
    asked = sign_in_with(client, cast.CHIEF)
    assert asked.status_code == 200 and "Bekräfta att det är du" in asked.content.decode()
    assert client.get(reverse("start")).status_code == 302
    assert logged(Action.SIGNED_IN) == 0

    wrong = give(client, "000000")
    assert wrong.status_code == 422 and client.get(reverse("start")).status_code == 302
    assert logged(Action.SIGN_IN_REFUSED) == 1

    assert give(client, code()).url == reverse("start")
    assert client.get(reverse("cases")).status_code == 200
    assert logged(Action.SIGNED_IN) == 1


def test_a_code_is_used_once_also_by_another_browser(client: ApplicationClient) -> None:
    with_app()
    now = code()
    sign_in_with(client, cast.CHIEF)
    assert give(client, now).status_code == 302
    for used in (now, code(steps=-1)):
        other = ApplicationClient()
        sign_in_with(other, cast.CHIEF)
        assert give(other, used).status_code == 422, "the code, or one before it, has been used"


@pytest.mark.parametrize("text", ["", "x" * 5000, "١٢٣٤٥٦", "a\x00b", " ", "-1", "12345", "1234567"])
def test_what_is_no_code_is_refused_without_an_error(client: ApplicationClient, text: str) -> None:
    with_app()
    sign_in_with(client, cast.CHIEF)
    assert give(client, text).status_code == 422


def test_a_recovery_code_is_used_once(client: ApplicationClient) -> None:
    user = with_app()
    first = recovery_codes(user)[0]
    sign_in_with(client, cast.CHIEF)
    assert give(client, f"{first[:5]} {first[5:]}").status_code == 302
    assert len(recovery_codes(user)) == 9
    other = ApplicationClient()
    sign_in_with(other, cast.CHIEF)
    assert give(other, first).status_code == 422


def test_a_form_that_came_too_late_is_carried_through_both_factors(client: ApplicationClient) -> None:
    with_app()
    late = fields(client.post(reverse("report"), {"text": "Det jag skrev"}).content.decode())
    asked = fields(
        sign_in_with(client, cast.CHIEF, carried=late["carried"], carried_path=late["carried_path"]).content.decode()
    )
    again = fields(
        give(client, "000000", carried=asked["carried"], carried_path=asked["carried_path"]).content.decode()
    )
    done = give(client, code(), carried=again["carried"], carried_path=again["carried_path"])
    assert done.status_code == 200 and fields(done.content.decode())["text"] == "Det jag skrev"


def test_where_one_wanted_to_go_is_carried_through_both_factors(client: ApplicationClient) -> None:
    with_app()
    asked = fields(sign_in_with(client, cast.CHIEF, next=reverse("cases")).content.decode())
    assert give(client, code(), next=asked["next"]).url == reverse("cases")


def test_a_code_without_a_password_is_nothing(client: ApplicationClient) -> None:
    with_app()
    assert client.get(reverse("sign_in_code")).url == reverse("sign_in")
    assert give(client, code()).status_code == 401
    assert client.get(reverse("start")).status_code == 302


def test_the_second_factor_is_waited_for_ten_minutes(client: ApplicationClient) -> None:
    with_app()
    sign_in_with(client, cast.CHIEF)
    session = client.session
    session["sign_in_pending"] |= {"until": 1}
    session.save()
    assert give(client, code()).status_code == 401


def test_guessing_codes_is_slowed_down(client: ApplicationClient) -> None:
    with_app()
    sign_in_with(client, cast.CHIEF)
    statuses = [give(client, "000000").status_code for _turn in range(8)]
    assert statuses[:5] == [422] * 5 and 429 in statuses[5:]
    assert give(client, code()).status_code == 429, "also the right one waits"


def test_secrets_are_encrypted_where_they_are_stored() -> None:
    user = with_app()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator WHERE user_id = %s", [user.pk])
        stored = cursor.fetchone()[0]
    assert SECRET not in stored and not any(one in stored for one in recovery_codes(user))
    assert re.search(r'"secret": "gAAAA', stored) and re.search(r'"seed": "gAAAA', stored)


# --- Required -------------------------------------------------------------------------------------------------------


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize("who", [cast.CHIEF, cast.INTAKE, cast.HEAD_ADULT, cast.CASEWORKER, cast.DIRECTOR])
def test_a_role_with_the_socialtjanst_room_reaches_nothing_before_it_is_set_up(
    required: None, sign_in: SignIn, who: str
) -> None:
    client = sign_in(who)
    for name in ("start", "cases", "report", "plans", "notices"):
        assert client.get(reverse(name)).url == reverse("second_factor_set_up"), name
    assert client.post(reverse("case_search"), {"term": "x"}).status_code == 403
    assert client.get(reverse("second_factor_set_up")).status_code == 200
    assert client.get(reverse("own_sign_in")).status_code == 200


def test_other_roles_choose_for_themselves(required: None, sign_in: SignIn) -> None:
    assert sign_in(cast.COORDINATOR).get(reverse("concerns")).status_code == 200


def test_one_factor_will_do_for_ones_other_assignment(required: None, sign_in: SignIn) -> None:
    client = sign_in(cast.NYKOPING, role="samordnare")
    assert client.get(reverse("concerns")).status_code == 200
    client.post(reverse("switch_assignment"), {"uppdrag": str(assignment(cast.NYKOPING, "avdelningschef").pk)})
    assert client.get(reverse("cases")).url == reverse("second_factor_set_up")


def test_it_may_be_off_in_the_demonstration_only() -> None:
    import os
    import subprocess
    import sys

    from tests.sign_in.test_deployment import PRODUCTION

    environment = {**os.environ, **PRODUCTION, "SECOND_FACTOR_REQUIRED": "0"}
    done = subprocess.run(
        [sys.executable, "-c", "import vbe.settings"], env=environment, capture_output=True, text=True, check=False
    )
    assert ImproperlyConfigured.__name__ in done.stderr and "SECOND_FACTOR_REQUIRED" in done.stderr


def test_what_was_typed_waits_until_the_second_factor_is_set_up(required: None, client: ApplicationClient) -> None:
    sign_in_with(client, cast.CHIEF)
    page = client.post(reverse("report"), {"text": "Det jag skrev"})
    assert page.status_code == 403 and "Det du skrev är kvar" in page.content.decode()
    carried = {name: fields(page.content.decode())[name] for name in ("carried", "carried_path")}
    setting_up = client.post(reverse("own_app"), carried)
    assert setting_up.status_code == 200 and not setting_up.context["form"].is_bound
    secret = re.search(r'class="secret-key">([A-Z2-7]+)<', setting_up.content.decode())[1]
    assert fields(client.post(reverse("own_app"), carried | {"code": "000000"}).content.decode())["carried"]
    codes = client.post(reverse("own_app"), carried | {"code": code(secret)}).content.decode()
    done = client.post(reverse("second_factor_set_up"), {name: fields(codes)[name] for name in carried})
    assert fields(done.content.decode())["text"] == "Det jag skrev"


def test_what_was_typed_waits_while_one_signs_in_with_the_second_factor_one_has(
    required: None, client: ApplicationClient
) -> None:
    with_app()
    client.force_login(assignment(cast.CHIEF).user)
    page = fields(client.post(reverse("report"), {"text": "Det jag skrev"}).content.decode())
    asked = fields(
        client.post(reverse("sign_out"), {name: page[name] for name in ("carried", "carried_path")}).content.decode()
    )
    assert client.get(reverse("start")).status_code == 302
    asked = fields(
        sign_in_with(client, cast.CHIEF, carried=asked["carried"], carried_path=asked["carried_path"]).content.decode()
    )
    done = give(client, code(), carried=asked["carried"], carried_path=asked["carried_path"])
    assert fields(done.content.decode())["text"] == "Det jag skrev"


def test_what_was_typed_waits_while_one_proves_who_one_is(sign_in: SignIn) -> None:
    with_app()
    client, path = sign_in(cast.ADMINISTRATOR), reverse("second_factor_reset", args=[assignment(cast.CHIEF).user_id])
    page = client.post(path, {"reason": "Visade tjänstekort."})
    carried = {name: fields(page.content.decode())[name] for name in ("carried", "carried_path")}
    assert page.status_code == 403 and Authenticator.objects.exists()
    wrong = client.post(reverse("confirm_sign_in"), carried | {"password": "fel"})
    assert wrong.status_code == 422 and fields(wrong.content.decode())["carried"]
    done = fields(client.post(reverse("confirm_sign_in"), carried | {"password": cast.PASSWORD}).content.decode())
    assert done["reason"] == "Visade tjänstekort." and Authenticator.objects.exists()
    assert client.post(path, {"reason": done["reason"]}).status_code == 302 and not Authenticator.objects.exists()


# --- Setting up -----------------------------------------------------------------------------------------------------


@pytest.fixture
def chief(required: None, client: ApplicationClient) -> ApplicationClient:
    sign_in_with(client, cast.CHIEF)
    return client


def shown_secret(client: ApplicationClient) -> str:
    page = client.get(reverse("own_app")).content.decode()
    return re.search(r'class="secret-key">([A-Z2-7]+)<', page)[1]


def test_setting_up_an_app_shows_recovery_codes_once_and_opens_the_room(chief: ApplicationClient) -> None:
    user = assignment(cast.CHIEF).user
    elsewhere = ApplicationClient()
    elsewhere.force_login(user)
    secret, before = shown_secret(chief), chief.session.session_key
    assert secret == shown_secret(chief), "looking again keeps the key that the phone has read"
    assert chief.get(reverse("own_app_picture"))["Content-Type"] == "image/svg+xml"
    assert secret not in str(dict(chief.session))

    wrong = chief.post(reverse("own_app"), {"code": "000000"})
    assert wrong.status_code == 422 and not Authenticator.objects.exists()

    done = chief.post(reverse("own_app"), {"code": code(secret)})
    assert done.status_code == 200
    for one in recovery_codes(user):
        assert f"{one[:5]} {one[5:]}" in done.content.decode()
        assert one not in chief.get(reverse("own_sign_in")).content.decode()
    assert chief.get(reverse("cases")).status_code == 200
    assert chief.session.session_key != before
    assert elsewhere.get(reverse("own_sign_in")).status_code == 302, "other sessions end"
    assert logged(Action.SIGN_IN_CHANGED) == 1
    assert Mail.objects.filter(to=user.email, subject__contains="har ändrats").count() == 1

    twice = chief.post(reverse("own_app"), {"code": code(secret)})
    assert twice.url == reverse("own_sign_in") and Authenticator.objects.filter(type="totp").count() == 1


def test_the_code_that_set_up_the_app_does_not_sign_in(chief: ApplicationClient) -> None:
    secret = shown_secret(chief)
    chief.post(reverse("own_app"), {"code": code(secret)})
    other = ApplicationClient()
    sign_in_with(other, cast.CHIEF)
    assert give(other, code(secret)).status_code == 422


def test_new_recovery_codes_replace_the_old(client: ApplicationClient) -> None:
    user = with_app()
    sign_in_with(client, cast.CHIEF)
    give(client, code())
    old = recovery_codes(user)
    assert client.post(reverse("own_recovery_codes")).status_code == 200
    assert not set(old) & set(recovery_codes(user))


def test_whoever_has_no_second_factor_gets_no_recovery_codes(chief: ApplicationClient) -> None:
    assert chief.post(reverse("own_recovery_codes")).url == reverse("own_sign_in")
    assert not Authenticator.objects.exists()


def test_removing_the_last_factor_takes_the_recovery_codes_too(required: None, client: ApplicationClient) -> None:
    user = with_app()
    sign_in_with(client, cast.CHIEF)
    give(client, code())
    client.post(reverse("factor_remove", args=[Authenticator.objects.get(user=user, type="totp").pk]))
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get(reverse("cases")).url == reverse("second_factor_set_up")


def test_nobody_removes_somebody_elses_factor(client: ApplicationClient) -> None:
    with_app()
    theirs = Authenticator.objects.get(type="totp")
    sign_in_with(client, cast.COORDINATOR)
    client.post(reverse("factor_remove", args=[theirs.pk]))
    assert Authenticator.objects.filter(pk=theirs.pk).exists()
    assert logged(Action.SIGN_IN_CHANGED) == 0


@pytest.mark.parametrize("name", ["own_app", "own_passkey"])
def test_an_open_computer_is_not_enough_to_add_a_factor(sign_in: SignIn, name: str) -> None:
    client = sign_in(cast.CHIEF)
    asked = client.get(reverse(name))
    assert asked.url.startswith(reverse("confirm_sign_in"))
    assert client.post(reverse("confirm_sign_in"), {"password": "fel lösenord"}).status_code == 422
    assert client.get(reverse(name)).status_code == 302
    right = client.post(reverse("confirm_sign_in"), {"password": cast.PASSWORD, "next": reverse(name)})
    assert right.url == reverse(name) and client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", "1", "null", '{"response": 1}', '{"response": {"userHandle": 1}}', "x" * 30000, "[" * 5000],
)
def test_a_forged_passkey_is_refused_without_an_error(client: ApplicationClient, answer: str) -> None:
    assert "challenge" in client.get(reverse("sign_in_passkey")).json()["options"]["publicKey"]
    assert client.post(reverse("sign_in_passkey"), {"credential": answer}).status_code == 422
    sign_in_with(client, cast.CHIEF)
    assert client.post(reverse("own_passkey"), {"credential": answer, "name": "Prov"}).status_code == 422
    assert not Authenticator.objects.exists()


# --- Lost -----------------------------------------------------------------------------------------------------------

ADMINISTRATOR = "administrator.skarholmen"


def test_the_person_is_told_by_mail_and_in_the_product(sign_in: SignIn) -> None:
    with_app()
    client = sign_in(cast.ADMINISTRATOR)
    client.post(reverse("confirm_sign_in"), {"password": cast.PASSWORD})
    assert reset(client, cast.CHIEF).url == reverse("person", args=[assignment(cast.CHIEF).user_id])
    mail = Mail.objects.get(to=cast.address(cast.CHIEF))
    assert "tagit bort din kodapp" in mail.body and "återställd" in mail.subject
    assert Notice.objects.filter(recipient=assignment(cast.CHIEF), text__contains="återställts").count() == 1


@pytest.mark.parametrize(("who", "offered"), [(cast.CHIEF, True), (cast.ADMINISTRATOR, False)])
def test_the_way_to_it_is_on_the_persons_page(sign_in: SignIn, who: str, offered: bool) -> None:
    page = sign_in(cast.ADMINISTRATOR).get(reverse("person", args=[assignment(who).user_id])).content.decode()
    assert (reverse("second_factor_reset", args=[assignment(who).user_id]) in page) is offered


def reset(client: ApplicationClient, who: str, reason: str = "Visade tjänstekort") -> Any:
    return client.post(reverse("second_factor_reset", args=[assignment(who).user_id]), {"reason": reason})


def test_an_administrator_takes_away_a_lost_factor_with_a_reason(client: ApplicationClient, sign_in: SignIn) -> None:
    user = with_app()
    theirs = sign_in(cast.CHIEF)
    sign_in_with(client, ADMINISTRATOR)
    assert reset(client, cast.CHIEF, reason="").status_code == 422 and Authenticator.objects.exists()

    assert reset(client, cast.CHIEF).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert theirs.get(reverse("start")).status_code == 302, "the person's sessions end"
    entry = Entry.objects.using("audit").get(action=Action.SIGN_IN_CHANGED)
    assert entry.object_id == user.pk and entry.reason == "Visade tjänstekort"
    assert "återställts" in sign_in(cast.CHIEF).get(reverse("notices")).content.decode()
    assert reset(client, cast.CHIEF).status_code == 200, "twice does nothing more"
    assert logged(Action.SIGN_IN_CHANGED) == 1


@pytest.mark.parametrize("who", [cast.OTHER_CHIEF, cast.NYKOPING, ADMINISTRATOR])
def test_other_boards_people_and_oneself_are_not_found(client: ApplicationClient, who: str) -> None:
    sign_in_with(client, ADMINISTRATOR)
    assert reset(client, who).status_code == 404


def test_nobody_else_may(client: ApplicationClient) -> None:
    with_app()
    sign_in_with(client, cast.COORDINATOR)
    assert reset(client, cast.CHIEF).status_code == 403 and Authenticator.objects.exists()
    assert Session.objects.exists() and sessions.of(assignment(cast.CHIEF).user).count() == 0
