"""Drafts that nobody has touched for thirty days are deleted, by a task that reaches nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.concerns.models import Concern
from cases.submission.models import Draft
from cases.submission.tasks import delete_old_drafts
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import ConcernFactory
from vbe.access.context import acting_as_task

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def draft(who: str, days: int) -> Draft:
    saved = timezone.now() - timedelta(days=days)
    return Draft.objects.create(user=assignment(who).user, fields="{}", saved_at=saved)


def test_only_old_drafts_go() -> None:
    draft(cast.REPORTER, 31)
    kept = draft(cast.COORDINATOR, 29)
    with as_application():
        assert delete_old_drafts() == 1
        assert delete_old_drafts() == 0
    assert Draft.objects.get() == kept


def test_the_task_reaches_nothing_else() -> None:
    ConcernFactory()
    with as_application(), acting_as_task("drafts"):
        assert not Concern.objects.exists()
