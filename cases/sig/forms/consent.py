from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import ages, deadlines
from cases.concerns import files
from cases.concerns.files import MEGABYTE, SafeFile
from cases.sig.forms.fields import OneTimeId
from cases.sig.models import Case, Consent
from cases.sig.models.consent import DEFAULT_MONTHS, OF_AGE
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.models import Actor

OLDEST_YEARS = 2
MOST_BYTES = 5 * MEGABYTE
OWN_PARTY = 15


class PaperField(forms.FileField):
    """A signed paper; cleaned, what is left of it after the checks, or nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": files.ACCEPT}), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> SafeFile | None:
        if not data:
            return None
        if data.size > MOST_BYTES:
            raise ValidationError(_now("Filen är för stor. Den får vara högst 5 MB. Välj en mindre fil."))
        return files.safe_file(data, data.size)


class ConsentForm(ClearErrors, forms.ModelForm):
    """Whose information may be shared, with whom, for what, and until when; or that the person does not want it."""

    id = OneTimeId()
    scope = LongText(
        label=_("Vilka uppgifter gäller det?"), rows=3, help_text=_("Till exempel: skolgång och planering av stöd.")
    )
    purpose = LongText(label=_("För vilket ändamål?"), rows=3)
    weighed = LongText(
        label=_("Ålder och mognad"),
        rows=2,
        required=False,
        help_text=_(
            "När personen är under 18 år: hur ni har bedömt det, och varför det räcker med den som svarade. "
            "Den som har fyllt 15 år för sin egen talan."
        ),
    )
    paper = PaperField(
        label=_("Undertecknat papper"),
        help_text=_("En bild eller PDF på högst 5 MB, om det finns ett. Filen krypteras."),
    )

    class Meta:
        model = Consent
        fields = ("actor", "answer", "giver", "weighed", "scope", "purpose", "way", "given_on", "ends", "renews")
        widgets = {
            "answer": RadioCards,
            "giver": RadioCards,
            "way": RadioCards,
            "given_on": DateInput,
            "ends": DateInput,
            "renews": forms.HiddenInput,
        }
        labels = {
            "actor": _("Vem får ta del av uppgifterna?"),
            "answer": _("Vad blev svaret?"),
            "giver": _("Vem svarade?"),
            "way": _("Hur lämnades svaret?"),
            "given_on": _("När?"),
        }
        help_texts = {
            "ends": _("Sex månader om inget annat har sagts, högst två år. Vid nej: när ni tidigast frågar igen.")
        }

    def __init__(
        self,
        *args: Any,
        case: Case,
        today: date,
        born: date | None = None,
        actor: str = "",
        renews: Consent | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "given_on": today,
            "ends": self._usual_end(today, born),
            "actor": actor,
            "answer": Consent.Answer.YES,
            "giver": None,
        }
        if renews:
            names = ("actor", "giver", "scope", "purpose", "way", "weighed")
            kwargs["initial"] |= {name: getattr(renews, f"{name}_id" if name == "actor" else name) for name in names}
            kwargs["initial"]["renews"] = renews.pk
        super().__init__(*args, **kwargs)
        self.case, self.today, self.born = case, today, born
        field: Any = self.fields["actor"]
        field.queryset = Actor.objects.filter(municipality=case.board.municipality_id).order_by("name")
        field.empty_label = _now("Välj …")
        for name, choices in (("way", Consent.Way), ("answer", Consent.Answer), ("giver", Consent.Giver)):
            choice: Any = self.fields[name]
            choice.choices = choices.choices
        before: Any = self.fields["renews"]
        before.queryset = Consent.objects.filter(case=case, renewed_by=None)

    @staticmethod
    def _usual_end(today: date, born: date | None) -> date:
        """Six months; of a child at the latest the day before it comes of age, when the person is asked anew."""
        usual = deadlines.due(today, months=DEFAULT_MONTHS).calendar
        if born and born <= today and ages.age_on(born, today) < OF_AGE:
            return min(usual, ages.birthday(born, born.year + OF_AGE) - timedelta(days=1))
        return usual

    def clean_given_on(self) -> date:
        given: date = self.cleaned_data["given_on"]
        if given > self.today:
            raise forms.ValidationError(_now("Svaret kan inte ha lämnats i framtiden."))
        if given.year < self.today.year - OLDEST_YEARS:
            raise forms.ValidationError(_now("Svaret är för gammalt. Fråga på nytt."))
        return given

    def clean_ends(self) -> date:
        ends: date = self.cleaned_data["ends"]
        if ends < self.today:
            raise forms.ValidationError(_now("Slutdatumet har passerat. Välj en dag framåt i tiden."))
        return ends

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        given, giver = data.get("given_on"), data.get("giver")
        if given and giver and self.born and self.born <= given:
            self._check_age(ages.age_on(self.born, given), giver, data)
        refuses = data.get("answer") == Consent.Answer.NO and data.get("actor")
        if refuses and self.case.consents.in_force(self.today).filter(actor=data["actor"]).exists():
            self.add_error("answer", _now("Det finns ett samtycke som gäller. Återkalla det i stället."))
        return data

    def _check_age(self, age: int, giver: str, data: dict[str, Any]) -> None:
        assert self.born
        if age >= OF_AGE:
            if giver in Consent.GUARDIANS:
                self.add_error("giver", _now("Personen är myndig. Vårdnadshavare kan inte svara åt en vuxen."))
            return
        if data.get("ends") and data["ends"] >= ages.birthday(self.born, self.born.year + OF_AGE):
            self.add_error(
                "ends", _now("Personen fyller 18 år innan dess, och då ska ni fråga på nytt. Välj en tidigare dag.")
            )
        enough = giver == Consent.Giver.TOGETHER or (giver == Consent.Giver.GUARDIANS and age < OWN_PARTY)
        if not enough and not data.get("weighed") and "weighed" not in self.errors:
            self.add_error(
                "weighed", _now("Skriv hur ni har bedömt ålder och mognad, och varför det räcker med den som svarade.")
            )
