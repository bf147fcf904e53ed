from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig import outcomes
from cases.sig.forms.fields import OneTimeId, PersonNumberField
from cases.sig.limits import Clock
from cases.sig.models import ContactAttempt
from cases.sig.models.case import CASE_NUMBER
from cases.sig.states import IntakeState, Source
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards, TimeInput
from vbe.organisation.models import Board

LATEST_NEW_TRY = timedelta(days=365)
OLDEST_NOTE = timedelta(days=90)
OLDEST_PERSON_YEARS = 120
UNKNOWN_HOME = "vet_ej"


class Shown(models.TextChoices):
    """Which arrivals the list shows, beside single states."""

    DECLINED = "tackar_nej", _("Tackar nej, väntar på nytt försök")
    INVESTIGATED = "utreds", _("Utredning pågår")
    DECIDED = "beslutade", _("Alla beslutade")
    ALL = "alla", _("Allt")


class ReceptionFilter(forms.Form):
    """The list's filters. One that makes no sense is left out, so an old link still works."""

    visa = forms.ChoiceField(
        label=_("Läge"),
        choices=[
            ("", _("Att ta ställning till")),
            *Shown.choices[:2],
            *((s.value, s.label) for s in IntakeState if s != IntakeState.OPEN),
            *Shown.choices[2:],
        ],
        required=False,
    )
    via = forms.ChoiceField(label=_("Inkom via"), choices=[("", _("Alla vägar")), *Source.choices], required=False)
    tid = forms.ChoiceField(label=_("Tidsgräns"), choices=[("", _("Alla")), *Clock.choices], required=False)


