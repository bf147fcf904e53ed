"""Giving, changing and ending assignments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vbe.access.forms import ClearErrors, DateInput, RadioCards
from vbe.organisation.assigning import Decision
from vbe.organisation.models import Assignment, Board, Department, Unit, User
from vbe.organisation.permissions import Role
from vbe.people.functions import OF_DEPARTMENT, OF_UNIT

LATEST_YEARS_AHEAD = 10
WHOLE_BOARD = ("", _("Hela nämnden"))


def not_before(today: date, message: str) -> Any:
    def check(day: date) -> None:
        if day < today:
            raise ValidationError(message)
        if day.year > today.year + LATEST_YEARS_AHEAD:
            raise ValidationError(_now("Välj ett datum inom tio år."))

    return check


def holder_name(obj: Any) -> str:
    return f"{obj.user}, {obj.title}"


def place_choices(board: Board) -> list[Any]:
    """The board, its departments and its units, as one list."""
    choices: list[Any] = [WHOLE_BOARD]
    for department in board.departments.order_by("name").prefetch_related("units"):
        whole = _now("%(name)s, hela avdelningen") % {"name": department.name}
        units = [(f"unit:{unit.pk}", unit.name) for unit in sorted(department.units.all(), key=lambda one: one.name)]
        choices.append(
            (
                department.name,
                [
                    (f"department:{department.pk}", whole),
                    *units,
                ],
            )
        )
    return choices


class PlaceForm(forms.Form):
    """What giving and changing have in common: where, when, for whom, and the decision where one is needed."""

    place = forms.ChoiceField(label=_("Avdelning eller enhet"), required=False)
    starts = forms.DateField(label=_("Från och med"), widget=DateInput())
    ends = forms.DateField(label=_("Till och med"), widget=DateInput(), required=False)
    deputy_for = forms.ModelChoiceField(
        label=_("Ersättare för"),
        queryset=Assignment.objects.none(),
        required=False,
        empty_label=_("Ingen, ett ordinarie uppdrag"),
        help_text=_("En ersättare har åtkomst bara medan den ordinarie är borta."),
    )
    decided_by = forms.CharField(label=_("Vem har beslutat?"), max_length=120, required=False)
    decided_on = forms.DateField(label=_("Beslutsdag"), widget=DateInput(), required=False)
    reference = forms.CharField(label=_("Diarienummer eller paragraf"), max_length=120, required=False)

    DECISION = ("decided_by", "decided_on", "reference")

    def __init__(self, *args: Any, board: Board, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.board, self.today = board, today
        # Asked for only when the person's roles exclude each other; kept when it has been asked for.
        self.asks_for_decision = any(self.data.get(name) for name in self.DECISION)
        place, deputy_for = self.fields["place"], self.fields["deputy_for"]
        assert isinstance(place, forms.ChoiceField)
        assert isinstance(deputy_for, forms.ModelChoiceField)
        place.choices = place_choices(board)
        holders = Assignment.objects.held(today).filter(board=board, deputy_for=None).exclude(role=Role.REPORTER)
        deputy_for.queryset = holders.select_related("user", "unit", "department").order_by("role", "user__name")
        deputy_for.label_from_instance = holder_name  # type: ignore[method-assign]

    def clean_decided_on(self) -> date | None:
        day = self.cleaned_data["decided_on"]
        if day and day > self.today:
            raise ValidationError(_now("Beslutsdagen kan inte ligga framåt i tiden."))
        return day

    def check_place(self, role: str) -> None:
        lacking = lacking_place(role, *self.chosen_place)
        if lacking and "place" not in self.errors:
            self.add_error("place", lacking)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _now("Slutdatum kan inte vara före startdatum."))
        if self.asks_for_decision:
            for name in self.DECISION:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _now("Fyll i det här om beslutet."))
        return cleaned

    @property
    def chosen_place(self) -> tuple[Department | None, Unit | None]:
        kind, _sep, key = self.cleaned_data.get("place", "").partition(":")
        if kind == "unit":
            unit = self.board.units.select_related("department").get(pk=key)
            return unit.department, unit
        return (self.board.departments.get(pk=key), None) if kind == "department" else (None, None)

    @property
    def decision(self) -> Decision | None:
        return Decision(**{name: self.cleaned_data[name] for name in self.DECISION}) if self.asks_for_decision else None


def lacking_place(role: str, department: Department | None, unit: Unit | None) -> str:
    """What the role's place lacks, said to whoever gives the assignment; empty when nothing does."""
    if role in OF_UNIT and unit is None:
        return _now("Välj vilken enhet det gäller.")
    if role in OF_DEPARTMENT and department is None:
        return _now("Välj vilken avdelning det gäller.")
    return ""


