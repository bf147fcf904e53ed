"""Assessing a report. The queue's filters stand in filters.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Concern, refuse_follow_up
from cases.concerns.passages import Passage, no_personal_number, passages
from cases.concerns.states import CLOSING, NotAllowed, Outcome
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.access.recusal import EndRecusalForm
from vbe.organisation.models import Board, BoardQuerySet

REASON_AT_LEAST = 5


class LetInAgainForm(EndRecusalForm):
    """Why somebody's jäv has ceased, in either room: without anybody's number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].validators.append(no_personal_number)


class AssessmentForm(ClearErrors, forms.Form):
    outcome = forms.ChoiceField(
        label=_("Vad blir det av rapporten?"),
        widget=RadioCards(
            columns=1,
            descriptions={
                Outcome.KNOWLEDGE.value: _("Räknas och beskrivs i nästa lägesbild"),
                Outcome.ADVICE.value: _("Du har svarat eller hjälpt verksamheten vidare"),
                Outcome.POLICE.value: _("Du har berättat för polisen om det som hänt"),
                Outcome.OTHER_BOARD.value: _("Rapporten flyttar till deras samordnare, som bedömer den"),
                Outcome.CLOSED.value: _("Inget mer ska göras"),
                Outcome.MISREGISTERED.value: _("Avslutas, och räknas för sig"),
                Outcome.REOPENED.value: _("Något nytt har kommit fram"),
            },
        ),
        error_messages={
            "required": _("Välj vad det blir av rapporten."),
            "invalid_choice": _("Välj en av bedömningarna i listan."),
        },
    )
    to_board = forms.ModelChoiceField(
        label=_("Vilken nämnd tar över?"),
        help_text=_("Fylls i när rapporten överlämnas."),
        queryset=Board.objects.none(),
        required=False,
        empty_label=_("Välj nämnd"),
        error_messages={"invalid_choice": _("Välj en av nämnderna i listan.")},
    )
    reason = LongText(
        label=_("Skäl"),
        help_text=_("Skriv så att en kollega förstår varför. Inga namn eller personnummer."),
        min_length=REASON_AT_LEAST,
        max_length=2000,
        rows=4,
        error_messages={
            "required": _("Skriv skälet till din bedömning."),
            "min_length": _("Skriv skälet med några ord."),
        },
    )
    follow_up_on = forms.DateField(
        label=_("Följ upp"),
        help_text=_("Om du vill bli påmind. Lämna tomt annars."),
        widget=DateInput,
        required=False,
    )
    # How many assessments the writer had read; a later one means that the page is old.
    seen = forms.IntegerField(min_value=0, max_value=10_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, concern: Concern, boards: BoardQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only what follows is offered. What no longer follows is read all the same, and the model says why not.
        outcome, to_board = self.fields["outcome"], self.fields["to_board"]
        assert isinstance(outcome, forms.ChoiceField)
        assert isinstance(to_board, forms.ModelChoiceField)
        allowed = concern.allowed_outcomes()
        outcome.choices = Outcome.choices
        outcome.widget.choices = [(one.value, one.label) for one in allowed]
        to_board.queryset = boards
        today = timezone.localdate()
        if concern.follow_up_on and concern.follow_up_on > today:
            self.initial.setdefault("follow_up_on", concern.follow_up_on)
        self.today = today
        self.offers_hand_over = Outcome.OTHER_BOARD in allowed
        self.refused: list[Passage] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") != Outcome.OTHER_BOARD:
            # Left from an earlier choice; the field is not shown now.
            cleaned["to_board"] = None
            self.errors.pop("to_board", None)
        elif not cleaned.get("to_board") and "to_board" not in self.errors:
            self.add_error("to_board", _now("Välj vilken nämnd som ska ta över."))
        if cleaned.get("outcome") in (*CLOSING, Outcome.OTHER_BOARD):
            # What is closed or has left the desk is not followed up on it.
            cleaned["follow_up_on"] = None
        elif cleaned.get("follow_up_on"):
            try:
                refuse_follow_up(cleaned["follow_up_on"], self.today)
            except NotAllowed as refusal:
                self.add_error("follow_up_on", str(refusal))
        self.refused = [passage for passage in passages(cleaned.get("reason", "")) if passage.refuse]
        if self.refused:
            self.add_error("reason", self.refused[0].advice)
        return cleaned
