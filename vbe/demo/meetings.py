"""The demonstration of what follows a start-up meeting: tasks that are done, a follow-up that was held, one to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cases.sig import case_tasks, minutes
from cases.sig.models import Case, Meeting, MinutesAddendum, Point
from cases.sig.states import Step

PLACE = "Bodholmsplan 2, plan 4, rum Vårberg"
WRITTEN = {
    Point.FACTS: ("Två veckor i sysselsättning. Närvaron är god.", "Sysselsättningen fortsätter"),
    Point.DIRECTION: ("Han vill träna igen och träffa sin mentor oftare.", "Mentorn träffar honom två gånger i veckan"),
    Point.COMMUNICATION: ("Mamman har fått veta vem som håller kontakten.", "Enhetschefen ringer mamman varje fredag"),
    Point.ACTORS: ("Skolan kom till mötet, med samtycke.", "Skolan lämnar närvaron inför nästa möte"),
    Point.FOLLOW_UP: ("Målen gås igenom på nytt.", "Nästa möte om tre veckor"),
}


def load_meetings(now: datetime) -> None:
    """In Skärholmen: in the latest case with measures a follow-up has been held, and another forum is to come."""
    case = Case.objects.filter(board__code="skarholmen", step=Step.DECIDED).order_by("-opened_at").first()
    if case is None:
        return
    for task in case.tasks.filter(due_on__lt=timezone.localdate(now)).select_related("case"):
        case_tasks.finish(task, by=case.chief, now=now - timedelta(days=12))
    held = _meeting(case, Meeting.Kind.FOLLOW_UP, now - timedelta(days=13))
    owner = next(iter(case_tasks.owners(case, timezone.localdate(now))), "Enhetschef")
    heads = [name for name in case_tasks.owners(case, timezone.localdate(now)) if name != owner] or [owner]
    due = timezone.localdate(now)
    written = {
        (point, 0): minutes.Written(notes, decision, heads[place % len(heads)], due + timedelta(days=3 * place - 2))
        for place, (point, (notes, decision)) in enumerate(WRITTEN.items())
    }
    following = minutes.Next(due + timedelta(days=8))
    minutes.save(held, written, version=0, next_meeting=following, by=case.chief, now=held.starts_at)
    minutes.adjust(case, held, by=case.chief, now=held.starts_at + timedelta(hours=2))
    addendum = MinutesAddendum(
        meeting=held, kind=MinutesAddendum.Kind.DISPUTED, point=Point.FACTS,
        text="Jag var sjuk två av dagarna. Det ska stå att jag hade ringt.",
    )  # fmt: skip
    minutes.add(addendum, by=case.chief, now=held.starts_at + timedelta(days=2))
    _meeting(case, Meeting.Kind.SIP, now + timedelta(days=4))


def _meeting(case: Case, kind: Meeting.Kind, day: datetime) -> Meeting:
    starts_at = timezone.localtime(day).replace(hour=13, minute=0, second=0, microsecond=0)
    meeting = Meeting(
        case=case, board=case.board, kind=kind, starts_at=starts_at, place=PLACE,
        summoned_at=starts_at - timedelta(days=7),
    )  # fmt: skip
    meeting.save(force_insert=True)
    return meeting
