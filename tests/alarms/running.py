"""A chain that runs, made by the owner through the domain's own verbs."""

from __future__ import annotations

from django.utils import timezone

from tests import cast
from tests.conftest import assignment
from vbe.alarms.models import AlarmRun, RunStep
from vbe.notices.models import AlarmChain
from vbe.organisation.ids import new_id


def started(*, via: str = "Socialjouren", exercise: bool = True, who: str = cast.INTAKE) -> AlarmRun:
    chain = AlarmChain.objects.get(name__contains=via)
    pk = AlarmRun.start(chain, id=new_id(), exercise=exercise, by=assignment(who), now=timezone.now())
    return AlarmRun.objects.get(pk=pk)


def step(run: AlarmRun, position: int) -> RunStep:
    found: RunStep = run.steps.get(position=position)
    return found


def whole() -> AlarmRun:
    """A run with a mark and a note at its first step."""
    run, by = started(), assignment(cast.DIRECTOR)
    step(run, 1).mark(met=None, text="", by=by, now=timezone.now())
    step(run, 1).note("Socialjouren ringer tillbaka.", by=by, now=timezone.now())
    return run
