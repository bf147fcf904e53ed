"""The coordinator's forms for a survey, and the respondent's one question at a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.passages import no_personal_number
from lagesbild import invitation_rows
from lagesbild.models import Survey
from lagesbild.questions import Answers, Question
from vbe.access.forms import CheckboxCards, ClearErrors, DateInput, RadioCards

LONGEST_OPEN = 366
MOST_ERRORS = 20


class SurveyForm(ClearErrors, forms.ModelForm):
    title = forms.CharField(
        label=_("Rubrik"),
        help_text=_("Den som svarar ser rubriken överst på sidan."),
        max_length=120,
        validators=[no_personal_number],
        error_messages={"required": _("Skriv en rubrik.")},
    )
    closes_on = forms.DateField(
        label=_("Sista dag att svara"),
        help_text=_("Enkäten stänger av sig själv efter den dagen. Räkna med två till tre veckor."),
        widget=DateInput,
    )

    class Meta:
        model = Survey
        fields = ["title", "closes_on"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["closes_on"].widget.attrs["min"] = today.isoformat()

    def clean_closes_on(self) -> date:
        day = self.cleaned_data["closes_on"]
        if day < self.today:
            raise ValidationError(_now("Dagen har redan varit. Välj i dag eller en senare dag."))
        if day > self.today + timedelta(days=LONGEST_OPEN):
            raise ValidationError(_now("Kontrollera året. En enkät kan vara öppen högst ett år."))
        return day


class InviteForm(ClearErrors, forms.Form):
    rows = forms.CharField(
        label=_("Inbjudningar"),
        help_text=_("En rad för var och en: namn; e-post; intern eller extern. Du kan klistra in från ett kalkylark."),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Skriv eller klistra in minst en rad.")},
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey

    def clean_rows(self) -> list[invitation_rows.Row]:
        """Every row right, or the errors of each: nothing is saved until all are."""
        already = set(self.survey.invitations.values_list("email", flat=True))
        rows, errors = invitation_rows.read(self.cleaned_data["rows"], already=already)
        if more := len(errors) - MOST_ERRORS:
            errors[MOST_ERRORS:] = [_now("%(more)d rader till är fel.") % {"more": more}] if more > 0 else []
        if errors:
            raise ValidationError(errors)
        return rows


class AnswerForm(ClearErrors, forms.Form):
    """One question of the survey, under the name ``answer``."""

    answer: forms.Field

    def __init__(self, *args: Any, question: Question, answers: Answers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = forms.MultipleChoiceField if question.several else forms.ChoiceField
        cards = CheckboxCards if question.several else RadioCards
        chosen = answers.get(question.key, [])
        self.fields["answer"] = kind(
            label=question.text,
            help_text=question.help,
            choices=question.choices,
            widget=cards(columns=1),
            initial=chosen if question.several else next(iter(chosen), None),
            error_messages={
                "required": _("Välj minst ett svar.") if question.several else _("Välj ett svar."),
                "invalid_choice": _("Välj bland svaren i listan."),
                "invalid_list": _("Välj bland svaren i listan."),
            },
        )

    @property
    def chosen(self) -> list[str]:
        answer = self.cleaned_data["answer"]
        return answer if isinstance(answer, list) else [answer]
