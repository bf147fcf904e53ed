"""Vem gör vad, the people of one's boards, and who lacks a local coordinator."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Assignment, Combination
from vbe.organisation.swedish_order import swedish_order
from vbe.people.coordinators import bodies, duties
from vbe.people.forms import PeopleFilter
from vbe.people.functions import who_does_what
from vbe.people.permission_table import permission_table
from vbe.people.scope import MANAGE, boards_of_municipality, managed_assignments, managed_boards, managed_people
from vbe.sign_in.queries import people_helped_by

PER_PAGE = 50


@require_safe
@may("concern.report")
def functions(request: Request, code: str = "") -> HttpResponse:
    """Every function of a board and who holds it: one's own board, or another of the municipality."""
    today = timezone.localdate()
    boards = boards_of_municipality(request, today)
    board = get_object_or_404(boards, code=code) if code else request.access.acting.board
    context = {
        "board": board,
        "who": who_does_what(board, today),
        "boards": boards.in_order(),
        "manages": managed_boards(request).filter(pk=board.pk).exists(),
        "manages_people": request.access.allows(MANAGE),
        "today": today,
    }
    return render(request, "people/functions.html", context)


@require_safe
@may("board.oversee", "people.manage")
def coordinators(request: Request) -> HttpResponse:
    """The bodies that must have a local coordinator, and those where nobody is appointed."""
    today = timezone.localdate()
    municipality = request.access.acting.board.municipality
    context = {
        "bodies": bodies(boards_of_municipality(request, today), managed_boards(request), today),
        "duties": duties(municipality),
        "municipality": municipality,
    }
    return render(request, "people/coordinators.html", context)


@require_safe
@may("people.manage")
def people(request: Request) -> HttpResponse:
    """The people of the boards that one manages, with what they hold there."""
    today = timezone.localdate()
    form = PeopleFilter(request.GET)
    form.is_valid()
    words, role = form.cleaned_data.get("sok"), form.cleaned_data.get("roll")
    found = managed_people(request)
    record(request, Action.SEARCHED if words else Action.LISTED, kind="organisation.user", terms=words or "")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    held = managed_assignments(request).filter(pk__in=Assignment.objects.held(today)).order_by("starts", "id")
    if role:
        found = found.filter(pk__in=held.filter(role=role).values("user"))
    found = found.order_by(swedish_order("name"), "id").prefetch_related(Prefetch("assignments", held, to_attr="held"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/people.html", {"form": form, "page": page})


@require_safe
@may("people.manage")
def person(request: Request, pk: str) -> HttpResponse:
    """What somebody holds and has held on the boards that one manages."""
    today = timezone.localdate()
    found = get_object_or_404(managed_people(request), pk=pk)
    record(request, Action.OPENED, found)
    assignments = list(
        managed_assignments(request).filter(user=found).prefetch_related("absences").order_by("-starts", "-id")
    )
    held = [one for one in assignments if not one.is_over(today)]
    everywhere = Assignment.objects.held(today).filter(user=found).count() if found.is_active else len(held)
    context = {
        "person": found,
        "held": held,
        "over": [one for one in assignments if one.is_over(today)],
        "elsewhere": max(everywhere - len(held), 0),
        "decisions": Combination.objects.filter(user=found, board__in=managed_boards(request)).select_related("board"),
        "may_reset_sign_in": people_helped_by(request).filter(pk=found.pk).exists(),
        "today": today,
    }
    return render(request, "people/person.html", context)


@require_safe
@may("people.manage")
def permissions(request: Request) -> HttpResponse:
    """Which role may do what, and who holds each role on the boards that one manages."""
    today = timezone.localdate()
    return render(
        request,
        "people/permissions.html",
        {"table": permission_table(request, today), "board": request.access.acting.board, "today": today},
    )
