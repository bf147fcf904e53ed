from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vbe.access.forms import ClearErrors
from vbe.audit.models import Action, EntryQuerySet
from vbe.organisation.models import User


class LogFilter(ClearErrors, forms.Form):
    """Whose lines, and which. Only what stands in this log can be chosen; another choice narrows nothing."""

    vem = forms.ChoiceField(label=_("Vem"), required=False)
    vad = forms.ChoiceField(label=_("Vad"), required=False)

    def __init__(self, *args: Any, entries: EntryQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        there = set(entries.values_list("user_id", "action").distinct())
        people = User.objects.filter(pk__in={user for user, _action in there if user}).order_by("name")
        actions = {action for _user, action in there}
        self._choices("vem", [("", _("Alla")), *((str(user.pk), user.name) for user in people)])
        self._choices("vad", [("", _("Allt")), *(choice for choice in Action.choices if choice[0] in actions)])

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> EntryQuerySet:
        """The entries that are asked for, the newest first."""
        data = self.cleaned_data if self.is_valid() else {}
        found = self.entries
        if person := data.get("vem"):
            found = found.filter(user_id=person)
        if action := data.get("vad"):
            found = found.filter(action=action)
        return found.newest_first()
