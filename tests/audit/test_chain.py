"""The page about the chain: for those who review the log and those who administer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn
from vbe.audit import sealing, verifying
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
URL = "/logg/kedja/"
REVIEWER = "loggranskare.skarholmen"


def page(sign_in: SignIn) -> str:
    response = sign_in(REVIEWER).get(URL)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (REVIEWER, 200),
        ("administrator.skarholmen", 200),
        (cast.CHIEF, 403),
        (cast.COORDINATOR, 403),
        (cast.MEMBER, 403),
        (cast.NYKOPING, 403),
    ],
)
def test_who_sees_it(sign_in: SignIn, who: str, status: int) -> None:
    client = sign_in(who)
    assert client.get(URL).status_code == status
    assert (URL in client.get("/").content.decode()) == (status == 200)


def test_before_anything_is_sealed(sign_in: SignIn) -> None:
    text = page(sign_in)
    assert "Inget är förseglat än" in text and "Inte kontrollerad än" in text and "Alla rader är förseglade" in text


def test_sealed_and_gone_through(sign_in: SignIn) -> None:
    now = timezone.now()
    Entry.objects.create(action=Action.OPENED)
    sealing.seal(now)
    Entry.objects.create(action=Action.OPENED)
    verifying.keep(verifying.verify(now), now)
    text = page(sign_in)
    assert sealing.last_seal().hash in text and "Allt stämmer" in text
    assert "1 rad väntar på nästa försegling" in text and "1 rader i 1 förseglingar" in text


def test_what_does_not_agree(sign_in: SignIn) -> None:
    now = timezone.now()
    gone = Entry.objects.create(action=Action.OPENED)
    sealing.seal(now)
    gone.delete()
    verifying.keep(verifying.verify(now), now)
    text = page(sign_in)
    assert "Stämmer inte" in text and f"Rad {gone.position} saknas" in text


def test_a_sealer_that_stands_still(sign_in: SignIn) -> None:
    Entry.objects.create(action=Action.OPENED, at=timezone.now() - timedelta(minutes=9))
    assert "Rader väntar för länge" not in page(sign_in)
    Entry.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert "Rader väntar för länge" in page(sign_in)
