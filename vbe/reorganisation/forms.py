"""Planning a merger or a split: who ends, who takes over, from when and by which decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vbe.access.forms import CheckboxCards, ClearErrors, DateInput
from vbe.organisation.ids import new_id
from vbe.organisation.models import Board, Unit
from vbe.organisation.swedish_order import swedish_order
from vbe.reorganisation.plan import Heir, Planned

# A plan further away than this is a slip of the finger.
LONGEST_AHEAD = timedelta(days=5 * 365)
MOST_HEIRS = 3


class CoverForm(ClearErrors, forms.Form):
    """What both kinds have: the day and the decision. ``id`` makes the same form sent twice the same plan."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    takes_effect = forms.DateField(
        label=_("Gäller från och med"),
        widget=DateInput,
        help_text=_("De nämnder som upphör finns till och med dagen före."),
    )
    decision = forms.CharField(
        label=_("Beslut"), max_length=200, help_text=_("Vem som har beslutat, när och i vilken paragraf.")
    )
    dnr = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_takes_effect(self) -> date:
        day: date = self.cleaned_data["takes_effect"]
        if day < self.today:
            raise forms.ValidationError(_now("Dagen har varit. Välj i dag eller senare."))
        if day > self.today + LONGEST_AHEAD:
            raise forms.ValidationError(_now("Dagen är mer än fem år fram. Kontrollera året."))
        return day


class HeirForm(ClearErrors, forms.Form):
    """A board that takes over: one that is there, or a new one."""

    board = forms.ModelChoiceField(
        label=_("Nämnd som tar över"), queryset=Board.objects.none(), required=False, empty_label=_("En ny nämnd")
    )
    name = forms.CharField(label=_("Den nya nämndens namn"), max_length=120, required=False)
    area = forms.CharField(
        label=_("Område"), max_length=80, required=False, help_text=_("Så som området heter i dagligt tal.")
    )
    code = forms.SlugField(
        label=_("Kod"), max_length=50, required=False, help_text=_("Små bokstäver och bindestreck, till exempel jarva.")
    )
    prefix = forms.CharField(  # type: ignore[assignment]
        label=_("Ärendeprefix"),
        max_length=5,
        required=False,
        help_text=_("Två till fem versaler som nya ärendenummer börjar med, till exempel JAR."),
        validators=[RegexValidator(r"\A[A-Z]{2,5}\Z", _("Skriv två till fem versaler, A till Z."))],
    )

    def __init__(self, *args: Any, boards: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]
        self.needed = needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("board") or self.is_left_out:
            return cleaned
        for name in ("name", "area", "code", "prefix"):
            if name in cleaned and not cleaned[name]:
                self.add_error(name, _now("Fyll i det här fältet, eller välj en nämnd som redan finns."))
        taken = Board.objects.filter(Q(code=cleaned.get("code")) | Q(prefix=cleaned.get("prefix"))).first()
        if taken and taken.code == cleaned.get("code"):
            self.add_error("code", _now("Koden används av %(board)s.") % {"board": taken})
        elif taken:
            self.add_error("prefix", _now("Prefixet används av %(board)s.") % {"board": taken})
        return cleaned

    @property
    def is_left_out(self) -> bool:
        """A third successor that nobody has described."""
        return not self.needed and not any(self.cleaned_data.get(name) for name in self.fields)

    @property
    def heir(self) -> Heir:
        return Heir(**self.cleaned_data)


class MergerForm(CoverForm):
    boards = forms.ModelMultipleChoiceField(
        label=_("Nämnder som slås ihop"), queryset=Board.objects.none(), widget=CheckboxCards
    )
    field_order = ["boards", "takes_effect", "decision", "dnr", "id"]

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["boards"].queryset = boards  # type: ignore[attr-defined]


class UnitsForm(ClearErrors, forms.Form):
    """Where each unit goes; by its place among the successors."""

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = list(
            Unit.objects.filter(board=board)
            .select_related("department")
            .order_by("department__name", swedish_order("name"))
        )
        places = [(str(n), _now("Nämnd %(n)s") % {"n": n + 1}) for n in range(MOST_HEIRS)]
        for unit in self.units:
            label = f"{unit}, {unit.department}"
            self.fields[f"unit-{unit.pk}"] = forms.ChoiceField(label=label, choices=places, initial="0")

    def chosen(self) -> dict[Unit, int]:
        return {unit: int(self.cleaned_data[f"unit-{unit.pk}"]) for unit in self.units}


class PlanForm:
    """A whole plan: its cover, its successors and, of a split, its units. Valid or not as one form."""

    def __init__(
        self, kind: str, data: QueryDict | None, *, boards: Any, split: Board | None, today: date, plan: Any = None
    ) -> None:
        self.kind, self.split = kind, split
        # Only a board that goes on after the day takes over; which of them end is checked when it is planned.
        heirs = boards.exclude(pk=split.pk) if split else boards
        cover = {"takes_effect": plan.takes_effect, "decision": plan.decision, "dnr": plan.dnr} if plan else {}
        if split:
            self.cover: CoverForm = CoverForm(data, today=today, initial=cover)
        else:
            cover |= {"boards": [board.pk for board in plan.boards]} if plan else {}
            self.cover = MergerForm(data, today=today, boards=boards.exclude(kind=Board.Kind.EXECUTIVE), initial=cover)
        count = MOST_HEIRS if split else 1
        were = list(plan.successors.all()) if plan else []
        self.heirs = [
            HeirForm(
                data,
                prefix=f"heir{n}",
                boards=heirs,
                needed=n < 2,
                initial=_as_was(were[n]) if n < len(were) else {},
            )
            for n in range(count)
        ]
        chosen = {}
        if plan and split:
            place = {successor.pk: successor.position for successor in were}
            chosen = {f"unit-{c.unit_id}": str(place[c.successor_id]) for c in plan.unit_choices.all()}
        self.units = UnitsForm(data, board=split, initial=chosen) if split else None

    @property
    def is_bound(self) -> bool:
        return self.cover.is_bound

    def non_field_errors(self) -> list[str]:
        return []

    def __iter__(self) -> Iterator[BoundField]:
        """Every field, for the summary of errors."""
        return chain.from_iterable(self.forms)

    @property
    def forms(self) -> list[forms.Form]:
        return [self.cover, *self.heirs, *([self.units] if self.units else [])]

    def is_valid(self) -> bool:
        # Every one is asked, so that all that is wrong is told at once.
        valid = min(form.is_valid() for form in self.forms)
        if valid and self.units:
            described = len(self.described)
            for unit, place in self.units.chosen().items():
                if place >= described:
                    self.units.add_error(f"unit-{unit.pk}", _now("Beskriv nämnden eller välj en annan."))
        return valid and not any(form.errors for form in self.forms)

    @property
    def described(self) -> list[HeirForm]:
        return [form for form in self.heirs if not form.is_left_out]

    @property
    def planned(self) -> Planned:
        cover = self.cover.cleaned_data
        heirs = [form.heir for form in self.described]
        boards = [self.split] if self.split else list(cover["boards"])
        if not self.split:
            # A board that takes over itself goes on, and the others end.
            boards = [board for board in boards if board != heirs[0].board]
        return Planned(
            kind=self.kind,
            takes_effect=cover["takes_effect"],
            decision=cover["decision"],
            dnr=cover["dnr"],
            boards=boards,
            heirs=heirs,
            units=self.units.chosen() if self.units else {},
        )


def _as_was(successor: Any) -> dict[str, Any]:
    return {name: getattr(successor, name) for name in ("board", "name", "area", "code", "prefix")}
