"""The forms of what a samordnare writes down, passes on and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Handover, PoliceInformation
from cases.concerns.passages import Passage, passages
from vbe.access.forms import ClearErrors, DateInput, DateTimeInput, LongText, RadioCards
from vbe.organisation.ids import new_id
from vbe.organisation.models import DESK_CHOICES, LegalRow, Recipient

AT_LEAST = 5
NOBODY = _("Inga namn eller personnummer.")


class Key(forms.UUIDField):
    """Given when the form is shown, so that a button pressed twice saves once. A spoilt one is replaced."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=new_id)

    def clean(self, value: Any) -> UUID:
        try:
            return super().clean(value) or new_id()
        except ValidationError:
            return new_id()


class Guarded(ClearErrors, forms.Form):
    """A form whose texts are kept on the side that holds no persons (legal.md L2)."""

    key = Key()
    guarded: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused: list[Passage] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.guarded:
            refused = [passage for passage in passages(cleaned.get(name) or "") if passage.refuse]
            if refused:
                self.add_error(name, refused[0].advice)
            self.refused += refused
        return cleaned

    @property
    def written(self) -> dict[str, Any]:
        """What was written, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class NoteForm(Guarded):
    guarded = ("text",)
    text = LongText(
        label=_("Anteckning"),
        help_text=NOBODY,
        min_length=AT_LEAST,
        max_length=4000,
        rows=6,
        error_messages={"required": _("Skriv din anteckning."), "min_length": _("Skriv anteckningen med några ord.")},
    )


class PoliceForm(Guarded):
    guarded = ("function", "told", "reason", "reference")
    recipient = forms.ChoiceField(label=_("Vem fick veta?"), choices=DESK_CHOICES, initial=Recipient.POLICE.value)
    function = forms.CharField(
        label=_("Funktion"),
        help_text=_("Till exempel kommunpolisen i Skärholmen. Skriv funktionen, inte vad personen heter."),
        max_length=120,
    )
    told_at = forms.DateTimeField(label=_("När"), widget=DateTimeInput)
    told = LongText(
        label=_("Vad berättade du?"),
        help_text=NOBODY,
        min_length=AT_LEAST,
        error_messages={"required": _("Skriv vad du berättade."), "min_length": _("Skriv med några ord.")},
    )
    legal_row = forms.ModelChoiceField(
        label=_("Vad ger dig rätt att berätta det?"),
        help_text=_("Är du osäker, fråga kommunens jurist innan du berättar."),
        queryset=LegalRow.objects.for_desk(),
        widget=RadioCards(columns=1),
        empty_label=None,
        error_messages={"required": _("Välj vad som gör att uppgiften får lämnas.")},
    )
    reason = LongText(
        label=_("Hur prövade du det?"),
        help_text=_("Behövs inte när uppgiften inte är sekretessbelagd."),
        max_length=1000,
        rows=3,
        required=False,
    )
    reference = forms.CharField(label=_("Polisens diarienummer (om du har fått ett)"), max_length=50, required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        row: Any = self.fields["legal_row"]
        row.widget.descriptions = {one.pk: one.test for one in row.queryset}
        self.initial.setdefault("told_at", timezone.localtime(now).replace(second=0, microsecond=0, tzinfo=None))

    def clean_told_at(self) -> datetime:
        told_at = self.cleaned_data["told_at"]
        if told_at > self.now:
            raise ValidationError(_now("Tiden har inte varit ännu. Skriv när du berättade."))
        if told_at.year < 2000:
            raise ValidationError(_now("Skriv när du berättade, till exempel 2026-11-18 09:12."))
        return told_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        row, recipient = cleaned.get("legal_row"), cleaned.get("recipient")
        if row and recipient and not row.allows(recipient):
            self.add_error("legal_row", _now("Det gäller inte den myndigheten. Välj ett annat stöd i lagen."))
        if row and row.asks_for_reason and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _now("Skriv hur du har prövat att uppgiften får lämnas."))
        return cleaned

    @staticmethod
    def of(told: PoliceInformation) -> dict[str, Any]:
        """What a correction starts from."""
        names = ("recipient", "function", "told", "reason", "reference")
        when = timezone.localtime(told.told_at).replace(tzinfo=None)
        return {name: getattr(told, name) for name in names} | {"legal_row": told.legal_row_id, "told_at": when}


class RemovalForm(Guarded):
    guarded = ("to", "reference")
    to = forms.CharField(
        label=_("Vem ska sanera?"),
        help_text=_("Till exempel trafikkontorets klotterjour. Skriv funktionen, inte vad personen heter."),
        max_length=120,
    )
    reference = forms.CharField(label=_("Ordernummer (om du har fått ett)"), max_length=50, required=False)


class RemovalDoneForm(ClearErrors, forms.Form):
    done_on = forms.DateField(label=_("Vilken dag var det borta?"), widget=DateInput)


class ReturnForm(ClearErrors, forms.Form):
    return_reason = forms.ChoiceField(
        label=_("Varför lämnar du tillbaka rapporten?"),
        choices=Handover.ReturnReason,
        widget=RadioCards(columns=1),
        error_messages={"required": _("Välj varför du lämnar tillbaka rapporten.")},
    )


class AskLookForm(Guarded):
    guarded = ("reason",)
    reason = LongText(
        label=_("Varför vill du avsluta rapporten?"),
        help_text=NOBODY,
        min_length=AT_LEAST,
        error_messages={"required": _("Skriv varför."), "min_length": _("Skriv skälet med några ord.")},
    )


class LookForm(Guarded):
    guarded = ("note",)
    agrees = forms.TypedChoiceField(
        label=_("Kan rapporten avslutas?"),
        choices=[("ja", _("Ja, den kan avslutas")), ("nej", _("Nej, något mer behöver göras"))],
        coerce=lambda value: value == "ja",
        widget=RadioCards(columns=1),
        error_messages={"required": _("Välj om rapporten kan avslutas.")},
    )
    note = LongText(
        label=_("Kommentar"),
        help_text=_("Skriv vad som behöver göras om svaret är nej. Inga namn eller personnummer."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("agrees") is False and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _now("Skriv vad som behöver göras innan rapporten avslutas."))
        return cleaned
