"""The coordinator's part of the start page."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.concerns import statistics
from cases.concerns.models import Assessment, Concern, Handover, PoliceInformation, RemovalOrder, SecondLook
from cases.concerns.models.second_look import assessors
from cases.concerns.states import ENDED, Outcome, State
from vbe.access.queries import not_barred, on_boards
from vbe.access.templatetags.dates import MONTHS, near_day, sweclock
from vbe.notices.todo import Figure, Todo

if TYPE_CHECKING:
    from vbe.access.request import Request


# Of each kind, as many as the start page shows: the first of them are the first of all.
MOST = 10


def todo(request: Request, today: date) -> list[Todo]:
    """What waits on the own desk: reports to assess, the earliest due first, then what the desk has promised itself.
    At most ``MOST`` of each, in as many queries however many there are; ``not_told`` counts the rest."""
    if not request.access.allows("concern.assess"):
        return []
    desk = Concern.objects.on_desk(request).defer("text")
    # In the start page's own order, so that those left out are the last.
    waiting = desk.to_assess().with_desk().with_came_back().order_by("due_on", "reported_at", "id")
    followed = desk.exclude(state=State.NEW).filter(follow_up_on__lte=today).order_by("follow_up_on", "-id")
    return [
        *(_waiting(concern, today) for concern in waiting[:MOST]),
        *_looks(request, today)[:MOST],
        *(_promised(one, _("Följ upp %(concern)s"), one.follow_up_on, today) for one in followed[:MOST]),
        *_removals(request, today),
        *_police(request, today),
    ]


def not_told(request: Request) -> tuple[int, str]:
    """How many reports wait to be assessed beside those of ``todo``, and the address of the queue with all of them."""
    if not request.access.allows("concern.assess"):
        return 0, ""
    return max(statistics.waiting(request) - MOST, 0), f"{reverse('concerns')}?lage=ny"


def _looks(request: Request, today: date) -> list[Todo]:
    """The second looks that somebody else has asked for; one's own only where nobody else may look."""
    asked = SecondLook.objects.filter(
        on_boards("concern.assess"), not_barred("concern_id"), concern__board=F("board"), looked_at=None
    )
    asked = asked.select_related("concern", "asked_by").order_by("asked_at").exclude(concern__state__in=ENDED)
    others = [look for look in asked if look.asked_by.user_id != request.user.pk]
    own = [look for look in asked if look not in others and look.alone_from <= today]
    if own and assessors(request.access.acting.board_id, today).exclude(user=request.user).exists():
        own = []
    return [_look(look) for look in [*others, *own]]


def _look(look: SecondLook) -> Todo:
    return Todo(
        title=_("Titta på %(concern)s innan den avslutas") % {"concern": look.concern},
        url=reverse("concern_look", args=[look.concern.number, look.pk]),
        detail=look.concern.title,
        tag_text=_("Andra titt"),
        tag_tone="warning",
        waiting_since=look.asked_at,
    )


def _removals(request: Request, today: date) -> list[Todo]:
    """Ordered removals that nobody has said are done."""
    late = RemovalOrder.objects.filter(
        on_boards("concern.assess", "concern__board_id"), not_barred("concern_id"), done_on=None, ask_on__lte=today
    ).select_related("concern")
    return [
        _promised(one.concern, _("Fråga om saneringen i %(concern)s"), one.ask_on, today, since=one.at)
        for one in late.order_by("ask_on", "-id")[:MOST]
    ]


def _police(request: Request, today: date) -> list[Todo]:
    """Reports that were assessed within a year as told to the police, where nobody has noted what it was told.

    Found by the assessment's own board, which is the report's for as long as it is the latest one: only a report that
    waits to be assessed is handed over, or follows a reorganisation. Otherwise every report would be read each time,
    and without the year all that the police ever was told.
    """
    this = Assessment.objects.filter(concern=OuterRef("concern"))
    later = this.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    noted = PoliceInformation.objects.filter(concern=OuterRef("concern"))
    missing = Assessment.objects.filter(
        ~Exists(later),
        ~Exists(noted),
        on_boards("concern.assess"),
        not_barred("concern_id"),
        outcome=Outcome.POLICE,
        at__gte=timezone.make_aware(datetime.combine(statistics.a_year_before(today), time.min)),
    ).select_related("concern")
    return [
        Todo(
            title=_("Anteckna vad polisen fick veta om %(concern)s") % {"concern": one.concern},
            url=reverse("concern_police", args=[one.concern.number]),
            detail=one.concern.title,
            tag_text=_("Anteckning saknas"),
            tag_tone="warning",
            waiting_since=one.at,
        )
        for one in missing.order_by("at", "pk")[:MOST]
    ]


