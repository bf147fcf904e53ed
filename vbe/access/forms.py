"""How Django's forms become Designsystemet's markup: the renderer, and the widgets it has templates for."""

from pathlib import Path

import django.forms
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.functional import cached_property


class Renderer(DjangoTemplates):
    """Our templates first, then Django's own for what we do not change."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    @cached_property
    def engine(self):
        ours = settings.TEMPLATES[0]
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

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class LineText(forms.Textarea):
    """Text in a cell or a line that grows with what is written, so that nothing is cut."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 1} | (attrs or {}))


class CardsMixin:
    """Choices as cards. `descriptions` gives a choice a second line; `columns=1` stacks long choices."""

    def __init__(self, attrs=None, choices=(), *, descriptions=None, columns=2):
        super().__init__(attrs, choices)
        self.descriptions = descriptions or {}
        self.columns = columns

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["columns"] = self.columns
        return context

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"description": self.descriptions.get(getattr(value, "value", value), "")}


class RadioCards(CardsMixin, forms.RadioSelect):
    pass


class CheckboxCards(CardsMixin, forms.CheckboxSelectMultiple):
    pass
