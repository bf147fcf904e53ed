"""The law to choose among: kept in order by whoever administers a whole municipality, and never deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cases.disclosure.models import Ground
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.people.giving import logged
from vbe.audit.models import Action
from vbe.organisation.models import LegalRow

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def change(client: Any, row: Any, **data: Any) -> Any:
    """Send the row's form as it stands, with ``data`` changed."""
    url = reverse(f"{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    form = client.get(url).context["adminform"].form
    sent = {bound.name: bound.value() for bound in form if bound.value() not in (None, "")}
    if "questions" in form.fields:
        sent["questions"] = "\n".join(row.questions)
    return client.post(url, sent | data)


@pytest.fixture
def row(db: None) -> LegalRow:
    return LegalRow.objects.get(code="OSL 10:18 a")


def test_a_row_is_checked_and_changed_and_what_it_was_is_kept(sign_in: SignIn, row: LegalRow) -> None:
    today = timezone.localdate()
    data = {"wording": "Gäller någon som inte fyllt 21 år", "questions": "En fråga?\n\nEn till?", "checked_on": today}
    assert change(sign_in(cast.CITY_ADMINISTRATOR), row, **data).status_code == 302
    row.refresh_from_db()
    assert (row.wording, row.questions, row.checked_on) == (data["wording"], ["En fråga?", "En till?"], today)
    assert row.history.count() == 1
    assert logged(Action.CATALOGUE_CHANGED)


def test_the_second_writer_sees_both_and_loses_nothing(sign_in: SignIn, row: LegalRow) -> None:
    client = sign_in(cast.CITY_ADMINISTRATOR)
    url = reverse("organisation_legalrow_change", args=[row.pk])
    seen = client.get(url).context["adminform"].form["seen"].value()
    assert change(client, row, wording="Först").status_code == 302
    late = change(client, row, wording="Sist", seen=seen)
    page = late.content.decode()
    assert late.status_code == 422 and "Någon annan har sparat" in page and "Först" in page and "Sist" in page
    assert LegalRow.objects.get(pk=row.pk).wording == "Först"
    # Sent again from that page, it replaces what is shown there.
    again = late.context["adminform"].form["seen"].value()
    assert change(client, row, wording="Sist", seen=again).status_code == 302


def test_a_row_that_has_ended_is_not_chosen_any_longer(sign_in: SignIn, row: LegalRow) -> None:
    ground = Ground.objects.get(code="osl-21-7")
    for one in (row, ground):
        assert change(sign_in(cast.CITY_ADMINISTRATOR), one, ended_on=timezone.localdate()).status_code == 302
    assert row not in LegalRow.objects.for_desk() and row not in LegalRow.objects.for_sharing()
    assert ground not in Ground.objects.for_masking() and ground.code in Ground.objects.references()


@pytest.mark.parametrize(
    "data",
    [
        {"wording": ""},
        {"wording": "x" * 301},
        {"wording": "noll\x00"},
        {"questions": "x" * 301},
        {"recipients": ["ingen"]},
        {"checked_on": "i går"},
        {"checked_on": timezone.localdate() + timedelta(days=1)},
    ],
)
def test_what_cannot_be_saved_is_said(sign_in: SignIn, row: LegalRow, data: dict[str, Any]) -> None:
    assert change(sign_in(cast.CITY_ADMINISTRATOR), row, **data).status_code == 422


def test_nobody_deletes_a_row_and_an_outsider_changes_none(sign_in: SignIn, row: LegalRow) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("organisation_legalrow_delete", args=[row.pk])
    # Of one board alone, an administrator does not keep the law.
    url = reverse("organisation_legalrow_change", args=[row.pk])
    assert sign_in(cast.ADMINISTRATOR).get(url).status_code == 404
    assert sign_in(cast.COORDINATOR).get(url).status_code == 403
    with as_application(assignment(cast.ADMINISTRATOR)), connection.cursor() as cursor:
        cursor.execute("UPDATE organisation_legalrow SET wording = 'x'")
        assert cursor.rowcount == 0
    with as_application(assignment(cast.CITY_ADMINISTRATOR)), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("DELETE FROM disclosure_ground")
