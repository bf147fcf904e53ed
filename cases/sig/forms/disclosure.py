from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig import sharing
from cases.sig.forms.fields import OneTimeId
from cases.sig.models import Case, Disclosure, Ground, InformationRequest, SharingDecision
from vbe.access.forms import ClearErrors, DateInput, DateTimeInput, LongText, RadioCards
from vbe.organisation.models import Actor, LegalRow, Recipient

OLDEST_YEARS = 5
DEFAULT_DAYS = 30
YES, NO, UNKNOWN = "ja", "nej", "vet_ej"
ANSWERS = [(YES, _("Ja")), (NO, _("Nej")), (UNKNOWN, _("Vet inte"))]
# Who may ask with reference to lag 2025:170.
AGAINST_CRIME = {
    Recipient.POLICE,
    Recipient.SECURITY_POLICE,
    Recipient.CUSTOMS,
    Recipient.PROSECUTOR,
    Recipient.OTHER_CRIME,
}


def actors(case: Case) -> Any:
    return Actor.objects.filter(municipality=case.board.municipality_id).order_by("name")


def local(now: datetime) -> datetime:
    return timezone.localtime(now).replace(second=0, microsecond=0, tzinfo=None)


def past(moment: datetime, now: datetime) -> datetime:
    """A moment that has been; the clock of the one who writes may be a minute ahead. Raises ValidationError."""
    if moment > now + timedelta(minutes=1):
        raise forms.ValidationError(_now("Tiden har inte varit ännu. Kontrollera datum och klockslag."))
    if moment.year < now.year - OLDEST_YEARS:
        raise forms.ValidationError(_now("Tiden ligger mer än fem år tillbaka. Kontrollera årtalet."))
    return min(moment, now)


