from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import ages
from cases.concerns.name_guard import inspect
from cases.masking import SHORTEST_WORD, Mask, occurrences
from cases.sig.forms.fields import OneTimeId, PersonNumberField
from cases.sig.models import DataAccessRequest, HeldRecord, Passage
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.access.templatetags.dates import swedate

ASKER = DataAccessRequest.Asker
OF_AGE = 18
# What came in longer ago than this is a slip of the pen.
EARLIEST = timedelta(days=366)
MOST_WORDS = 50
# Of the words around a suggestion, on each side.
AROUND = 60


def past(day: date, today: date) -> date:
    if day > today:
        raise ValidationError(_now("Dagen ligger framåt i tiden. Välj en dag som har varit."))
    if day < today - EARLIEST:
        raise ValidationError(_now("Kontrollera årtalet. Dagen ligger mer än ett år tillbaka."))
    return day


class RegisterForm(ClearErrors, forms.Form):
    """Who asks to see what is held, about whom, and how it was made sure who it was."""

    id = OneTimeId()
    asker = forms.ChoiceField(label=_("Vem frågar?"), choices=ASKER.choices, widget=RadioCards)
    asker_name = forms.CharField(
        label=_("Namn på den som frågar"),
        max_length=200,
        required=False,
        help_text=_("När det inte är personen själv."),
    )
    identity_checked = LongText(
        label=_("Hur kontrollerades identiteten?"),
        max_length=500,
        rows=2,
        help_text=_(
            "Till exempel: legitimation vid besök, eller underskriven begäran skickad till folkbokföringsadressen. "
            "För vårdnadshavare och ombud också hur rätten att företräda kontrollerades."
        ),
    )
    person_name = forms.CharField(label=_("Namn"), max_length=200)
    person_number = PersonNumberField(label=_("Personnummer eller samordningsnummer"))
    protected = forms.BooleanField(label=_("Personen har skyddade personuppgifter"), required=False)
    received_on = forms.DateField(label=_("När kom begäran in?"), widget=DateInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("received_on", today)

    def clean_received_on(self) -> date:
        return past(self.cleaned_data["received_on"], self.today)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("asker") in (ASKER.GUARDIAN, ASKER.REPRESENTATIVE) and not data.get("asker_name"):
            self.add_error("asker_name", _now("Skriv namnet på den som frågar."))
        born = self._born(data.get("person_number") or "")
        received = data.get("received_on")
        if data.get("asker") == ASKER.GUARDIAN and born and received and ages.age_on(born, received) >= OF_AGE:
            self.add_error("asker", _now("Personen är myndig. Vårdnadshavare kan inte begära en vuxens uppgifter."))
        return data

    def _born(self, twelve: str) -> date | None:
        """The day that the number begins with, where it is one that has been: only to refuse what cannot be lawful."""
        try:
            born = date(int(twelve[:4]), int(twelve[4:6]), int(twelve[6:8]))
        except ValueError:
            return None
        received: date | None = self.cleaned_data.get("received_on")
        return born if received and born <= received else None

    def asked(self) -> DataAccessRequest:
        names = ("asker", "asker_name", "identity_checked", "person_name", "person_number", "protected", "received_on")
        return DataAccessRequest(pk=self.cleaned_data["id"], **{name: self.cleaned_data[name] for name in names})


class ProlongForm(ClearErrors, forms.Form):
    prefix = "forlang"
    months = forms.TypedChoiceField(
        label=_("Hur mycket längre?"), choices=[(1, _("En månad")), (2, _("Två månader"))], coerce=int,
        widget=RadioCards,
    )  # fmt: skip
    told_on = forms.DateField(label=_("När fick personen besked?"), widget=DateInput)
    reason = LongText(
        label=_("Skälet, som personen fick det"),
        max_length=1000,
        rows=3,
        help_text=_("Det ska bero på att begäran är komplicerad eller att det är många på en gång."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("told_on", today)

    def clean_told_on(self) -> date:
        return past(self.cleaned_data["told_on"], self.today)


class WordsForm(ClearErrors, forms.Form):
    """A reason for going back."""

    reason = LongText(label=_("Skäl"), max_length=1000, rows=3)


class ReturnForm(WordsForm):
    prefix = "tillbaka"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Vad behöver ändras?")


class WithdrawForm(WordsForm):
    prefix = "aterkalla"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Hur återkallades begäran?")


class DeliverForm(ClearErrors, forms.Form):
    """How the extract was handed over. Mail and post lie outside the product."""

    prefix = "overlamna"
    IN_PERSON, REGISTERED, DIGITAL, THROUGH = "personligen", "rek", "digital", "formedling"
    WAYS = [
        (IN_PERSON, _("Personligen, mot legitimation")),
        (REGISTERED, _("Rekommenderat brev")),
        (DIGITAL, _("Digital post, utanför tjänsten")),
        (THROUGH, _("Genom Skatteverkets förmedling")),
    ]
    SAFE = (IN_PERSON, THROUGH)
    way = forms.ChoiceField(label=_("Hur lämnades utdraget?"), choices=WAYS, widget=RadioCards)
    on = forms.DateField(label=_("När?"), widget=DateInput)
    note = LongText(label=_("Anteckning"), max_length=500, rows=2, required=False)

    def __init__(self, *args: Any, asked: DataAccessRequest, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("on", today)
        if asked.protected:
            way: Any = self.fields["way"]
            way.choices = [(value, label) for value, label in self.WAYS if value in self.SAFE]

    def clean_on(self) -> date:
        return past(self.cleaned_data["on"], self.today)

    @property
    def how(self) -> str:
        said = self.cleaned_data
        words = [f"{dict(self.WAYS)[said['way']]}, {swedate(said['on'])}", said["note"]]
        return "\n".join(filter(None, words))


@dataclass
class Suggestion:
    """One place that may be masked, with the words around it."""

    before: str
    words: str
    after: str
    masked: BoundField
    ground: BoundField


@dataclass
class Part:
    """One text with its suggestions."""

    passage: Passage
    whole: BoundField
    suggestions: list[Suggestion]


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())


class MaskForm(ClearErrors, forms.Form):
    """What is taken out of one record: places, words of one's own, whole texts or all of it, each on a ground."""

    everything = forms.BooleanField(
        label=_("Lämna inte ut något av det här"),
        required=False,
        help_text=_("Till exempel när det visar sig gälla någon annan."),
    )
    ground = forms.ChoiceField(
        label=_("Grund för det som maskas"),
        help_text=_("Gäller allt som är ifyllt, om du inte väljer en annan grund för ett visst ställe."),
        required=False,
    )
    words = LongText(
        label=_("Maska också dessa ord"),
        help_text=_("Ett ord eller namn på varje rad. De maskas överallt i den här delen."),
        required=False,
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, held: HeldRecord, own: str, grounds: Sequence[Any], **kwargs: Any) -> None:
        """``own``: the person's own name and number, which nobody needs to be asked about."""
        super().__init__(*args, **kwargs)
        self.held, self.passages, masks = held, held.passages, held.masked
        choices = [(ground.code, str(ground)) for ground in grounds]
        first: Any = self.fields["ground"]
        first.choices = [("", _("Välj grund")), *choices]
        common = masks[0].ground if masks else ""
        self.initial.update(ground=common, everything=bool(held.withheld))
        of_mask = {(mask.field, mask.start, mask.end): mask.ground for mask in masks}
        self.suggested = [(one, *span) for one in self.passages for span in self._spans(one, masks, own)]
        for number, (one, start, end) in enumerate(self.suggested):
            words = one.text[start:end]
            before = of_mask.get((one.name, start, end))
            fresh = not held.is_reviewed and not masks
            self.fields |= {
                f"mask-{number}": forms.BooleanField(
                    label=_now("Maska ”%(words)s”") % {"words": " ".join(words.split())},
                    required=False,
                    initial=before is not None or fresh,
                ),
                f"ground-{number}": forms.ChoiceField(
                    label=_("Annan grund"),
                    required=False,
                    choices=[("", _("Samma grund")), *choices],
                    initial="" if before == common else before,
                ),
            }
        for number, one in enumerate(self.passages):
            whole = any(mask.field == one.name and mask.end is None for mask in masks)
            self.fields[f"whole-{number}"] = forms.BooleanField(
                label=_("Maska hela texten"), required=False, initial=whole
            )

    @staticmethod
    def _spans(one: Passage, masks: Sequence[Mask], own: str) -> list[tuple[int, int]]:
        known = _letters(own)
        spans = {(hit.start, hit.end) for hit in inspect(one.text)}
        spans = {(start, end) for start, end in spans if _letters(one.text[start:end]) not in known}
        spans |= {(mask.start, mask.end) for mask in masks if mask.field == one.name and mask.end is not None}
        return sorted(spans)

    def parts(self) -> Iterator[Part]:
        for place, one in enumerate(self.passages):
            yield Part(
                one,
                self[f"whole-{place}"],
                [
                    Suggestion(
                        one.text[max(0, start - AROUND) : start],
                        one.text[start:end],
                        one.text[end : end + AROUND],
                        masked=self[f"mask-{number}"],
                        ground=self[f"ground-{number}"],
                    )
                    for number, (of, start, end) in enumerate(self.suggested)
                    if of == one
                ],
            )

    def clean_words(self) -> list[str]:
        words = [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]
        if len(words) > MOST_WORDS:
            raise ValidationError(_now("Skriv högst femtio ord åt gången. Resten kan du lägga till sedan."))
        for word in words:
            if len(word) < SHORTEST_WORD:
                raise ValidationError(_now("”%(word)s” är för kort. Skriv minst två tecken.") % {"word": word})
            if not any(occurrences(one.text, [word]) for one in self.passages):
                raise ValidationError(
                    _now("”%(word)s” står inte här som ett eget ord. Kontrollera stavningen.") % {"word": word}
                )
        return words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("ground") and any(not mask.ground for mask in self.masks()):
            self.add_error("ground", _now("Välj på vilken grund det maskas."))
        return data

    def masks(self) -> list[Mask]:
        """What is masked, each with its ground."""
        said = self.cleaned_data
        common = said.get("ground", "")
        if said.get("everything"):
            return [Mask(self.held.key, 0, None, common)]
        masks = [
            Mask(one.name, start, end, said.get(f"ground-{number}") or common)
            for number, (one, start, end) in enumerate(self.suggested)
            if said.get(f"mask-{number}")
        ]
        masks += [
            Mask(one.name, 0, None, common) for number, one in enumerate(self.passages) if said.get(f"whole-{number}")
        ]
        already = {(mask.field, mask.start, mask.end) for mask in masks}
        masks += [
            Mask(one.name, start, end, common)
            for one in self.passages
            for start, end in occurrences(one.text, said.get("words") or [])
            if (one.name, start, end) not in already
        ]
        return masks
