"""The report; the sealed part that may go with it is in sealed.py."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.files import SafeFile
from cases.concerns.models import Category, Concern, Milieu, Source, WhenKind
from cases.concerns.passages import Passage, Reason, passages, passages_of_day
from cases.submission.fields import KEPT_CHOICES, AreaField, BoardField, FilesField, KeptField, parts_of
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards, TimeInput
from vbe.organisation.models import Board

OPINION = "asikt"
EARLIEST_YEARS_AGO = 10
# What the name guard reads.
GUARDED = ("text", "place", "done")
# A day that the form tells leaves few people together with a school and an age, as one in the text does.
EXACT = (WhenKind.TIME, WhenKind.DAY)
# Which of the fields of time belong to how exactly the time is known; the others are not read.
TIME_FIELDS = {
    WhenKind.TIME: {"happened_on", "happened_at"},
    WhenKind.DAY: {"happened_on"},
    WhenKind.PERIOD: {"happened_on", "happened_until"},
    WhenKind.UNKNOWN: set(),
}


class PointedOut(NamedTuple):
    """A passage that may be a person, the field it stands in, and why its writer keeps it."""

    passage: Passage
    field: forms.BoundField
    reason: Reason | str


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
    when_kind = forms.ChoiceField(
        label=_("När hände det?"),
        choices=WhenKind.choices,
        initial=WhenKind.DAY,
        widget=RadioCards,
        error_messages={"required": _("Välj hur exakt du vet tiden. Vet du inte alls, välj Vet inte när.")},
    )
    happened_on = forms.DateField(
        label=_("Dag"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Skriv datumet som år-månad-dag, till exempel 2026-11-18.")},
    )
    happened_at = forms.TimeField(
        label=_("Klockan"),
        required=False,
        widget=TimeInput,
        error_messages={"invalid": _("Skriv klockslaget med timme och minut, till exempel 09:12.")},
    )
    happened_until = forms.DateField(
        label=_("Till och med"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Skriv datumet som år-månad-dag, till exempel 2026-11-18.")},
    )
    source = forms.ChoiceField(
        label=_("Hur vet du det?"),
        choices=Source.choices,
        widget=RadioCards,
        error_messages={"required": _("Välj hur du vet det. Är du osäker, välj Vet inte.")},
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
    done = LongText(
        label=_("Vad har gjorts?"),
        help_text=_("Till exempel att klottret är anmält eller att rektorn vet. Skriv inga namn."),
        required=False,
        max_length=2000,
        rows=3,
    )
    attachments = FilesField(
        label=_("Bilder och filer"),
        help_text=_(
            "Högst fem, JPEG, PNG, WebP eller PDF, 10 MB var. Fotografera inte människor. "
            "Uppgifter om kamera och plats tas bort ur bilder."
        ),
        required=False,
    )
    # A new passage in the text asks again.
    kept = KeptField(label=_("Det som kan vara en person"), required=False)

    class Meta:
        model = Concern
        fields = [
            "kind",
            "category",
            "text",
            "place",
            "board",
            "area",
            "when_kind",
            "happened_on",
            "happened_at",
            "happened_until",
            "source",
            "ground",
            "milieu",
            "done",
        ]

    def __init__(self, *args: Any, own_board: Board, today: date, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.now = today, now
        self.refused: list[Passage] = []
        self.pointed_out: list[PointedOut] = []
        self._ask_for_place(own_board)
        for name in ("happened_on", "happened_until"):
            self.fields[name].widget.attrs["max"] = today.isoformat()

    def _ask_for_place(self, own_board: Board) -> None:
        """The board of the place, from the own municipality; not asked where there is only one."""
        choices = Board.objects.filter(municipality_id=own_board.municipality_id).current(self.today).districts()
        boards = list(choices.in_order())
        self.fields["area"] = AreaField(
            parts_of(boards),
            label=_("Del av stadsdelen") if len(boards) > 1 else _("Område"),
            empty_label=_("Vet inte eller någon annanstans"),
            error_messages={"invalid_choice": _("Välj ett av områdena i listan.")},
        )
        self.fields["area"].widget.attrs["data-parts-of"] = "id_board"
        if len(boards) == 1:
            del self.fields["board"]
            self.instance.board = boards[0]
            return
        self.fields["board"] = BoardField(
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
    def kept_choices(self) -> list[Any]:
        return KEPT_CHOICES

    @property
    def advice(self) -> list[str]:
        """What to do about what was pointed out, each thing once."""
        return list(dict.fromkeys(found.passage.advice for found in self.pointed_out))

    @property
    def safe_files(self) -> list[SafeFile]:
        """What of the sent files may be stored with the report; none at a door that asks for no files."""
        return self.cleaned_data.get("attachments", [])

    @property
    def kept_passages(self) -> list[tuple[str, Reason]]:
        """The kind of each passage that its writer keeps, and why; without the words."""
        return [(found.passage.kind.value, Reason(found.reason)) for found in self.pointed_out]

    def clean_ground(self) -> str:
        ground = self.cleaned_data["ground"]
        if ground == OPINION:
            raise ValidationError(_now("En åsikt eller en tro kan inte rapporteras. Läs vad du kan göra i stället."))
        return ground

    def clean_happened_on(self) -> date | None:
        return self._day_that_has_been("happened_on")

    def clean_happened_until(self) -> date | None:
        return self._day_that_has_been("happened_until")

    def _day_that_has_been(self, name: str) -> date | None:
        day = self.cleaned_data[name]
        if day and day > self.today:
            raise ValidationError(_now("Datumet har inte varit än. Välj i dag eller en tidigare dag."))
        if day and day.year < self.today.year - EARLIEST_YEARS_AGO:
            raise ValidationError(_now("Kontrollera året. Det får vara högst tio år tillbaka."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._clean_when(cleaned)
        area, board = cleaned.get("area"), cleaned.get("board") or self.instance.board_id and self.instance.board
        if area and board and not self._areas.belongs(area, board):
            self.add_error("area", _now("Området ligger i en annan stadsdel. Välj om, eller lämna det tomt."))
        self._guard(cleaned)
        return cleaned

    @property
    def _areas(self) -> AreaField:
        field = self.fields["area"]
        assert isinstance(field, AreaField)
        return field

    def _clean_when(self, cleaned: dict[str, Any]) -> None:
        """Only the fields that belong to the chosen kind are read; an unknown time is counted on today."""
        kind = cleaned.get("when_kind")
        if not kind:
            return
        read = TIME_FIELDS[WhenKind(kind)]
        for name in {"happened_on", "happened_at", "happened_until"} - read:
            cleaned[name] = None
            self.errors.pop(name, None)
        missing = {
            "happened_on": _now("Välj vilken dag det hände. Vet du inte säkert, välj en ungefärlig dag."),
            "happened_at": _now("Skriv vilket klockslag det hände. Vet du inte det, välj En dag."),
            "happened_until": _now("Välj den sista dagen. Pågår det än, välj i dag."),
        }
        for name in sorted(read):
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, missing[name])
        if kind == WhenKind.UNKNOWN:
            cleaned["happened_on"] = self.today
        self._clean_clock(cleaned)

    def _clean_clock(self, cleaned: dict[str, Any]) -> None:
        clock = cleaned.get("happened_at")
        is_today = cleaned.get("happened_on") == self.today
        if self.now and clock and is_today and clock > timezone.localtime(self.now).time():
            self.add_error("happened_at", _now("Klockslaget har inte varit än. Skriv när det hände."))

    def _guard(self, cleaned: dict[str, Any]) -> None:
        """A personal number is refused. What may be a person is written anew, or kept with a reason."""
        kept = cleaned.get("kept", {})
        texts = [cleaned.get(name, "") for name in GUARDED]
        dated = cleaned.get("when_kind") in EXACT and cleaned.get("happened_on")
        of_each = passages_of_day(texts) if dated else [passages(text) for text in texts]
        for name, found in zip(GUARDED, of_each, strict=True):
            if refused := [passage for passage in found if passage.refuse]:
                self.refused += refused
                self.add_error(name, refused[0].advice)
            self.pointed_out += [
                PointedOut(passage, self[name], kept.get(passage.hit, "")) for passage in found if not passage.refuse
            ]
        if not all(found.reason for found in self.pointed_out):
            self.add_error(
                "kept", _now("Skriv om det som kan vara en person, eller välj varför det inte är en person.")
            )
