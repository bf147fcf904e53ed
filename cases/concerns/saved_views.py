"""Saving, renaming and removing one's views of the queue. What is removed can be brought back for a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.concerns.models import SavedView
from cases.concerns.states import NotAllowed
from vbe.organisation.models import Assignment

MOST = 20
KEPT_REMOVED = timedelta(days=1)


def save_view(*, name: str, filters: str, by: Assignment, now: datetime) -> bool:
    """Save the filters under a name; False when exactly this is saved already. Raises NotAllowed."""
    mine = SavedView.objects.filter(assignment=by)
    mine.filter(removed_at__lt=now - KEPT_REMOVED).delete()
    if mine.kept().filter(name=name, filters=filters).exists():
        return False
    if not filters:
        raise NotAllowed(_("Välj minst ett filter innan du sparar vyn."))
    _room(mine.kept().count())
    view = SavedView(assignment=by, name=name, filters=filters, saved_at=now)
    _write(lambda: view.save(force_insert=True))
    return True


def rename_view(view: SavedView, *, name: str) -> None:
    """Raises NotAllowed when another of one's views has the name."""
    view.name = name
    _write(lambda: view.save(update_fields=["name"]))


def remove_view(view: SavedView, *, now: datetime) -> None:
    view.removed_at = view.removed_at or now
    view.save(update_fields=["removed_at"])


def bring_back_view(view: SavedView) -> None:
    """Raises NotAllowed when there are twenty others, or when another view has been given its name."""
    if view.removed_at is None:
        return
    _room(SavedView.objects.filter(assignment=view.assignment_id).kept().count())
    view.removed_at = None
    _write(lambda: view.save(update_fields=["removed_at"]))


def _room(views: int) -> None:
    if views >= MOST:
        raise NotAllowed(_("Du har redan %(most)s vyer. Ta bort någon som du inte använder.") % {"most": MOST})


def _write(change: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            change()
    except IntegrityError as error:
        raise NotAllowed(_("Du har redan en vy som heter så. Välj ett annat namn.")) from error
