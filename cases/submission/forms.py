"""The report; the sealed part that may go with it is in sealed.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns import pictures
from cases.concerns.models import Category, Concern, Milieu
from cases.concerns.passages import Passage, passages
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.models import Board

OPINION = "asikt"
EARLIEST_YEARS_AGO = 10


class AreaField(forms.ModelChoiceField):
    """A board by what its area is called in daily speech."""

    def label_from_instance(self, obj: Board) -> str:
        return obj.area


class ReportForm(ClearErrors, forms.ModelForm):
    kind = forms.ChoiceField(
        label=_("Vad vill du rapportera?"),
        choices=Concern.Kind.choices,
        widget=RadioCards(
            descriptions={
                Concern.Kind.EVENT.value: _("Något som har hänt på en plats"),
                Concern.Kind.CONCERN.value: _("Något som gör dig orolig för vad som kan hända"),
            }
        ),
        error_messages={"required": _("Välj om det är oro eller en händelse.")},
    )
    category = forms.ChoiceField(
        label=_("Vad har du sett?"),
        help_text=_("Beskriv ett beteende eller en händelse. Att någon har en åsikt räcker inte."),
        choices=Category.choices,
        widget=RadioCards,
        error_messages={"required": _("Välj vad det gäller. Passar inget, välj Något annat.")},
    )
    text = LongText(
        label=_("Berätta med egna ord"),
        help_text=_(
            "Skriv inga namn eller personnummer. Behöver du namnge någon gör du det i den slutna delen längre ned."
        ),
        max_length=10_000,
        rows=6,
        error_messages={"required": _("Berätta kort vad du har sett eller hört.")},
    )
    place = forms.CharField(
        label=_("Plats"),
        help_text=_("Till exempel ett torg, en skola eller en hållplats. Ingen bostadsadress."),
        max_length=200,
        error_messages={"required": _("Skriv var det hände.")},
    )
    happened_on = forms.DateField(
        label=_("När"),
        widget=DateInput,
        error_messages={
            "required": _("Välj vilken dag det hände. Vet du inte säkert, välj en ungefärlig dag."),
            "invalid": _("Skriv datumet som år-månad-dag, till exempel 2026-11-18."),
        },
    )
    happened_until = forms.DateField(
        label=_("Till och med"),
        help_text=_("Fyll i om det pågick flera dagar."),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Skriv datumet som år-månad-dag, till exempel 2026-11-18.")},
    )
    ground = forms.ChoiceField(
        label=_("Vad bygger rapporten på?"),
        choices=[*Concern.Ground.choices, (OPINION, _("Bara en åsikt eller en tro"))],
        widget=RadioCards(columns=1),
        error_messages={"required": _("Välj vad rapporten bygger på.")},
    )
    milieu = forms.ChoiceField(
        label=_("Miljö"),
        help_text=_("Välj bara om du kan knyta det du såg till en miljö, till exempel genom en symbol."),
        choices=Milieu.choices,
        initial=Milieu.UNKNOWN,
    )
    picture = forms.FileField(
        label=_("Bild"),
        help_text=_("Högst 10 MB. Fotografera inte människor. Uppgifter om kamera och plats tas bort."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    # The passages the writer has said are no person; a new passage in the text asks again.
    not_person = forms.CharField(required=False, max_length=10_000, widget=forms.HiddenInput)

    class Meta:
        model = Concern
        fields = [
            "kind",
            "category",
            "text",
            "place",
            "board",
            "happened_on",
            "happened_until",
            "ground",
            "milieu",
            "picture",
        ]

    def __init__(self, *args: Any, own_board: Board, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.refused: list[Passage] = []
        self.pointed_out: list[Passage] = []
        self._ask_for_place(own_board)
        for name in ("happened_on", "happened_until"):
            self.fields[name].widget.attrs["max"] = today.isoformat()

    def _ask_for_place(self, own_board: Board) -> None:
        """The board of the place, from the own municipality; not asked where there is only one."""
        choices = Board.objects.filter(municipality_id=own_board.municipality_id).current(self.today).districts()
        boards = list(choices.in_order())
        if len(boards) == 1:
            del self.fields["board"]
            self.instance.board = boards[0]
            return
        self.fields["board"] = AreaField(
            label=_("Stadsdel"),
            help_text=_("Där det hände. Samordnaren där bedömer rapporten."),
            queryset=choices.in_order(),
            initial=own_board if own_board in boards else None,
            empty_label=_("Välj stadsdel"),
            error_messages={
                "required": _("Välj i vilken stadsdel det hände."),
                "invalid_choice": _("Välj en av stadsdelarna i listan."),
            },
        )

    @property
    def is_opinion(self) -> bool:
        """Only an opinion or a faith was reported: refused, with advice instead (legal.md L1)."""
        return self.is_bound and self.data.get(self.add_prefix("ground")) == OPINION

    @property
    def confirmation(self) -> str:
        return "\n".join(passage.hit for passage in self.pointed_out)

    @property
    def is_confirmed(self) -> bool:
        return "not_person" not in self.errors

    def clean_ground(self) -> str:
        ground = self.cleaned_data["ground"]
        if ground == OPINION:
            raise ValidationError(_now("En åsikt eller en tro kan inte rapporteras. Läs vad du kan göra i stället."))
        return ground

    def clean_happened_on(self) -> date:
        return self._day_that_has_been("happened_on")

    def clean_happened_until(self) -> date | None:
        return self._day_that_has_been("happened_until")

    def _day_that_has_been(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if day and day > self.today:
            raise ValidationError(_now("Datumet har inte varit än. Välj i dag eller en tidigare dag."))
        if day and day.year < self.today.year - EARLIEST_YEARS_AGO:
            raise ValidationError(_now("Kontrollera året. Det får vara högst tio år tillbaka."))
        return day

    def clean_picture(self) -> ContentFile | None:
        upload = self.cleaned_data["picture"]
        return pictures.cleaned_copy(upload, upload.size) if upload else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("text", "place"):
            found = passages(cleaned.get(name, ""))
            if refused := [passage for passage in found if passage.refuse]:
                self.refused += refused
                self.add_error(name, refused[0].advice)
            self.pointed_out += [passage for passage in found if not passage.refuse]
        confirmed = set(cleaned.get("not_person", "").splitlines())
        if {passage.hit for passage in self.pointed_out} - confirmed:
            self.add_error(
                "not_person", _now("Skriv om det som kan leda till en person, eller bekräfta att det inte gör det.")
            )
        return cleaned
