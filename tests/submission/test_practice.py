"""Practice: the whole journey, and that nothing of it is anywhere afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.submission.models import Practice
from cases.submission.tasks import delete_old_practice
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.submission.written import report
from vbe.organisation.models import User

JUDGED = {"outcome": "kunskap", "reason": "Tas med i lägesbilden över centrum."}
# What a visit leaves behind, whatever is visited.
BESIDE = {"audit.Entry", "sign_in.Session", "sessions.Session", "submission.Practice"}


def rows() -> dict[str, int]:
    """How many rows every table of the product has."""
    tables = [m for m in apps.get_models() if m._meta.app_label != "pghistory" and m._meta.label not in BESIDE]
    return {model._meta.label: model._base_manager.count() for model in tables}


def made_up(**changed: Any) -> dict[str, Any]:
    return report(text="Påhittat: sex klistermärken på busskuren.", **changed)


def test_the_whole_journey_and_nothing_is_counted(sign_in: SignIn) -> None:
    client, before = sign_in(cast.REPORTER), rows()
    page = client.get(reverse("practice")).content.decode()
    assert "Övning – inget skickas" in page
    assert "påhittat exempel" in page
    assert client.post(reverse("practice"), made_up()).url == reverse("practice_receipt")
    page = client.get(reverse("practice_receipt")).content.decode()
    assert "Övning – inget skickas" in page
    assert "-000" in page
    page = client.get(reverse("practice_desk")).content.decode()
    assert "Påhittat: sex klistermärken" in page
    assert "Medborgarkontoret" in page
    assert client.post(reverse("practice_desk"), JUDGED).url == reverse("practice_done")
    page = client.get(reverse("practice_done")).content.decode()
    assert "Bedömd" in page
    assert "Kunskap till lägesbilden" in page
    assert rows() == before
    for page in ("my_reports", "start"):
        assert "-000" not in client.get(reverse(page)).content.decode()
    assert "-000" not in sign_in(cast.COORDINATOR).get(reverse("concerns")).content.decode()


def test_a_button_takes_it_away(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    client.post(reverse("practice"), made_up())
    assert client.post(reverse("practice_end")).url == reverse("start")
    assert not Practice.objects.exists()
    assert client.post(reverse("practice_end")).status_code == 302
    for page in ("practice_receipt", "practice_desk", "practice_done"):
        assert client.get(reverse(page)).url == reverse("practice")
    assert client.post(reverse("practice_desk"), JUDGED).url == reverse("practice")


def test_after_a_day_it_is_neither_shown_nor_kept(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    client.post(reverse("practice"), made_up())
    Practice.objects.update(saved_at=timezone.now() - timedelta(days=1, minutes=1))
    assert client.get(reverse("practice_receipt")).url == reverse("practice")
    with as_application():
        assert delete_old_practice() == 1
    assert not Practice.objects.exists()


def test_practice_has_the_same_rules(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    wrong = client.post(reverse("practice"), made_up(place="", done="Ring 199006022397"))
    assert wrong.status_code == 422
    assert {"place", "done"} <= set(wrong.context["form"].errors)
    assert "sex klistermärken" in wrong.content.decode()
    assert not Practice.objects.exists()
    client.post(reverse("practice"), made_up())
    unjudged = client.post(reverse("practice_desk"), {"outcome": "x", "reason": "Kort men med några ord."})
    assert unjudged.status_code == 422
    assert "Kort men med några ord." in unjudged.content.decode()
    assert client.get(reverse("practice_done")).url == reverse("practice_desk")


def test_a_kept_passage_and_an_unknown_time_come_along(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    kept = {"kept": "prov@exempel.se", "kept-why": "organisation"}
    sent = made_up(when_kind="okand", place="Vid prov@exempel.se", **kept)
    assert client.post(reverse("practice"), sent).status_code == 302
    page = client.get(reverse("practice_desk")).content.decode()
    assert "Okänd tid" in page
    assert "Vid prov@exempel.se" in page


def test_twice_makes_one(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    for _n in range(2):
        client.post(reverse("practice"), made_up())
    assert Practice.objects.count() == 1


def test_it_is_the_writers_alone_and_cannot_be_read_in_the_table(sign_in: SignIn) -> None:
    sign_in(cast.REPORTER).post(reverse("practice"), made_up())
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM submission_practice")
        assert "klistermärken" not in cursor.fetchone()[0]
    with as_application(assignment(cast.COORDINATOR)):
        assert not Practice.objects.exists()
    assert sign_in(cast.COORDINATOR).get(reverse("practice_receipt")).url == reverse("practice")
    reporter = User.objects.get(email=cast.address(cast.REPORTER))
    with pytest.raises(Exception, match="row-level security"), as_application(assignment(cast.COORDINATOR)):
        Practice(user=reporter, fields="{}", saved_at=timezone.now()).save(force_insert=True)


def test_outsiders(sign_in: SignIn, client: Client) -> None:
    assert sign_in(cast.MEMBER).get(reverse("practice")).status_code == 403
    assert client.get(reverse("practice")).status_code == 302
