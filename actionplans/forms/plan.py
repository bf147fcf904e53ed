"""Forms about a plan as a whole, and about one of its measures beside the document's own words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from actionplans.models import GuidelineHeading, Measure
from actionplans.states import Outcome
from vbe.access.forms import ClearErrors, DateInput, RadioCards
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board
from vbe.organisation.permissions import Role, allows

FIRST_YEAR, LAST_YEAR = 2000, 2100


class PlanForm(ClearErrors, forms.Form):
    # The id that the new plan will have: the same form sent twice makes one plan.
    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    title = forms.CharField(
        label=_("Rubrik"), help_text=_("Så som den ska stå på planens första sida."), max_length=200
    )
    year_from = forms.IntegerField(label=_("Från och med år"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    year_to = forms.IntegerField(label=_("Till och med år"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", _now("Sista året kan inte vara före det första."))
        return cleaned


class DecisionForm(ClearErrors, forms.Form):
    outcome = forms.ChoiceField(
        label=_("Vad beslutade nämnden?"),
        choices=Outcome,
        widget=RadioCards(
            columns=1,
            descriptions={
                Outcome.AS_PROPOSED.value: _("Planen gäller som den är framlagd"),
                Outcome.AMENDED.value: _("Ta först tillbaka planen, skriv in ändringarna och lägg fram den igen"),
                Outcome.REFERRED_BACK.value: _("Planen blir ett utkast igen"),
            },
        ),
    )
    decided_on = forms.DateField(label=_("Beslutsdag"), widget=DateInput)
    paragraph = forms.CharField(label=_("Paragraf"), help_text=_("Till exempel § 7."), max_length=20)
    dnr = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self) -> date:
        day = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(_now("Beslutsdagen kan inte ligga i framtiden."))
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(_now("Kontrollera årtalet."))
        return day


class ContactField(forms.ModelChoiceField):
    def label_from_instance(self, contact: Any) -> str:
        return f"{contact.user} · {contact.title}"


class MeasureForm(ClearErrors, forms.Form):
    """What a measure has beside the words of the document."""

    contact = ContactField(
        label=_("Rapporteras av"),
        help_text=_("Får åtgärden i sin lista och kan bli påmind. Samordnaren kan alltid rapportera."),
        queryset=Assignment.objects.none(),
        required=False,
        empty_label=_("Ingen kontakt"),
    )
    same_responsible = forms.BooleanField(label=_("Samma kontakt för alla åtgärder med samma ansvarig"), required=False)
    guideline = forms.ModelChoiceField(
        label=_("Rubrik i riktlinjerna"),
        queryset=GuidelineHeading.objects.none(),
        required=False,
        empty_label=_("Ingen rubrik"),
    )
    measured_as = forms.CharField(
        label=_("Det som räknas"),
        help_text=_("Vad antalet i uppföljningen betyder, till exempel deltagare eller möten."),
        max_length=80,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, measure: Measure, headings: Any, same: int, today: date, draft: bool
    ) -> None:
        initial = {name: getattr(measure, name) for name in ("contact", "guideline", "measured_as")}
        super().__init__(data, initial=initial)
        contact, guideline, together = self.fields["contact"], self.fields["guideline"], self.fields["same_responsible"]
        assert isinstance(contact, ContactField)
        assert isinstance(guideline, forms.ModelChoiceField)
        contact.queryset = possible_contacts(measure.plan.board, today)
        guideline.queryset = headings
        if same:
            together.help_text = _now("%(n)s till: %(responsible)s") % {"n": same, "responsible": measure.responsible}
        else:
            del self.fields["same_responsible"]
        if not draft:
            # Part of what was decided.
            del self.fields["guideline"], self.fields["measured_as"]
        elif not headings.exists():
            del self.fields["guideline"]


def possible_contacts(board: Board, today: date) -> Any:
    """The board's people who may read its plans."""
    roles = [role.value for role in Role if allows(role, "plan.read")]
    found = Assignment.objects.active(today).filter(board=board, role__in=roles, deputy_for=None)
    return found.select_related("user", "unit", "department").order_by("user__name", "id")
