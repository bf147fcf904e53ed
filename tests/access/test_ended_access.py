"""What has ended opens nothing on the next request: pages, forms, live lists, files, whoever ended it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Assessment
from cases.sig.models import Case, Consent
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory, action_plan, attachment, case_at
from tests.lagesbild.pictures import published
from tests.reports import situations
from vbe.access.request import SESSION_KEY
from vbe.organisation.models import Absence, Assignment, User
from vbe.reports.states import State

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
YESTERDAY = timedelta(days=1)


def end(who: str, role: str | None = None) -> None:
    """Another transaction ends all the person's assignments while the session is open."""
    today = timezone.localdate()
    held = Assignment.objects.filter(user=assignment(who).user)
    held.update(starts=today - 2 * YESTERDAY, ends=today - YESTERDAY)


def deactivate(who: str) -> None:
    User.objects.filter(pk=assignment(who).user_id).update(is_active=False)


WAYS = pytest.mark.parametrize("stop", [end, deactivate])


def out(status: int) -> bool:
    """Refused, or sent to sign in anew."""
    return status in (302, 401, 403, 404)


@WAYS
def test_a_page_and_its_live_list(sign_in: SignIn, stop: Callable[[str], None]) -> None:
    concern = ConcernFactory()
    client = sign_in(cast.COORDINATOR)
    page = client.get(reverse("concerns"))
    poll = page.context["poll_url"]
    assert client.get(reverse("concern", args=[concern.number])).status_code == 200
    stop(cast.COORDINATOR)
    for url in (reverse("concern", args=[concern.number]), reverse("concerns")):
        assert out(client.get(url).status_code), url
    polled = client.get(poll, headers={"HX-Request": "true"})
    assert out(polled.status_code) and str(concern) not in polled.content.decode()


@WAYS
def test_a_form_that_was_open_writes_nothing(sign_in: SignIn, stop: Callable[[str], None]) -> None:
    concern = ConcernFactory()
    client, acting = sign_in(cast.COORDINATOR), assignment(cast.COORDINATOR)
    url = reverse("concern_assess", args=[concern.number])
    sent = {"outcome": "kunskap", "reason": "Till lägesbilden.", "seen": "0", "_uppdrag": str(acting.pk)}
    stop(cast.COORDINATOR)
    assert client.post(url, sent).status_code in (401, 403, 404, 409)
    assert client.post(url, {**sent, "_uppdrag": ""}).status_code in (401, 403, 404)
    assert not Assessment.objects.exists()


def files() -> list[tuple[str, str]]:
    """A file of each kind, and who may fetch it."""
    report = situations.report(State.PUBLISHED, period="2026T1")
    plan, picture = action_plan(), published()
    return [
        (cast.MEMBER, reverse("report_file", args=[report.pk])),
        (cast.MEMBER, reverse("report_csv", args=[report.pk])),
        (cast.COORDINATOR, reverse("plan_csv", args=[plan.pk])),
        (cast.COORDINATOR, reverse("picture", args=[picture.pk])),
        (cast.COORDINATOR, reverse("picture_counts")),
    ]


@WAYS
def test_a_download_opened_before_is_not_fetched_after(sign_in: SignIn, stop: Callable[[str], None]) -> None:
    opened = []
    for who, url in files():
        client = sign_in(who)
        assert client.get(url).status_code == 200, url
        opened.append((client, url))
    for who in (cast.MEMBER, cast.COORDINATOR):
        stop(who)
    for client, url in opened:
        assert out(client.get(url).status_code), url


@WAYS
def test_a_file_that_streams_is_fetched_anew_each_time(
    sign_in: SignIn, stop: Callable[[str], None], tmp_path: Any
) -> None:
    concern = ConcernFactory()
    attachment(concern, content=b"\x89PNG" + b"0" * 200_000)
    client, url = sign_in(cast.COORDINATOR), reverse("concern_file", args=[concern.number, 1])
    response = client.get(url)
    assert response.streaming and response.status_code == 200
    assert len(response.getvalue()) > 200_000
    assert response.headers["Cache-Control"] == "no-store"
    stop(cast.COORDINATOR)
    assert out(client.get(url).status_code)
    assert out(client.get(url, headers={"Range": "bytes=100-"}).status_code)


@WAYS
def test_the_socialtjanst_room(sign_in: SignIn, stop: Callable[[str], None]) -> None:
    case = case_at(Step.SUMMONED)
    client = sign_in(cast.CHIEF)
    assert client.get(reverse("case_minutes", args=[case.number])).status_code == 200
    stop(cast.CHIEF)
    for name in ("case", "case_minutes", "case_consent"):
        assert out(client.get(reverse(name, args=[case.number])).status_code), name
    for name in ("case_minutes", "case_decide", "case_identity", "case_consent"):
        assert out(client.post(reverse(name, args=[case.number])).status_code), name
    assert not Consent.objects.exists()


def test_an_ended_participation(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    client, url = sign_in(cast.HEAD_ADULT), reverse("case", args=[case.number])
    assert client.get(url).status_code == 200
    today = timezone.localdate()
    case.participations.filter(assignment=assignment(cast.HEAD_ADULT)).update(
        starts=today - 2 * YESTERDAY, ends=today - YESTERDAY
    )
    assert client.get(url).status_code == 404
    assert client.post(reverse("case_identity", args=[case.number])).status_code == 404
    assert client.get(reverse("case_minutes", args=[case.number])).status_code == 404


def test_a_deputy_when_the_absence_is_over(sign_in: SignIn) -> None:
    case, today = case_at(Step.SUMMONED), timezone.localdate()
    url = reverse("case", args=[case.number])
    assert sign_in(cast.DEPUTY, "avdelningschef").get(url).status_code == 404
    away = Absence.objects.create(assignment=assignment(cast.CHIEF), starts=today, ends=today)
    client = sign_in(cast.DEPUTY, "avdelningschef")
    page = client.get(url)
    assert page.status_code == 200
    assert page.context["why"].text.startswith("Du är ersättare för")
    Absence.objects.filter(pk=away.pk).update(starts=today - 2 * YESTERDAY, ends=today - YESTERDAY)
    assert client.get(url).status_code == 404
    assert client.post(reverse("case_decide", args=[case.number]), {"beslut-reason": "Prov"}).status_code in (403, 404)
    assert Case.objects.get().step == Step.SUMMONED


def test_the_session_cannot_name_somebody_elses_assignment(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    client = sign_in(cast.COORDINATOR)
    session = client.session
    session[SESSION_KEY] = str(assignment(cast.CHIEF).pk)
    session.save()
    assert client.get(reverse("case", args=[case.number])).status_code == 404
    assert client.get(reverse("start")).context["shell"]["assignment_id"] == str(assignment(cast.COORDINATOR).pk)


def test_the_database_knows_it_without_the_application() -> None:
    """The context names an assignment that has ended, or somebody else's: no row is seen."""
    from tests.conftest import as_application
    from vbe.access.context import set_context

    case_at(Step.SUMMONED)
    chief = assignment(cast.CHIEF)
    with as_application(chief):
        assert Case.objects.count() == 1
        set_context(user=assignment(cast.COORDINATOR).user_id, assignment=chief.pk)
        assert Case.objects.count() == 0
    end(cast.CHIEF)
    with as_application(chief):
        assert Case.objects.count() == 0
