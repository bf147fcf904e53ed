"""Notices: the recipient's alone, acknowledged once, with the time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn, assignment
from vbe.notices.models import Mail, Notice
from vbe.notices.outbox import notify, tell

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def notice(answer: Notice.Answer = Notice.Answer.ACKNOWLEDGE, who: str = cast.DIRECTOR) -> Notice:
    return notify(
        assignment(who), text="Information om ärende SKH-2026-001", url="/arenden/SKH-2026-001/",
        now=timezone.now(), answer=answer,
    )  # fmt: skip


def test_the_recipient_acknowledges_once_and_the_first_time_stands(sign_in: SignIn) -> None:
    told = notice()
    client = sign_in(cast.DIRECTOR)
    assert "SKH-2026-001" in client.get(reverse("notices")).content.decode()

    client.post(reverse("notice_acknowledge", args=[told.pk]))
    told.refresh_from_db()
    first = told.acknowledged_at
    assert first

    client.post(reverse("notice_acknowledge", args=[told.pk]))
    told.refresh_from_db()
    assert told.acknowledged_at == first


@pytest.mark.parametrize("who", [cast.CHIEF, cast.COORDINATOR, "stadsdelsdirektor.jarva"])
def test_nobody_else_sees_or_acknowledges_it(sign_in: SignIn, who: str) -> None:
    told = notice()
    client = sign_in(who)
    assert "SKH-2026-001" not in client.get(reverse("notices")).content.decode()
    assert client.post(reverse("notice_acknowledge", args=[told.pk])).status_code == 404


def test_a_notice_that_is_answered_in_the_record_leads_there(sign_in: SignIn) -> None:
    told = notice(Notice.Answer.IN_RECORD)
    response = sign_in(cast.DIRECTOR).post(reverse("notice_acknowledge", args=[told.pk]))
    told.refresh_from_db()
    assert response.url == told.url and told.acknowledged_at is None


def test_the_mail_beside_a_notice_says_only_where_to_look() -> None:
    tell(
        assignment(cast.DIRECTOR),
        text="Information om ärende SKH-2026-001",
        url="/arenden/SKH-2026-001/",
        now=timezone.now(),
    )
    mail = Mail.objects.get()
    assert mail.to == cast.address(cast.DIRECTOR)
    assert mail.subject == "Du har ett meddelande i VBE Samordning"
    assert "Information om" not in mail.body


@pytest.mark.parametrize("rows", [3, 300])
def test_the_list_is_paged_and_its_queries_do_not_grow(sign_in: SignIn, rows: int, django_assert_num_queries) -> None:
    now = timezone.now()
    for minute in range(rows):
        notify(assignment(cast.DIRECTOR), text=f"Nr {minute}", url="/", now=now - timedelta(minutes=minute))
    client = sign_in(cast.DIRECTOR)
    with django_assert_num_queries(15):
        client.get(reverse("notices"))


def test_the_view_itself_shows_only_the_acting_assignments() -> None:
    """With the second lock out of the way: this request runs as the owner of the tables."""
    told = notice()
    owner = Client()
    owner.force_login(assignment(cast.CHIEF).user)
    assert "SKH-2026-001" not in owner.get(reverse("notices")).content.decode()
    assert owner.post(reverse("notice_acknowledge", args=[told.pk])).status_code == 404
