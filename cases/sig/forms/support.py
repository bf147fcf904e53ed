from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig import catalogue, support
from cases.sig.forms.fields import OneTimeId
from cases.sig.models import Case, SupportMeasure, SupportReview
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.models import Actor

# A date further away is a slip of the finger.
FURTHEST = timedelta(days=5 * 366)
EARLIEST = timedelta(days=366)
INSIDE, OUTSIDE = "person", "aktor"


def refuse_far(day: date | None, today: date) -> date | None:
    if day and not today - EARLIEST <= day <= today + FURTHEST:
        raise forms.ValidationError(_now("Kontrollera årtalet."))
    return day


class CatalogueFilter(ClearErrors, forms.Form):
    """Kept in the address. One that makes no sense is left out, so an old link still works."""

    alder = forms.ChoiceField(
        label=_("Ålder"), choices=[("", _("Alla åldrar")), *Case.AgeBand.choices[:-1]], required=False
    )
    funktion = forms.ChoiceField(label=_("Funktion"), required=False)
    sok = forms.CharField(label=_("Sök ord"), max_length=100, required=False)

    def __init__(self, data: Any, *, case: Case) -> None:
        super().__init__(data if data else {"alder": case.age_band})
        field: Any = self.fields["funktion"]
        field.choices = [("", _now("Alla funktioner")), *catalogue.functions()]
        self.is_valid()

    def apply(self, resources: Any) -> Any:
        wanted = self.cleaned_data
        found: Any = catalogue.for_band(resources, wanted.get("alder") or "")
        if function := wanted.get("funktion"):
            found = found.filter(functions__contains=[function])
        return found.matching(wanted.get("sok") or "")