class AssignForm(ClearErrors, PlaceForm):
    field_order = ["email", "name", "role", "place", "starts", "ends", "deputy_for"]

    email = forms.EmailField(
        label=_("E-post"), max_length=254, help_text=_("Finns adressen redan får den personen uppdraget.")
    )
    name = forms.CharField(
        label=_("Namn"), max_length=120, required=False, help_text=_("Fylls i för den som inte finns sedan tidigare.")
    )
    role = forms.ChoiceField(label=_("Roll"), choices=[("", _("Välj roll")), *Role.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        past = _now("Ett uppdrag kan inte börja bakåt i tiden. Välj i dag eller en senare dag.")
        self.fields["starts"].validators.append(not_before(self.today, past))
        self.fields["ends"].validators.append(not_before(self.today, _now("Dagen har passerat.")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        email = cleaned.get("email")
        self.person = User.objects.filter(email=email.lower()).first() if email else None
        if email and not self.person and not (cleaned.get("name") or "").strip() and "name" not in self.errors:
            self.add_error("name", _now("Adressen är ny. Skriv personens namn."))
        if self.person and not self.person.is_active:
            self.add_error("email", _now("Kontot är stängt. Öppna det på personens sida först."))
        if role := cleaned.get("role"):
            self.check_place(role)
        return cleaned


class ChangeForm(ClearErrors, PlaceForm):
    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        place = assignment.unit or assignment.department
        initial = {
            "place": f"{place._meta.model_name}:{place.pk}" if place else "",
            "starts": assignment.starts, "ends": assignment.ends, "deputy_for": assignment.deputy_for_id,
        }  # fmt: skip
        super().__init__(*args, initial=initial, board=assignment.board, **kwargs)
        self.assignment = assignment
        deputy_for = self.fields["deputy_for"]
        assert isinstance(deputy_for, forms.ModelChoiceField)
        assert deputy_for.queryset is not None
        deputy_for.queryset = deputy_for.queryset.filter(role=assignment.role).exclude(user=assignment.user_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_place(self.assignment.role)
        return cleaned


class AbsenceForm(ClearErrors, forms.Form):
    starts = forms.DateField(label=_("Första dagen"), widget=DateInput())
    ends = forms.DateField(label=_("Sista dagen"), widget=DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, prefix="borta", **kwargs)
        self.fields["starts"].validators.append(not_before(today, _now("Frånvaron kan börja tidigast i dag.")))
        self.fields["ends"].validators.append(not_before(today, _now("Dagen har passerat.")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _now("Sista dagen kan inte vara före första dagen."))
        return cleaned


class EndForm(ClearErrors, forms.Form):
    NOW, LATER = "genast", "dag"
    when = forms.ChoiceField(
        label=_("När slutar uppdraget?"),
        choices=[(NOW, _("Genast")), (LATER, _("Efter en viss dag"))],
        widget=RadioCards(
            descriptions={NOW: _("Åtkomsten slutar direkt"), LATER: _("Åtkomsten slutar när dagen är slut")}
        ),
    )
    on = forms.DateField(label=_("Sista dagen"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, prefix="slut", **kwargs)
        self.fields["on"].validators.append(
            not_before(today, _now("Dagen har passerat. Välj i dag eller en senare dag."))
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == self.NOW:
            cleaned["on"] = None
            self.errors.pop("on", None)
        elif cleaned.get("when") == self.LATER and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", _now("Välj ett datum."))
        return cleaned


class PeopleFilter(forms.Form):
    """Left out when it makes no sense, so that an old link still works."""

    sok = forms.CharField(label=_("Sök namn eller e-post"), required=False, max_length=100)
    roll = forms.ChoiceField(label=_("Roll"), choices=[("", _("Alla roller")), *Role.choices], required=False)
