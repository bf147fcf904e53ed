"""What is measured, and how: the same work in turn as the application, as the owner, and as SQL alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db import connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.concerns.models import Concern
from cases.concerns.queue import Queue
from cases.concerns.record import fetched
from cases.concerns.similar import similar_to
from vbe.access.context import set_context
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.demo.big_city import RARE_WORD
from vbe.demo.organisation import email
from vbe.organisation.models import Assignment, User

Work = Callable[[], Any]
# Milliseconds of each run, by what was measured, as deep as the names go.
Times = dict[str, Any]
COORDINATOR = email("samordnare", "skarholmen")
# In the texts of a tenth of the reports. The other one is in two reports of a thousand.
COMMON = "klistermärken"
WARM_UP = 10
# What is compared: the queue, its pages, a record, and what is looked for.
WORKS = ("list", "count", "open", "similar", "common word", "rare word")


def measure(size: int, runs: int, *, owner: str = "owner") -> Times:
    acting = Assignment.objects.using(owner).select_related("user", "board__municipality").get(user__email=COORDINATOR)
    found = Concern.objects.using(owner).filter(board=acting.board).order_by("-reported_at")[min(size // 20, 50)]
    queries: dict[str, Callable[[str], Any]] = {
        "list": lambda alias: queue(alias)[:25],
        "count": lambda alias: len(queue(alias)),
        "open": lambda alias: fetched(found.number, using=alias),
        "similar": lambda alias: similar_to(fetched(found.number, using=alias)),
        "common word": lambda alias: found_page(queue(alias, COMMON)),
        "rare word": lambda alias: found_page(queue(alias, RARE_WORD)),
    }
    shown: Times = {name: measure_query(work, acting, runs, owner) for name, work in queries.items()}
    shown["by hand"] = measure_by_hand(acting, runs, owner)
    shown["nobody"] = measure_nobody(runs, owner)
    # A request of its own each time: what one request has recorded it does not record again.
    shown |= timed({"log": lambda: record(as_request(acting), Action.OPENED, found)}, runs)
    shown["requests"] = measure_requests(acting.user, found.number, runs)
    return shown


def found_page(queue: Queue) -> tuple[int, list[Concern]]:
    return len(queue), queue[:25]


def as_request(acting: Assignment | None) -> Any:
    user = acting.user if acting else None
    access = SimpleNamespace(user=user, assignment=acting, acting=acting)
    session = SimpleNamespace(session_key="bench")
    user = user or SimpleNamespace(pk=None)
    return SimpleNamespace(access=access, user=user, session=session, resolver_match=None)


def queue(alias: str, words: str = "") -> Queue:
    return Queue(words=words, using=alias)


# What a page of the search says: how many of the newest reports of one board have the word, as far as the list reaches,
# and the first of them, as somebody would write it who knows the tables and has nobody to keep out: along the board's
# reports until there are enough, or by the words and then sorted. The better one is the measure.
BY_HAND = """
WITH found AS MATERIALIZED (
  SELECT id, reported_at FROM concerns_concern
  WHERE {board}
    AND concerns_words(place, text, done, board_id, reporter_board_id, previous_board_id, reported_at) @@ '{words}'
  ORDER BY reported_at DESC, id DESC LIMIT 501
)
SELECT (SELECT count(*) FROM found), c.number, c.kind, c.category, c.milieu, c.place, c.happened_on, c.state, c.due_on,
  c.reported_at, here.name, sent_from.name, before.name, area.name,
  EXISTS (SELECT FROM concerns_attachment f WHERE f.concern_id = c.id)
