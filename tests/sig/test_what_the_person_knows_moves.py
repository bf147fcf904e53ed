"""What cases had noted apart, of what the person knows and of an interpreter, becomes entries beside what came in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.utils import timezone

from cases.sig.models import Case, CaseNote, PersonInformation
from cases.sig.states import Step
from tests import cast
from tests.conftest import assignment
from tests.factories import case_at
from vbe.access.encryption import EncryptedTextField
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
move = import_module("cases.sig.migrations.0036_what_the_person_knows").move
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())
DAY = date(2026, 3, 2)


class NoteBefore(models.Model):
    """A note as it was: its kind is still a column, with a default that the release before writes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+")
    board = models.ForeignKey(Board, models.DO_NOTHING, related_name="+")
    on = models.DateField()
    text = EncryptedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Assignment, models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=15)

    class Meta:
        app_label = "before"
        apps = Apps()
        managed = False
        db_table = "sig_casenote"

    def __str__(self) -> str:
        return self.kind


def note(case: Case, kind: str, text: str, hours: int) -> NoteBefore:
    return NoteBefore.objects.create(
        case=case, board=case.board, kind=kind, text=text, on=DAY, at=NOON + timedelta(hours=hours), by=case.chief
    )


def moved() -> None:
    there: dict[str, Any] = {"CaseNote": NoteBefore, "PersonInformation": PersonInformation}
    move(SimpleNamespace(get_model=lambda _app, name: there[name]), SimpleNamespace(connection=connection))


def test_each_entry_says_all_that_was_known_when_it_was_written() -> None:
    case, other = case_at(Step.CHIEF_TOLD), case_at(Step.CHIEF_TOLD)
    first = note(case, "vet_inte_om", "Inte nådd.", 0)
    PersonInformation.objects.create(
        intake=case.intake, board=case.board, by=assignment(cast.INTAKE), at=NOON + timedelta(hours=1),
        why_not="Byter telefon.", interpreter="Somaliska",
    )  # fmt: skip
    told = note(case, "vet_om", "I ett samtal.", 2)
    last = note(case, "tolk", "Arabiska", 3)
    voice = note(case, "egen_rost", "Vill spela fotboll igen.", 4)
    others = note(other, "vet_om", "I ett brev.", 1)
    for _time in range(2):
        moved()
    entries = PersonInformation.objects.filter(intake=case.intake).order_by("at")
    assert list(entries.values_list("told_on", "how", "why_not", "interpreter")) == [
        (None, "", "Inte nådd.", ""),
        (None, "", "Byter telefon.", "Somaliska"),
        (DAY, "I ett samtal.", "", "Somaliska"),
        (DAY, "I ett samtal.", "", "Arabiska"),
    ]
    for before, entry in zip((first, told, last), entries.exclude(by=assignment(cast.INTAKE)), strict=True):
        assert (entry.pk, entry.at, entry.by, entry.board) == (before.pk, before.at, before.by, before.board)
    alone = PersonInformation.objects.get(intake=other.intake)
    assert (alone.pk, alone.how, alone.interpreter) == (others.pk, "I ett brev.", "")
    assert [one.pk for one in CaseNote.objects.all()] == [voice.pk]
