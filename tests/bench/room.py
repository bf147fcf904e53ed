"""How long the list of cases and the exact search take among many cases, with SQL written by hand beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.sig import listed
from cases.sig.listed import CaseList, Which
from cases.sig.models import Case
from cases.sig.models.case import ids_about, ids_named
from cases.sig.models.intake import name_index, number_index
from cases.sig.views.cases import PER_PAGE
from tests.bench.measuring import answered, measure_query, run, summary, timed
from vbe.demo.big_room import MOST_ON, SOUGHT_NAME, SOUGHT_NUMBER
from vbe.demo.organisation import email
from vbe.organisation.models import Assignment

CHIEF = email("avdelningschef", MOST_ON)
WORKS = ("open cases", "closed cases", "number", "personal number", "name")
# What a row of the list says, as somebody would write it who knows the tables and has nobody to keep out.
ROW = """
SELECT c.number, c.age_band, c.step, c.round, c.lead, c.opened_at, c.start_up_due_on, p.name, s.at, m.starts_at,
  m.cancelled_at
FROM sig_case c
JOIN organisation_assignment a ON a.id = c.chief_id
JOIN organisation_user p ON p.id = a.user_id
LEFT JOIN sig_routinestep s ON s.case_id = c.id AND s.round = c.round AND s.step = c.step
LEFT JOIN sig_meeting m ON m.case_id = c.id AND m.kind = 'uppstartsmote'
"""
# How many there are, as far as the list reaches.
COUNT = (
    "SELECT c.id FROM sig_case c WHERE c.board_id = '{board}' AND c.step {closed} 'avslutat'"
    " ORDER BY c.opened_at DESC, c.id DESC LIMIT 501"
)
PAGE = ROW + "WHERE c.board_id = '{board}' AND c.step {closed} 'avslutat' ORDER BY c.opened_at DESC, c.id DESC LIMIT 25"
PERSON = ROW + "JOIN sig_identity i ON i.case_id = c.id WHERE i.board_id = '{board}' AND i.{index} = '{mark}'"
BY_HAND = {
    "open cases": (COUNT, PAGE),
    "closed cases": (COUNT, PAGE),
    "number": (ROW + "WHERE c.board_id = '{board}' AND c.number = '{number}'",),
    "personal number": (PERSON,),
    "name": (PERSON,),
}


def measure_room(runs: int, *, owner: str = "owner") -> dict[str, Any]:
    acting = Assignment.objects.using(owner).select_related("user", "board").get(user__email=CHIEF)
    found = Case.objects.using(owner).filter(board=acting.board).order_by("-opened_at")[3]
    works: dict[str, Callable[[str], Any]] = {
        "open cases": lambda alias: page(Which.OPEN, alias),
        "closed cases": lambda alias: page(Which.CLOSED, alias),
        "number": lambda alias: listed.by_number(found.number, using=alias),
        "personal number": lambda alias: listed.by_ids(ids_about(SOUGHT_NUMBER, using=alias), using=alias),
        "name": lambda alias: listed.by_ids(ids_named(SOUGHT_NAME, using=alias), using=alias),
    }
    shown: dict[str, Any] = {name: measure_query(work, acting, runs, owner) for name, work in works.items()}
    for name in works:
        shown[name] |= by_hand(name, acting, found.number, runs, owner)
    client = Client()
    client.force_login(acting.user)
    shown["requests"] = timed({"list": lambda: answered(client, reverse("cases"))}, runs // 4 + 1)
    return summary(shown) | {"rows": {name: rows_of(work, acting, owner) for name, work in works.items()}}


def page(which: Which, alias: str) -> list[Case]:
    return list(Paginator(CaseList(which, timezone.now(), using=alias), PER_PAGE).get_page(1))


def rows_of(work: Callable[[str], Any], acting: Assignment, owner: str) -> int:
    from vbe.access.context import set_context

    with transaction.atomic(using=owner):
        set_context(user=acting.user_id, assignment=acting.pk, using=owner)
        return len(work(owner))


def by_hand(name: str, acting: Assignment, number: str, runs: int, owner: str) -> dict[str, Any]:
    index, mark = (
        ("name_index", name_index(SOUGHT_NAME)) if name == "name" else ("number_index", number_index(SOUGHT_NUMBER))
    )
    words = {"board": acting.board_id, "number": number, "index": index, "mark": mark}
    words["closed"] = "=" if name == "closed cases" else "<>"
    statements = [statement.format(**words) for statement in BY_HAND[name]]
    with transaction.atomic(using=owner), connections[owner].cursor() as cursor:
        return timed({"by hand": lambda: run(cursor, statements)}, runs)


def compare_room(room: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The goals: what the database does for the product, security and all, at most twice what it does by hand; and the
    product's work at most twice its own SQL asked with no Django, with security and kept plans or with neither."""
    return {
        "by hand": {what: ratio(room[what], "bare with security", "by hand") for what in WORKS},
        "bare SQL": {what: ratio(room[what], "with security", "bare with security", "bare") for what in WORKS},
    }


def ratio(times: dict[str, Any], one: str, *others: str) -> float:
    return round(times[one]["p50"] / min(times[other]["p50"] for other in others), 3)
