"""Whose guide one writes, asked of the database."""

from __future__ import annotations

from django.db.models import Func, UUIDField


class EditedMunicipality(Func):
    """The municipality whose common guide the acting assignment writes; NULL for everybody else.

    The central samordnare; where there is none, the samordnare of a municipality without districts.
    """

    template = "(SELECT app_guide_municipality())"
    output_field = UUIDField()
