"""Writing a picture, and choosing which year's counts to see."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Milieu
from cases.concerns.passages import no_personal_number
from lagesbild.models import Finding, PictureSection, SituationPicture
from vbe.access.forms import ClearErrors, LineText, LongText
from vbe.organisation.ids import new_id
from vbe.organisation.models import Board

MILIEUS = [("", _("Ingen särskild miljö")), *Milieu.choices]
FIRST_YEAR = 2000


class NewPictureForm(ClearErrors, forms.Form):
    year = forms.IntegerField(label=_("År"), min_value=FIRST_YEAR)
    title = forms.CharField(label=_("Rubrik"), max_length=200, validators=[no_personal_number])

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        initial = {"year": this_year, "title": _now("Lokal lägesbild %(year)s") % {"year": this_year}}
        super().__init__(*args, initial=initial, **kwargs)
        self.last_year = this_year + 1

    def clean_year(self) -> int:
        """A picture of next year may be begun in the autumn, not of years nobody knows anything about."""
        year: int = self.cleaned_data["year"]
        if year > self.last_year:
            raise forms.ValidationError(_now("Skriv %(year)s eller tidigare.") % {"year": self.last_year})
        return year


class VersionForm(forms.Form):
    """Which version the page was opened from, and which open page this is."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


class HeadForm(ClearErrors, forms.ModelForm):
    title = forms.CharField(label=_("Rubrik"), max_length=200, widget=LineText, validators=[no_personal_number])

    class Meta:
        model = SituationPicture
        fields = ["title"]


class SectionForm(ClearErrors, forms.ModelForm):
    """A section's text and, for the first of neighbours under the same heading, that heading."""

    heading = forms.CharField(
        label=_("Rubrik"), max_length=200, required=False, widget=LineText, validators=[no_personal_number]
    )
    text = LongText(max_length=20_000, rows=2, required=False, validators=[no_personal_number])

    class Meta:
        model = PictureSection
        fields = ["heading", "text"]

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leads = leads
        self.fields["text"].label = f"{self.instance.heading}, {self.instance.get_kind_display().lower()}"
        if not leads:
            del self.fields["heading"]

    def clean_heading(self) -> str:
        return self.cleaned_data["heading"] or self.instance.heading


class FindingForm(ClearErrors, forms.ModelForm):
    text = forms.CharField(
        label=_("Iakttagelse"), max_length=1000, required=False, widget=LineText, validators=[no_personal_number]
    )
    milieu = forms.ChoiceField(label=_("Miljö"), choices=MILIEUS, required=False)

    class Meta:
        model = Finding
        fields = ["text", "milieu"]


class AddSectionForm(forms.Form):
    """What the next section is about. Part of the document's form, so a press saves what has been written too."""

    kind = forms.ChoiceField(label=_("Avsnitt"), choices=PictureSection.Kind.choices, required=False)
    milieu = forms.ChoiceField(label=_("Miljö"), choices=MILIEUS, required=False)


class PictureForm:
    """A draft as one form: its title, its sections, its findings and the version they were written on."""

    def __init__(self, picture: SituationPicture, data: Any = None) -> None:
        self.data = data or {}
        self.version = VersionForm(data, initial={"version": picture.version})
        self.head = HeadForm(data, instance=picture, prefix="bild")
        self.chapters = [
            [self._part(SectionForm, row, f"s-{row.pk}", leads=n == 0) for n, row in enumerate(rows)]
            for _heading, rows in groupby(picture.sections.all(), key=lambda row: row.heading)
        ]
        self.sections = list(chain.from_iterable(self.chapters))
        self.findings = [self._part(FindingForm, row, f"f-{row.pk}") for row in picture.findings.all()]
        self.add = AddSectionForm(data, prefix="nytt")

    def _part(self, form: Any, row: Any, prefix: str, **options: Any) -> Any:
        """A part that somebody else has added since the page was opened was not on it, and is not written over."""
        sent = any(name.startswith(f"{prefix}-") for name in self.data)
        return form(self.data if sent else None, instance=row, prefix=prefix, **options)

    @property
    def texts(self) -> list[Any]:
        return [form for form in (self.head, *self.sections, *self.findings) if form.is_bound]

    @property
    def homeless(self) -> list[str]:
        """Text written in a part that somebody else has taken away."""
        known = {f"{form.prefix}-text" for form in (*self.sections, *self.findings)}
        gone = (text for name, text in self.data.items() if name.endswith("-text") and name not in known)
        return [text for text in gone if text.strip()]

    # What the summary of errors asks of a form.
    @property
    def is_bound(self) -> bool:
        return self.head.is_bound

    def non_field_errors(self) -> list[str]:
        return []

    def __iter__(self) -> Iterator[forms.BoundField]:
        return chain.from_iterable([*self.texts, self.add])

    def is_valid(self) -> bool:
        return [form.is_valid() for form in [self.version, *self.texts, self.add]].count(False) == 0

    def rebase(self, picture: SituationPicture) -> None:
        """Keep what was typed, on top of the version that is saved now."""
        self.version = VersionForm(initial={"version": picture.version})

    @property
    def written(self) -> dict[Any, dict[str, Any]]:
        written = {form.instance: dict(form.cleaned_data) for form in self.texts}
        for leader, *others in self.chapters:
            for form in others:
                if leader.instance in written and form.instance in written:
                    written[form.instance]["heading"] = written[leader.instance]["heading"]
        return written

    def beside(self, saved: SituationPicture) -> list[dict[str, Any]]:
        """What was written here and what somebody else has saved, for each field where they differ."""
        now = {row.pk: row for row in (saved, *saved.sections.all(), *saved.findings.all())}
        rows = []
        for form in self.texts:
            for name, mine in form.cleaned_data.items():
                theirs = getattr(now.get(form.instance.pk), name, "")
                if mine != theirs:
                    label = f"{form.instance}: {str(form.fields[name].label).lower()}"
                    rows.append({"label": label, "mine": mine, "theirs": theirs, "differs": True})
        return rows


class CountsFilter(forms.Form):
    """Which year, and whose counts where there are several to choose among. What makes no sense is left out."""

    ar = forms.TypedChoiceField(label=_("År"), coerce=int, required=False, empty_value=None)
    namnd = forms.ChoiceField(label=_("Nämnd"), required=False)

    def __init__(self, *args: Any, years: list[int], boards: dict[str, tuple[Board, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boards = boards
        self.fields["ar"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        named = {as_it_was: [(c, str(b)) for c, (b, was) in boards.items() if was == as_it_was] for as_it_was in (0, 1)}
        self.fields["namnd"].choices = (  # type: ignore[attr-defined]
            [(_now("Dagens nämnd"), named[0]), (_now("Nämnderna som de var"), named[1])] if named[1] else named[0]
        )
        if len(boards) == 1:
            del self.fields["namnd"]
        self.is_valid()

    @property
    def year(self) -> int | None:
        return self.cleaned_data.get("ar")

    @property
    def chosen(self) -> tuple[Board, bool]:
        """The board, and whether it is counted as it was; the first one when nothing has been chosen."""
        return self.boards.get(self.cleaned_data.get("namnd") or "") or next(iter(self.boards.values()))
