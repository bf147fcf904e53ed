"""What has been opened in Skärholmen, two months' reviews of it, and an incident with running clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from cases import deadlines
from cases.sig.models import Case
from vbe.access.context import set_context
from vbe.audit.models import Action, Entry
from vbe.demo.organisation import email
from vbe.incidents.models import Addition, Incident, Kind
from vbe.log_review.drawing import draw_review, moment, month_before, months_back
from vbe.log_review.models import Mark, Review
from vbe.organisation.models import Assignment, Board

CODE = "skarholmen"
# Account, day of the month, hour, minute, action, reason: what the rules are there for.
NOTED = [
    ("socialsekreterare", 9, 16, 52, Action.EMERGENCY, "Ungdomen hörde av sig akut och handläggaren var inte på plats"),
    ("socialsekreterare", 9, 16, 53, Action.OPENED, ""),
    ("enhetschef-sig-ung", 13, 10, 5, Action.OPENED, ""),
    ("enhetschef-sig-ung", 13, 10, 9, Action.REVEALED, "Letade efter rätt ärende inför mötet"),
    ("enhetschef-sig-ung", 13, 10, 12, Action.OPENED, ""),
    ("avdelningschef", 15, 22, 41, Action.OPENED, ""),
    ("enhetschef-vuxen", 20, 11, 30, Action.OPENED, ""),
    ("avdelningschef", 25, 7, 15, Action.OPENED, ""),
]


def load_log_reviews(now: datetime) -> None:
    board = Board.objects.select_related("municipality").get(code=CODE)
    last = month_before(timezone.localdate(now))
    before = months_back(last, 1)
    for month in (before, last):
        _read(board, month)
    for month in (before, last):
        set_context(task="log_review")
        drawn = moment(months_back(month, -1)) + timedelta(hours=4, minutes=20)
        review = draw_review(board, month, now=drawn)
        if month == before and review:
            _sign(review, drawn + timedelta(days=6, hours=5))
    set_context()
    _register_incident(board, now)


def _holder(account: str) -> Assignment:
    return Assignment.objects.select_related("user", "board").filter(user__email=email(account, CODE)).order_by("id")[0]


def _read(board: Board, month: date) -> None:
    end = moment(months_back(month, -1))
    cases = list(Case.objects.filter(board=board, opened_at__lt=end).order_by("opened_at"))
    if not cases:
        return
    # Everyday: those who take part, in office hours.
    for number, day in enumerate(month + timedelta(days=n) for n in range(28)):
        case = cases[number % len(cases)]
        parts = case.participations.filter(starts__lte=day).exclude(ends__lt=day).select_related("assignment")
        for turn, part in enumerate(parts.order_by("id") if deadlines.is_working_day(day) else []):
            at = moment(day) + timedelta(hours=8 + (number + turn) % 8, minutes=(number * 13 + turn * 7) % 60)
            _entry(part.assignment, case, at, Action.OPENED)
    for number, (account, day_of_month, hour, minute, action, reason) in enumerate(NOTED):
        at = moment(month.replace(day=day_of_month)) + timedelta(hours=hour, minutes=minute)
        _entry(_holder(account), cases[number // 2 % len(cases)], at, action, reason)


def _entry(who: Assignment, case: Case, at: datetime, action: Action, reason: str = "") -> None:
    """An entry of long ago: the log itself only knows the time of now, so the owner moves it back."""
    made = Entry.objects.create(
        action=action,
        user_id=who.user_id,
        assignment_id=who.pk,
        board_id=case.board_id,
        kind=case._meta.label_lower,
        object_id=case.pk,
        reason=reason,
    )
    Entry.objects.filter(pk=made.pk).update(at=at)


def _sign(review: Review, now: datetime) -> None:
    reviewer = _holder("loggranskare")
    for row in review.reads_drawn.order_by("position"):
        row.mark, row.marked_by, row.marked_at = Mark.NOTHING, reviewer, now
        if "obekvam_tid" in row.grounds and "lottad" not in row.grounds:
            row.mark = Mark.QUESTION
            row.comment = "Vad föranledde läsningen på kvällen? Chefen ska tillfrågas."
        row.save()
    set_context(user=reviewer.user_id, assignment=reviewer.pk)
    review.sign(by=reviewer, now=now)


def _register_incident(board: Board, now: datetime) -> None:
    by = _holder("loggranskare")
    discovered = now - timedelta(hours=50)
    incident = Incident(
        board=board,
        title="Kallelse skickad till fel mottagare",
        description="En kallelse till ett uppstartsmöte skickades med e-post till en tidigare medarbetare. Kallelsen"
        " innehöll ärendets nummer, tid och plats, men inte vem ärendet gäller.",
        discovered_at=discovered,
        persons_count=1,
        categories="En ung person i ett ärende. Uppgift om att ärendet finns.",
        measures="Mottagaren har bekräftat att mejlet är raderat. Adressen är borttagen ur listan.",
        told=Incident.Told.LATER,
        registered_at=discovered + timedelta(hours=2),
        registered_by=by,
    )
    incident.register([Kind.BREACH])
    addition = Addition(kind=Addition.Kind.MEASURE, text="Gamla adresser gås igenom i alla listor i nämnden.")
    incident.add(addition, by=by, now=discovered + timedelta(hours=26))
