"""The municipality's chains, written by whoever writes its guide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from cases.guide.queries import EditedMunicipality
from vbe.alarms.models import NotAllowed
from vbe.notices.models import AlarmChain, AlarmStep

if TYPE_CHECKING:
    from vbe.access.request import Request


class Conflict(Exception):
    """Somebody else saved the chain since the page was opened."""


def edited_by(request: Request) -> QuerySet[AlarmChain]:
    return AlarmChain.objects.filter(municipality_id=EditedMunicipality())


def may_begin(request: Request) -> bool:
    """Whether the acting assignment writes its own municipality's chains."""
    own = type(request.access.acting.board.municipality).objects.annotate(edited=EditedMunicipality())
    return own.filter(pk=request.access.acting.board.municipality_id, edited=F("pk")).exists()


@transaction.atomic
def save(chain: AlarmChain, fields: dict[str, Any], steps: Sequence[dict[str, Any]], *, version: int) -> None:
    """Save the chain and its lines on top of ``version``. Runs that go on keep the lines they began with.

    Raises Conflict, with nothing saved, when somebody else has saved in between, and NotAllowed without a line.
    """
    if not steps:
        raise NotAllowed(_("Skriv minst ett led i larmvägen."))
    if chain._state.adding:
        last = AlarmChain.objects.filter(municipality=chain.municipality).aggregate(last=Max("position"))["last"]
        chain.position = (last or 0) + 1
        for name, value in fields.items():
            setattr(chain, name, value)
        chain.save(force_insert=True)
    elif not AlarmChain.objects.filter(pk=chain.pk, version=version).update(**fields, version=F("version") + 1):
        raise Conflict
    chain.steps.all().delete()
    AlarmStep.objects.bulk_create(AlarmStep(chain=chain, position=n, **step) for n, step in enumerate(steps, start=1))
