"""Forms of the other doors. The report itself is written in the report form."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Door
from cases.concerns.passages import Passage, no_personal_number, passages
from cases.doors.codes import GROUP, GROUPS, written
from cases.doors.models import ReportingLink, Sentence
from cases.submission.forms import ReportForm
from vbe.access.forms import ClearErrors, DateInput, DateTimeInput, LongText, RadioCards
from vbe.organisation.models import Actor, Municipality
from vbe.organisation.swedish_order import swedish_order

LONGEST_OPEN = 365
USUALLY_OPEN = 182
EARLIEST_RECEIVED = 365
DOORS = [(door.value, door.label) for door in (Door.PHONE, Door.LETTER, Door.VISIT)]


def report_form(*args: Any, **kwargs: Any) -> ReportForm:
    """The report form as it stands where the samordnare writes for somebody: without files and a sealed part."""
    form = ReportForm(*args, **kwargs)
    for name in [name for name, field in form.fields.items() if isinstance(field, forms.FileField)]:
        del form.fields[name]
    form.fields["text"].help_text = _(
        "Skriv inga namn eller personnummer. Gäller det en viss person, ring socialtjänsten."
    )
    return form


class ReportingLinkForm(ClearErrors, forms.ModelForm):
    actor = forms.ModelChoiceField(
        label=_("Samverkansaktör"),
        help_text=_("Finns den inte i listan, skriv namnet nedanför i stället."),
        queryset=Actor.objects.none(),
        required=False,
        empty_label=_("Ingen i listan"),
        error_messages={"invalid_choice": _("Välj en av aktörerna i listan.")},
    )
    name = forms.CharField(
        label=_("Eller skriv vem länken är till"),
        help_text=_("Organisationens namn, inte en persons. Det står på rapporterna som kommer genom länken."),
        max_length=120,
        required=False,
        validators=[no_personal_number],
    )
    email = forms.EmailField(
        label=_("E-post"),
        help_text=_("Länken skickas dit. Lämna tomt om du vill lämna över den på ett annat sätt."),
        required=False,
    )
    ends_on = forms.DateField(
        label=_("Gäller till och med"),
        help_text=_("Högst ett år. Du kan återkalla länken när som helst."),
        widget=DateInput,
    )

    class Meta:
        model = ReportingLink
        fields = ["actor", "name", "email", "ends_on"]

    def __init__(self, *args: Any, municipality: Municipality, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        actor = self.fields["actor"]
        assert isinstance(actor, forms.ModelChoiceField)
        actor.queryset = Actor.objects.filter(municipality=municipality).order_by(swedish_order("name"))
        self.initial["ends_on"] = today + timedelta(days=USUALLY_OPEN)
        self.fields["ends_on"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + timedelta(days=LONGEST_OPEN)).isoformat(),
        }

    def clean_ends_on(self) -> date:
        day = self.cleaned_data["ends_on"]
        if day < self.today:
            raise ValidationError(_now("Dagen har redan varit. Välj i dag eller en senare dag."))
        if day > self.today + timedelta(days=LONGEST_OPEN):
            raise ValidationError(_now("En länk kan gälla högst ett år. Välj en tidigare dag."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        actor, name = cleaned.get("actor"), cleaned.get("name")
        if actor and name:
            self.add_error("name", _now("Välj i listan eller skriv ett namn, inte båda."))
        elif actor:
            cleaned["name"] = actor.name
        elif not name and not {"actor", "name"} & set(self.errors):
            self.add_error("name", _now("Välj vem länken är till, eller skriv namnet."))
        return cleaned


class RegisterForm(ClearErrors, forms.Form):
    """How it came to the samordnare's knowledge, beside the report itself."""

    prefix = "in"
    door = forms.ChoiceField(
        label=_("Hur kom det in?"),
        choices=DOORS,
        widget=RadioCards(columns=3),
        error_messages={"required": _("Välj om det kom per telefon, i ett brev eller vid ett besök.")},
    )
    received_at = forms.DateTimeField(
        label=_("När kom det in?"),
        help_text=_("Tiden för bedömning räknas härifrån."),
        widget=DateTimeInput,
        error_messages={"required": _("Välj dag och tid när det kom in.")},
    )
    informant = forms.CharField(
        label=_("Uppgiftslämnarens funktion"),
        help_text=_("Till exempel fastighetsskötare eller förening. Inget namn. Får lämnas tomt."),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["received_at"].initial = timezone.localtime(now).replace(second=0, microsecond=0)

    def clean_received_at(self) -> datetime:
        moment = self.cleaned_data["received_at"]
        if moment > self.now:
            raise ValidationError(_now("Tiden har inte varit än. Välj när det kom in."))
        if moment < self.now - timedelta(days=EARLIEST_RECEIVED):
            raise ValidationError(_now("Kontrollera året. Det får vara högst ett år tillbaka."))
        return moment

    def clean_informant(self) -> str:
        text = self.cleaned_data["informant"]
        if passages(text):
            raise ValidationError(_now("Skriv en funktion, inget som leder till en person."))
        return text


class CodeForm(ClearErrors, forms.Form):
    code = forms.CharField(
        label=_("Kvittokod"),
        help_text=_("Sexton tecken, med eller utan streck. Stora och små bokstäver spelar ingen roll."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": _("Skriv koden som du fick när du rapporterade.")},
    )

    def clean_code(self) -> str:
        code = written(self.cleaned_data["code"])
        if len(code) != GROUPS * GROUP:
            raise ValidationError(_now("Koden har sexton tecken. Kontrollera att alla är med."))
        return code


class GuardedForm(ClearErrors, forms.Form):
    """A text between desk and reporter. What may lead to a person is written anew, or confirmed to be none."""

    text = LongText(max_length=1000, rows=3)
    no_person = forms.BooleanField(label=_("Det är ingen person"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused: list[Passage] = []
        self.pointed_out: list[Passage] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = passages(cleaned.get("text", ""))
        self.refused = [passage for passage in found if passage.refuse]
        self.pointed_out = [passage for passage in found if not passage.refuse]
        if self.refused:
            self.add_error("text", self.refused[0].advice)
        elif self.pointed_out and not cleaned.get("no_person"):
            self.add_error(
                "no_person", _now("Skriv om det som kan leda till en person, eller bekräfta att det inte gör det.")
            )
        return cleaned


class QuestionForm(GuardedForm):
    text = LongText(
        label=_("Din fråga"),
        help_text=_("Rapportören ser frågan på sitt kvitto. Fråga inte efter namn eller personnummer."),
        max_length=1000,
        rows=3,
        error_messages={"required": _("Skriv din fråga.")},
    )


class AnswerForm(GuardedForm):
    text = LongText(
        label=_("Ditt svar"),
        help_text=_("Skriv inga namn eller personnummer, inte heller ditt eget."),
        max_length=2000,
        rows=4,
        error_messages={"required": _("Skriv ditt svar.")},
    )


class SentenceForm(ClearErrors, forms.ModelForm):
    text = forms.CharField(
        label=_("Ny mening"),
        help_text=_("Den ska kunna sägas om vilken rapport som helst, utan uppgift om en person."),
        max_length=300,
        validators=[no_personal_number],
        error_messages={"required": _("Skriv meningen.")},
    )

    class Meta:
        model = Sentence
        fields = ["text"]


class TellForm(ClearErrors, forms.Form):
    sentence = forms.ModelChoiceField(
        label=_("Godkänd mening"),
        queryset=Sentence.objects.none(),
        empty_label=None,
        widget=RadioCards(columns=1),
        error_messages={
            "required": _("Välj en mening."),
            "invalid_choice": _("Den meningen används inte längre. Välj en annan."),
        },
    )

    def __init__(self, *args: Any, sentences: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = self.fields["sentence"]
        assert isinstance(sentence, forms.ModelChoiceField)
        sentence.queryset = sentences
