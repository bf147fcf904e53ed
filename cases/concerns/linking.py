"""Linking two reports, and taking the link away: each is a step that stays (`Link`)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from cases.concerns.models import Concern, Link
from cases.concerns.similar import similar_to
from cases.concerns.states import NotAllowed
from vbe.organisation.models import Assignment

if TYPE_CHECKING:
    from vbe.access.request import Request


class Linked(NamedTuple):
    """A report that another is linked to now, by the step that linked them."""

    concern: Concern
    step: Link


def belonging(request: Request, concern: Concern) -> dict[str, Any]:
    """What the report's page shows: what it is linked to, what is like it, and the links that were taken away."""
    steps = list(Link.objects.of(concern).select_related("by__user", "by__board").order_by("at", "id"))
    others = {step.pk: step.other_id if step.one_id == concern.pk else step.one_id for step in steps}
    found = Concern.objects.visible_to(request).select_related("board").in_bulk(list(set(others.values())))
    seen = [Linked(found[others[step.pk]], step) for step in steps if others[step.pk] in found]
    latest = {each.concern.pk: each for each in seen}
    linked = [each for each in reversed(latest.values()) if each.step.linked]
    return {
        "linked": linked,
        "was_linked": [each for each in reversed(seen) if not each.step.linked],
        "similar": similar_to(concern, but={each.concern.pk for each in linked}),
    }


@transaction.atomic
def link(request: Request, concern: Concern, other: Concern, *, note: str, by: Assignment, now: datetime) -> bool:
    """Link two reports; False when they were linked already. Raises NotAllowed."""
    if concern.pk == other.pk:
        raise NotAllowed(_("En rapport kan inte kopplas till sig själv. Skriv en annan rapports nummer."))
    return _step(request, concern, other, linked=True, note=note, by=by, now=now)


@transaction.atomic
def unlink(request: Request, concern: Concern, other: Concern, *, by: Assignment, now: datetime) -> bool:
    """Take the link away; False when there is none. That there was one stays. Raises NotAllowed."""
    return _step(request, concern, other, linked=False, note="", by=by, now=now)


def _step(
    request: Request, concern: Concern, other: Concern, *, linked: bool, note: str, by: Assignment, now: datetime
) -> bool:
    # The lock makes whoever links the same report wait, so that no step is taken twice.
    if not Concern.objects.on_desk(request).select_for_update().filter(pk__in=[concern.pk, other.pk]).order_by("pk"):
        raise NotAllowed(_("Ingen av rapporterna ligger på ditt bord. Den som har dem kan koppla dem."))
    last = Link.objects.between(concern, other).order_by("at", "id").last()
    if linked == bool(last and last.linked):
        return False
    one, two = sorted((concern, other), key=lambda each: each.pk)
    Link(one=one, other=two, linked=linked, note=note, by=by, at=now).save(force_insert=True)
    return True
