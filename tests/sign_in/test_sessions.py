"""How long a session lasts, and the list of one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as product
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.access.test_sign_in import fields, sign_in_with
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from vbe.audit.models import Action, Entry
from vbe.sign_in import sessions
from vbe.sign_in.models import Session
from vbe.sign_in.tasks import clear_old

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
MINUTE, HOUR = 60, 3600


def move(client: ApplicationClient, name: str, seconds: int) -> None:
    """Let ``seconds`` have passed since the session began or was used."""
    session = client.session
    session[name] = timezone.now().timestamp() - seconds
    session.save()


@pytest.fixture
def signed_in(client: ApplicationClient) -> ApplicationClient:
    sign_in_with(client, cast.CHIEF)
    client.get(reverse("start"))
    return client


def ended_for(who: str) -> list[str]:
    """Why the person's sessions ended, as the log has it: by whom, in which role, on which board."""
    acting = assignment(who)
    mine = Entry.objects.using("audit").filter(action=Action.SESSION_ENDED, user_id=acting.user_id)
    assert all((one.assignment_id, one.board_id, len(one.session)) == (acting.pk, acting.board_id, 16) for one in mine)
    return [one.reason for one in mine]


@pytest.mark.parametrize(
    ("who", "minutes", "stays"),
    [(cast.CHIEF, 29, True), (cast.CHIEF, 31, False), (cast.COORDINATOR, 59, True), (cast.COORDINATOR, 61, False)],
)
def test_a_session_that_nobody_uses_ends(client: ApplicationClient, who: str, minutes: int, stays: bool) -> None:
    sign_in_with(client, who)
    client.get(reverse("start"))
    move(client, sessions.USED, minutes * MINUTE)
    assert client.get(reverse("start")).status_code == (200 if stays else 302)
    assert Session.objects.filter(user=assignment(who).user).exists() is stays
    client.get(reverse("start"))
    assert ended_for(who) == ([] if stays else [sessions.TIME]), "logged once"


@pytest.mark.parametrize(
    ("who", "hours", "stays"),
    [(cast.CHIEF, 7.9, True), (cast.CHIEF, 8.1, False), (cast.COORDINATOR, 9.9, True), (cast.COORDINATOR, 10.1, False)],
)
def test_a_session_ends_in_any_case(client: ApplicationClient, who: str, hours: float, stays: bool) -> None:
    sign_in_with(client, who)
    client.get(reverse("start"))
    move(client, sessions.BEGAN, int(hours * HOUR))
    assert client.get(reverse("start")).status_code == (200 if stays else 302)


def test_what_was_typed_survives_the_end(signed_in: ApplicationClient) -> None:
    move(signed_in, sessions.USED, 3 * HOUR)
    late = signed_in.post(reverse("report"), {"text": "Det jag skrev"})
    assert late.status_code == 401 and "Det jag skrev" in fields(late.content.decode())["carried"]


def test_what_a_page_asks_by_itself_is_no_sign_of_life(signed_in: ApplicationClient) -> None:
    move(signed_in, sessions.USED, 20 * MINUTE)
    signed_in.get(reverse("start"), headers={"X-Poll": "1"})
    move_on = signed_in.session[sessions.USED]
    assert timezone.now().timestamp() - move_on > 19 * MINUTE
    signed_in.get(reverse("start"))
    assert timezone.now().timestamp() - signed_in.session[sessions.USED] < MINUTE


def test_the_last_use_is_written_once_a_minute(signed_in: ApplicationClient) -> None:
    move(signed_in, sessions.USED, 30)
    before = signed_in.session[sessions.USED]
    signed_in.get(reverse("start"))
    assert signed_in.session[sessions.USED] == before


def test_staying_is_a_press(signed_in: ApplicationClient) -> None:
    move(signed_in, sessions.USED, 29 * MINUTE)
    answer = signed_in.post(reverse("session_extend"))
    assert 7 * HOUR < answer.json()["left"] <= 8 * HOUR
    assert timezone.now().timestamp() - signed_in.session[sessions.USED] < MINUTE
    assert signed_in.get(reverse("session_extend")).status_code == 405


def test_the_page_knows_how_long_it_has(signed_in: ApplicationClient, client: ApplicationClient) -> None:
    page = signed_in.get(reverse("start")).content.decode()
    assert 'data-idle="1800"' in page and 'id="session-warning"' in page
    assert 'id="session-warning"' not in ApplicationClient().get(reverse("sign_in")).content.decode()


def test_acting_in_a_more_demanding_role_shortens_the_session_and_renews_its_key(sign_in: SignIn) -> None:
    client = sign_in(cast.NYKOPING, role="samordnare")
    client.get(reverse("start"))
    before = client.session.session_key
    assert client.session[sessions.LIMITS] == [60 * MINUTE, 10 * HOUR]
    client.post(reverse("switch_assignment"), {"uppdrag": str(assignment(cast.NYKOPING, "avdelningschef").pk)})
    assert client.session[sessions.LIMITS] == [30 * MINUTE, 8 * HOUR]
    assert client.session.session_key != before and not client.session.exists(before)


