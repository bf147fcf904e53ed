"""What stands around every page: the rooms a role has, the board it acts for, what waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.concerns import statistics
from cases.sig.models import Intake
from vbe.access.request import Request
from vbe.notices.models import Notice


@dataclass
class Item:
    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass
class Group:
    label: str
    items: list[Item]


@dataclass
class Search:
    url: str
    method: str
    name: str
    placeholder: str


@dataclass
class Shell:
    demo: bool
    user_name: str = ""
    nav: list[Group] = field(default_factory=list)
    board: str = ""
    role: str = ""
    assignment_id: str = ""
    assignments_url: str = ""
    has_several_assignments: bool = False
    notice_count: int = 0
    notices_url: str = ""
    search: Search | None = None


def shell(request: Request) -> dict[str, Any]:
    access = getattr(request, "access", None)
    if access is None or access.user is None:
        return {"shell": asdict(Shell(demo=settings.DEMO))}
    acting = access.assignment
    around = Shell(
        demo=settings.DEMO,
        user_name=access.user.name,
        nav=_navigation(request),
        board=str(acting.board) if acting else "",
        role=acting.get_role_display() if acting else "",
        assignment_id=str(acting.pk) if acting else "",
        assignments_url=reverse("assignments"),
        has_several_assignments=len(access.assignments) > 1,
        notice_count=_count(request, Notice.objects.waiting().filter(recipient=acting).count) if acting else 0,
        notices_url=reverse("notices"),
        search=_search(request),
    )
    return {"shell": asdict(around)}


def _count(request: Request, waiting: Callable[[], int]) -> int:
    return waiting() if getattr(request, "counts_waiting", True) else 0


def _navigation(request: Request) -> list[Group]:
    allows, path = request.access.allows, request.path
    items = [Item(_("Start"), reverse("start"), path == reverse("start"))]

    def add(label: str, name: str, count: int | None = None, also: str = "") -> None:
        url = reverse(name)
        here = path.startswith(url) and not _more_precise(path, url)
        items.append(Item(label, url, here or bool(also and path.startswith(reverse(also))), count))

    if allows("concern.assess"):
        add(_("Oro och händelser"), "concerns", _count(request, partial(statistics.waiting, request)))
    elif allows("concern.view"):
        add(_("Oro och händelser"), "concerns")
    if allows("intake.view"):
        add(_("Mottagning"), "intakes", _count(request, Intake.objects.visible_to(request).waiting().count))
    if allows("case.view") or allows("case.participate"):
        add(_("Ärenden och SIG"), "cases")
    if allows("case.content") or allows("case.participate") or allows("case.decide"):
        add(_("Möten"), "meetings")
    if allows("relative.support") or allows("relative.view"):
        add(_("Anhörigstöd"), "relatives")
    if allows("plan.read"):
        add(_("Handlingsplaner"), "plans", also="my_measures")
    if allows("picture.read"):
        add(_("Lägesbild"), "pictures", also="surveys")
    if allows("report.read") or allows("report.order") or allows("board.oversee"):
        add(_("Rapporter"), "reports")
    if allows("concern.report"):
        add(_("Mina rapporter"), "my_reports")
    if allows("board.oversee") and not allows("people.manage"):
        add(_("Lokala samordnare"), "coordinators")
    if allows("board.oversee"):
        add(_("Meningar till rapportörer"), "sentences")
    groups = [Group("", items), *_oversight(request)]
    support = [(_("Hur gör jag?"), "guide")]
    if allows("concern.report"):
        support += [(_("Larmvägar"), "alarm_chains"), (_("Vem gör vad"), "functions")]
    if allows("plan.read"):
        support += [(_("Riktlinjer"), "guidelines"), (_("Resurser"), "resources")]
    links = [(label, reverse(name)) for label, name in support]
    return [*groups, Group(_("Stöd"), [Item(label, url, path.startswith(url)) for label, url in links])]


def _oversight(request: Request) -> list[Group]:
    """What administrators and those who review the log have, each under a heading of its own."""
    allows = request.access.allows
    people, review = [], []
    if allows("people.manage"):
        people += [
            (_("Personer och uppdrag"), "people"),
            (_("Behörigheter"), "permissions"),
            (_("Lokala samordnare"), "coordinators"),
        ]
    if allows("board.reorganise"):
        people.append((_("Nämnder"), "boards"))
    if allows("people.manage"):
        people.append((_("Register"), "administration"))
    if allows("log.review"):
        review.append((_("Logggranskning"), "log_reviews"))
    if allows("incident.handle"):
        review.append((_("Incidenter"), "incidents"))
    if allows("log.review") or allows("people.manage"):
        review.append((_("Loggens kedja"), "log_chain"))
    headed = [(_("Administration"), people), (_("Granskning"), review)]
    return [
        Group(heading, [Item(label, reverse(name), request.path.startswith(reverse(name))) for label, name in names])
        for heading, names in headed
        if names
    ]


def _more_precise(path: str, url: str) -> bool:
    """``/oro/mina/`` belongs to its own entry, not to the queue above it."""
    mine = reverse("my_reports")
    return url != mine and path.startswith(mine)


def _search(request: Request) -> Search | None:
    allows = request.access.allows
    if allows("concern.view"):
        return Search(reverse("concerns"), "get", "sok", _("Sök händelse, plats eller nummer"))
    if allows("identity.reveal") or allows("intake.view"):
        return Search(reverse("case_search"), "post", "term", _("Ärendenummer, personnummer eller namn"))
    if allows("case.view") or allows("case.participate"):
        return Search(reverse("case_search"), "post", "term", _("Ärendenummer"))
    return None
