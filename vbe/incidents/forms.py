from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.passages import no_personal_number
from vbe.access.forms import CheckboxCards, ClearErrors, DateTimeInput, LongText, RadioCards
from vbe.incidents.extract import Selection
from vbe.incidents.models import Addition, Answer, Clock, Incident, Kind
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, User
from vbe.organisation.swedish_order import swedish_order

OLDEST = timedelta(days=5 * 366)
CASE_NUMBER = re.compile(r"[A-ZÅÄÖ]{2,5}-\d{4}-\d{3,6}")
WIDEST = timedelta(days=366)
NO_NAMES = _("Skriv inga namn eller personnummer på dem som berörs.")


def past(moment: datetime, now: datetime) -> datetime:
    """A moment that has been; the clock of the one who writes may be a minute ahead. Raises ValidationError."""
    if moment > now + timedelta(minutes=1):
        raise forms.ValidationError(_now("Tiden kan inte ligga i framtiden. Kontrollera datum och klockslag."))
    if moment < now - OLDEST:
        raise forms.ValidationError(_now("Tiden ligger mer än fem år tillbaka. Kontrollera årtalet."))
    return min(moment, now)


class OneTimeId(forms.UUIDField):
    """The id that the new row will have: the same form sent twice makes one row."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=new_id)


class IncidentForm(ClearErrors, forms.Form):
    id = OneTimeId()
    kinds = forms.MultipleChoiceField(
        label=_("Vad är det för incident?"),
        choices=Kind,
        widget=CheckboxCards(
            columns=1,
            descriptions={
                Kind.BREACH: _("Personuppgifter har röjts, ändrats, förlorats eller lästs av någon som inte får."),
                Kind.SECURITY: _("En störning eller ett intrång i ett system, som är eller kan bli betydande."),
            },
        ),
        help_text=_("Båda kan gälla samtidigt. Valet avgör vilka tidsgränser som börjar gå."),
    )
    title = forms.CharField(
        label=_("Rubrik"),
        max_length=120,
        validators=[no_personal_number],
        help_text=_("Några ord som syns i listor, utan namn. Till exempel: Obehörig läsning av en akt."),
    )
    discovered_at = forms.DateTimeField(
        label=_("När upptäcktes den?"), widget=DateTimeInput, help_text=_("Tidsgränserna räknas härifrån.")
    )
    description = LongText(
        label=_("Vad hände?"), max_length=6000, rows=6, help_text=NO_NAMES, validators=[no_personal_number]
    )
    persons_count = forms.IntegerField(
        label=_("Hur många personer berörs?"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("Lämna tomt om du inte vet. Du kan skriva det senare."),
    )
    categories = LongText(
        label=_("Vilka är det, och vilka slags uppgifter?"),
        max_length=2000,
        rows=2,
        required=False,
        help_text=_("Grupper, till exempel: unga i ärenden, deras föräldrar. Inga namn."),
        validators=[no_personal_number],
    )
    measures = LongText(
        label=_("Vad har ni gjort hittills?"),
        max_length=4000,
        rows=3,
        required=False,
        validators=[no_personal_number],
    )
    told = forms.ChoiceField(
        label=_("Har de som berörs fått besked?"), choices=Incident.Told, widget=RadioCards(columns=1)
    )
    told_reason = LongText(
        label=_("Varför inte?"),
        max_length=2000,
        rows=2,
        required=False,
        help_text=_("Fyll i när svaret är nej."),
        validators=[no_personal_number],
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        local = timezone.localtime(now).replace(second=0, microsecond=0)
        kwargs["initial"] = {"discovered_at": local} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_discovered_at(self) -> datetime:
        return past(self.cleaned_data["discovered_at"], self.now)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("told") == Incident.Told.NO and not data.get("told_reason") and "told_reason" not in self.errors:
            self.add_error("told_reason", _now("Skriv varför de inte får besked."))
        return data

    def incident(self, by: Assignment) -> Incident:
        data = dict(self.cleaned_data)
        data.pop("kinds")
        return Incident(pk=data.pop("id"), board=by.board, registered_by=by, registered_at=self.now, **data)


class AnswerForm(ClearErrors, forms.Form):
    """What became of one clock."""

    outcome = forms.ChoiceField(label=_("Vad gäller?"), choices=Answer.Outcome, widget=RadioCards)
    sent_at = forms.DateTimeField(label=_("När skickades den?"), widget=DateTimeInput, required=False)
    note = forms.CharField(
        label=_("Referens, eller varför den inte behövs"), max_length=300, validators=[no_personal_number]
    )

    def __init__(self, *args: Any, clock: Clock, now: datetime, **kwargs: Any) -> None:
        local = timezone.localtime(now).replace(second=0, microsecond=0)
        initial = {"sent_at": local, "outcome": Answer.Outcome.SENT}
        super().__init__(*args, prefix=f"svar-{clock.pk}", initial=initial, **kwargs)
        self.clock, self.now = clock, now

    def clean_sent_at(self) -> datetime | None:
        sent = self.cleaned_data["sent_at"]
        return past(sent, self.now) if sent else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        sent = data.get("sent_at")
        if data.get("outcome") == Answer.Outcome.SENT and "sent_at" not in self.errors:
            if not sent:
                self.add_error("sent_at", _now("Skriv när den skickades."))
            elif sent < self.clock.incident.discovered_at.replace(second=0, microsecond=0):
                self.add_error("sent_at", _now("Den kan inte ha skickats innan incidenten upptäcktes."))
        if data.get("outcome") == Answer.Outcome.NOT_NEEDED:
            data["sent_at"] = None
        return data

    def answer(self, by: Assignment) -> Answer:
        return Answer(clock=self.clock, board_id=self.clock.board_id, by=by, at=self.now, **self.cleaned_data)


class AddForm(ClearErrors, forms.Form):
    """Something learnt or done later."""

    prefix = "tillagg"
    id = OneTimeId()
    kind = forms.ChoiceField(
        label=_("Vad vill du lägga till?"),
        choices=[choice for choice in Addition.Kind.choices if choice[0] != Addition.Kind.CLOSING],
        widget=RadioCards,
    )
    text = LongText(label=_("Text"), max_length=4000, rows=4, help_text=NO_NAMES, validators=[no_personal_number])
    persons_count = forms.IntegerField(label=_("Antal berörda"), required=False, min_value=0, max_value=10_000_000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        counted = data.get("kind") == Addition.Kind.PERSONS
        if counted and data.get("persons_count") is None and "persons_count" not in self.errors:
            self.add_error("persons_count", _now("Skriv hur många som berörs."))
        if data.get("kind") and not counted:
            data["persons_count"] = None
        return data

    def addition(self) -> Addition:
        data = dict(self.cleaned_data)
        return Addition(pk=data.pop("id"), **data)


class CloseForm(ClearErrors, forms.Form):
    prefix = "avslut"
    id = OneTimeId()
    text = LongText(
        label=_("Vad blev resultatet, och vad har ändrats för att det inte ska hända igen?"),
        max_length=4000,
        rows=4,
        validators=[no_personal_number],
    )

    def addition(self) -> Addition:
        return Addition(pk=self.cleaned_data["id"], kind=Addition.Kind.CLOSING, text=self.cleaned_data["text"])


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return str(user.name)


class ExtractForm(ClearErrors, forms.Form):
    prefix = "utdrag"
    since = forms.DateTimeField(label=_("Från"), widget=DateTimeInput)
    until = forms.DateTimeField(label=_("Till"), widget=DateTimeInput)
    person = PersonField(label=_("Bara en person"), queryset=User.objects.none(), required=False, empty_label=_("Alla"))
    number = forms.CharField(
        label=_("Bara ett ärende"),
        required=False,
        max_length=20,
        help_text=_("Hela ärendenumret, till exempel SKH-2026-014."),
    )

    def __init__(self, *args: Any, board: Board, now: datetime, **kwargs: Any) -> None:
        local = timezone.localtime(now).replace(second=0, microsecond=0)
        kwargs["initial"] = {"since": local - timedelta(days=1), "until": local}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = User.objects.filter(pk__in=Assignment.objects.filter(board=board).values("user")).order_by(
            swedish_order("name"), "id"
        )

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip().upper()
        if number and not CASE_NUMBER.fullmatch(number):
            raise forms.ValidationError(_now("Skriv hela ärendenumret, till exempel SKH-2026-014."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and not since < until:
            self.add_error("until", _now("Sluttiden måste vara efter starttiden."))
        elif since and until and until - since > WIDEST:
            self.add_error("until", _now("Välj högst ett år åt gången."))
        return data

    def selection(self) -> Selection:
        data = self.cleaned_data
        person = data["person"]
        return Selection(data["since"], data["until"], person.pk if person else None, data["number"])
