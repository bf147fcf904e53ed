from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases.sig import meetings as domain
from cases.sig.grounds import why_case
from cases.sig.models import Meeting
from cases.sig.models.meeting import MeetingQuerySet
from cases.sig.states import Step
from cases.sig.views.fetch import RECORD, may_decide, readable_case, running_opening
from vbe.access.forms import ClearErrors
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

PER_PAGE = 25
# Whoever reads what is said at meetings, or decides at one while standing in.
CONTENT = ("case.content", "case.participate", "case.decide")


class WhenForm(ClearErrors, forms.Form):
    visa = forms.ChoiceField(
        label=_("Visa"), choices=[("", _("Kommande möten")), ("tidigare", _("Tidigare möten"))], required=False
    )

    @property
    def past(self) -> bool:
        return self.is_valid() and self.cleaned_data["visa"] == "tidigare"


@require_safe
@room(*CONTENT)
def meetings(request: Request) -> HttpResponse:
    """The meetings of the cases one takes part in or leads: the next first, or those that have been."""
    form = WhenForm(request.GET)
    found = in_order(Meeting.objects.visible_to(request).select_related("case"), past=form.past)
    page = Paginator(domain.with_tasks(found), PER_PAGE).get_page(request.GET.get("page"))
    record(request, Action.LISTED, kind=Meeting._meta.label_lower)
    return render(request, "sig/meetings.html", {"page": page, "form": form, "past": form.past})


def in_order(found: MeetingQuerySet, *, past: bool) -> MeetingQuerySet:
    """The day's meetings are to come until the day is over; minutes that nobody has adjusted are still waiting."""
    today = timezone.localdate()
    if past:
        return found.filter(starts_at__date__lt=today).order_by("-starts_at", "id")
    return found.kept().filter(starts_at__date__gte=today).order_by("starts_at", "id")


@require_safe
@room(*RECORD)
def case_meetings(request: Request, number: str) -> HttpResponse:
    """All meetings of one case, and what each forum is."""
    case = readable_case(request, number)
    record(request, Action.OPENED, case)
    found = Meeting.objects.visible_to(request).filter(case=case).order_by("-starts_at", "id")
    context = {
        "case": case,
        "page": Paginator(domain.with_tasks(found), PER_PAGE).get_page(request.GET.get("page")),
        "awaited": domain.awaited(case),
        "calls": case.step != Step.CLOSED and may_decide(request, case),
        "forums": [(kind.label, domain.HELP[kind]) for kind in Meeting.Kind],
        "why": why_case(request, case),
        "opening": running_opening(request, case),
    }
    return render(request, "sig/case_meetings.html", context)
