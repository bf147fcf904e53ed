from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.concerns.passages import no_personal_number
from cases.sig.listed import Which
from cases.sig.states import CLOSING, ENDS_EARLY
from vbe.access.forms import ClearErrors, LongText, RadioCards


class ListForm(ClearErrors, forms.Form):
    """Which cases the list shows."""

    visa = forms.ChoiceField(
        label=_("Visa"),
        choices=Which.choices,
        required=False,
    )

    def __init__(self, *args: Any, sees_quiet: bool, **kwargs: Any) -> None:
        """``sees_quiet``: reads meetings and notes, without which it cannot be told where it has been quiet."""
        super().__init__(*args, **kwargs)
        if not sees_quiet:
            show: Any = self.fields["visa"]
            show.choices = [choice for choice in show.choices if choice[0] != Which.QUIET]


class SearchForm(ClearErrors, forms.Form):
    """A case number, a whole personal number or a whole name; nothing else may be searched for (legal.md L3)."""

    term = forms.CharField(label=_("Ärendenummer, personnummer eller namn"), max_length=120)

    def __init__(self, *args: Any, by_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["term"]
        field.widget.attrs["autocomplete"] = "off"
        if not by_person:
            field.label = _("Ärendenummer")
        field.help_text = (
            _("Skriv hela numret, till exempel SKH-2026-014 eller ÅÅÅÅMMDD-NNNN, eller hela namnet.")
            if by_person
            else _("Skriv hela numret, till exempel SKH-2026-014.")
        )


class ReasonForm(ClearErrors, forms.Form):
    """A decision in words."""

    reason = LongText(label=_("Beslut och skäl"), max_length=4000, rows=5)

    def __init__(self, *args: Any, label: Any = None, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text


class DecideForm(ReasonForm):
    prefix = "beslut"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        help_text = _("Vilka insatser som beslutas, och varför. Skriv vem som gör vad i protokollet.")
        super().__init__(*args, help_text=help_text, **kwargs)


class CloseForm(ReasonForm):
    """What came of the case, and why it is closed.

    ``early``: before the measures are decided. ``goes_on``: some are planned or running, and somebody takes them over.
    """

    prefix = "avslut"
    outcome = forms.ChoiceField(label=_("Utfall"), choices=CLOSING, widget=RadioCards(columns=1))
    taken_over_by = LongText(
        label=_("Vem tar över insatserna som pågår?"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_(
            "Skriv vem som fortsätter med dem och varför. Ska de inte fortsätta avslutar du dem var för sig först."
        ),
    )
    field_order = ("outcome", "reason", "taken_over_by")

    def __init__(self, *args: Any, early: bool = False, goes_on: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, label=_("Varför avslutas ärendet?"), **kwargs)
        self.fields["reason"].help_text = _("Skriv om stödet och rutinen. Utfallet säger inget om vem personen är.")
        if not goes_on:
            del self.fields["taken_over_by"]
        if early:
            outcome: Any = self.fields["outcome"]
            outcome.choices = [choice for choice in CLOSING if choice[0] in ENDS_EARLY]


class ReopenForm(ReasonForm):
    prefix = "oppna"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label=_("Varför öppnas ärendet igen?"), **kwargs)


class RevealForm(ClearErrors, forms.Form):
    """Why somebody needs to see who the case is about. The answer goes to the log."""

    prefix = "identitet"
    why = forms.ChoiceField(
        label=_("Varför behöver du se identiteten?"),
        choices=[
            ("kontakt", _("Ta kontakt med personen eller familjen")),
            ("mote", _("Förbereda eller hålla ett möte")),
            ("beslut", _("Fatta eller följa upp ett beslut")),
            ("kontroll", _("Kontrollera att det är rätt person")),
            ("annat", _("Annat skäl")),
        ],
        widget=RadioCards(columns=1),
    )
    text = forms.CharField(
        label=_("Förklara kort"),
        max_length=300,
        validators=[no_personal_number],
        help_text=_("Skriv inga namn eller personnummer. Skälet sparas i loggen och kan granskas."),
    )

    @property
    def reason(self) -> str:
        data = self.cleaned_data
        label = dict(self.fields["why"].choices)[data["why"]]  # type: ignore[attr-defined]
        return f"{label}: {data['text']}"
