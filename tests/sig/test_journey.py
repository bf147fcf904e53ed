"""The whole way through the socialtjänst room, from what came in to the closed case, as the application's role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case, Intake, Point
from cases.sig.states import ORDER, IntakeState, Step
from tests import cast
from tests.conftest import SignIn
from tests.factories import IntakeFactory
from tests.sig.forms import confirmation, minutes, summons
from vbe.notices.models import Mail, Notice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_from_arrival_to_closed_case(sign_in: SignIn) -> None:
    arrived = IntakeFactory(from_sealed_part=True)
    reception, chief, director = sign_in(cast.INTAKE), sign_in(cast.CHIEF), sign_in(cast.DIRECTOR)

    assert reception.get(reverse("intakes")).status_code == 200
    page = reception.get(reverse("intake", args=[arrived.pk]))
    assert "Prov Provsson" in page.content.decode()
    answer = reception.post(reverse("intake_confirm", args=[arrived.pk]), confirmation())
    case = Case.objects.get()
    assert answer.url == reverse("case", args=[case.number])
    assert case.step == Step.CHIEF_TOLD
    assert reception.get(answer.url).status_code == 200

    url = reverse("case", args=[case.number])
    assert chief.get(url).status_code == 200
    assert chief.post(reverse("case_acknowledge", args=[case.number])).url == url
    assert chief.post(reverse("case_inform", args=[case.number])).url == url
    assert director.get(url).status_code == 200
    assert director.post(reverse("case_acknowledge", args=[case.number])).url == url
    assert not Notice.objects.filter(recipient__role="stadsdelsdirektor", acknowledged_at=None).exists()

    summon_url = reverse("case_summon", args=[case.number])
    page = chief.get(summon_url)
    assert page.status_code == 200
    answer = chief.post(summon_url, summons(page))
    assert answer.status_code == 302, answer.content.decode()
    assert Mail.objects.exclude(calendar="").count() == 2

    head = sign_in(cast.HEAD_ADULT)
    assert head.get(url).status_code == 200
    minutes_url = reverse("case_minutes", args=[case.number])
    assert head.get(minutes_url).status_code == 200
    page = chief.get(minutes_url)
    assert chief.post(minutes_url, minutes(page)).url.startswith(f"{url}moten/")
    assert chief.post(reverse("case_adjust", args=[case.number])).url == url
    assert chief.get(minutes_url).status_code == 200
    assert chief.post(reverse("case_decide", args=[case.number]), {"beslut-reason": "Stöd i skolan."}).url == url
    assert chief.get(url).status_code == 200
    assert (
        chief.post(
            reverse("case_close", args=[case.number]),
            {"avslut-reason": "Målen är nådda.", "avslut-outcome": "malen_nadda"},
        ).url
        == url
    )

    case.refresh_from_db()
    assert case.step == Step.CLOSED
    assert [step.step for step in case.steps.all()] == [*ORDER[:4], Step.DIRECTOR_ACKNOWLEDGED, *ORDER[4:]]
    assert Intake.objects.get().state == IntakeState.CONFIRMED
    assert case.start_up.points.count() == len(Point)
    assert case.steps.last().at - timezone.now() < timedelta(minutes=1)
    assert chief.get(url).status_code == 200
