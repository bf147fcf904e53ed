"""Finding reports in the queue: its filters, kept in the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Category, Concern, ConcernQuerySet, Door, Milieu
from cases.concerns.passages import passages
from cases.concerns.states import State
from vbe.access.forms import DateInput
from vbe.access.queries import on_boards
from vbe.organisation.models import Area

if TYPE_CHECKING:
    from vbe.access.request import Request


class Waiting(models.TextChoices):
    OVERDUE = "forsenade", _("Försenade att bedöma")
    FOLLOW_UP = "uppfoljning", _("Dags att följa upp")


class Desk(models.TextChoices):
    OWN = "hos_oss", _("Hos oss")
    HANDED_OVER = "overlamnade", _("Överlämnade av oss")
    SENT = "skickade", _("Skickade härifrån")


class QueueFilter(forms.Form):
    """The queue's filters. One that makes no sense is left out, so an old link still works."""

    sok = forms.CharField(label=_("Sök plats, text eller nummer"), required=False, max_length=100)
    lage = forms.ChoiceField(label=_("Läge"), choices=[("", _("Alla lägen")), *State.choices], required=False)
    kategori = forms.ChoiceField(label=_("Vad"), choices=[("", _("Allt")), *Category.choices], required=False)
    miljo = forms.ChoiceField(label=_("Miljö"), choices=[("", _("Alla miljöer")), *Milieu.choices], required=False)
    omrade = forms.ModelChoiceField(
        label=_("Del av området"), queryset=Area.objects.none(), empty_label=_("Hela området"), required=False
    )
    vag = forms.ChoiceField(label=_("Kom in genom"), choices=[("", _("Alla vägar")), *Door.choices], required=False)
    bord = forms.ChoiceField(label=_("Vems bord"), choices=[("", _("Allas")), *Desk.choices], required=False)
    vantar = forms.ChoiceField(label=_("Väntar på oss"), choices=[("", _("Allt")), *Waiting.choices], required=False)
    fran = forms.DateField(label=_("Hände från och med"), widget=DateInput, required=False)
    till = forms.DateField(label=_("Hände till och med"), widget=DateInput, required=False)

    # Behind "Fler filter": what is asked for now and then.
    MORE = ("omrade", "vag", "bord", "vantar", "fran", "till")
    COLUMNS = {"lage": "state", "kategori": "category", "miljo": "milieu", "omrade": "area", "vag": "door"}

    def __init__(self, data: Any, *, request: Request) -> None:
        super().__init__(data)
        areas = self.fields["omrade"]
        assert isinstance(areas, forms.ModelChoiceField)
        areas.queryset = request.access.acting.board.parts()
        self.is_valid()

    def clean_sok(self) -> str:
        words = self.cleaned_data["sok"]
        if any(passage.refuse for passage in passages(words)):
            raise ValidationError(_now("Sök inte på personnummer. Här finns inga personer registrerade."))
        return words

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("fran"), self.cleaned_data.get("till")
        if first and last and last < first:
            self.add_error("till", _now("Välj ett slutdatum som inte ligger före startdatumet."))
        return self.cleaned_data

    @property
    def words(self) -> str:
        return self.cleaned_data.get("sok") or ""

    @property
    def has_more(self) -> bool:
        """Whether something behind "Fler filter" is chosen, or is wrong."""
        return any(self.cleaned_data.get(name) or name in self.errors for name in self.MORE)

    def found(self, today: date) -> ConcernQuerySet | None:
        """What the desk sees of what is chosen; None when nothing but words is: all that it sees."""
        if not any(value for name, value in self.cleaned_data.items() if name != "sok"):
            return None
        return self.apply(Concern.objects.visible(), today)

    def apply(self, concerns: ConcernQuerySet, today: date) -> ConcernQuerySet:
        """Every filter but the words, which are looked for by ``cases.concerns.search``."""
        wanted = self.cleaned_data
        concerns = concerns.filter(
            **{column: value for name, column in self.COLUMNS.items() if (value := wanted.get(name))}
        )
        if first := wanted.get("fran"):
            concerns = concerns.filter(Q(happened_on__gte=first) | Q(happened_until__gte=first))
        if last := wanted.get("till"):
            concerns = concerns.filter(happened_on__lte=last)
        if wanted.get("vantar") == Waiting.OVERDUE:
            concerns = concerns.filter(on_boards("concern.assess")).overdue(today)
        elif wanted.get("vantar") == Waiting.FOLLOW_UP:
            concerns = concerns.filter(on_boards("concern.assess")).to_follow_up(today)
        view = "concern.view"
        if wanted.get("bord") == Desk.OWN:
            concerns = concerns.filter(on_boards("concern.assess"))
        elif wanted.get("bord") == Desk.HANDED_OVER:
            concerns = concerns.filter(on_boards(view, "previous_board_id"))
        elif wanted.get("bord") == Desk.SENT:
            concerns = concerns.filter(on_boards(view, "reporter_board_id"), ~on_boards(view))
        return concerns

    def address(self) -> str:
        """The filters as they stand in an address, without those that make no sense."""
        return urlencode({name: _plain(value) for name, value in self.cleaned_data.items() if value})

    def described(self) -> Iterator[tuple[str, str]]:
        """Each filter that is on: its label, and what is chosen, in words."""
        for name, value in self.cleaned_data.items():
            if value:
                choices = dict(getattr(self.fields[name], "choices", ()))
                shown = date_format(value) if isinstance(value, date) else choices.get(value, value)
                yield str(self.fields[name].label), str(shown)


def _plain(value: Any) -> str:
    return str(value.pk) if isinstance(value, Area) else str(value)