class GivenForm(ClearErrors, forms.Form):
    """What was told or sent. The ground is found: a consent, a decision, or else the menprövning that is written."""

    id = OneTimeId()
    actor = forms.ModelChoiceField(
        label=_("Vem fick uppgifterna?"), queryset=Actor.objects.none(), required=False, empty_label=_("Någon annan")
    )
    recipient = forms.CharField(
        label=_("Funktion eller person"),
        max_length=200,
        required=False,
        help_text=_("Till exempel kommunpolisen, rektorn eller personens mamma."),
    )
    what = LongText(label=_("Vad lämnades?"), rows=4)
    way = forms.ChoiceField(
        label=_("Hur?"),
        choices=[one for one in Disclosure.Way.choices if one[0] != Disclosure.Way.EXCERPT],
        widget=RadioCards,
    )
    given_at = forms.DateTimeField(label=_("När?"), widget=DateTimeInput)
    harm = LongText(
        label=_("Menprövning"),
        rows=3,
        required=False,
        help_text=_(
            "Behövs när varken samtycke eller beslut täcker det: kan personen eller någon närstående lida men av att "
            "uppgiften lämnas, och hur har ni kommit fram till det?"
        ),
    )

    def __init__(self, *args: Any, case: Case, now: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {"given_at": local(now)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.case, self.now, self.ground = case, now, None
        field: Any = self.fields["actor"]
        field.queryset = actors(case)

    ground: Ground | None

    def clean_given_at(self) -> datetime:
        return past(self.cleaned_data["given_at"], self.now)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        actor, given_at = data.get("actor"), data.get("given_at")
        if "actor" in data and "recipient" in data and not (actor or data["recipient"]):
            self.add_error("recipient", _now("Skriv vem som fick uppgifterna, eller välj en aktör."))
        if actor and given_at:
            self.ground = sharing.ground_for(self.case, actor, timezone.localdate(given_at))
        if not self.ground and not data.get("harm") and "harm" not in self.errors:
            self.add_error(
                "harm",
                _now("Varken samtycke eller beslut täcker det här den dagen. Skriv menprövningen."),
            )
        return data


class ChooseRowForm(ClearErrors, forms.Form):
    """To whom, and on which row of law: what is asked first."""

    aktor = forms.ModelChoiceField(
        label=_("Vem ska få uppgifterna?"), queryset=Actor.objects.none(), empty_label=_("Välj …")
    )
    lagrum = forms.ModelChoiceField(
        label=_("Med stöd av vilket lagrum?"),
        queryset=LegalRow.objects.for_sharing(),
        widget=RadioCards(columns=1),
        empty_label=None,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor: Any = self.fields["aktor"]
        actor.queryset = actors(case)
        row: Any = self.fields["lagrum"]
        row.widget.descriptions = {one.pk: one.test for one in row.queryset}


class DecisionForm(ClearErrors, forms.ModelForm):
    """The row's test as questions, what is given, why and for how long."""

    id = OneTimeId()
    information = LongText(
        label=_("Vilka uppgifter får lämnas?"), rows=3, help_text=_("Inte mer än mottagaren behöver.")
    )
    reason = LongText(
        label=_("Skäl"), rows=4, help_text=_("Omständigheterna som gör att svaren är ja, och hur ni har vägt dem.")
    )

    class Meta:
        model = SharingDecision
        fields = ("information", "reason", "starts", "ends")
        widgets = {"starts": DateInput, "ends": DateInput}

    def __init__(
        self, *args: Any, case: Case, row: LegalRow, actor: Actor, born: date | None, today: date, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"starts": today, "ends": today + timedelta(days=DEFAULT_DAYS)}
        super().__init__(*args, **kwargs)
        self.row, self.today = row, today
        self.instance.case, self.instance.row, self.instance.actor = case, row, actor
        asked = list(row.questions)
        if row.age_below and born is None:
            asked.insert(0, _now("Har personen inte fyllt %(age)d år?") % {"age": row.age_below})
        self.asked = {f"fraga-{number}": question for number, question in enumerate(asked)}
        for name, question in self.asked.items():
            self.fields[name] = forms.ChoiceField(label=question, choices=ANSWERS, widget=RadioCards(columns=3))

    def questions(self) -> list[BoundField]:
        return [self[name] for name in self.asked]

    def clean_starts(self) -> date:
        starts: date = self.cleaned_data["starts"]
        if starts < self.today:
            raise forms.ValidationError(_now("Ett beslut gäller tidigast från i dag."))
        return starts

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.asked:
            if data.get(name, YES) != YES:
                self.add_error(
                    name,
                    _now("%(row)s gäller bara när svaret är ja. Välj ett annat lagrum, eller lämna inte uppgiften.")
                    % {"row": self.row.code},
                )
        if not self.errors:
            answers = dict(ANSWERS)
            tested = [f"{question} {answers[data[name]]}" for name, question in self.asked.items()]
            self.instance.tested = "\n".join([str(self.row), self.row.test, *tested])
        return data


class RequestForm(ClearErrors, forms.ModelForm):
    """Who asked with reference to lag 2025:170, when, and for what."""

    id = OneTimeId()
    asker = forms.CharField(
        label=_("Vem frågade?"),
        max_length=300,
        help_text=_("Namn och funktion, och hur du vet att det är den personen. Till exempel: motringd genom växeln."),
    )
    asked = LongText(label=_("Vad begärdes?"), rows=3)
    asked_at = forms.DateTimeField(label=_("När?"), widget=DateTimeInput)

    class Meta:
        model = InformationRequest
        fields = ("actor", "asker", "asked", "asked_at", "row")
        widgets = {"row": RadioCards(columns=1)}
        labels = {"actor": _("Vilken myndighet frågade?"), "row": _("Vad begärdes med stöd av?")}

    def __init__(self, *args: Any, case: Case, now: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {"asked_at": local(now)}
        super().__init__(*args, **kwargs)
        self.now = now
        actor: Any = self.fields["actor"]
        found = actors(case)
        actor.queryset = found.filter(pk__in=[one.pk for one in found if one.as_recipient in AGAINST_CRIME])
        actor.empty_label = _now("Välj …")
        row: Any = self.fields["row"]
        row.queryset = LegalRow.objects.for_requests()
        row.empty_label = None
        row.widget.descriptions = {one.pk: one.test for one in row.queryset}

    def clean_asked_at(self) -> datetime:
        return past(self.cleaned_data["asked_at"], self.now)


class AnswerForm(ClearErrors, forms.Form):
    """What was answered. What is given is asked about by the row's own questions."""

    answer = forms.ChoiceField(
        label=_("Vad blev svaret?"), choices=InformationRequest.Answer.choices, widget=RadioCards(columns=1)
    )
    what = LongText(label=_("Vad lämnades?"), rows=3, required=False, help_text=_("Fyll i när uppgiften lämnades."))
    reason = LongText(label=_("Skäl"), rows=3, required=False, help_text=_("Fyll i när uppgiften inte lämnades."))

    def __init__(self, *args: Any, row: LegalRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {f"fraga-{number}": question for number, question in enumerate(row.questions)}
        for name, question in self.asked.items():
            choice = forms.ChoiceField(label=question, choices=ANSWERS, widget=RadioCards(columns=3), required=False)
            self.fields[name] = choice

    def questions(self) -> list[BoundField]:
        return [self[name] for name in self.asked]

    @property
    def gives(self) -> bool:
        return bool(self.cleaned_data.get("answer") == InformationRequest.Answer.GIVEN)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.gives and not data.get("what") and "what" not in self.errors:
            self.add_error("what", _now("Skriv vad som lämnades."))
        for name in self.asked if self.gives else ():
            if data.get(name) != YES:
                self.add_error(name, _now("Uppgiften får lämnas bara när svaret är ja."))
        refuses = data.get("answer") == InformationRequest.Answer.REFUSED
        if refuses and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _now("Skriv varför uppgiften inte lämnades."))
        return data


class RecallForm(ClearErrors, forms.Form):
    """When it was noticed that the wrong recipient got something, and what has been done."""

    id = OneTimeId()
    discovered_at = forms.DateTimeField(
        label=_("När upptäcktes det?"), widget=DateTimeInput, help_text=_("De 72 timmarna räknas härifrån.")
    )
    note = LongText(
        label=_("Vad har ni gjort?"),
        rows=4,
        help_text=_("Till exempel: bett mottagaren att radera och bekräfta det, ringt den som uppgifterna gäller."),
    )

    def __init__(self, *args: Any, now: datetime, given_at: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {"discovered_at": local(now)}
        super().__init__(*args, **kwargs)
        self.now, self.given_at = now, given_at

    def clean_discovered_at(self) -> datetime:
        moment = past(self.cleaned_data["discovered_at"], self.now)
        if moment < self.given_at.replace(second=0, microsecond=0):
            raise forms.ValidationError(_now("Det kan inte ha upptäckts innan det lämnades. Kontrollera tiden."))
        return moment