class MeasureForm(ClearErrors, forms.ModelForm):
    """A proposal: what for, who answers for it, and from when until when."""

    id = OneTimeId()
    name = forms.CharField(label=_("Vilken insats?"), max_length=200, help_text=_("Till exempel: boendestöd."))
    own_goal = LongText(
        label=_("Vad vill personen själv?"),
        rows=3,
        required=False,
        help_text=_("Med personens egna ord. Det står först i stödplanen. Lämna tomt om ni inte har nått personen."),
    )
    needs = LongText(label=_("Vilket behov gäller det?"), rows=3)
    protective = LongText(
        label=_("Vad skyddar och stärker?"),
        rows=3,
        required=False,
        help_text=_("Det som redan fungerar: människor, skola, arbete, intressen."),
    )
    goal = LongText(label=_("Mål med insatsen"), rows=3, help_text=_("Så att det går att se när det är uppnått."))
    answers = forms.ChoiceField(label=_("Vem ansvarar?"))
    asked = forms.BooleanField(
        label=_("Jag har frågat verksamheten, och den tar emot"), error_messages={"required": _("Fråga först.")}
    )

    class Meta:
        model = SupportMeasure
        fields = ("name", "own_goal", "needs", "protective", "goal", "starts", "ends", "review_on")
        widgets = {"starts": DateInput, "ends": DateInput, "review_on": DateInput}
        labels = {"starts": _("Börjar"), "ends": _("Slutar"), "review_on": _("Följs upp första gången")}
        help_texts = {"ends": _("Lämna tomt om det inte är bestämt.")}

    def __init__(self, *args: Any, case: Case, today: date, fixed: bool = False, check: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        people = support.responsible_in(case, today)
        actors = Actor.objects.filter(municipality=case.board.municipality_id).order_by("name")
        self.people = {f"{INSIDE}:{one.pk}": one for one in people}
        self.actors = {f"{OUTSIDE}:{one.pk}": one for one in actors}
        field: Any = self.fields["answers"]
        field.choices = [
            ("", _now("Välj …")),
            (_now("Deltar i ärendet"), [(key, f"{one.user}, {one.title.lower()}") for key, one in self.people.items()]),
            (_now("Utanför verksamheten, kräver samtycke eller beslut"), [(k, str(a)) for k, a in self.actors.items()]),
        ]
        self.initial["answers"] = held(self.instance)
        if not self.instance.needs:
            self.initial.update(starts=today, review_on=today + timedelta(days=28))
        else:
            del self.fields["id"]
        if fixed:
            del self.fields["name"]
        if not check:
            del self.fields["asked"]
        self.fields["review_on"].required = True

    def clean_starts(self) -> date | None:
        return refuse_far(self.cleaned_data["starts"], self.today)

    def clean_ends(self) -> date | None:
        return refuse_far(self.cleaned_data["ends"], self.today)

    def clean_review_on(self) -> date | None:
        day = refuse_far(self.cleaned_data["review_on"], self.today)
        if day and day < self.today:
            raise forms.ValidationError(_now("Välj en dag framåt i tiden."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("answers", "")
        self.instance.responsible = self.people.get(chosen)
        self.instance.actor = self.actors.get(chosen)
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _now("Insatsen kan inte sluta innan den börjar."))
        if data.get("asked"):
            self.instance.asked_on = self.today
        return data

    def _get_validation_exclusions(self) -> set[str]:
        # What the proposal lacks is said at the fields of the form; the constraints would say it once more.
        return super()._get_validation_exclusions() | {"responsible", "actor", "starts", "ends"}  # type: ignore[misc]


def held(measure: SupportMeasure) -> str:
    if measure.actor_id:
        return f"{OUTSIDE}:{measure.actor_id}"
    return f"{INSIDE}:{measure.responsible_id}" if measure.responsible_id else ""


class DecisionForm(ClearErrors, forms.Form):
    prefix = "beslut"
    approved = forms.ChoiceField(
        label=_("Beslut"),
        choices=[("ja", _("Insatsen ges")), ("nej", _("Insatsen ges inte"))],
        widget=RadioCards,
    )
    reason = LongText(label=_("Skäl"), rows=3)


class StartForm(ClearErrors, forms.Form):
    prefix = "start"
    on = forms.DateField(label=_("Vilken dag började den?"), widget=DateInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        return refuse_future(self.cleaned_data["on"], self.today)


class ReviewForm(ClearErrors, forms.ModelForm):
    """How it goes, and when it is looked at next."""

    prefix = "uppfoljning"
    id = OneTimeId()
    words = LongText(label=_("Vad kom fram?"), help_text=_("Vad personen själv säger, och vad som har hänt."))

    class Meta:
        model = SupportReview
        fields = ("held_on", "going", "words", "next_on")
        widgets = {"held_on": DateInput, "next_on": DateInput, "going": RadioCards(columns=1)}
        labels = {"held_on": _("När följde ni upp?"), "going": _("Hur går det?"), "next_on": _("Nästa uppföljning")}
        help_texts = {"next_on": _("Behövs om insatsen ska fortsätta.")}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.update(held_on=today)
        going: Any = self.fields["going"]
        going.choices = SupportReview.Going.choices

    def clean_held_on(self) -> date:
        return refuse_future(self.cleaned_data["held_on"], self.today)

    def clean_next_on(self) -> date | None:
        day = refuse_far(self.cleaned_data["next_on"], self.today)
        if day and day < self.today:
            raise forms.ValidationError(_now("Välj en dag framåt i tiden."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        goes_on = data.get("going") in (SupportReview.Going.ON, SupportReview.Going.CHANGE)
        if goes_on and not data.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _now("Välj när insatsen följs upp nästa gång."))
        return data


class EndForm(ClearErrors, forms.Form):
    prefix = "avslut"
    on = forms.DateField(label=_("Sista dagen"), widget=DateInput)
    result = forms.ChoiceField(
        label=_("Vad blev resultatet?"), choices=SupportMeasure.Result, widget=RadioCards(columns=1)
    )
    words = LongText(label=_("Berätta med några ord"), rows=3)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        return refuse_future(self.cleaned_data["on"], self.today)


def refuse_future(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError(_now("Dagen ligger framåt i tiden. Välj en dag som har varit."))
    if day < today - EARLIEST:
        raise forms.ValidationError(_now("Kontrollera årtalet."))
    return day
