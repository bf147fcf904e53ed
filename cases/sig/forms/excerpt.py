from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.excerpts import Part
from cases.sig.forms.fields import OneTimeId
from vbe.access.forms import CheckboxCards, ClearErrors
from vbe.organisation.models import Actor


class RecipientField(forms.ModelChoiceField):
    """An actor, with the ground on which it may be told beside its name."""

    covered: Mapping[UUID, Any] = {}

    def label_from_instance(self, obj: Actor) -> str:
        ground = self.covered.get(obj.pk)
        return f"{obj} – {str(ground) if ground else _now('grund saknas')}"


class ExcerptForm(ClearErrors, forms.Form):
    id = OneTimeId()
    actor = RecipientField(
        label=_("Vem ska ha utdraget?"), queryset=Actor.objects.none(), empty_label=_("Välj mottagare")
    )
    parts = forms.MultipleChoiceField(
        label=_("Vilka delar ska med?"),
        help_text=_("Bara det som är ikryssat kommer med. Resten finns inte i filen."),
        error_messages={"required": _("Kryssa i minst en del.")},
    )
    without_names = forms.BooleanField(
        label=_("Utelämna handläggarnas namn"),
        help_text=_("Namnen byts mot funktionen. Använd det när någon i personalen är hotad."),
        required=False,
    )

    def __init__(self, *args: Any, actors: Any, covered: Mapping[UUID, Any], parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recipient, ticked = self.fields["actor"], self.fields["parts"]
        recipient.covered = covered  # type: ignore[attr-defined]
        recipient.queryset = actors  # type: ignore[attr-defined]
        ticked.widget = CheckboxCards(columns=1, descriptions={part.key: part.text for part in parts})
        ticked.choices = [(part.key, part.label) for part in parts]  # type: ignore[attr-defined]
