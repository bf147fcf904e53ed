from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.on_call import ROLES
from vbe.access.forms import ClearErrors, DateTimeInput
from vbe.organisation.models import Assignment, Board, OnCall
from vbe.people.forms import holder_name

LONGEST = timedelta(days=31)
FURTHEST = timedelta(days=400)


class OnCallForm(ClearErrors, forms.Form):
    """Who is on call for a board, from when to when."""

    assignment = forms.ModelChoiceField(
        label=_("Vem har beredskap?"),
        queryset=Assignment.objects.none(),
        empty_label=_("Välj"),
        help_text=_("Någon i nämnden som får kvittera och besluta i ärenden: avdelningschef eller ersättare."),
    )
    starts_at = forms.DateTimeField(label=_("Från"), widget=DateTimeInput())
    ends_at = forms.DateTimeField(label=_("Till"), widget=DateTimeInput())

    def __init__(self, *args: Any, board: Board, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.board, self.now = board, now
        field: Any = self.fields["assignment"]
        held = Assignment.objects.held(timezone.localdate(now)).filter(board=board, role__in=ROLES)
        field.queryset = held.select_related("user", "unit", "department").order_by("user__name", "id")
        field.label_from_instance = holder_name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends:
            if ends <= starts:
                self.add_error("ends_at", _now("Passet ska sluta efter att det har börjat."))
            elif ends <= self.now:
                self.add_error("ends_at", _now("Passet har redan varit. Välj en tid som inte har passerat."))
            elif ends - starts > LONGEST:
                self.add_error("ends_at", _now("Ett pass kan vara högst 31 dagar. Dela upp det."))
            elif starts > self.now + FURTHEST:
                self.add_error("starts_at", _now("Välj en dag inom ett drygt år."))
            elif OnCall.objects.filter(board=self.board, starts_at__lt=ends, ends_at__gt=starts).exists():
                raise ValidationError(_now("Någon har redan beredskap under tiden. Ta bort det passet först."))
        return cleaned