def test_signing_in_renews_the_key(client: ApplicationClient) -> None:
    client.get(reverse("sign_in_passkey"))
    before = client.session.session_key
    sign_in_with(client, cast.CHIEF)
    assert before and client.session.session_key != before and not client.session.exists(before)


def test_the_key_is_stored_nowhere(signed_in: ApplicationClient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(s::text, ' ') FROM sign_in_session s")
        stored = cursor.fetchone()[0]
    assert signed_in.session.session_key not in stored
    forged = ApplicationClient()
    forged.cookies[product.SESSION_COOKIE_NAME] = Session.objects.get().pk
    assert forged.get(reverse("start")).status_code == 302


def test_the_application_no_longer_reaches_the_old_sessions() -> None:
    with as_application(), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('vbe_app', 'django_session', 'SELECT')")
        assert cursor.fetchone() == (False,)


# --- One's own ------------------------------------------------------------------------------------------------------

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Safari/537.36 Edg/130"
)
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18 Safari/604"
)


@pytest.mark.parametrize(
    ("agent", "device"),
    [(WINDOWS, "Edge på Windows"), (PHONE, "Safari på iPhone"), ("", "Okänd enhet"), ("x" * 9000, "Okänd enhet")],
)
def test_a_device_is_named_as_people_name_it(agent: str, device: str) -> None:
    assert sessions.device_of(agent) == device


@pytest.fixture
def two() -> tuple[ApplicationClient, ApplicationClient]:
    desk, phone = ApplicationClient(headers={"User-Agent": WINDOWS}), ApplicationClient(headers={"User-Agent": PHONE})
    for client in (desk, phone):
        sign_in_with(client, cast.CHIEF)
        client.get(reverse("start"))
    return desk, phone


def test_ones_sessions_are_listed_and_one_is_ended(two: tuple[ApplicationClient, ApplicationClient]) -> None:
    desk, phone = two
    page = desk.get(reverse("own_sign_in")).content.decode()
    assert "Edge på Windows" in page and "Safari på iPhone" in page and page.count("Den här enheten") == 1

    theirs = sessions.stored(phone.session.session_key)
    assert desk.post(reverse("session_end"), {"vilken": theirs}).url == reverse("own_sign_in")
    assert phone.get(reverse("start")).status_code == 302 and desk.get(reverse("start")).status_code == 200
    assert Entry.objects.using("audit").filter(action=Action.SESSION_ENDED).count() == 1
    desk.post(reverse("session_end"), {"vilken": theirs})
    assert Entry.objects.using("audit").filter(action=Action.SESSION_ENDED).count() == 1, "twice does nothing more"


def test_all_the_others_are_ended_at_once(two: tuple[ApplicationClient, ApplicationClient]) -> None:
    desk, phone = two
    desk.post(reverse("session_end"), {"vilken": "andra"})
    assert phone.get(reverse("start")).status_code == 302 and desk.get(reverse("start")).status_code == 200
    assert ended_for(cast.CHIEF) == [sessions.OTHERS], "and not once more when it is found to have ended"


def test_ending_this_one_is_signing_out(two: tuple[ApplicationClient, ApplicationClient]) -> None:
    desk, phone = two
    gone = desk.post(reverse("session_end"), {"vilken": sessions.stored(desk.session.session_key)})
    assert gone.url == reverse("sign_in") and desk.get(reverse("start")).status_code == 302
    assert phone.get(reverse("start")).status_code == 200


@pytest.mark.parametrize("which", ["", "x", "\x00", "' OR 1=1", None])
def test_nobody_ends_somebody_elses(
    two: tuple[ApplicationClient, ApplicationClient], sign_in: SignIn, which: Any
) -> None:
    other = sign_in(cast.COORDINATOR)
    other.get(reverse("start"))
    which = sessions.stored(two[0].session.session_key) if which is None else which
    assert other.post(reverse("session_end"), {"vilken": which}).status_code in (302, 400)
    assert two[0].get(reverse("start")).status_code == 200
    assert "Edge på Windows" not in other.get(reverse("own_sign_in")).content.decode()


def test_the_night_clears_what_has_ended(signed_in: ApplicationClient) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    with as_application():
        assert clear_old() >= 1
    assert not Session.objects.exists()


@override_settings(SESSION_LIMITS_SOCIALTJANST=(60, 120))
def test_the_limits_are_settings(client: ApplicationClient) -> None:
    sign_in_with(client, cast.CHIEF)
    client.get(reverse("start"))
    move(client, sessions.USED, 61)
    assert client.get(reverse("start")).status_code == 302