def _promised(concern: Concern, title: str, day: date | None, today: date, since: datetime | None = None) -> Todo:
    """Something that the desk wanted to do on ``day``, which has come."""
    late = (today - day).days if day else 0
    return Todo(
        title=title % {"concern": concern},
        url=reverse("concern", args=[concern.number]),
        detail=concern.title,
        tag_text=_late(late) if late > 0 else _("I dag"),
        tag_tone="danger" if late > 0 else "warning",
        waiting_since=since,
        due_on=day,
    )


def _waiting(concern: Concern, today: date) -> Todo:
    late = (today - concern.due_on).days
    if late > 0:
        tag, tone = _late(late), "danger"
    elif late == 0:
        tag, tone = _("Bedöm i dag"), "warning"
    else:
        tag, tone = f"{concern.due_on.day} {MONTHS[concern.due_on.month - 1]}", "neutral"
    return Todo(
        title=f"{concern} · {concern.title}",
        url=reverse("concern", args=[concern.number]),
        detail=detail(concern),
        tag_text=tag,
        tag_tone=tone,
        waiting_since=concern.reported_at,
        due_on=concern.due_on,
    )


def _late(days: int) -> str:
    return ngettext("Försenad %(n)s dag", "Försenad %(n)s dagar", days) % {"n": days}


def detail(concern: Concern) -> str:
    """Where a report comes from and what goes with it, in one line."""
    parts = [_("Från %(unit)s %(when)s") % {"unit": concern.reporter_unit, "when": _when(concern.reported_at)}]
    if came_back := getattr(concern, "came_back", ""):
        parts.append(str(Handover.Answer(came_back).label).lower())
    if concern.has_files:
        parts.append(_("fil bifogad"))
    if concern.sealed_sent_at:
        parts.append(_("sluten del skickad %(when)s, du ser den inte") % {"when": _when(concern.sealed_sent_at)})
    return " · ".join(parts)


def _when(moment: datetime) -> str:
    return f"{near_day(timezone.localdate(moment))} {sweclock(moment)}"


def figures(request: Request, today: date) -> list[Figure]:
    if not request.access.allows("concern.view"):
        return []
    count = statistics.on_desk(request, today)
    queue = reverse("concerns")
    return [
        Figure(_("Att bedöma"), str(count.to_assess), _oldest(count, today), f"{queue}?lage=ny"),
        Figure(_("Oro och händelser i år"), str(count.this_year), _compared(count), queue),
    ]


def _oldest(count: statistics.DeskCount, today: date) -> str:
    if count.oldest is None:
        return _("inget väntar")
    days = (today - timezone.localdate(count.oldest)).days
    return ngettext("äldst: %(n)s dag", "äldst: %(n)s dagar", days) % {"n": days} if days else _("äldst: i dag")


def _compared(count: statistics.DeskCount) -> str:
    difference = count.this_year - count.last_year
    if difference == 0:
        return _("lika många som samma tid i fjol")
    return _("%(difference)s mot samma tid i fjol") % {"difference": f"{difference:+d}".replace("-", "−")}


def by_category(request: Request, today: date) -> dict[str, Any] | None:
    """The chart of the start page; None for roles that have no desk, and before the first report."""
    if not request.access.allows("concern.view"):
        return None
    counts = statistics.by_category(request, today)
    if not counts:
        return None
    queue = reverse("concerns")
    return {
        "title": _("Oro och händelser efter typ"),
        "period": _("1 januari–%(day)s %(month)s, i år och i fjol")
        % {
            "day": today.day,
            "month": MONTHS[today.month - 1],
        },
        "source": _("rapporter om händelser i området"),
        "rows": [
            {
                "label": count.category.label,
                "value": count.this_year,
                "previous": count.last_year,
                "url": f"{queue}?kategori={count.category.value}",
            }
            for count in counts
        ],
    }
