"""Whose sign-in an administrator may help with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from vbe.access.queries import on_managed_boards
from vbe.organisation.models import Assignment, User

if TYPE_CHECKING:
    from vbe.access.request import Request


def people_helped_by(request: Request) -> QuerySet[User]:
    """People whose every assignment that has not ended is on the administrator's boards; never the administrator self.

    A second factor guards all of somebody's assignments, so one board's administrator does not take away what guards
    another board's cases.
    """
    not_ended = Q(ends=None) | Q(ends__gte=timezone.localdate())
    theirs = Assignment.objects.filter(not_ended, ended_at=None, user=OuterRef("pk"))
    managed = Assignment.objects.filter(on_managed_boards("people.manage"))
    return User.objects.filter(
        Exists(theirs.filter(pk__in=managed)), ~Exists(theirs.exclude(pk__in=managed)), is_active=True
    ).exclude(pk=request.user.pk)
