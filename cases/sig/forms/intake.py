from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig import feedback
from cases.sig.forms.fields import OneTimeId, PersonNumberField
from cases.sig.forms.reception import clean_reference
from cases.sig.models import Case, Intake, SealedPart
from cases.sig.routine import nearest_chiefs
from cases.sig.states import Answer, AnswerWay, IntakeState, Source, Standing
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards, TimeInput
from vbe.organisation.models import Assignment, Unit

OLDEST = timedelta(days=365)
OLDEST_PERSON_YEARS = 120


class RegisterForm(ClearErrors, forms.Form):
    """What came in by another door than a sealed part."""

    id = OneTimeId()
    source = forms.ChoiceField(
        label=_("Hur kom det in?"),
        choices=[choice for choice in Source.choices if choice[0] != Source.SEALED_PART],
        widget=RadioCards,
    )
    arrived_on = forms.DateField(label=_("Datum"), widget=DateInput, help_text=_("Tidsgränserna räknas härifrån."))
    arrived_time = forms.TimeField(label=_("Klockslag"), widget=TimeInput)
    description = LongText(
        label=_("Vad har kommit fram?"),
        max_length=10_000,
        rows=7,
        help_text=_("Skriv vad någon har sett eller hört: ett beteende, en händelse eller ett behov av stöd."),
    )
    person_name = forms.CharField(label=_("Namn"), max_length=200, required=False)
    person_number = PersonNumberField(
        label=_("Personnummer eller samordningsnummer"), required=False, help_text=_("10 eller 12 siffror.")
    )
    birth_date = forms.DateField(
        label=_("Födelsedatum"),
        widget=DateInput,
        required=False,
        help_text=_("Fyll i det även om du har personnumret. Åldern avgör tidsgränser och vem som leder."),
    )
    protected = forms.BooleanField(
        label=_("Personen har skyddade personuppgifter"),
        required=False,
        help_text=_("Varje läsning av akten kommer då med i logggranskningen."),
    )
    contact = forms.CharField(
        label=_("Kontakt med den som berättade"),
        max_length=500,
        required=False,
        help_text=_("Namn och telefonnummer, om personen vill lämna dem."),
    )

    standing = forms.ChoiceField(
        label=_("Är den som berättar skyldig att anmäla?"),
        choices=[(Standing.MANDATED, _("Ja, anmäler i sitt arbete")), (Standing.PRIVATE, _("Nej"))],
        widget=RadioCards,
        required=False,
        help_text=_(
            "Svara när det gäller ett barn, eller när åldern inte är känd. Den som måste anmäla, till exempel i skola, "
            "vård eller polis, ska få svar senast en vecka efter beslutet."
        ),
    )
    reporter_role = forms.CharField(
        label=_("Yrke eller uppdrag"),
        max_length=200,
        required=False,
        help_text=_("Behövs när den som anmäler är skyldig att göra det."),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        local = timezone.localtime(now)
        kwargs["initial"] = {"arrived_on": local.date(), "arrived_time": local.time().replace(second=0, microsecond=0)}
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_birth_date(self) -> date | None:
        born, today = self.cleaned_data["birth_date"], timezone.localdate(self.now)
        if born and born > today:
            raise forms.ValidationError(_now("Födelsedatumet kan inte ligga i framtiden."))
        if born and born.year < today.year - OLDEST_PERSON_YEARS:
            raise forms.ValidationError(_now("Kontrollera årtalet i födelsedatumet."))
        return born

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, clock = data.get("arrived_on"), data.get("arrived_time")
        if day and clock:
            arrived = timezone.make_aware(datetime.combine(day, clock))
            # The clock of the one who writes may be a minute ahead.
            if arrived > self.now + timedelta(minutes=1):
                self.add_error(
                    "arrived_on", _now("Det kan inte ha kommit in i framtiden. Kontrollera datum och klockslag.")
                )
            elif arrived < self.now - OLDEST:
                self.add_error("arrived_on", _now("Datumet ligger mer än ett år tillbaka. Kontrollera årtalet."))
            data["arrived_at"] = min(arrived, self.now)
            if "birth_date" in data and self._unsaved(data).about_child:
                self._ask_who_reports(data)
        return data

    @staticmethod
    def _unsaved(data: dict[str, Any]) -> Intake:
        return Intake(arrived_at=data["arrived_at"], birth_date=str(data["birth_date"] or ""))

    def _ask_who_reports(self, data: dict[str, Any]) -> None:
        """About a child, as in a sealed part: whoever had to report it is to be told, and so has to be reached."""
        missing = {}
        if not data.get("standing"):
            missing["standing"] = _now("Välj om den som berättar är skyldig att anmäla.")
        elif data["standing"] == Standing.MANDATED:
            missing["reporter_role"] = _now("Skriv yrke eller uppdrag för den som anmäler.")
            missing["contact"] = _now("Skriv namn och telefon eller e-post, så att den som anmäler kan få svar.")
        for name, message in missing.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)

    def intake(self, by: Assignment) -> Intake:
        data = self.cleaned_data
        return Intake(
            pk=data["id"],
            board=by.board,
            unit=by.unit or Unit.objects.filter(board=by.board, kind=Unit.Kind.INTAKE).order_by("id")[0],
            registered_by=by,
            birth_date=data["birth_date"].isoformat() if data["birth_date"] else "",
            **{
                name: data[name]
                for name in (
                    "source",
                    "arrived_at",
                    "person_name",
                    "person_number",
                    "description",
                    "contact",
                    "protected",
                    "standing",
                    "reporter_role",
                )
            },
        )


