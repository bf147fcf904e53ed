"""The municipality's chains, written by whoever writes its guide; with the day they were checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.alarms.running import started
from tests.conftest import SignIn
from vbe.notices.models import AlarmChain

CENTRAL = "central.kommunstyrelsen"
LINE = {"led-1-who": "TiB", "led-1-whom": "Socialjouren", "led-1-text": "TiB ringer.", "led-1-kinds": ["kontakt"]}


def written(chain: AlarmChain | None = None, **changed: Any) -> dict[str, Any]:
    sent = {
        "name": "Larm via växeln",
        "source": "",
        "checked_on": timezone.localdate().isoformat(),
        "version": str(chain.version if chain else 0),
    }
    return sent | LINE | changed


def test_a_chain_is_changed_and_a_run_keeps_its_lines(sign_in: SignIn, db: None) -> None:
    run = started()
    chain, client = run.chain, sign_in(CENTRAL)
    url = reverse("alarm_chain", args=[chain.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, written(chain)).status_code == 302
    chain.refresh_from_db()
    assert (chain.name, chain.version, chain.steps.get().who) == ("Larm via växeln", 1, "TiB")
    assert run.steps.count() == 5 and chain.history.count() == 1


def test_the_second_writer_sees_both_and_loses_nothing(sign_in: SignIn, db: None) -> None:
    chain, client = AlarmChain.objects.all()[0], sign_in(CENTRAL)
    url, opened = reverse("alarm_chain", args=[chain.pk]), written(chain)
    client.post(url, opened)
    late = client.post(url, opened | {"led-1-text": "TiB mejlar."})
    page = late.content.decode()
    assert late.status_code == 409 and "TiB mejlar." in page and "TiB: TiB ringer." in page
    assert AlarmChain.objects.get(pk=chain.pk).steps.get().text == "TiB ringer."
    assert late.context["form"]["version"].value() == "1"


def test_a_new_chain_comes_last(sign_in: SignIn, db: None) -> None:
    assert sign_in(CENTRAL).post(reverse("alarm_chain_new"), written()).status_code == 302
    assert [chain.position for chain in AlarmChain.objects.all()] == [1, 2, 3]


def tomorrow() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "x" * 121}, 422),
        ({"checked_on": "i går"}, 422),
        ({"checked_on": tomorrow()}, 422),
        ({"led-1-kinds": []}, 422),
        ({"led-1-kinds": ["annat"]}, 422),
        ({"led-1-text": "noll\x00"}, 422),
        ({"version": "x"}, 422),
        ({"led-1-who": "", "led-1-whom": "", "led-1-text": ""}, 409),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept(sign_in: SignIn, changed: dict[str, Any], status: int) -> None:
    chain = AlarmChain.objects.all()[0]
    response = sign_in(CENTRAL).post(reverse("alarm_chain", args=[chain.pk]), written(chain, **changed))
    assert response.status_code == status
    assert AlarmChain.objects.get(pk=chain.pk).version == 0


def test_an_outsider_writes_none(sign_in: SignIn, db: None) -> None:
    chain = AlarmChain.objects.all()[0]
    url = reverse("alarm_chain", args=[chain.pk])
    # A district's coordinator writes its own addition to the guide, and no chains.
    for who, status in ((cast.COORDINATOR, 404), (cast.NYKOPING, 404), (cast.REPORTER, 403), (cast.INTAKE, 403)):
        assert sign_in(who).post(url, written(chain)).status_code == status
    assert sign_in(cast.COORDINATOR).post(reverse("alarm_chain_new"), written()).status_code == 403
    # Where there are no districts the coordinator does, for the own municipality.
    assert sign_in(cast.NYKOPING).post(reverse("alarm_chain_new"), written()).status_code == 302
    assert AlarmChain.objects.filter(municipality__code="nykoping").count() == 1
