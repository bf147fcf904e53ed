"""The start page: a to-do list by role, then key figures and one chart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import chain

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from actionplans import todo as plans
from cases.concerns import todo as concerns
from cases.doors import todo as doors
from cases.sig import todo as sig
from lagesbild import todo as pictures
from vbe.access.guards import any_signed_in
from vbe.access.request import Request
from vbe.alarms import todo as alarms
from vbe.incidents import todo as incidents
from vbe.log_review import todo as log_review
from vbe.notices.models import Notice, NoticeQuerySet
from vbe.notices.todo import Figure, Todo
from vbe.reports import todo as reports
from vbe.start.oversight import oversight

MOST = 10
MOST_FIGURES = 4
ALWAYS = datetime.max.replace(tzinfo=UTC)


@require_safe
@any_signed_in
def start(request: Request) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    waits = _waits(request, today)
    not_told, queue_url = concerns.not_told(request)
    total = len(waits) + not_told
    notices = list(_not_said(Notice.objects.addressed_to(request).waiting(), waits[:MOST]).newest_first()[:5])
    chart = concerns.by_category(request, today)
    context = {
        "title": f"{_greeting(now)}, {request.user.get_short_name()}",
        "lead": _lead(request, total),
        "todos": waits[:MOST],
        "more": max(total - MOST, 0),
        "queue_url": queue_url if not_told else "",
        "empty_text": _empty_text(request),
        "figures": _figures(request, today),
        "oversight": oversight(request, today) if request.access.allows("board.oversee") else None,
        "notices": notices,
        "chart": chart,
        "aside": bool(chart or notices),
        "may_report": request.access.allows("concern.report"),
    }
    return render(request, "start/start.html", context)


def _waits(request: Request, today: date) -> list[Todo]:
    """What waits in every room, what is due first at the top; then what has no day, the oldest first."""
    rooms = [alarms, concerns, doors, sig, plans, pictures, reports, log_review, incidents]
    waits = list(chain.from_iterable(room.todo(request, today) for room in rooms))
    return sorted(waits, key=lambda item: (item.due_on or date.max, item.waiting_since or ALWAYS))


def _not_said(notices: NoticeQuerySet, waits: list[Todo]) -> NoticeQuerySet:
    """What stands among the things to do is not said twice: neither its words, nor a notice answered in its record."""
    said, asked = {item.title for item in waits}, {item.url for item in waits}
    return notices.exclude(text__in=said).exclude(answer=Notice.Answer.IN_RECORD, url__in=asked)


def _figures(request: Request, today: date) -> list[Figure]:
    rooms = [concerns, sig, plans, reports]
    return list(chain.from_iterable(room.figures(request, today) for room in rooms))[:MOST_FIGURES]


def _lead(request: Request, waiting: int) -> str:
    if request.access.assignment is None:
        return _("Du har inget uppdrag just nu. Be administratören i din nämnd att registrera det.")
    if waiting:
        return ngettext("%(n)s sak väntar på dig.", "%(n)s saker väntar på dig.", waiting) % {"n": waiting}
    return ""


def _empty_text(request: Request) -> str:
    """What will turn up here, said to the role that waits for it."""
    allows = request.access.allows
    if allows("concern.assess"):
        return _("Nya rapporter om oro och händelser visas här så snart de har skickats.")
    if allows("intake.handle"):
        return _("Det som kommer in till mottagningen visas här, det äldsta först.")
    if allows("case.decide") or allows("case.participate"):
        return _("Ärenden som behöver dig och möten som du är kallad till visas här.")
    if allows("board.oversee"):
        return _("Nämndernas planer, lägesbilder och rapporter visas nedan så snart de är beslutade eller publicerade.")
    if allows("log.review") or allows("incident.handle"):
        return _("Logggranskningar och incidenter med tidsgränser visas här.")
    if allows("report.decide"):
        return _("Rapporter och planer som väntar på nämndens beslut visas här.")
    if not allows("concern.report"):
        return _("Nya rapporter till nämnden visas här. Alla publicerade finns under Rapporter.")
    return _("Har du sett något som oroar dig? Rapportera det, så bedömer samordnaren vad som ska göras.")


def _greeting(now: datetime) -> str:
    hour = timezone.localtime(now).hour
    return _("God morgon") if 4 <= hour < 10 else _("God kväll") if hour >= 18 or hour < 4 else _("Hej")


@require_safe
@login_not_required
def health(request: Request) -> HttpResponse:
    """For the container's health check: the web answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