class UnitField(forms.ModelChoiceField):
    widget = RadioCards

    def label_from_instance(self, unit: Unit) -> str:
        return unit.name


class ConfirmForm(ClearErrors, forms.Form):
    """Start the routine: which unit, on what ground, why."""

    prefix = "start"
    unit = UnitField(
        label=_("Vilken enhet gäller ärendet?"),
        queryset=Unit.objects.none(),
        help_text=_("Närmaste avdelningschef får besked direkt."),
    )
    ground = forms.ChoiceField(
        label=_("Vad bygger det på?"),
        choices=Case.Ground,
        widget=RadioCards(columns=1),
        help_text=_("En åsikt räcker inte."),
    )
    reason = LongText(label=_("Skäl"), help_text=_("Vad som gör att rutinen behövs, och vad skyddsbedömningen visade."))

    def __init__(self, *args: Any, intake: Intake, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = (
            Unit.objects.filter(board=intake.board_id)
            .exclude(kind__in=[Unit.Kind.INTAKE, Unit.Kind.DUTY])
            .select_related("department")
            .order_by("department__name", "name")
        )
        field: Any = self.fields["unit"]
        field.queryset = units
        field.widget.columns = 1
        field.widget.descriptions = {unit.pk: self._told(chief) for unit, chief in nearest_chiefs(units, today).items()}

    @staticmethod
    def _told(chief: Assignment | None) -> str:
        if chief is None:
            return _now("Ingen avdelningschef i tjänst i dag")
        return f"{chief.user.name}, {_now('ersättare') if chief.deputy_for_id else chief.title.lower()}"


class DecideForm(ClearErrors, forms.Form):
    """Another decision than to start the routine."""

    prefix = "other"
    state = forms.ChoiceField(
        label=_("Beslut"),
        choices=[(state.value, state.label) for state in (IntakeState.ORDINARY, IntakeState.NO_ACTION)],
        widget=RadioCards(
            columns=1,
            descriptions={
                IntakeState.ORDINARY: _("Tas om hand i den vanliga handläggningen, utan social insatsgrupp."),
                IntakeState.NO_ACTION: _(
                    "Ingen utredning inleds. Det finns kvar, men kommer inte upp när samma person blir aktuell igen."
                ),
            },
        ),
    )
    reference = forms.CharField(
        label=_("Personakt i huvudsystemet"),
        help_text=_("Behövs för ordinarie socialtjänst. Bara beteckningen, till exempel IFO-2026-00417."),
        max_length=40,
        required=False,
    )
    reason = LongText(label=_("Skäl"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == IntakeState.ORDINARY and "reference" in data:
            try:
                data["reference"] = clean_reference(data["reference"])
            except forms.ValidationError as error:
                self.add_error("reference", error)
        return data


class FeedbackForm(ClearErrors, forms.Form):
    """The fixed answer to who wrote the sealed part, of those the law allows here."""

    prefix = "svar"
    answer = forms.ChoiceField(label=_("Svar"), widget=RadioCards(columns=1))
    reason = LongText(
        label=_("Skäl när svar inte lämnas"),
        help_text=_("Behövs bara om svaret är att ni inte kan svara. Skälet stannar hos er."),
        required=False,
        rows=2,
    )

    def __init__(self, *args: Any, part: SealedPart, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["answer"]
        field.choices = [(answer.value, answer.label) for answer in feedback.lawful(part)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == Answer.WITHHELD and not data.get("reason"):
            self.add_error("reason", _now("Skriv varför svar inte kan lämnas. Skälet stannar hos er."))
        return data


class ReporterAnswerForm(ClearErrors, forms.Form):
    """That who reported by another door has been told: what, on what day and how."""

    prefix = "svar"
    answer = forms.ChoiceField(label=_("Svar"), widget=RadioCards(columns=1))
    on = forms.DateField(label=_("Vilken dag fick anmälaren svaret?"), widget=DateInput)
    way = forms.ChoiceField(label=_("Hur lämnades det?"), choices=AnswerWay, widget=RadioCards)
    reason = LongText(
        label=_("Skäl när svar inte lämnas"),
        help_text=_("Behövs bara om svaret är att ni inte kan svara. Skälet stannar hos er."),
        required=False,
        rows=2,
    )

    def __init__(self, *args: Any, arrived: Intake, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)
        field: Any = self.fields["answer"]
        field.choices = [(answer.value, answer.label) for answer in feedback.lawful_by_other_door(arrived)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == Answer.WITHHELD and not data.get("reason"):
            self.add_error("reason", _now("Skriv varför svar inte kan lämnas. Skälet stannar hos er."))
        return data
