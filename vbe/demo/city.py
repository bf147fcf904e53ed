"""The demonstration city: its people, and two years of made-up work. Run as the owner; repeatable."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.concerns.models import Concern
from cases.concerns.states import Outcome
from cases.sig import case_tasks, minutes, outcomes, routine, statistics, summons
from cases.sig.models import Case, Consent, Intake, Point
from cases.sig.states import About, Known, Standing, Step
from cases.submission.send import Sealed, send
from vbe.demo.desk import load_desk
from vbe.demo.doors import load_doors
from vbe.demo.extracts import load_extracts
from vbe.demo.guide import load_guides
from vbe.demo.log import load_log, seal_log
from vbe.demo.log_reviews import load_log_reviews
from vbe.demo.meetings import load_meetings
from vbe.demo.organisation import accounts, email, load_organisation, read
from vbe.demo.pictures import load_pictures
from vbe.demo.plans import load_plans
from vbe.demo.predecessors import load_predecessors
from vbe.demo.reception import assess, load_reception
from vbe.demo.records import load_records
from vbe.demo.room import load_room
from vbe.demo.sharing import load_sharing
from vbe.demo.support import load_support
from vbe.demo.ties import load_ties
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Actor, Assignment, Board, Unit
from vbe.organisation.permissions import Role
from vbe.reports.tertials import Tertial

__all__ = ["accounts", "load_city", "password"]


def password() -> str:
    """The password of every demonstration account: made once for this installation, never in the repository."""
    path = settings.DATA_DIR / "secrets" / "demonstration_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"demo-{secrets.token_hex(3)}")
    return path.read_text()


@transaction.atomic
def load_city(now: datetime) -> bool:
    """Load people and work. Returns False, with nothing changed but the organisation, when the work is there."""
    load_organisation(password=password())
    if Concern.objects.exists():
        return False
    load_predecessors(_report, _case, _everyday)
    data = read("reports.toml")
    waiting, cases, everyday = data.pop("waiting"), data.pop("cases"), data.pop("everyday")
    reports = [(code, row) for code, rows in data.items() for row in rows]
    reports += [(code, _everyday(*row)) for code, rows in everyday.items() for row in rows]
    for code, row in sorted(reports, key=lambda pair: -pair[1]["days"]):
        _report(code, row, now)
    for code, row in chain.from_iterable(((c, r) for r in rows) for c, rows in cases.items()):
        _case(code, row, now)
    for code, row in chain.from_iterable(((c, r) for r in rows) for c, rows in waiting.items()):
        _arrival(code, row, now - timedelta(hours=row["hours"]))
    _freeze_counts(now)
    load_plans(now)
    load_desk(now)
    load_pictures(now)
    load_ties(now)
    load_guides(now)
    load_records(now)
    load_log(now)
    load_log_reviews(now)
    load_room(now)
    load_meetings(now)
    load_support(now)
    load_sharing(now)
    load_reception(now)
    load_extracts(now)
    load_doors(now)
    # Last: a row whose time is set after it has been sealed is a changed row.
    seal_log(now)
    # What happened long ago has been read, and its mail is not sent again.
    Notice.objects.filter(created_at__lt=now - timedelta(days=2)).update(acknowledged_at=now - timedelta(days=1))
    Mail.objects.update(sent_at=now)
    return True


def _freeze_counts(now: datetime) -> None:
    """The nightly count of cases, for the tertials that have ended this year and last."""
    year = timezone.localdate(now).year
    for board in Board.objects.filter(code__in=["skarholmen", "jarva"]):
        for period in (Tertial(year - 1), Tertial(year)):
            statistics.freeze(board, period, now)


def _holder(account: str, code: str, role: Role) -> Assignment:
    found = Assignment.objects.select_related("user", "board__municipality", "department", "unit")
    return found.get(user__email=email(account, code), board__code=code, role=role)


def _everyday(days: int, category: str, place: str, milieu: str = "okand") -> dict[str, Any]:
    text = "Upptäcktes på morgonen och är borttaget. Inget tyder på vem som har gjort det."
    reason = "Tas med i lägesbilden."
    told = {"days": days, "category": category, "place": place, "milieu": milieu, "text": text}
    return told | {"outcome": "kunskap", "reason": reason}


def _office_hours(now: datetime, days: int) -> datetime:
    """A moment in the working day, so many days ago; never later than ``now``."""
    moment = timezone.localtime(now - timedelta(days=days)).replace(hour=8 + days % 8, minute=days * 7 % 60, second=0)
    return min(moment, now - timedelta(minutes=5))


def _report(code: str, row: dict[str, Any], now: datetime) -> None:
    reporter = _holder("rapportor", code, Role.REPORTER)
    sent = _office_hours(now, row["days"])
    concern = Concern(
        kind=row.get("kind", Concern.Kind.EVENT),
        category=row["category"],
        milieu=row.get("milieu", "okand"),
        ground=row.get("ground", Concern.Ground.EVENT),
        text=row["text"],
        place=row["place"],
        area=next((part for part in reporter.board.parts() if part.name in row["place"]), None),
        happened_on=timezone.localdate(sent - timedelta(days=1)),
        board=reporter.board,
    )
    sealed = [_sealed_part(row["sealed"], reporter.board, now)] if "sealed" in row else []
    for part in send(concern, by=reporter, now=sent, sealed=sealed):
        if row.get("outcome"):
            intake, handler = part.intake, _holder("mottagning", code, Role.INTAKE)
            assess(intake, handler)
            reference, later = f"IFO-{sent.year}-00417", sent + timedelta(hours=6)
            outcomes.ordinary(intake, reference=reference, reason=TAKEN_ON, by=handler, now=later)
    Concern.objects.filter(pk=concern.pk).update(reporter_unit=row.get("from", concern.reporter_unit))
    if outcome := row.get("outcome"):
        coordinator = _holder("samordnare", code, Role.COORDINATOR)
        concern.assess(Outcome(outcome), reason=row["reason"], by=coordinator, now=sent + timedelta(hours=20))


TAKEN_ON = "Uppgifterna hör till den utredning som enheten för barn och unga inleder."


def _sealed_part(name: str, home: Board, now: datetime) -> Sealed:
    """A leisure leader who has to report, about a boy of sixteen."""
    return Sealed(
        description="En av ungdomarna säger att han ska ”göra något stort”. Vi är oroliga för honom.",
        person_name=name,
        birth_date=f"{now.year - 16}-05-17",
        contact="070-174 06 05, på fritidsgården efter kl. 15.",
        home=home,
        about=About.CHILD,
        standing=Standing.MANDATED,
        particulars={
            "danger": Known.NO,
            "guardians": "Påhittad och Exempla Johansson",
            "guardians_know": Known.YES,
            "school": "Påhittade skolan, årskurs 9",
            "siblings": "En lillasyster, ungefär tio år.",
            "own_words": "”Ni kommer att få se. Alla kommer att få se.”",
            "done": "Två samtal med honom, och ett med hans mamma.",
            "writer_name": "Exempla Provsdotter",
            "writer_role": "Fritidsledare",
            "writer_workplace": "Påhittade fritidsgården",
        },
    )


def _arrival(code: str, row: dict[str, Any], arrived: datetime) -> Intake:
    intake = Intake(
        board=Board.objects.get(code=code),
        unit=Unit.objects.get(board__code=code, kind=Unit.Kind.INTAKE),
        source=row["source"],
        arrived_at=arrived,
        registered_by=_holder("mottagning", code, Role.INTAKE),
        birth_date=row["born"],
        person_name=row["name"],
        person_number=row.get("number", ""),
        description=row["text"],
    )
    intake.save(force_insert=True)
    return intake


def _case(code: str, row: dict[str, Any], now: datetime) -> None:
    start = _office_hours(now, row["days"]) - timedelta(minutes=50)
    by = _holder("mottagning", code, Role.INTAKE)
    unit = Unit.objects.get(board__code=code, kind=row["unit"])
    case = routine.confirm(
        _arrival(code, row, start - timedelta(minutes=40)),
        unit=unit,
        ground=Case.Ground.BEHAVIOUR,
        reason="Uppgifterna visar ett beteende som behöver samordnat stöd.",
        by=by,
        now=start,
    )
    chief, day = case.chief, timedelta(days=1)
    walk = {
        Step.CHIEF_ACKNOWLEDGED: lambda: routine.acknowledge(case, by=chief, now=start + timedelta(minutes=9)),
        Step.DIRECTOR_INFORMED: lambda: routine.inform_director(case, by=chief, now=start + timedelta(minutes=40)),
        Step.SUMMONED: lambda: _summon(case, chief, start + timedelta(minutes=45)),
        Step.HELD: lambda: _hold(case, chief, start + 2 * day),
        Step.DECIDED: lambda: routine.decide(case, decision=DECISION, by=chief, now=start + 3 * day),
        Step.CLOSED: lambda: routine.close(case, outcome="malen_nadda", reason=CLOSING, by=chief, now=start + 70 * day),
    }
    for step, take in walk.items():
        if case.step == row["step"]:
            return
        if case.next_step == step:
            take()


DECISION = "Stöd enligt protokollet: fast kontakt, föräldrastöd och sysselsättning. Uppföljning varannan vecka."
CLOSING = "Målen är uppnådda. Personen har arbete och bostad, och fortsatt kontakt inom ordinarie socialtjänst."
AGENDA = {
    Point.FACTS: ("Mottagningen redogör för vad som har kommit fram.", "Underlaget är tillräckligt"),
    Point.DIRECTION: ("Fritid, skola och föräldrastöd. Det personen själv vill väger tyngst.", "Erbjud fast kontakt"),
    Point.COMMUNICATION: ("En person håller kontakten. Inga uppgifter till medier.", "Enhetschefen är kontaktperson"),
    Point.ACTORS: ("Skolan berörs. Samtycke finns.", "Bjud in skolan till nästa möte"),
    Point.FOLLOW_UP: ("Avstämning varannan vecka.", "Nästa möte om två veckor"),
}


def _summon(case: Case, chief: Assignment, now: datetime) -> None:
    today = timezone.localdate(now)
    school = Actor.objects.filter(municipality=case.board.municipality, name__contains="skola").first()
    Consent(
        case=case, board=case.board, actor=school, scope="Närvaro, stödinsatser i skolan", purpose="Samordnat stöd",
        way=Consent.Way.ORAL, given_on=today, ends=today + timedelta(days=180), recorded_by=chief, recorded_at=now,
    ).save(force_insert=True)  # fmt: skip
    seats = [_seat(place) for place in summons.places(case, today) if place.required]
    starts = datetime.combine(date.fromordinal(today.toordinal() + 2), datetime.min.time().replace(hour=13))
    summons.summon(
        case, starts_at=timezone.make_aware(starts), place="Bodholmsplan 2, plan 4, rum Vårberg", minutes_long=60,
        seats=seats, by=chief, now=now,
    )  # fmt: skip


def _seat(place: summons.Place) -> summons.Filled:
    holder = place.candidates[0] if place.candidates else None
    waived = "" if holder else "Funktionen är vakant. Enheten företräds av avdelningschefen."
    return summons.Filled(place.function, place.required, holder=holder, waived_reason=waived)


def _hold(case: Case, chief: Assignment, now: datetime) -> None:
    day = timezone.localdate(now) + timedelta(days=14)
    meeting = case.meetings.select_related("case").get()
    # The unit's head has the first two, so that somebody's list is not empty.
    head = next((name for name, one in case_tasks.owners(case, day).items() if one.pk != chief.pk), "Enhetschef")
    owners = dict.fromkeys((Point.FACTS, Point.DIRECTION), head)
    written = {
        (point, 0): minutes.Written(*texts, responsible=owners.get(point, "Enhetschef"), due_on=day)
        for point, texts in AGENDA.items()
    }
    minutes.save(meeting, written, version=meeting.version, next_meeting=minutes.Next(day), by=chief, now=now)
    minutes.adjust(case, meeting, by=chief, now=now)
