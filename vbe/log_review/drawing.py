"""The monthly draw: asks the database about a month's reads, applies the rules, and stores the rows.

Runs as the task ``log_review``, which reaches no case and no name: the database answers with numbers, yes and no.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines
from cases.sig.models.intake import surname_index
from vbe.audit.log import record_by_task
from vbe.audit.models import Action
from vbe.log_review.models import Review, SampledRead
from vbe.log_review.sampling import Drawn, Read, Sample, draw, usual
from vbe.organisation.models import Assignment, Board, Unit, User
from vbe.organisation.permissions import TABLE, Role

# Months before the reviewed one that tell what is ordinary.
EARLIER = 3
# Of what else the person did, this many lines stand in the row; the rest is counted.
AROUND_AT_MOST = 6


def month_before(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def reviewing_roles() -> list[Role]:
    return [role for role, permissions in TABLE.items() if "log.review" in permissions]


def boards_to_review(month: date, today: date) -> list[Board]:
    """Boards with somebody who reviews their log today, and no review of the month yet; and the boards that they have
    succeeded, whose files are still read."""
    reviewers = Assignment.objects.active(today).filter(role__in=reviewing_roles())
    own = Board.objects.filter(pk__in=reviewers.values("board"))
    every = {one for board in own for one in (board, *board.all_predecessors)}
    done = set(Review.objects.filter(month=month).values_list("board", flat=True))
    return sorted((board for board in every if board.pk not in done), key=lambda board: board.code)


def draw_review(board: Board, month: date, *, now: datetime, seed: str = "") -> Review | None:
    """Draw the board's review of the month; None when it is there already, or the board had ended before the month and
    nothing was read. Inside one transaction of the task."""
    with connection.cursor() as cursor:
        # Two workers with the same message wait for each other; the second finds the first one's review.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"log_review:{board.pk}:{month}"])
    if Review.objects.filter(board=board, month=month).exists():
        return None
    seed = seed or secrets.token_hex(16)
    sample = sampled(board, month, seed)
    if board.ends and board.ends < month and not sample.reads:
        return None
    review = Review(
        board=board,
        month=month,
        drawn_at=now,
        seed=seed,
        read_count=sample.reads,
        day_count=sample.days,
        left_out=sample.left_out,
    )
    review.save(force_insert=True)
    SampledRead.objects.bulk_create(rows_of(review, sample.rows, timezone.localdate(now)))
    record_by_task(Action.SAMPLED, review)
    return review


def sampled(board: Board, month: date, seed: str) -> Sample:
    """What ``seed`` draws from the log of the month. Asked again, the log gives the same answer."""
    since, until = moment(month), moment(next_month(month))
    earlier = moment(months_back(month, EARLIER))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_review_counts(%s, %s, %s)", [board.pk, earlier, until])
        counts = cursor.fetchall()
        names = readers({person for person, *_rest in counts})
        cursor.execute(
            "SELECT * FROM app_review_reads(%s, %s, %s, %s::jsonb)", [board.pk, since, until, json.dumps(names)]
        )
        columns = [column.name for column in cursor.description or []]
        answered = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    on_duty = set(
        Assignment.objects.filter(
            pk__in={row["assignment_id"] for row in answered}, unit__kind=Unit.Kind.DUTY
        ).values_list("pk", flat=True)
    )
    reads = [Read(**row, on_duty=row["assignment_id"] in on_duty) for row in answered]
    return draw(reads, usual(counts, month), seed)


def readers(people: set[UUID]) -> dict[str, list[str]]:
    """The keyed fingerprints of the readers' surnames, by user."""
    return {str(user.pk): surname_index(user.name) for user in User.objects.filter(pk__in=people)}


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=deadlines.STOCKHOLM)


def next_month(month: date) -> date:
    return months_back(month, -1)


def months_back(month: date, number: int) -> date:
    year, index = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(year, index + 1, 1)


def rows_of(review: Review, drawn: list[Drawn], today: date) -> list[SampledRead]:
    """The rows with what the reviewer needs to see beside them, frozen as it was when they were drawn."""
    shown = [row.shown for row in drawn]
    around = done_around(read.id for read in shown)
    assignments = {
        assignment.pk: assignment
        for assignment in Assignment.objects.filter(pk__in={read.assignment_id for read in shown}).select_related(
            "board", "unit", "department"
        )
    }
    reviewers = set(
        Assignment.objects.active(today)
        .filter(role__in=reviewing_roles(), board__municipality=review.board.municipality_id)
        .values_list("user", flat=True)
    )
    rows = []
    for position, (row, read) in enumerate(zip(drawn, shown, strict=True), start=1):
        assignment = assignments.get(read.assignment_id) if read.assignment_id else None
        rows.append(
            SampledRead(
                review=review,
                board=review.board,
                position=position,
                reader_id=read.user_id,
                assignment=assignment,
                at=read.at,
                action=read.action,
                kind=read.kind,
                object_id=read.object_id,
                number=read.number,
                reason=read.reason,
                grounds={ground.value: words for ground, words in row.grounds.items()},
                entries=[str(one.id) for one in row.reads],
                context={
                    "function": assignment.title if assignment else "",
                    "board": assignment.board.name if assignment else "",
                    "part_then": read.part_then,
                    "part_now": read.part_now,
                    "times": len(row.reads),
                    "around": around[read.id][:AROUND_AT_MOST],
                    "around_more": max(len(around[read.id]) - AROUND_AT_MOST, 0),
                    "is_reviewer": read.user_id in reviewers,
                },
            )
        )
    return rows


def done_around(reads: Iterable[UUID]) -> dict[UUID, list[str]]:
    """What else each reader did within a quarter of an hour, one line for each thing."""
    found: dict[UUID, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_review_around(%s)", [list(reads)])
        for read, at, action, kind, number in cursor.fetchall():
            clock = timezone.localtime(at, deadlines.STOCKHOLM).strftime("%H.%M")
            found[read].append(f"{clock} {said(action, kind, number)}")
    return found


def said(action: str, kind: str, number: str) -> str:
    label = str(Action(action).label) if action in Action.values else action
    return f"{label} {number or what(kind)}".strip()


def what(kind: str) -> str:
    names: dict[str, Any] = {
        "sig.case": _("ett ärende"),
        "sig.intake": _("något som kommit in"),
        "sig.meeting": _("ett möte"),
        "concerns.concern": _("en rapport"),
        "reports.report": _("en nämndrapport"),
    }
    return names.get(kind, "")
