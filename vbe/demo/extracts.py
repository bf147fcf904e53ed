"""The demonstration's requests for extracts: one to be masked, and one about somebody of whom nothing is held."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cases.sig import data_access, data_access_work
from cases.sig.models import DataAccessRequest, DataAccessWork, Identity
from vbe.access.context import set_context
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role

DAY = timedelta(days=1)


def load_extracts(now: datetime) -> None:
    """Received some weeks ago and the other day, and gathered."""
    reception = Assignment.objects.filter(board__code="skarholmen", role=Role.INTAKE).select_related("board").first()
    if reception is None:
        return
    known = (
        Identity.objects.filter(board=reception.board, protected=False)
        .exclude(number_index="")
        .order_by("case__number")
    )
    if somebody := known.order_by("case__number").first():
        _ask(reception, somebody.name, somebody.number, now - 25 * DAY, "Legitimation vid besök.", now)
    _ask(reception, "Test Testsson", "199906022384", now - 2 * DAY, "Underskriven begäran.", now)


def _ask(by: Assignment, name: str, number: str, at: datetime, checked: str, now: datetime) -> None:
    asked = DataAccessRequest(
        asker=DataAccessRequest.Asker.PERSON, identity_checked=checked, person_name=name, person_number=number,
        received_on=timezone.localdate(at),
    )  # fmt: skip
    set_context(user=by.user_id, assignment=by.pk)
    data_access.register(asked, by=by, now=at)
    set_context()
    for work in DataAccessWork.objects.filter(request=asked):
        data_access_work.do(work.pk)
