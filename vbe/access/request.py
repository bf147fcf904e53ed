"""The request as our views meet it: with the person, and the assignment the person acts in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from vbe.access.prepared import Prepared
from vbe.access.queries import standing_in
from vbe.organisation.models import Assignment, User
from vbe.organisation.permissions import STANDING_IN, allows

# Where the session keeps the chosen assignment.
SESSION_KEY = "assignment"


def reachable(user: UUID, today: date) -> QuerySet[Assignment]:
    """The assignments that somebody may act in, those that give access in full first."""
    active = Assignment.objects.active(today).filter(pk=OuterRef("pk"))
    return (
        Assignment.objects.filter(user_id=user)
        .annotate(in_full=Exists(active))
        .filter(Q(in_full=True) | standing_in(user))
        .select_related("board__municipality", "department", "unit", "deputy_for__user")
        .order_by("-in_full", "starts", "id")
    )


# Every request asks this; the text of the query is most of what it costs.
reachable_assignments = Prepared(reachable, UUID(int=0), date.min)


class Access:
    """What the request's user may reach: one user, one acting assignment."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user if request.user.is_authenticated else None
        self.assignments: list[Assignment] = []
        if self.user:
            self.assignments = reachable_assignments(self.user.pk, timezone.localdate())
        chosen = request.session.get(SESSION_KEY)
        self.assignment = next((a for a in self.assignments if str(a.pk) == chosen), None) or next(
            iter(self.assignments), None
        )

    @property
    def acting(self) -> Assignment:
        """The acting assignment, in views whose guard has made sure that there is one."""
        if self.assignment is None:
            raise ValueError("a view without a guard asked for the acting assignment")
        return self.assignment

    def allows(self, permission: str) -> bool:
        if self.assignment is None or not allows(self.assignment.role, permission):
            return False
        # A deputy who is called in to one case alone; app_boards() in the database is the same rule.
        return getattr(self.assignment, "in_full", True) or permission in STANDING_IN


class Request(HttpRequest):
    """Not made anywhere: it names for the type checker what the middlewares have put on the request."""

    access: Access
    htmx: HtmxDetails
    # Behind the guards somebody is signed in.
    user: User
    # False on a page whose navigation says nothing of what waits.
    counts_waiting: bool