class MadeForm(ClearErrors, forms.Form):
    """Something that was done at a certain time, up to now."""

    made_on = forms.DateField(label=_("Datum"), widget=DateInput)
    made_clock = forms.TimeField(label=_("Klockslag"), widget=TimeInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        local = timezone.localtime(now)
        kwargs["initial"] = {"made_on": local.date(), "made_clock": local.time().replace(second=0, microsecond=0)}
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, clock = data.get("made_on"), data.get("made_clock")
        if day and clock:
            made = timezone.make_aware(datetime.combine(day, clock))
            # The clock of the one who writes may be a minute ahead.
            if made > self.now + timedelta(minutes=1):
                self.add_error("made_on", _now("Det kan inte ligga i framtiden. Kontrollera datum och klockslag."))
            elif made < self.now - OLDEST_NOTE:
                self.add_error("made_on", _now("Datumet ligger mer än tre månader tillbaka. Kontrollera årtalet."))
            data["made_at"] = min(made, self.now)
        return data


class ProtectionForm(MadeForm):
    """The protection assessment, in words."""

    prefix = "skydd"
    id = OneTimeId()
    text = LongText(
        label=_("Vad visade skyddsbedömningen?"),
        help_text=_("Behöver barnet skydd genast, och vad har gjorts i så fall? Skriv vad bedömningen bygger på."),
        rows=5,
    )


class DecisionForm(ClearErrors, forms.Form):
    """Whether to investigate."""

    prefix = "beslut"
    opened = forms.ChoiceField(
        label=_("Beslut"),
        choices=[("inleds", _("Utredning inleds")), ("inleds_inte", _("Utredning inleds inte"))],
        widget=RadioCards,
    )
    reason = LongText(label=_("Skäl"))


class ExtensionForm(ClearErrors, forms.Form):
    """More time, with its ground."""

    prefix = "forlangning"
    until = forms.DateField(label=_("Ny sista dag"), widget=DateInput)
    reason = LongText(label=_("Särskilda skäl för att förlänga"), help_text=_("Utan skäl kan tiden inte förlängas."))


class ConclusionForm(ClearErrors, forms.Form):
    prefix = "avslut"
    reason = LongText(label=_("Vad kom utredningen fram till?"), max_length=4000, rows=5)


class ContactForm(MadeForm):
    """An attempt to reach the person, and what came of it."""

    prefix = "kontakt"
    id = OneTimeId()
    way = forms.ChoiceField(label=_("Hur söktes kontakt?"), choices=ContactAttempt.Way, widget=RadioCards)
    outcome = forms.ChoiceField(
        label=_("Utfall"),
        choices=ContactAttempt.Outcome,
        widget=RadioCards(
            columns=1,
            descriptions={
                ContactAttempt.Outcome.REACHED: _("Ni har talats vid, och personen tar emot kontakt."),
                ContactAttempt.Outcome.NOT_REACHED: _("Kontakt söks fortfarande."),
                ContactAttempt.Outcome.DECLINED: _("Stöd till vuxna är frivilligt. Välj en dag för ett nytt försök."),
            },
        ),
    )
    again_on = forms.DateField(
        label=_("Dag för nytt försök"),
        widget=DateInput,
        required=False,
        help_text=_("Behövs när personen tackar nej. Den dagen står det på startsidan."),
    )
    text = LongText(label=_("Anteckning"), help_text=_("Vad personen själv sa och vill."), required=False, rows=3)

    def clean_again_on(self) -> date | None:
        day, today = self.cleaned_data["again_on"], timezone.localdate(self.now)
        if day and day < today:
            raise forms.ValidationError(_now("Dagen har passerat. Välj en dag framåt i tiden."))
        if day and day > today + LATEST_NEW_TRY:
            raise forms.ValidationError(_now("Dagen ligger mer än ett år bort. Kontrollera årtalet."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (
            data.get("outcome") == ContactAttempt.Outcome.DECLINED
            and not data.get("again_on")
            and "again_on" not in self.errors
        ):
            self.add_error("again_on", _now("Välj en dag för ett nytt försök."))
        return data


class InformationForm(ClearErrors, forms.Form):
    """Whether the person knows that a matter exists, and the need of an interpreter."""

    prefix = "info"
    id = OneTimeId()
    told = forms.ChoiceField(
        label=_("Vet personen att uppgifterna finns hos oss?"),
        choices=[("ja", _("Ja")), ("inte_an", _("Inte än"))],
        widget=RadioCards,
    )
    told_on = forms.DateField(label=_("Vilken dag fick personen veta?"), widget=DateInput, required=False)
    how = LongText(label=_("Hur fick personen veta?"), required=False, rows=2)
    why_not = LongText(
        label=_("Varför inte än?"), help_text=_("Behövs om personen inte har fått veta."), required=False, rows=2
    )
    interpreter = forms.CharField(
        label=_("Tolk"), help_text=_("Skriv språket. Lämna tomt om tolk inte behövs."), max_length=200, required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_told_on(self) -> date | None:
        day = self.cleaned_data["told_on"]
        if day and day > self.today:
            raise forms.ValidationError(_now("Dagen kan inte ligga i framtiden."))
        if day and day < self.today - timedelta(days=365 * 5):
            raise forms.ValidationError(_now("Kontrollera årtalet."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("told") == "ja" and not data.get("told_on") and "told_on" not in self.errors:
            self.add_error("told_on", _now("Välj vilken dag personen fick veta."))
        if data.get("told") == "inte_an" and not data.get("why_not") and "why_not" not in self.errors:
            self.add_error("why_not", _now("Skriv varför personen inte har fått veta än."))
        return data

    def values(self) -> dict[str, Any]:
        """Only what goes with the choice: what was filled in for the other one is left out."""
        data = self.cleaned_data
        told = data["told"] == "ja"
        return {
            "told_on": data["told_on"] if told else None,
            "how": data["how"] if told else "",
            "why_not": "" if told else data["why_not"],
            "interpreter": data["interpreter"],
        }


class LinkForm(ClearErrors, forms.Form):
    """The case that what came in belongs to."""

    prefix = "hor"
    case = forms.CharField(
        label=_("Vilket ärende hör det till?"), help_text=_("Hela numret, till exempel SKH-2026-014."), max_length=20
    )
    reason = LongText(
        label=_("Skäl"), help_text=_("Varför det hör dit, och hur ni vet att det är samma person."), rows=3
    )

    def clean_case(self) -> str:
        number = self.cleaned_data["case"].strip().upper()
        if not CASE_NUMBER.fullmatch(number):
            raise forms.ValidationError(_now("Skriv hela ärendenumret, till exempel SKH-2026-014."))
        return number


class NoteForm(ClearErrors, forms.Form):
    """An addition, or what was wrong."""

    prefix = "anteckning"
    id = OneTimeId()
    text = LongText(
        label=_("Rättelse eller tillägg"),
        help_text=_("Det som står kvar oförändrat. Skriv vad som var fel eller vad som har tillkommit."),
        rows=3,
    )


class ChildForm(ClearErrors, forms.Form):
    """A child in the family. What is filled in beforehand is confirmed by the writer."""

    prefix = "barn"
    id = OneTimeId()
    person_name = forms.CharField(label=_("Barnets namn"), max_length=200)
    person_number = PersonNumberField(label=_("Personnummer"), required=False, help_text=_("Om du har det."))
    birth_date = forms.DateField(
        label=_("Födelsedatum"),
        widget=DateInput,
        required=False,
        help_text=_("Lämna tomt om du inte vet. Då räknas det som ett barn."),
    )
    home = forms.ChoiceField(label=_("Var bor barnet?"), help_text=_("Anmälan går till mottagningen där."))
    description = LongText(
        label=_("Vad gör dig orolig för barnet?"),
        help_text=_(
            "Skriv vad som har hänt eller vilket stöd barnet behöver. Skriv inte mer om någon annan i familjen än vad "
            "som behövs för att skydda barnet."
        ),
        max_length=10_000,
        rows=6,
    )
    contact = forms.CharField(
        label=_("Hur når mottagningen dig?"), max_length=500, help_text=_("Namn, enhet och telefon.")
    )
    confirmed = forms.BooleanField(label=_("Jag har kontrollerat att uppgifterna stämmer"))

    def __init__(self, *args: Any, boards: list[Board], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boards, self.today = {str(board.pk): board for board in boards}, today
        home: Any = self.fields["home"]
        home.choices = [
            ("", _now("Välj var barnet bor")),
            *((key, board.area or board.name) for key, board in self.boards.items()),
            (UNKNOWN_HOME, _now("Vet inte, eller i en annan kommun")),
        ]

    def clean_birth_date(self) -> date | None:
        born = self.cleaned_data["birth_date"]
        if born and born > self.today:
            raise forms.ValidationError(_now("Födelsedatumet kan inte ligga i framtiden."))
        if born and born.year < self.today.year - OLDEST_PERSON_YEARS:
            raise forms.ValidationError(_now("Kontrollera årtalet i födelsedatumet."))
        return born

    @property
    def home_board(self) -> Board | None:
        return self.boards.get(self.cleaned_data["home"])

    def child(self) -> dict[str, str]:
        data = self.cleaned_data
        written = {name: data[name] for name in ("person_name", "person_number", "description", "contact")}
        return written | {"birth_date": data["birth_date"].isoformat() if data["birth_date"] else ""}


def clean_reference(text: str) -> str:
    """The main system's reference, as ``outcomes.ordinary`` takes it. Raises ValidationError."""
    reference = text.strip().upper()
    if not outcomes.is_reference(reference):
        raise forms.ValidationError(
            _now("Skriv huvudsystemets beteckning, till exempel IFO-2026-00417. Skriv aldrig namn eller personnummer.")
        )
    return reference
