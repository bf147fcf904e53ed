"""The task that carries out what has got its day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from guardian.models import GroupObjectPermission

from tests import cast
from tests.conftest import SignIn, as_application
from tests.factories import ConcernFactory
from tests.reorganisation.planned import NEW, OTHER, board, merger, settled
from vbe.audit.models import Action, Entry
from vbe.organisation.models import Board
from vbe.organisation.permissions import READING, TABLE, Role, follow_table, group_for
from vbe.reorganisation.carrying_out import carry_out
from vbe.reorganisation.models import Move, Reorganisation
from vbe.reorganisation.tasks import carry_out_due

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_the_task_carries_out_what_is_due_as_the_applications_role() -> None:
    concern = ConcernFactory()
    settled()
    plan = merger()
    with as_application():
        carry_out_due()
        carry_out_due()
    concern.refresh_from_db()
    plan.refresh_from_db()
    assert concern.board.code == NEW.code and plan.carried_out_at
    entry = Entry.objects.get(action=Action.REORGANISED)
    assert (entry.object_id, entry.board_id, entry.user_id) == (plan.pk, plan.planned_by.board_id, None)
    assert entry.path_name == "task:reorganise"
    assert Move.objects.filter(object_id=concern.pk).count() == 1


def test_what_is_not_due_or_taken_back_waits() -> None:
    settled()
    merger(day=timezone.localdate() + timedelta(days=1))
    with as_application():
        carry_out_due()
    assert not Board.objects.filter(code=NEW.code).exists()


def test_what_must_be_settled_first_waits_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    merger()
    with as_application():
        carry_out_due()
    assert not Board.objects.filter(code=NEW.code).exists() and "settled" in caplog.text


def test_one_that_breaks_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = merger(), merger("farsta", "sodermalm", heir=OTHER)

    def breaks(reorganisation: Reorganisation, *, now: datetime) -> bool:
        if reorganisation == broken:
            raise RuntimeError
        return carry_out(reorganisation, now=now)

    monkeypatch.setattr("vbe.reorganisation.tasks.carry_out", breaks)
    with as_application():
        carry_out_due()
    assert f"{broken.pk} could not be carried out" in caplog.text
    assert Reorganisation.objects.get(carried_out_at__isnull=False) == whole and board(OTHER.code)


def test_it_takes_effect_from_its_day_though_it_is_carried_out_late() -> None:
    settled(timezone.localdate() - timedelta(days=2))
    plan = merger(now=timezone.now() - timedelta(days=2))
    with as_application():
        carry_out_due()
    plan.refresh_from_db()
    assert board("skarholmen").ends == plan.takes_effect - timedelta(days=1)
    assert board(NEW.code).starts == plan.takes_effect


def test_every_role_of_the_successor_holds_its_permissions_and_reads_before() -> None:
    from guardian.shortcuts import get_group_perms

    settled()
    merger()
    with as_application():
        carry_out_due()
    new = board(NEW.code)
    for role, permissions in TABLE.items():
        group = group_for(new, role)
        assert set(get_group_perms(group, new)) == permissions
        for before in new.all_predecessors:
            assert set(get_group_perms(group, before)) == permissions & READING


def test_after_the_next_migrate_the_successor_still_reads_the_archive(sign_in: SignIn) -> None:
    closed = ConcernFactory(closed=True)
    settled()
    merger()
    with as_application():
        carry_out_due()
    assert Group.objects.filter(name__startswith=f"{NEW.code}:").count() == len(Role)
    assert follow_table() == 0
    assert sign_in(cast.COORDINATOR).get(reverse("concern", args=[closed.number])).status_code == 200
    # What is missing is given back, on the archive as well.
    GroupObjectPermission.objects.filter(group__name__startswith=f"{NEW.code}:").delete()
    assert follow_table() > 0 == follow_table()
    assert sign_in(cast.COORDINATOR).get(reverse("concern", args=[closed.number])).status_code == 200


def test_what_came_in_at_the_very_moment_follows_the_next_time() -> None:
    settled()
    merger()
    with as_application():
        carry_out_due()
    late = ConcernFactory(board=board("skarholmen"))
    closed = ConcernFactory(board=board("skarholmen"), closed=True)
    with as_application():
        carry_out_due()
    for concern, code in ((late, NEW.code), (closed, "skarholmen")):
        concern.refresh_from_db()
        assert concern.board.code == code


def test_what_has_moved_and_then_been_handed_over_is_left_alone() -> None:
    concern = ConcernFactory()
    settled()
    merger()
    with as_application():
        carry_out_due()
    concern.board = board("farsta")
    concern.save()
    with as_application():
        carry_out_due()
    concern.refresh_from_db()
    assert concern.board.code == "farsta"
