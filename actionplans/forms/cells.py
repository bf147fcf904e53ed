"""Forms of a row whose cells are saved one by one: each field carries what it read when the page was opened."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django import forms
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from actionplans.editing import TOOLS
from actionplans.models import FollowUp, Level, Measure, Section, Status
from actionplans.states import NotAllowed
from actionplans.writing import mark
from cases.concerns.passages import no_personal_number
from vbe.access.forms import ClearErrors, LineChoice, LineText, LongText, attributes


class Lines(LongText):
    """Text in a cell, which grows with what is written. A plan is read by everybody: it points at nobody."""

    default_validators = [no_personal_number]

    def __init__(self, *, max_length: int, required: bool = False, **options: Any) -> None:
        super().__init__(max_length=max_length, required=required, widget=LineText, **options)


class Names(forms.Field):
    """Several names in one cell, parted by commas or lines."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=LineText, required=False, **options)

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        return [name.strip() for name in re.split(r"[,;\n]", value or "") if name.strip()]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def validate(self, value: list[str]) -> None:
        if any("\x00" in name for name in value):
            raise forms.ValidationError(_("Texten innehåller tecken som inte går att spara."))
        if any(len(name) > 200 for name in value) or len(value) > 30:
            raise forms.ValidationError(_("Skriv högst 30 namn, vart och ett högst 200 tecken. Skilj dem med komma."))


class CellForm(ClearErrors, forms.Form):
    """One row. Only the fields that were changed are saved, so two people can write in the same row.

    The controls stand in their cells and belong to a form in the row by its id. The form carries a mark of what each
    field read when the page was opened.
    """

    kind = ""
    # An empty cell is told of when it is left, not by the browser.
    use_required_attribute = False
    # What stands in the way of saving: what somebody else has written, or that the step is not allowed.
    theirs: list[dict[str, Any]]
    # The fields whose saved text the page now stands on.
    settled: list[str]
    refusal: NotAllowed | None = None

    def __init__(self, row: Model, pk: UUID, data: Any = None) -> None:
        # The end of the key is the random part, and enough to tell the rows of a page apart.
        self.row, self.key = row, f"{self.kind}-{str(pk)[24:]}"
        initial = {name: getattr(row, name) for name in self.base_fields}
        super().__init__(data, prefix=self.key, initial=initial)
        self.theirs, self.settled = [], []
        for field in self.fields.values():
            field.widget.attrs["form"] = self.key

    @property
    def changed(self) -> dict[str, Any]:
        """The fields that were written in, with their new values."""
        was = self.was
        return {name: value for name, value in self.cleaned_data.items() if mark(value) != was[name]}

    @property
    def was(self) -> dict[str, str]:
        """Marks of what each field read when the page was opened."""
        if not self.is_bound:
            return {name: mark(value) for name, value in self.initial.items()}
        sent = self.data.get(self.was_name, "").split()
        return dict.fromkeys(self.fields, mark("")) | dict(zip(self.fields, sent, strict=False))

    @property
    def was_name(self) -> str:
        return f"{self.key}-var"

    def on_top_of(self, row: Model, names: list[str]) -> Self:
        """The same typed text, where ``names`` were begun from what ``row`` reads now: the next save goes over it."""
        now = {name: mark(getattr(row, name)) for name in names}
        data = {self.was_name: " ".join((self.was | now).values())}
        again = type(self)(row, self._pk_of(row), dict(self.data.items()) | data)
        again.is_valid()
        again.settled = names
        again.theirs = [
            {"label": field.label, "mine": self[name].value(), "theirs": field.prepare_value(getattr(row, name))}
            for name, field in self.fields.items()
            if name in names
        ]
        return again

    def _pk_of(self, row: Model) -> UUID:
        return row.pk

    def marks(self, **attrs: Any) -> SafeString:
        """The hidden input that carries them: of what is saved where that is ``settled``, else of what the page showed.

        What others have written in the other fields it has not shown.
        """
        saved = {name: mark(getattr(self.row, name)) for name in self.settled}
        value = " ".join((self.was | saved).values())
        hidden = {"type": "hidden", "id": self.was_name, "name": self.was_name, "value": value}
        return format_html("<input{}>", attributes(hidden | attrs))

    def settled_marks(self) -> SafeString | str:
        """The same in an htmx answer, to take the place of the one in the page."""
        return self.marks(**{"hx-swap-oob": "true"}) if self.settled else ""


class MeasureCells(CellForm):
    kind = "atgard"
    tools = TOOLS

    text = Lines(
        label=_("Åtgärd"),
        max_length=2000,
        required=True,
        error_messages={"required": _("Skriv vad som ska göras. Ska åtgärden bort, välj Ta bort.")},
    )
    responsible = Lines(label=_("Ansvarig"), max_length=300)
    partners = Names(label=_("Samverkan"))
    time_plan = Lines(label=_("Tidplan"), max_length=200)
    follow_up = Lines(label=_("Uppföljning"), max_length=300)

    def __init__(self, row: Measure, pk: UUID, data: Any = None) -> None:
        super().__init__(row, pk, data)
        if row._state.adding:
            self.fields["text"].widget.attrs["placeholder"] = _("Ny åtgärd")


class SectionCells(CellForm):
    kind = "avsnitt"
    tools = TOOLS

    heading = forms.CharField(
        label=_("Rubrik"),
        max_length=200,
        error_messages={"required": _("Skriv en rubrik. Ska avsnittet bort, välj Ta bort.")},
    )
    text = Lines(label=_("Text"), max_length=50_000)
    table = forms.CharField(label=_("Tabellens rubrik"), max_length=200, required=False)
    depth = forms.TypedChoiceField(
        label=_("Nivå på rubriken"),
        coerce=int,
        choices=[(1, _("Rubrik")), (2, _("Underrubrik"))],
        widget=LineChoice,
    )
    level = forms.ChoiceField(
        label=_("Slag av arbete"),
        choices=[("", _("Inget slag av arbete")), *Level.choices],
        required=False,
        widget=LineChoice,
    )

    def __init__(self, row: Section, pk: UUID, data: Any = None) -> None:
        super().__init__(row, pk, data)
        self.fields["text"].widget.attrs["placeholder"] = _("Skriv text. Punktlista: börja raden med - och mellanslag.")


class Number(forms.DecimalField):
    """How many, written as people write numbers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=Decimal(0), max_digits=12, decimal_places=2, required=False, localize=True, **options
        )
        self.error_messages["invalid"] = _("Skriv antalet med siffror, till exempel 12 eller 1,5.")

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(value.split()).replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class FollowUpCells(CellForm):
    kind = "lage"

    status = forms.ChoiceField(
        label=_("Läge"),
        choices=[("", _("Ej rapporterat")), *Status.choices],
        required=False,
        widget=LineChoice,
    )
    comment = Lines(label=_("Kommentar"), max_length=2000)
    number = Number(label=_("Antal"))

    def __init__(self, row: FollowUp, pk: UUID, data: Any = None) -> None:
        super().__init__(row, pk, data)
        self.fields["number"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        self.fields["comment"].widget.attrs["placeholder"] = _("Kommentar")

    def _pk_of(self, row: Model) -> UUID:
        assert isinstance(row, FollowUp)
        return row.measure_id
