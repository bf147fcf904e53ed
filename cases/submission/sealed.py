"""The sealed part of a report: what names somebody goes straight to the reception, and nowhere else.

It knows no user: whoever reports through a link fills in the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import ages, identity_numbers
from cases.sig.states import About, Known, Standing
from cases.submission.send import Sealed
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.models import Board, Municipality, PhoneNumber, Unit

PREFIX = "sealed"
# Persons in one report; one digit in the fields' names.
MOST = 8
UNKNOWN_HOME, ELSEWHERE = "vet_ej", "annan"
OLDEST_PERSON = 120
OF_AGE = 18
ONLY_OF: dict[str, tuple[str, ...]] = {
    About.CHILD: ("guardians", "guardians_know", "violence", "school", "siblings", "own_words"),
    About.ADULT: ("person_knows", "wants_contact", "reach"),
}
CHOSEN_OF: dict[str, tuple[str, ...]] = {
    About.CHILD: ("guardians_know",),
    About.ADULT: ("person_knows", "wants_contact"),
}


def line(label: Any, *, help_text: Any = "", max_length: int = 200, **attrs: str) -> forms.CharField:
    """An optional line that the browser does not fill in by itself: it is about somebody else."""
    widget = forms.TextInput(attrs={"autocomplete": "off"} | attrs)
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=max_length, widget=widget)


def known(label: Any, *, required: bool = False, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Known.choices,
        required=required,
        widget=RadioCards(columns=3),
        error_messages={"required": _("Välj ett svar. Vet du inte, välj Vet inte.")},
        **options,
    )


class PersonForm(ClearErrors, forms.Form):
    """One person. Here personal numbers are allowed; nowhere is there room for what somebody thinks or believes."""

    about = forms.ChoiceField(
        label=_("Gäller det ett barn eller en vuxen?"),
        help_text=_("Är du osäker, välj barn."),
        choices=About.choices,
        widget=RadioCards,
        error_messages={"required": _("Välj om det gäller ett barn eller en vuxen. Är du osäker, välj barn.")},
    )
    danger = known(_("Är personen i fara just nu?"), required=True)
    called = forms.BooleanField(label=_("Jag har ringt"), required=False)
    person_name = line(_("Vem gäller det?"), help_text=_("Skriv namnet. Vet du inte namnet, beskriv vem det är."))
    person_number = line(_("Personnummer"), help_text=_("Om du redan har det. Leta inte upp det."), max_length=40)
    birth_date = forms.DateField(
        label=_("Födelsedatum"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Skriv födelsedatumet som år-månad-dag, till exempel 2010-03-24.")},
    )
    age_unknown = forms.BooleanField(label=_("Jag vet inte födelsedatumet"), required=False)
    home = forms.ChoiceField(
        label=_("Var bor personen?"),
        help_text=_(
            "Den slutna delen går till mottagningen där personen bor. Vet du inte, går den till socialjouren. Bor "
            "personen i en annan kommun lämnar socialjouren den vidare dit; det går fortast om du ringer den kommunen."
        ),
        error_messages={
            "required": _("Välj var personen bor. Vet du inte, välj Vet inte."),
            "invalid_choice": _("Välj ett av alternativen i listan."),
        },
    )
    elsewhere = line(_("Vilken kommun?"))
    description = LongText(
        label=_("Vad har du sett eller hört?"),
        help_text=_(
            "Skriv vad personen gör, vad som har hänt eller vilket stöd som behövs. Inte vad personen tycker, tror på "
            "eller tillhör."
        ),
        max_length=10_000,
        rows=5,
        error_messages={"required": _("Skriv vad som gör dig orolig för personen.")},
    )
    guardians = LongText(label=_("Vårdnadshavarnas namn"), max_length=500, rows=2, required=False)
    violence = forms.BooleanField(
        label=_("Jag misstänker våld i hemmet eller att en vårdnadshavare har begått brott"),
        help_text=_(
            "Kontakta då inte vårdnadshavarna och berätta inte att du anmäler. Socialtjänsten avgör hur och när de "
            "får veta."
        ),
        required=False,
    )
    guardians_know = known(_("Vet vårdnadshavarna att du anmäler?"))
    school = line(_("Skola eller förskola"))
    siblings = LongText(label=_("Syskon som du känner till"), max_length=1000, rows=2, required=False)
    own_words = LongText(
        label=_("Vad har barnet självt sagt?"),
        help_text=_("Skriv barnets egna ord så nära du kan. Fråga inte ut barnet."),
        max_length=5000,
        rows=3,
        required=False,
    )
    person_knows = known(_("Vet personen att du berättar?"))
    wants_contact = known(_("Vill personen ha kontakt?"), help_text=_("Stöd till vuxna är frivilligt."))
    reach = line(_("Hur når mottagningen personen?"))
    interpreter = line(_("Behövs tolk?"), help_text=_("Skriv vilket språk."))
    done = LongText(label=_("Vad har ni gjort hittills?"), max_length=5000, rows=3, required=False)

    def __init__(self, *args: Any, section: SealedForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True
        self.use_required_attribute = False
        self.section = section
        self.fields["person_name"].required = True
        self.fields["person_name"].error_messages["required"] = _now("Skriv vem det gäller.")
        home: Any = self.fields["home"]
        home.choices = [
            ("", _("Välj var personen bor")),
            *((key, board.area) for key, board in section.boards.items()),
            (UNKNOWN_HOME, _("Vet inte")),
            (ELSEWHERE, _("I en annan kommun")),
        ]
        self.fields["birth_date"].widget.attrs["max"] = section.today.isoformat()

    def clean_person_number(self) -> str:
        written = self.cleaned_data["person_number"]
        if not written:
            return ""
        try:
            return identity_numbers.parse(written, today=self.section.today).twelve
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_birth_date(self) -> date | None:
        day, today = self.cleaned_data["birth_date"], self.section.today
        if day and (day > today or day.year < today.year - OLDEST_PERSON):
            raise ValidationError(_now("Kontrollera födelsedatumet. Det kan inte stämma."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_age(cleaned)
        if cleaned.get("danger") == Known.YES and not cleaned.get("called"):
            self.add_error("called", self.section.call_first)
        for name in CHOSEN_OF.get(cleaned.get("about", ""), ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def _check_age(self, cleaned: dict[str, Any]) -> None:
        born, unknown = cleaned.get("birth_date"), cleaned.get("age_unknown")
        if born and unknown:
            self.add_error("age_unknown", _now("Skriv födelsedatumet eller kryssa i att du inte vet, inte båda."))
        elif not born and not unknown and "birth_date" not in self.errors:
            self.add_error("birth_date", _now("Skriv födelsedatumet, eller kryssa i att du inte vet."))
        elif born and cleaned.get("about"):
            age = ages.age_on(born, self.section.today)
            if (age < OF_AGE) != (cleaned["about"] == About.CHILD):
                self.add_error(
                    "about",
                    _now("Stämmer inte med födelsedatumet: personen är %(age)s år. Ändra det ena.") % {"age": age},
                )

    def particulars(self) -> dict[str, str]:
        """What was filled in for the kind of person that was chosen; what belongs to the other kind is not sent."""
        written = self.cleaned_data
        other_kind = {name for kind, names in ONLY_OF.items() if kind != written["about"] for name in names}
        answers = {
            name: written[name]
            for name in ("danger", "interpreter", "done", *ONLY_OF[About.CHILD], *ONLY_OF[About.ADULT])
            if name not in other_kind
        }
        if "violence" in answers:
            answers["violence"] = Known.YES.value if written["violence"] else ""
        if written["home"] == ELSEWHERE:
            answers["elsewhere"] = written["elsewhere"] or _now("Annan kommun, okänd vilken")
        return answers


class WriterForm(ClearErrors, forms.Form):
    """Who writes: with name and workplace when there is a duty to report, otherwise as the writer wishes."""

    standing = forms.ChoiceField(
        label=_("Hur lämnar du uppgifterna?"),
        choices=Standing.choices,
        widget=RadioCards(
            columns=1,
            descriptions={
                Standing.MANDATED: _(
                    "Du är anmälningsskyldig för barn, till exempel i skola, förskola, fritid eller vård. Då anmäler "
                    "du med ditt namn och kan inte vara anonym."
                ),
                Standing.PRIVATE: _(
                    "Du väljer själv om du vill lämna ditt namn. Även en anställd kan välja det här "
                    "för något som inte hör till arbetet."
                ),
            },
        ),
        error_messages={"required": _("Välj om du anmäler i ditt arbete eller berättar som privatperson.")},
    )
    name = line(_("Ditt namn"))
    role = line(_("Ditt yrke eller uppdrag"))
    workplace = line(_("Din arbetsplats"))
    contact = line(_("Hur når mottagningen dig?"), help_text=_("Telefon eller e-post, om de behöver fråga mer."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("standing") == Standing.MANDATED:
            needed = {
                "name": _now("Skriv ditt namn. Den som är anmälningsskyldig kan inte vara anonym."),
                "role": _now("Skriv ditt yrke eller uppdrag."),
                "workplace": _now("Skriv var du arbetar."),
                "contact": _now("Skriv telefon eller e-post, så att mottagningen kan nå dig."),
            }
            for name, message in needed.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return cleaned


class SealedForm:
    """The section: one person or several, and who writes. Left empty it is not sent.

    Speaks like a form to whoever shows it: it is valid or not, and its errors stand in the page's summary.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        municipality: Municipality,
        today: date,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        """``initial`` has the fields by their whole names, as ``typed`` gives them."""
        self.municipality, self.today = municipality, today
        self.is_bound = data is not None
        self.initial = dict(initial or {})
        self.persons = [
            PersonForm(data, prefix=f"{PREFIX}-{n}", initial=self._initial(str(n)), section=self)
            for n in range(count_persons(self.initial if data is None else data))
        ]
        self.writer = WriterForm(data, prefix=f"{PREFIX}-writer", initial=self._initial("writer"))
        self.writer.empty_permitted = not self.is_used
        if self.is_bound and self.is_used and not self._written():
            self.persons[0].empty_permitted = False

    def _initial(self, part: str) -> dict[str, Any]:
        start = f"{PREFIX}-{part}-"
        return {name.removeprefix(start): value for name, value in self.initial.items() if name.startswith(start)}

    def _written(self) -> list[PersonForm]:
        return [person for person in self.persons if person.has_changed()]

    @cached_property
    def boards(self) -> dict[str, Board]:
        """Where a reception is, by the board's id."""
        boards = Board.objects.filter(municipality=self.municipality, units__kind=Unit.Kind.INTAKE).current(self.today)
        return {str(board.pk): board for board in boards.districts().in_order().distinct()}

    @cached_property
    def urgent_numbers(self) -> list[PhoneNumber]:
        numbers = PhoneNumber.objects.of_municipality(self.municipality).filter(board=None, urgent=True)
        return list(numbers.exclude(number=""))

    @property
    def call_first(self) -> str:
        numbers = ", ".join(f"{row.name} {row.number}" for row in self.urgent_numbers)
        told = (
            _now("Ring innan du skickar: %(numbers)s.") % {"numbers": numbers} if numbers else _now("Ring 112 först.")
        )
        return told + " " + _now("Kryssa sedan i att du har ringt.")

    @property
    def is_used(self) -> bool:
        if self.is_bound:
            return self.writer.has_changed() or bool(self._written())
        return len(self.persons) > 1 or any(self.initial.values())

    @property
    def may_add(self) -> bool:
        return len(self.persons) < MOST

    def is_valid(self) -> bool:
        return not [form for form in (*self.persons, self.writer) if not form.is_valid()]

    def non_field_errors(self) -> list[str]:
        return [str(error) for form in (*self.persons, self.writer) for error in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for form in (*self.persons, self.writer):
            yield from form

    def sealed(self) -> list[Sealed]:
        """The parts to send, one for each person; none when nothing was written. Asked of a valid section."""
        if not self.is_used:
            return []
        writer = self.writer.cleaned_data
        named = {f"writer_{name}": writer[name] for name in ("name", "role", "workplace")}
        return [
            Sealed(
                about=person.cleaned_data["about"],
                standing=writer["standing"],
                description=person.cleaned_data["description"],
                person_name=person.cleaned_data["person_name"],
                person_number=person.cleaned_data["person_number"],
                birth_date=born.isoformat() if (born := person.cleaned_data["birth_date"]) else "",
                contact=writer["contact"],
                home=self.boards.get(person.cleaned_data["home"]),
                particulars=person.particulars() | named,
            )
            for person in (self._written() or self.persons[:1])
        ]


# The fields as they are named in a page and in a draft.

FIELDS = {
    "writer": WriterForm.base_fields.keys(),
    **dict.fromkeys((str(n) for n in range(MOST)), PersonForm.base_fields.keys()),
}
NAME = re.compile(rf"{PREFIX}-(\d|writer)-(\w+)")


def field_names(data: Mapping[str, Any]) -> list[str]:
    """The names in ``data`` that are the section's own."""
    matches = ((name, NAME.fullmatch(name)) for name in data)
    return [name for name, match in matches if match and match[2] in FIELDS.get(match[1], ())]


def whole_name(name: str) -> str:
    """The name of today for a field of a draft from when there was one person; drafts are kept for thirty days."""
    if not name.startswith(f"{PREFIX}-") or NAME.fullmatch(name):
        return name
    field = name.removeprefix(f"{PREFIX}-")
    return f"{PREFIX}-{'writer' if field == 'contact' else 0}-{field}"


def count_persons(data: Mapping[str, Any]) -> int:
    """How many persons the page had; at least one."""
    numbers = [int(match[1]) for name in field_names(data) if (match := NAME.fullmatch(name)) and match[1].isdigit()]
    return max(numbers, default=0) + 1
