from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Attachment, Concern, ConcernQuerySet
from cases.concerns.passages import around, no_personal_number
from cases.disclosure.material import Report, file_mask
from cases.disclosure.models import Ground, RecordsRequest
from cases.disclosure.texts import Text
from cases.masking import SHORTEST_WORD, Mask
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.ids import new_id

EARLIEST_YEARS_AGO = 2
MOST_WORDS = 50


class RecordsRequestForm(ClearErrors, forms.ModelForm):
    """What was asked and when. There is no field for who asked: nobody needs to say."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    received_on = forms.DateField(label=_("När kom den in?"), widget=DateInput)
    asked = LongText(
        label=_("Vad begärs?"),
        help_text=_("Med frågarens egna ord, till exempel vilken tid och vilken plats. Skriv inte vem som frågar."),
        validators=[no_personal_number],
    )
    dnr = forms.CharField(
        label=_("Diarienummer"),
        help_text=_("Om begäran är diarieförd."),
        required=False,
        max_length=40,
        validators=[no_personal_number],
        error_messages={"max_length": _("Korta diarienumret till högst 40 tecken.")},
    )

    class Meta:
        model = RecordsRequest
        fields = ["received_on", "asked", "dnr"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > self.today:
            raise ValidationError(_now("Datumet har inte varit än. Välj i dag eller en tidigare dag."))
        if day.year < self.today.year - EARLIEST_YEARS_AGO:
            raise ValidationError(_now("Kontrollera året. Det får vara högst två år tillbaka."))
        return day


class ChooseForm(forms.Form):
    """Which reports: those ticked, or all that the filter shows."""

    ALL = "alla"
    val = forms.CharField(required=False, max_length=10)

    def __init__(self, *args: Any, found: ConcernQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        numbers = self.data.getlist("rapport")  # type: ignore[attr-defined]
        if any("\x00" in number for number in numbers):
            raise ValidationError(_now("Valet gick inte att läsa. Ladda sidan igen."))
        found = self.found if cleaned.get("val") == self.ALL else self.found.filter(number__in=numbers)
        cleaned["concerns"] = list(found)
        if not cleaned["concerns"]:
            raise ValidationError(_now("Välj minst en rapport i listan."))
        return cleaned

    def chosen(self) -> list[Concern]:
        concerns: list[Concern] = self.cleaned_data["concerns"]
        return concerns


@dataclass
class Suggestion:
    """One passage that may be masked, with the words around it."""

    before: str
    words: str
    after: str
    masked: BoundField
    ground: BoundField


@dataclass
class Part:
    """One text with its suggestions."""

    text: Text
    whole: BoundField
    suggestions: list[Suggestion]


@dataclass
class Enclosed:
    """One file with the answer to whether it is released."""

    file: Attachment
    answer: BoundField
    ground: BoundField


class MaskForm(ClearErrors, forms.Form):
    """What is masked in one report: passages, words of one's own, whole texts or whole files, each on a ground."""

    RELEASE, WITHHOLD = "ut", "inte"

    ground = forms.ChoiceField(
        label=_("Grund för det som maskas"),
        help_text=_("Gäller allt som är ifyllt nedan, om du inte väljer en annan grund för ett visst ställe."),
        required=False,
    )
    words = LongText(
        label=_("Maska också dessa ord"),
        help_text=_("Ett ord eller namn på varje rad. De maskas överallt i rapporten."),
        required=False,
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, report: Report, grounds: Sequence[Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.suggested = report, report.suggested()
        choices = [(ground.code, str(ground)) for ground in grounds]
        first = self.fields["ground"]
        assert isinstance(first, forms.ChoiceField)
        first.choices = [("", _("Välj grund")), *choices]
        masks = report.chosen.masked()
        grounds_of = {(mask.field, mask.start, mask.end): mask.ground for mask in masks}
        common = masks[0].ground if masks else ""
        self.initial.setdefault("ground", common)
        fresh = not report.chosen.is_reviewed
        for number, (text, start, end) in enumerate(self.suggested):
            own = grounds_of.get((text.name, start, end))
            masked = forms.BooleanField(
                label=_now("Maska ”%(words)s”") % {"words": " ".join(text.text[start:end].split())},
                required=False,
                initial=fresh or own is not None,
            )
            ground = forms.ChoiceField(
                label=_("Annan grund"),
                required=False,
                choices=[("", _("Samma grund")), *choices],
                initial="" if own == common else own,
            )
            self.fields |= {f"mask-{number}": masked, f"ground-{number}": ground}
        for number, text in enumerate(report.texts):
            is_whole = any(mask.field == text.name and mask.end is None for mask in masks)
            self.fields[f"whole-{number}"] = forms.BooleanField(
                label=_("Maska hela texten"), required=False, initial=is_whole
            )
        for number, file in enumerate(report.files):
            self._ask_of(file, number, common, choices)

    def _ask_of(self, file: Attachment, number: int, common: str, choices: list[tuple[str, str]]) -> None:
        own = self.report.withheld(file)
        answered = (self.WITHHOLD if own else self.RELEASE) if self.report.chosen.is_reviewed else None
        self.fields[f"file-{number}"] = forms.ChoiceField(
            label=_now("Fil %(n)s") % {"n": file.position},
            choices=[(self.RELEASE, _("Lämna ut filen")), (self.WITHHOLD, _("Lämna inte ut filen"))],
            widget=RadioCards(),
            initial=answered,
            error_messages={"required": _("Välj om filen lämnas ut.")},
        )
        self.fields[f"file-ground-{number}"] = forms.ChoiceField(
            label=_("Annan grund"),
            required=False,
            choices=[("", _("Samma grund")), *choices],
            initial="" if own == common else own,
        )

    def enclosed(self) -> Iterator[Enclosed]:
        for number, file in enumerate(self.report.files):
            yield Enclosed(file, self[f"file-{number}"], self[f"file-ground-{number}"])

    def parts(self) -> Iterator[Part]:
        for place, text in enumerate(self.report.texts):
            yield Part(
                text,
                self[f"whole-{place}"],
                [
                    Suggestion(
                        *around(text.text, start, end),
                        masked=self[f"mask-{number}"],
                        ground=self[f"ground-{number}"],
                    )
                    for number, (of, start, end) in enumerate(self.suggested)
                    if of == text
                ],
            )

    def clean_words(self) -> list[str]:
        words = [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]
        if len(words) > MOST_WORDS:
            raise ValidationError(_now("Skriv högst femtio ord åt gången. Resten kan du lägga till sedan."))
        if short := next((word for word in words if len(word) < SHORTEST_WORD), None):
            raise ValidationError(_now("”%(word)s” är för kort. Skriv minst två tecken.") % {"word": short})
        missing = [word for word in words if not self.report.word_masks([word], "")]
        if missing:
            raise ValidationError(
                _now("”%(word)s” står inte i rapporten som ett eget ord. Kontrollera stavningen.")
                % {"word": missing[0]}
            )
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("ground") and any(not mask.ground for mask in self.masks()):
            self.add_error("ground", _now("Välj på vilken grund det maskas."))
        return cleaned

    def masks(self) -> list[Mask]:
        """What is masked, each with its ground."""
        said = self.cleaned_data
        common = said.get("ground", "")
        masks = [
            Mask(text.name, start, end, said.get(f"ground-{number}") or common)
            for number, (text, start, end) in enumerate(self.suggested)
            if said.get(f"mask-{number}")
        ]
        masks += [
            Mask(text.name, 0, None, common)
            for number, text in enumerate(self.report.texts)
            if said.get(f"whole-{number}")
        ]
        masks += [
            Mask(file_mask(file), 0, None, said.get(f"file-ground-{number}") or common)
            for number, file in enumerate(self.report.files)
            if said.get(f"file-{number}") == self.WITHHOLD
        ]
        already = {(mask.field, mask.start, mask.end) for mask in masks}
        words = self.report.word_masks(said.get("words") or [], common)
        return masks + [mask for mask in words if (mask.field, mask.start, mask.end) not in already]


class DecideForm(ClearErrors, forms.Form):
    RELEASE, REFUSE = "ut", "avslag"
    answer = forms.ChoiceField(
        label=_("Vad blir svaret?"),
        choices=[(RELEASE, _("Lämna ut rapporterna")), (REFUSE, _("Lämna inte ut något"))],
        widget=RadioCards(
            columns=1,
            descriptions={
                RELEASE: _("Dokumentet fryses som det ser ut i förhandsgranskningen, utan det som är maskat"),
                REFUSE: _("Dokumentet innehåller bara beslutet och hur det överklagas"),
            },
        ),
        error_messages={"required": _("Välj vad svaret blir.")},
    )
    reason = LongText(
        label=_("Skäl"),
        help_text=_("Behövs när något maskas eller inte lämnas ut. Skälen står i dokumentet: skriv inget dolt."),
        required=False,
        rows=3,
        validators=[no_personal_number],
    )

    @property
    def refuses(self) -> bool:
        return bool(self.cleaned_data["answer"] == self.REFUSE)
