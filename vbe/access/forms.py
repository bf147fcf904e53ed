"""How Django's forms become Designsystemet's markup: the renderer, and the widgets it has templates for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

Attrs = dict[str, Any] | None
Messages = dict[str, Any]

# A browser would cut what is pasted without a word, and the width is the style sheet's.
NOT_WRITTEN = {"maxlength", "cols"}


class Renderer(DjangoTemplates):
    """Our templates first, then Django's own for what we do not change."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    @cached_property
    def engine(self) -> Engine:
        ours: dict[str, Any] = settings.TEMPLATES[0]
        return Engine(
            {
                "NAME": "forms",
                "APP_DIRS": False,
                "DIRS": [*ours["DIRS"], Path(django.forms.__file__).parent / "templates"],
                "OPTIONS": {"builtins": ours["OPTIONS"]["builtins"]},
            }
        )


class DateInput(forms.DateInput):
    """The browser's own calendar. It always sends and receives 2026-11-18, and shows it the user's way."""

    input_type = "date"

    def __init__(self, attrs: Attrs = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: Attrs = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: Attrs = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


# What to do, by kind of field, where Django's own words only say what is wrong. The first kind that fits decides.
REQUIRED = [
    (forms.MultipleChoiceField, _("Välj minst ett alternativ.")),
    (forms.ModelMultipleChoiceField, _("Välj minst ett alternativ.")),
    (forms.ChoiceField, _("Välj ett alternativ.")),
    (forms.ModelChoiceField, _("Välj ett alternativ.")),
    (forms.BooleanField, _("Kryssa i rutan för att gå vidare.")),
    (forms.FileField, _("Välj en fil.")),
    (forms.DateField, _("Välj ett datum.")),
    (forms.Field, _("Fyll i det här fältet.")),
]
INVALID = [
    (forms.DateField, _("Skriv datumet som 2026-11-18.")),
    (forms.DateTimeField, _("Skriv dag och tid som 2026-11-18 09:12.")),
    (forms.TimeField, _("Skriv klockslaget som 09:12.")),
    (forms.EmailField, _("Skriv en e-postadress, till exempel namn@kommun.example.")),
    (forms.IntegerField, _("Skriv ett heltal med siffror.")),
]
OTHER = {
    "invalid_choice": _("Det valet finns inte längre. Välj ett annat."),
    "max_length": _("Korta texten till högst %(limit_value)d tecken. Nu är den %(show_value)d."),
    "min_value": _("Skriv %(limit_value)s eller mer."),
    "max_value": _("Skriv %(limit_value)s eller mindre."),
}


class ClearErrors:
    """First among a form's bases: its errors say what to do. A message that a field was given itself is kept."""

    fields: dict[str, forms.Field]
    is_bound: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A form that is only shown has no errors to tell, and a page of cells has hundreds of fields.
        for field in self.fields.values() if self.is_bound else ():
            field.error_messages = default_messages(field) | given_messages(field)


def default_messages(field: forms.Field) -> Messages:
    messages: Messages = {} if isinstance(field, forms.FileField) else dict(OTHER)
    for code, kinds in (("required", REQUIRED), ("invalid", INVALID)):
        messages |= next(({code: text} for kind, text in kinds if isinstance(field, kind)), {})
    return field.error_messages | messages


def given_messages(field: forms.Field) -> Messages:
    """The messages written for this field, which Django has laid over those of its classes."""
    inherited: Messages = {}
    for kind in reversed(type(field).__mro__):
        inherited |= getattr(kind, "default_error_messages", {})
    return {code: text for code, text in field.error_messages.items() if inherited.get(code) is not text}


class LongText(forms.CharField):
    """A text area. Line breaks count as one sign, as the browser's counter counts them."""

    def __init__(self, *, max_length: int = 2000, rows: int = 4, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def attributes(attrs: dict[str, Any]) -> SafeString:
    """The attributes of a control, as ``django/forms/widgets/attrs.html`` writes them."""
    written = ((name, value) for name, value in attrs.items() if value not in (None, False) and name not in NOT_WRITTEN)
    return mark_safe("".join(f" {name}" if value is True else f' {name}="{escape(value)}"' for name, value in written))


class LineText(forms.Textarea):
    """Text in a cell or a line that grows with what is written, so that nothing is cut.

    A page may hold hundreds of them, so they are written without a template.
    """

    def __init__(self, attrs: Attrs = None) -> None:
        super().__init__({"rows": 1} | (attrs or {}))

    def render(self, name: str, value: Any, attrs: Attrs = None, renderer: Any = None) -> SafeString:
        control = {"class": "ds-input", "name": name} | self.build_attrs(self.attrs, attrs)
        return mark_safe(f"<textarea{attributes(control)}>\n{escape(self.format_value(value) or '')}</textarea>")


class LineChoice(forms.Select):
    """A choice in a cell, written as ``LineText`` is."""

    def render(self, name: str, value: Any, attrs: Attrs = None, renderer: Any = None) -> SafeString:
        control = {"class": "ds-input", "name": name} | self.build_attrs(self.attrs, attrs)
        chosen = self.format_value(value)
        options = (
            f"<option{attributes({'value': key, 'selected': str(key) in chosen})}>{escape(label)}</option>"
            for key, label in self.choices
        )
        return mark_safe(f"<select{attributes(control)}>{''.join(options)}</select>")


class Cards(forms.widgets.ChoiceWidget):
    """Choices as cards. `descriptions` gives a second line; `columns=1` stacks long choices, 3 is for short ones."""

    descriptions: dict[Any, Any]
    columns: int

    def __init__(
        self, attrs: Attrs = None, choices: Any = (), *, descriptions: dict[Any, Any] | None = None, columns: int = 2
    ) -> None:
        super().__init__(attrs, choices)
        self.descriptions = descriptions or {}
        self.columns = columns

    def get_context(self, name: str, value: Any, attrs: Attrs) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["columns"] = self.columns
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"description": self.descriptions.get(getattr(value, "value", value), "")}


class RadioCards(Cards, forms.RadioSelect):
    pass


class CheckboxCards(Cards, forms.CheckboxSelectMultiple):
    pass