FROM (SELECT id FROM found ORDER BY reported_at DESC, id DESC LIMIT 25) AS first
JOIN concerns_concern c USING (id)
JOIN organisation_board here ON here.id = c.board_id
JOIN organisation_board sent_from ON sent_from.id = c.reporter_board_id
LEFT JOIN organisation_board before ON before.id = c.previous_board_id
LEFT JOIN organisation_area area ON area.id = c.area_id
ORDER BY c.reported_at DESC, c.id DESC
"""
PLANS = {
    "along the board": ("enable_bitmapscan", "board_id = '{board}'", "'{word}'"),
    "by the words": ("enable_indexscan", "true", "'b:{board}' & '{word}'"),
}


def measure_by_hand(acting: Assignment, runs: int, owner: str) -> Times:
    shown: Times = {}
    for name, word in (("common word", COMMON), ("rare word", RARE_WORD)):
        times: Times = {}
        for plan, (off, board, words) in PLANS.items():
            with transaction.atomic(using=owner), connections[owner].cursor() as cursor:
                cursor.execute("SELECT plainto_tsquery('swedish', %s)::text", [word])
                lexeme = cursor.fetchone()[0].strip("'")
                cursor.execute(f"SET LOCAL {off} = off")
                said = BY_HAND.format(
                    board=board.format(board=acting.board_id),
                    words=words.format(board=acting.board_id, word=lexeme).replace("'", "''"),
                )
                # A rare word along the board reads all of its reports: a few times tell enough.
                few = runs if plan == "by the words" else max(runs // 20, 3)
                times |= timed({plan: lambda said=said: run(cursor, [said])}, few)
        shown[name] = times
    return shown


def measure_query(work: Callable[[str], Any], acting: Assignment | None, runs: int, owner: str) -> Times:
    """With row-level security, without (as the owner, whom no policy limits), and the same SQL with no Django."""
    with transaction.atomic(using="default"), transaction.atomic(using=owner):
        for alias in ("default", owner):
            set_context(user=acting.user_id if acting else None, assignment=acting.pk if acting else None, using=alias)
        with CaptureQueriesContext(connections[owner]) as said:
            work(owner)
        statements = [entry["sql"] for entry in said.captured_queries]
        bare = {alias: connections[alias].connection.cursor() for alias in ("default", owner)}
        return timed(
            {
                "with security": lambda: work("default"),
                "without security": lambda: work(owner),
                "bare with security": lambda: run(bare["default"], statements),
                "bare": lambda: run(bare[owner], statements),
                "SELECT 1": lambda: run(bare[owner], ["SELECT 1"]),
            },
            runs,
        )


def run(cursor: Any, statements: list[str]) -> None:
    for statement in statements:
        cursor.execute(statement)
        cursor.fetchall()


def measure_nobody(runs: int, owner: str) -> Times:
    """A person without any board gets the empty list at once."""
    return measure_query(lambda alias: queue(alias)[:25], None, runs, owner)


def measure_requests(user: User, number: str, runs: int) -> Times:
    client = Client()
    client.force_login(user)
    pages = {
        "list": reverse("concerns"),
        "list, one milieu": reverse("concerns") + "?miljo=annan",
        "list, common word": reverse("concerns") + f"?sok={COMMON}",
        "list, rare word": reverse("concerns") + f"?sok={RARE_WORD}",
        "open": reverse("concern", args=[number]),
        "start": reverse("start"),
        "statistics": reverse("picture_counts"),
    }
    return timed({name: lambda url=url: answered(client, url) for name, url in pages.items()}, runs // 4 + 1)


def answered(client: Client, url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")


def timed(works: dict[str, Work], runs: int) -> dict[str, list[float]]:
    """Milliseconds, in turn, so that what else the machine does falls on all alike; after a warm-up, in which the
    database comes to keep its plans (three times to be kept, five more to be made once).
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(-max(runs // 10, WARM_UP), runs):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if turn >= 0:
                times[name].append((time.perf_counter() - start) * 1000)
    return times


def joined(one: Times, other: Times) -> Times:
    """The same measurements made again, as one."""
    both = {name: joined(one.get(name, {}), more) for name, more in other.items() if isinstance(more, dict)}
    return {name: one.get(name, []) + more for name, more in other.items() if isinstance(more, list)} | both


def summary(times: Times) -> Times:
    """The median and the slowest but five of a hundred."""
    return {
        name: summary(one)
        if isinstance(one, dict)
        else {"p50": round(statistics.median(one), 3), "p95": round(sorted(one)[int(len(one) * 0.95)], 3)}
        for name, one in times.items()
    }


def compare(cities: dict[str, Any]) -> dict[str, Any]:
    """The goals: security at most 1.1; a page's work at most twice its bare SQL, and a search at most twice the best
    plan by hand; and the large city at most 1.2 times the small one."""
    small, large = cities[next(iter(cities))], cities[list(cities)[-1]]
    return {
        "security": {size: ratios(city, "with security", "without security") for size, city in cities.items()},
        "bare SQL": {
            size: ratios(city, "with security", "bare with security", "bare") for size, city in cities.items()
        },
        "by hand": {
            size: {
                what: round(city[what]["with security"]["p50"] / min(plan["p50"] for plan in plans.values()), 3)
                for what, plans in city["by hand"].items()
            }
            for size, city in cities.items()
        },
        "size": {
            what: round(large[what]["with security"]["p50"] / small[what]["with security"]["p50"], 3)
            for what in (*WORKS, "nobody")
        },
        "size of requests": {
            what: round(large["requests"][what]["p50"] / small["requests"][what]["p50"], 3)
            for what in small["requests"]
        },
    }


def ratios(city: dict[str, Any], one: str, *others: str) -> dict[str, float]:
    """Against the quickest of the others: the same SQL with the rules of the rows and kept plans, or with neither."""
    return {
        what: round(city[what][one]["p50"] / min(city[what][other]["p50"] for other in others), 3) for what in WORKS
    }
