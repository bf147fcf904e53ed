"""Starting, marking, noting and ending, and the municipality's own chains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.passages import Passage, no_personal_number, passages
from vbe.access.forms import CheckboxCards, ClearErrors, DateInput, LongText, RadioCards
from vbe.alarms.models import RunStep
from vbe.notices.models import AlarmChain, AlarmStep
from vbe.organisation.ids import new_id

FUNCTIONS = _("Skriv funktioner, inga namn på personer.")
BLANK_ROWS, MOST_ROWS = 2, 30


class StartForm(ClearErrors, forms.Form):
    EXERCISE, REAL = "ovning", "skarpt"

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    what = forms.ChoiceField(
        label=_("Övning eller skarpt läge?"),
        choices=[(REAL, _("Skarpt läge")), (EXERCISE, _("Övning"))],
        widget=RadioCards(
            descriptions={
                REAL: _("Något har hänt. Är någon i fara: ring 112 först"),
                EXERCISE: _("Märks tydligt som övning och räknas för sig"),
            }
        ),
        error_messages={"required": _("Välj om det är en övning eller skarpt läge.")},
    )

    @property
    def exercise(self) -> bool:
        return bool(self.cleaned_data["what"] == self.EXERCISE)


class Guarded(ClearErrors, forms.Form):
    """A text that names nobody: a personal number is refused, what looks like a person is rewritten or confirmed."""

    kept = forms.BooleanField(label=_("Det är ingen person, eller en offentlig person i sin roll"), required=False)
    guarded = "text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passages: list[Passage] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.passages = passages(cleaned.get(self.guarded) or "")
        refused = next((one for one in self.passages if one.refuse), None)
        if refused:
            self.add_error(self.guarded, refused.advice)
        elif self.passages and not cleaned.get("kept"):
            hits = ", ".join(f"”{one.hit}”" for one in self.passages[:3])
            self.add_error(
                self.guarded,
                _now("Det ser ut som en person: %(hits)s. Skriv funktionen i stället, eller kryssa i rutan.")
                % {"hits": hits},
            )
        return cleaned


class MarkForm(Guarded):
    """What must be said when a step is marked: an answer for a condition, the words of a decision."""

    met = forms.TypedChoiceField(
        label=_("Är villkoret uppfyllt?"),
        choices=[("ja", _("Ja")), ("nej", _("Nej"))],
        widget=RadioCards(),
        coerce=lambda value: value == "ja",
        empty_value=None,
        error_messages={"required": _("Svara om villkoret är uppfyllt.")},
    )
    text = LongText(label=_("Vad beslutades?"), help_text=FUNCTIONS, required=False, max_length=1000, rows=3)
    field_order = ["met", "text", "kept"]

    def __init__(self, *args: Any, step: RunStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        if not step.is_condition:
            del self.fields["met"]
        # Where a condition is not met there is nothing to decide.
        self.fields["text"].required = not step.is_condition
        self.fields["text"].error_messages["required"] = _("Skriv vad som beslutades.")
        if not step.is_decision:
            del self.fields["text"], self.fields["kept"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.step.is_decision and cleaned.get("met") is not False and not (cleaned.get("text") or self.errors):
            self.add_error("text", _now("Skriv vad som beslutades."))
        return cleaned


class NoteForm(Guarded):
    text = LongText(
        label=_("Anteckning"),
        help_text=FUNCTIONS,
        max_length=1000,
        rows=3,
        error_messages={"required": _("Skriv din anteckning.")},
    )
    field_order = ["text", "kept"]


class EndForm(Guarded):
    guarded = "summary"
    summary = LongText(
        label=_("Sammanfattning"),
        help_text=_("Vad hände, vad beslutades och vad ska följas upp? Inga namn på personer."),
        rows=6,
        error_messages={"required": _("Skriv en kort sammanfattning innan du avslutar.")},
    )
    field_order = ["summary", "kept"]


class ChainForm(ClearErrors, forms.ModelForm):
    name = forms.CharField(label=_("Namn"), max_length=120, validators=[no_personal_number])
    source = forms.CharField(label=_("Källa"), max_length=200, required=False, validators=[no_personal_number])
    checked_on = forms.DateField(
        label=_("Kontrollerad"),
        help_text=_("Dagen då någon senast stämde av larmvägen med dem som ingår i den."),
        widget=DateInput,
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = AlarmChain
        fields = ["name", "source", "checked_on"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["version"].initial = self.instance.version

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > self.today:
            raise ValidationError(_now("Dagen har inte varit än. Välj i dag eller en tidigare dag."))
        if day.year < self.today.year - 20:
            raise ValidationError(_now("Kontrollera året."))
        return day


class StepForm(ClearErrors, forms.Form):
    """One line of the chain. Without any words it is no line."""

    who = forms.CharField(label=_("Vem"), max_length=120, required=False, validators=[no_personal_number])
    whom = forms.CharField(label=_("Kontaktar"), max_length=120, required=False, validators=[no_personal_number])
    text = LongText(label=_("Vad"), max_length=400, rows=2, required=False, validators=[no_personal_number])
    kinds = forms.MultipleChoiceField(
        label=_("Slag"), choices=AlarmStep.Kind, widget=CheckboxCards(columns=2), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.is_empty:
            for name, message in (
                ("who", _now("Skriv vem som gör det.")),
                ("text", _now("Skriv vad som görs.")),
                ("kinds", _now("Välj minst ett slag.")),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, message)
        return cleaned

    @property
    def is_empty(self) -> bool:
        said = self.cleaned_data
        return not (said.get("who") or said.get("whom") or said.get("text")) and not self.errors


def step_forms(steps: Sequence[AlarmStep], data: Any = None) -> list[StepForm]:
    """A form for each line, and some for new ones. Of what was sent, every line that the page had."""
    if data is not None:
        sent = [n for n in range(1, MOST_ROWS + 1) if f"led-{n}-who" in data]
        return [StepForm(data, prefix=f"led-{n}") for n in sent]
    names = ("who", "whom", "text", "kinds")
    filled = [{name: getattr(step, name) for name in names} for step in steps] + [{}] * BLANK_ROWS
    return [StepForm(initial=row, prefix=f"led-{n}") for n, row in enumerate(filled[:MOST_ROWS], start=1)]


class Written:
    """The chain and its lines as one form, for the summary of what to mend."""

    def __init__(self, *forms: forms.BaseForm) -> None:
        self.forms = forms
        self.is_bound = all(form.is_bound for form in forms)

    def non_field_errors(self) -> list[str]:
        return []

    def __iter__(self) -> Iterator[forms.BoundField]:
        return chain.from_iterable(self.forms)
