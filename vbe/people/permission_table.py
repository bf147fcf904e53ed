"""THE table of permissions in words: role by role, and who holds each on the boards that one manages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from vbe.access.guards import SOCIALTJANST
from vbe.access.request import Request
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import LABELS, TABLE, Role
from vbe.people.scope import managed_assignments


@dataclass(frozen=True)
class RoleRow:
    role: Role
    # What the role may beyond what every employee may.
    labels: list[str]
    is_employee: bool
    reaches_socialtjanst: bool
    holders: list[Assignment]
    # What every employee may have, so its holders are not listed.
    is_everybody: bool

    @property
    def title(self) -> str:
        return str(self.role.label)


@dataclass(frozen=True)
class PermissionTable:
    everybody: list[str]
    rows: list[RoleRow]


def permission_table(request: Request, today: date) -> PermissionTable:
    """Two queries. Reporters are everybody and are not listed by name."""
    holders: dict[str, list[Assignment]] = defaultdict(list)
    active = Assignment.objects.active(today).values("pk")
    people = managed_assignments(request).filter(pk__in=active).exclude(role=Role.REPORTER)
    for assignment in people.order_by("user__name", "id"):
        holders[assignment.role].append(assignment)
    everybody = TABLE[Role.REPORTER]
    rows = [
        RoleRow(
            role,
            [str(label) for name, label in LABELS.items() if name in TABLE[role] - everybody],
            everybody <= TABLE[role],
            bool(TABLE[role] & SOCIALTJANST),
            holders[role.value],
            role == Role.REPORTER,
        )
        for role in Role
    ]
    return PermissionTable([str(label) for name, label in LABELS.items() if name in everybody], rows)
