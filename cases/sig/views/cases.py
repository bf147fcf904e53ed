from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cases import identity_numbers
from cases.sig import listed, log_words, own_part
from cases.sig.forms.case import ListForm, SearchForm
from cases.sig.listed import CaseList, Which
from cases.sig.models import Case, Intake
from cases.sig.models.case import CASE_NUMBER, ids_about, ids_named
from cases.sig.views.fetch import RECORD, poll_url, state_of
from vbe.access.guards import room
from vbe.access.long_list import MOST
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

PER_PAGE = 25
# Whoever holds one of these reads the meetings and notes of the cases that are listed.
QUIET = ("case.content", "case.participate")


@require_safe
@room(*RECORD)
def cases(request: Request) -> HttpResponse:
    """The cases one may see: number, what waits and since when. Never a name."""
    form = ListForm(request.GET, sees_quiet=any(request.access.allows(one) for one in QUIET))
    which = Which(form.cleaned_data["visa"] if form.is_valid() else "")
    rows = CaseList(which, timezone.now())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    state = state_of(page, "step", "lead", "chief_id", "waiting_since", "due_on")
    if request.htmx and request.GET.get("visat") == state:
        return HttpResponse(status=204)
    record(request, Action.LISTED, kind=Case._meta.label_lower)
    context = {"page": page, "form": form, "poll_url": poll_url(request, state)}
    context |= {"closed": which == Which.CLOSED, "quiet": which == Which.QUIET}
    context["most"] = MOST if rows.has_more else None
    context["own_parts"] = own_part.parts() if request.access.allows("case.participate") else []
    context["may_open"] = request.access.allows("case.emergency")
    context["decides"] = request.access.allows("case.decide")
    return render(request, "sig/cases.html", context)


@sensitive_post_parameters("term")
@require_POST
@room(*RECORD)
def search(request: Request) -> HttpResponse:
    """Find a case by its number, or by a whole personal number or name, which the log keeps the fingerprint of.

    What waits in the reception is found by a whole number or name too.
    """
    by_person = request.access.allows("identity.reveal") or request.access.allows("intake.view")
    form = SearchForm(request.POST, by_person=by_person)
    if not form.is_valid():
        return render(request, "sig/case_search.html", {"form": form}, status=422)
    term = form.cleaned_data["term"]
    hits = _find(term, by_person=request.access.allows("identity.reveal"))
    arrivals = _find_waiting(request, term) if request.access.allows("intake.view") else []
    _log(request, term, [*hits, *arrivals])
    if len(hits) == 1 and not arrivals:
        return redirect("case", number=hits[0].number)
    if len(arrivals) == 1 and not hits:
        return redirect("intake", pk=arrivals[0].pk)
    context = {"form": SearchForm(by_person=by_person), "hits": hits, "arrivals": arrivals}
    return render(request, "sig/case_search.html", context | {"advice": _advice(term, by_person=by_person)})


def _find_waiting(request: Request, term: str) -> list[Intake]:
    """What the reception has not decided. What led to no investigation has left the search (legal.md L3)."""
    waiting = Intake.objects.visible_to(request).waiting().in_queue_order()
    try:
        return list(waiting.about(identity_numbers.parse(term).twelve))
    except ValueError:
        return waiting.about_named(term)


def _find(term: str, *, by_person: bool) -> list[Case]:
    if CASE_NUMBER.fullmatch(term.upper()):
        return listed.by_number(term.upper())
    if not by_person:
        return []
    try:
        return listed.by_ids(ids_about(identity_numbers.parse(term).twelve))
    except ValueError:
        return listed.by_ids(ids_named(term))


def _log(request: Request, term: str, hits: list[Case | Intake]) -> None:
    """In the log of everything that was found; when none was, still that somebody searched (legal.md L3)."""
    words = log_words.sought(term)
    for hit in hits:
        record(request, Action.SEARCHED, hit, terms=words)
    if not hits:
        record(request, Action.SEARCHED, kind=Case._meta.label_lower, terms=words)


def _advice(term: str, *, by_person: bool) -> str:
    """Why nothing was found, without repeating what was typed."""
    if CASE_NUMBER.fullmatch(term.upper()):
        return _("Inget ärende med det numret finns bland dem du får se.")
    if not by_person:
        return _("Sök på ett helt ärendenummer, till exempel SKH-2026-014.")
    try:
        identity_numbers.parse(term)
    except ValueError:
        return _(
            "Inget ärende, och inget som väntar, gäller någon med det namnet eller numret. "
            "Det går inte att söka på delar."
        )
    return _("Inget ärende om den personen, och inget som väntar, finns bland det du får se.")
