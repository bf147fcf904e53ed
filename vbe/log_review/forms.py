from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.passages import no_personal_number
from vbe.access.forms import ClearErrors, LineText, LongText
from vbe.log_review.marking import Typed
from vbe.log_review.models import Mark, SampledRead


class MarkForm(ClearErrors, forms.Form):
    """One row's mark. Nothing chosen leaves the row for later."""

    mark = forms.ChoiceField(
        label=_("Märkning"), choices=Mark, required=False, widget=forms.RadioSelect(attrs={"class": "ds-input"})
    )
    comment = LongText(
        label=_("Kommentar"),
        max_length=500,
        required=False,
        widget=LineText,
        validators=[no_personal_number],
    )
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, read: SampledRead, **kwargs: Any) -> None:
        initial = {"mark": read.mark, "comment": read.comment, "seen": read.version}
        super().__init__(*args, prefix=f"rad-{read.position}", initial=initial, **kwargs)
        self.read = read

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        noted = data.get("mark") in (Mark.QUESTION, Mark.DEVIATION)
        if noted and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _now("Rad %(n)d: skriv vad det gäller.") % {"n": self.read.position})
        return data

    def typed(self) -> Typed:
        data = self.cleaned_data
        # A comment belongs to a question or a deviation; it is hidden, and dropped, when there is nothing to remark.
        noted = data["mark"] in (Mark.QUESTION, Mark.DEVIATION)
        return Typed(self.read, data["mark"], data["comment"] if noted else "", data["seen"])


class AnswerForm(ClearErrors, forms.Form):
    answer = LongText(
        label=_("Vad svarade chefen?"),
        max_length=1000,
        rows=5,
        help_text=_("Skriv inga uppgifter om den som akten gäller."),
        validators=[no_personal_number],
    )
