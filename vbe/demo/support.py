"""The demonstration's support: measures in two cases of Skärholmen, one of somebody who leaves, and two relatives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from actionplans.models import Resource
from cases.sig import relatives, support, tracks
from cases.sig.models import Case, SafetyPlan, SupportMeasure, SupportReview, TrackStep
from cases.sig.states import Step
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role

DAY = timedelta(days=1)


def load_support(now: datetime) -> None:
    cases = Case.objects.filter(board__code="skarholmen", step=Step.DECIDED).select_related("chief", "board")
    here = Assignment.objects.filter(board__code="skarholmen").select_related("user", "board__municipality")
    worker, reception = here.filter(role=Role.CASEWORKER).first(), here.filter(role=Role.INTAKE).first()
    found = list(cases.order_by("-opened_at")[:2])
    if len(found) < 2 or worker is None or reception is None:
        return
    _young(found[0], now)
    _leaving(found[1], now)
    _relatives(worker, reception, now)


def _young(case: Case, now: datetime) -> None:
    today = timezone.localdate(now)
    mini_maria = Resource.objects.filter(name="Mini Maria").first()
    talks = _measure(
        case, now - 20 * DAY, name="Fast kontaktperson", own_goal="Jag vill ha någon att ringa som lyssnar.",
        needs="En vuxen utanför familjen", protective="Farmodern, och intresset för musik",
        goal="Två träffar i veckan till jul", review_on=today + 5 * DAY,
    )  # fmt: skip
    _give(talks, now - 18 * DAY)
    looked = SupportReview(
        id=new_id(), measure=talks, held_on=today - 9 * DAY, going="fortsatter", next_on=today + 5 * DAY,
        words="De har setts fyra gånger. Han säger att det är skönt att någon frågar.",
    )  # fmt: skip
    support.review(looked, by=case.chief, now=now - 9 * DAY)
    school = _measure(
        case, now - 19 * DAY, name="Anpassad skolgång", own_goal="Jag vill klara nian.", needs="Hög frånvaro",
        goal="Närvaro tre dagar i veckan", review_on=today + 12 * DAY,
    )  # fmt: skip
    support.decide(school, approved=True, reason="Skolan är beredd.", by=case.chief, now=now - 17 * DAY)
    _measure(
        case, now - 2 * DAY, resource=mini_maria, name="Mini Maria", own_goal="", asked_on=today - 2 * DAY,
        needs="Mamman är orolig för cannabis", goal="En första träff inom två veckor", review_on=today + 14 * DAY,
    )  # fmt: skip


def _leaving(case: Case, now: datetime) -> None:
    today = timezone.localdate(now)
    tracks.choose(
        case, track=Case.Track.LEAVING, children="", by=case.chief, now=now - 12 * DAY,
        reason="Personen har själv bett om stöd att lämna, och polisen har bedömt skyddsbehovet.",
    )  # fmt: skip
    for code, days in (("avhopp-vilja", 12), ("avhopp-sakerhetsplan", 11), ("avhopp-personsakerhet", 8)):
        step = TrackStep.objects.filter(code=code, municipality=case.board.municipality_id).first()
        if step:
            tracks.do(case, step, on=today - days * DAY, note="", by=case.chief, now=now - days * DAY)
    plan = SafetyPlan(
        case=case, contact="Ring det nya numret vardagar mellan 10 och 12. Fråga efter Kim.",
        never="Inga brev hem, och inga meddelanden i sociala medier.", sender="Medborgarservice",
        sign="Säger personen ”jag tar det sen” avslutas samtalet, och vi ringer polisen.",
        if_threatened="Vid fara ring 112. Enhetschefen ringer polisens personsäkerhetsverksamhet samma dag.",
    )  # fmt: skip
    tracks.save_safety_plan(plan, version=0, by=case.chief, now=now - 11 * DAY)
    home = _measure(
        case, now - 10 * DAY, name="Tillfällig bostad med boendestöd", own_goal="Jag vill bo där ingen hittar mig.",
        needs="Kan inte bo kvar", protective="Vill arbeta, har körkort", goal="Ett eget kontrakt inom ett halvår",
        review_on=today - DAY,
    )  # fmt: skip
    _give(home, now - 9 * DAY)


def _measure(case: Case, at: datetime, *, review_on: date, **fields: Any) -> SupportMeasure:
    row = SupportMeasure(
        case=case, responsible=case.chief, starts=timezone.localdate(at), review_on=review_on, **fields
    )
    support.propose(row, by=case.chief, now=at)
    return row


def _give(row: SupportMeasure, at: datetime) -> None:
    support.decide(row, approved=True, reason="Behovet är tydligt.", by=row.case.chief, now=at)
    support.start(row, on=timezone.localdate(at), now=at)


def _relatives(worker: Assignment, reception: Assignment, now: datetime) -> None:
    begun = now - 15 * DAY
    known = relatives.begin(
        new_id(), came="sjalv", needs="Sover dåligt och vet inte hur hon ska prata med sin son.",
        identity={"name": "Exempla Johansson", "contact": "070-174 06 06, efter klockan 17", "relation": "Förälder"},
        by=worker, now=begun,
    )  # fmt: skip
    if known:
        day = timezone.localdate(begun)
        relatives.inform(known, on=day, how="samtal", by=worker)
        goal = "Sova bättre, och ha någon att prata med"
        relatives.give(known, pk=new_id(), name="Stödsamtal", goal=goal, starts=day + 3 * DAY, by=worker, now=begun)
        text = "Vi pratade i en timme. Hon vill komma varannan torsdag, och funderar på föräldragruppen."
        again = timezone.localdate(now)
        relatives.note(known, pk=new_id(), text=text, by=worker, now=now - 5 * DAY, again_on=again)
    relatives.begin(
        new_id(), came="mottagning", needs="Undrar vart man vänder sig.", by=reception, now=now - timedelta(hours=5),
        identity={"name": "Påhittad Provsson", "contact": "Ring mobilen på lunchen", "relation": "Syskon"},
    )  # fmt: skip
