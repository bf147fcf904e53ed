"""Choosing a list and saying what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Category
from cases.importing.columns import FIELDS, NEEDED, Chosen, guess, guess_category
from cases.importing.models import Columns, System
from vbe import spreadsheets
from vbe.access.forms import ClearErrors, RadioCards

# A column with more different words than this is no list of kinds.
MOST_WORDS = 40


class ListForm(ClearErrors, forms.Form):
    system = forms.ChoiceField(
        label=_("Var kommer listan ifrån?"),
        choices=System.choices,
        widget=RadioCards(columns=1),
        error_messages={"required": _("Välj var listan kommer ifrån.")},
    )
    table = forms.FileField(
        label=_("Fil"),
        help_text=_("CSV eller XLSX, högst 1 MB och 500 rader. Den första raden ska ha rubriker."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={"required": _("Välj filen med listan."), "empty": _("Filen är tom.")},
    )

    def clean_table(self) -> tuple[list[str], list[list[str]]]:
        chosen = self.cleaned_data["table"]
        if chosen.size > spreadsheets.MOST_BYTES:
            raise ValidationError(_now("Filen är för stor. Den får vara högst 1 MB."))
        try:
            headings, rows = spreadsheets.read(chosen.read())
        except spreadsheets.Unreadable as error:
            raise ValidationError(str(error)) from error
        if not rows:
            raise ValidationError(_now("Filen har rubriker men inga rader."))
        return headings, rows


class ColumnsForm(ClearErrors, forms.Form):
    """One question for each of our fields, and one for each word in the column that says what it is about."""

    def __init__(
        self, *args: Any, headings: Sequence[str], rows: Sequence[Sequence[str]], earlier: Columns | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headings, self.rows = headings, rows
        self.earlier = earlier
        start = _numbers(earlier.fields, headings) if earlier else guess(headings)
        columns = [(str(n), heading or _now("Kolumn %(n)s") % {"n": n + 1}) for n, heading in enumerate(headings)]
        for name, (label, _words) in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", _now("Finns inte i listan")), *columns],
                required=name in NEEDED,
                initial=str(start[name]) if name in start else "",
                error_messages={"required": _now("Välj en kolumn."), "invalid_choice": _now("Välj en av kolumnerna.")},
            )
        self._ask_for_category()

    def _ask_for_category(self) -> None:
        kinds = [("", _now("Välj")), *Category.choices]
        self.words = self._words()
        for number, word in enumerate(self.words):
            self.fields[f"word_{number}"] = forms.ChoiceField(
                label=f"”{word[:80]}”",
                choices=kinds,
                required=False,
                initial=(self.earlier.categories.get(word, "") if self.earlier else "") or guess_category(word),
            )
        self.fields["otherwise"] = forms.ChoiceField(
            label=_now("När listan inget säger") if self.words else _now("Vad gäller listan?"),
            choices=kinds,
            required=False,
            initial=self.earlier.category if self.earlier else "",
        )

    def _words(self) -> list[str]:
        """The different words in the column of kinds, as chosen or as guessed."""
        number = self["category"].value() or ""
        if not str(number).isdecimal() or int(number) >= len(self.headings):
            return []
        column = int(number)
        words = dict.fromkeys(row[column].strip() for row in self.rows if column < len(row) and row[column].strip())
        return list(words)[: MOST_WORDS + 1]

    @property
    def word_fields(self) -> list[forms.BoundField]:
        return [self[f"word_{number}"] for number in range(len(self.words))]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken = [cleaned[name] for name in FIELDS if cleaned.get(name)]
        for name in FIELDS:
            if cleaned.get(name) and taken.count(cleaned[name]) > 1:
                self.add_error(name, _now("Samma kolumn är vald två gånger."))
        if len(self.words) > MOST_WORDS:
            self.add_error(
                "category",
                _now("Kolumnen har fler än %(most)s olika ord. Välj en annan, eller ingen.") % {"most": MOST_WORDS},
            )
        elif not cleaned.get("otherwise"):
            self._demand_every_word(cleaned)
        return cleaned

    def _demand_every_word(self, cleaned: dict[str, Any]) -> None:
        for number in range(len(self.words)):
            if not cleaned.get(f"word_{number}"):
                self.add_error(f"word_{number}", _now("Välj vad ordet motsvarar."))
        if not self.words:
            self.add_error("otherwise", _now("Välj vad listan gäller."))

    def chosen(self) -> Chosen:
        cleaned = self.cleaned_data
        words = {word: cleaned[f"word_{number}"] for number, word in enumerate(self.words)}
        return Chosen(
            fields={name: int(cleaned[name]) for name in FIELDS if cleaned[name]},
            categories={word: category for word, category in words.items() if category},
            category=cleaned["otherwise"],
        )


def _numbers(fields: dict[str, str], headings: Sequence[str]) -> dict[str, int]:
    return {name: headings.index(heading) for name, heading in fields.items() if heading in headings}


def remembered(columns: Columns, headings: Sequence[str]) -> Chosen:
    """What was chosen for lists with these headings."""
    return Chosen(_numbers(columns.fields, headings), columns.categories, columns.category)
