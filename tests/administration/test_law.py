"""The law to choose among is one for every municipality: changed by the operator alone, and never deleted."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cases.disclosure.models import Ground
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from vbe.organisation.models import LegalRow

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def row(db: None) -> LegalRow:
    return LegalRow.objects.get(code="OSL 10:18 a")


@pytest.fixture(autouse=True)
def one_connection(settings: object) -> None:
    """The tests' own connection is the owner's."""
    settings.DATABASES = {name: one for name, one in settings.DATABASES.items() if name != "owner"}  # type: ignore[attr-defined]


def law(tmp_path: Path, changes: str) -> str:
    file, out = tmp_path / "changes.toml", StringIO()
    file.write_text(changes, encoding="utf-8")
    call_command("law", file, stdout=out)
    return out.getvalue()


def test_no_municipality_changes_what_another_uses(sign_in: SignIn, row: LegalRow) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("organisation_legalrow_change", args=[row.pk])
    for who in (cast.NYKOPING_ADMINISTRATOR, cast.CITY_ADMINISTRATOR):
        assert "Lagrum" not in sign_in(who).get(reverse("administration")).content.decode()
        for table in ("organisation_legalrow", "disclosure_ground"):
            with as_application(assignment(who)), pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute(f"UPDATE {table} SET wording = 'Kapad'")
            with as_application(assignment(who)), pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute(f"DELETE FROM {table}")
        with as_application(assignment(who)):
            assert LegalRow.objects.get(pk=row.pk).wording == row.wording


def test_the_operator_changes_a_row_and_what_it_was_is_kept(row: LegalRow, tmp_path: Path) -> None:
    changes = '[lagrum."OSL 10:18 a"]\nwording = "Ny lydelse"\nquestions = ["En fråga?"]\nchecked_on = 2026-11-20\n'
    assert law(tmp_path, changes) == "lagrum OSL 10:18 a: changed\n"
    row.refresh_from_db()
    assert (row.wording, row.questions, row.checked_on.isoformat()) == ("Ny lydelse", ["En fråga?"], "2026-11-20")
    assert row.history.count() == 1
    out = StringIO()
    call_command("law", stdout=out)
    assert "lagrum OSL 10:18 a: checked 2026-11-20" in out.getvalue()


def test_a_row_that_has_ended_is_not_chosen_any_longer(row: LegalRow, tmp_path: Path) -> None:
    today = timezone.localdate().isoformat()
    law(tmp_path, f'[lagrum."OSL 10:18 a"]\nended_on = {today}\n[grunder.osl-21-7]\nended_on = {today}\n')
    assert row not in LegalRow.objects.for_desk() and row not in LegalRow.objects.for_sharing()
    ground = Ground.objects.get(code="osl-21-7")
    assert ground not in Ground.objects.for_masking() and ground.code in Ground.objects.references()


@pytest.mark.parametrize(
    "changes",
    [
        "[lagrum",
        '[annat.x]\nwording = "x"',
        '[lagrum."OSL 99:9"]\nwording = "x"',
        '[lagrum."OSL 10:18 a"]\ncode = "x"',
        '[lagrum."OSL 10:18 a"]\nwording = ""',
        '[lagrum."OSL 10:18 a"]\nrecipients = ["ingen"]',
        f'[lagrum."OSL 10:18 a"]\nwording = "{"x" * 301}"',
    ],
)
def test_a_file_with_a_fault_changes_nothing(row: LegalRow, tmp_path: Path, changes: str) -> None:
    good = '[lagrum."OSL 10:2"]\nwording = "Bra"\n'
    with pytest.raises(CommandError):
        law(tmp_path, good + changes)
    assert not LegalRow.objects.filter(wording="Bra").exists()
