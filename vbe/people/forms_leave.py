"""Who takes over what, when a colleague leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vbe.access.forms import ClearErrors
from vbe.organisation.models import Assignment
from vbe.people.leaving import Leaving, Open


def _shut_out(one: Open) -> list[str]:
    """Says who cannot be chosen, and why."""
    if not one.shut_out:
        return []
    names = ", ".join(str(taker.user) for taker in one.shut_out)
    return [_now("Kan inte väljas på grund av jäv: %(names)s.") % {"names": names}]


class LeaveForm(ClearErrors, forms.Form):
    """One choice for every kind of open things; the deputy is chosen beforehand."""

    def __init__(self, *args: Any, found: Leaving, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for one in found.open:
            if one.thing.movable:
                self.fields[one.name] = self._choice(one)

    def _choice(self, one: Open) -> forms.ModelChoiceField:
        choice = forms.ModelChoiceField(
            label=f"{one.thing.title} ({one.thing.count})",
            queryset=Assignment.objects.filter(pk__in=[taker.pk for taker in one.takers]).select_related("user"),
            required=False,
            initial=one.default,
            empty_label=_("Ingen, det ligger kvar hos nämnden"),
            help_text=" ".join([one.thing.note, *_shut_out(one)]),
        )
        deputies = {taker.pk for taker in one.takers if taker.deputy_for_id == one.assignment.pk}

        def name(taker: Assignment) -> str:
            said = _now("%(person)s, ersättare som blir ordinarie") if taker.pk in deputies else "%(person)s"
            recused = one.recused(taker)
            if recused:
                said += " " + _now("(jävig i %(recused)s av %(all)s, som ligger kvar)")
            return said % {"person": taker.user, "recused": recused, "all": one.thing.count}

        choice.label_from_instance = name  # type: ignore[method-assign,assignment]
        return choice

    @property
    def staying(self) -> list[Open]:
        """What belongs to the board whoever leaves."""
        return [one for one in self.found.open if not one.thing.movable]
