"""Situations by name. Everything is made by the owner through the domain's own verbs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from pghistory.core import event_models

from actionplans.models import ActionPlan, FollowUp, Measure
from actionplans.states import State as PlanState
from cases.concerns.models import Attachment, Category, Concern, Milieu
from cases.concerns.states import State
from cases.sig import case_tasks, minutes, routine, summons
from cases.sig.models import (
    Case,
    CaseNote,
    CaseTask,
    ComingAge,
    Consent,
    ConsentPaper,
    Disclosure,
    EmergencyOpening,
    Excerpt,
    InformationRequest,
    Intake,
    Meeting,
    MinutesAddendum,
    Recall,
    SeatAnswer,
    SharingDecision,
    Transfer,
)
from cases.sig.states import Source, Step
from tests import cast
from tests.conftest import assignment
from vbe.access.links import fingerprint
from vbe.access.models import Recusal
from vbe.organisation.models import Actor, Board, LegalRow, Unit


def board(code: str) -> Board:
    return Board.objects.get(code=code)


class ConcernFactory(factory.django.DjangoModelFactory):
    """A new report from Skärholmen's citizen office about Skärholmen; the traits name other situations."""

    class Meta:
        model = Concern

    class Params:
        sealed = factory.Trait(sealed_sent_at=factory.LazyFunction(timezone.now))
        overdue = factory.Trait(due_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))
        closed = factory.Trait(state=State.CLOSED)
        in_jarva = factory.Trait(board=factory.LazyFunction(lambda: board("jarva")))
        from_jarva = factory.Trait(
            reporter=factory.LazyFunction(lambda: assignment("rapportor.jarva").user),
            reporter_board=factory.LazyFunction(lambda: board("jarva")),
            reporter_unit="Fritid och parklekar",
        )
        handed_over = factory.Trait(
            previous_board=factory.LazyFunction(lambda: board("skarholmen")),
            board=factory.LazyFunction(lambda: board("jarva")),
        )
        in_nykoping = factory.Trait(
            board=factory.LazyFunction(lambda: board("nykoping")),
            reporter=factory.LazyFunction(lambda: assignment("rapportor.nykoping").user),
            reporter_board=factory.LazyFunction(lambda: board("nykoping")),
        )

    number = factory.Sequence(lambda n: f"2025-{n + 1:03d}")
    kind = Concern.Kind.EVENT
    category = Category.GRAFFITI
    milieu = Milieu.UNKNOWN
    ground = Concern.Ground.EVENT
    text = "Tre stora symboler på gaveln mot torget, röd färg."
    place = "Skärholmens centrum"
    happened_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
    board = factory.LazyFunction(lambda: board("skarholmen"))
    reporter = factory.LazyFunction(lambda: assignment(cast.REPORTER).user)
    reporter_board = factory.LazyFunction(lambda: board("skarholmen"))
    reporter_unit = "Medborgarkontoret"
    reported_at = factory.LazyFunction(timezone.now)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=2))


def attachment(concern: Concern, content: bytes = b"\x89PNG", kind: str = "png", position: int = 1) -> Attachment:
    """A file that came with a report."""
    row = Attachment(concern=concern, position=position, kind=kind, size=len(content))
    row.file.save(f"{position}.{kind}", ContentFile(content), save=False)
    row.save(force_insert=True)
    return row


class IntakeFactory(factory.django.DjangoModelFactory):
    """Something that came to Skärholmen's reception by phone, about Skatteverket's test person of 2010 or older."""

    class Meta:
        model = Intake

    class Params:
        from_sealed_part = factory.Trait(source=Source.SEALED_PART, registered_by=None)
        adult = factory.Trait(birth_date="1999-06-02", person_number="199906022384")

    board = factory.LazyAttribute(lambda intake: intake.unit.board)
    unit = factory.LazyFunction(lambda: Unit.objects.get(board__code="skarholmen", kind=Unit.Kind.INTAKE))
    source = Source.PHONE
    arrived_at = factory.LazyFunction(timezone.now)
    registered_by = factory.LazyFunction(lambda: assignment(cast.INTAKE))
    birth_date = factory.LazyFunction(lambda: f"{timezone.localdate().year - 16}-01-15")
    person_name = "Prov Provsson"
    person_number = ""
    description = "Har slutat i fotbollen och pratar om att resa."


def case_at(
    step: Step = Step.CHIEF_TOLD, *, who: str = "skarholmen", now: datetime | None = None, **intake: Any
) -> Case:
    """A case that has walked the routine up to and including ``step``, on the board with code ``who``."""
    now = now or timezone.now()
    reception = Unit.objects.get(board__code=who, kind=Unit.Kind.INTAKE)
    children = Unit.objects.get(board__code=who, kind=Unit.Kind.CHILDREN)
    by, chief = assignment(f"mottagning.{who}"), assignment(f"avdelningschef.{who}")
    arrived = IntakeFactory(unit=reception, registered_by=by, arrived_at=now, **intake)
    case = routine.confirm(arrived, unit=children, ground=Case.Ground.BEHAVIOUR, reason="Oro styrkt.", by=by, now=now)
    walk = {
        Step.CHIEF_ACKNOWLEDGED: lambda: routine.acknowledge(case, by=chief, now=now),
        Step.DIRECTOR_INFORMED: lambda: routine.inform_director(case, by=chief, now=now),
        Step.SUMMONED: lambda: summon(case, by=chief, now=now),
        Step.HELD: lambda: hold(case, by=chief, now=now),
        Step.DECIDED: lambda: routine.decide(case, decision="Stöd enligt protokollet.", by=chief, now=now),
        Step.CLOSED: lambda: routine.close(case, outcome="malen_nadda", reason="Målet är nått.", by=chief, now=now),
    }
    for next_step, take in walk.items():
        if case.step == step:
            break
        take()
        assert case.step == next_step
    return case


def summon(case: Case, *, by: Any, now: datetime) -> Meeting:
    seats = [
        summons.Filled(place.function, place.required, holder=place.candidates[0] if place.candidates else None)
        for place in summons.places(case, timezone.localdate(now))
        if place.required
    ]
    return summons.summon(
        case, starts_at=now + timedelta(days=1), place="Bodholmsplan 2", minutes_long=60, seats=seats, by=by, now=now
    )


def hold(case: Case, *, by: Any, now: datetime) -> None:
    day = timezone.localdate(now) + timedelta(days=14)
    adjusted(case.start_up, by=by, now=now, next_on=day + timedelta(days=14))


def adjusted(
    meeting: Meeting, *, by: Any, now: datetime, next_on: date | None, responsible: str = "Enhetschef"
) -> None:
    """The minutes of the meeting, written and locked."""
    day, case = timezone.localdate(now) + timedelta(days=14), meeting.case
    written = {
        (point, 0): minutes.Written("Anteckning", f"Beslut {point.label}", responsible, day)
        for point in minutes.agenda(meeting)
    }
    following = minutes.Next(next_on, "" if next_on else "Ärendet avslutas.")
    minutes.save(meeting, written, version=meeting.version, next_meeting=following, by=by, now=now)
    minutes.adjust(case, meeting, by=by, now=now)


def meeting(case: Case, kind: Meeting.Kind = Meeting.Kind.FOLLOW_UP, *, days: int = 7) -> Meeting:
    """A meeting after the start-up meeting, so many days from now; nobody has been called to it."""
    starts_at = timezone.now() + timedelta(days=days)
    return Meeting.objects.create(
        case=case, board=case.board, kind=kind, starts_at=starts_at, place="Bodholmsplan 2", summoned_at=timezone.now()
    )


def task(case: Case, who: str = cast.HEAD_ADULT, *, days: int = 7, **fields: Any) -> CaseTask:
    """Something that somebody has taken on in the case, to be done so many days from today."""
    owner = assignment(who)
    given: dict[str, Any] = {
        "what": "Ring skolan och boka ett möte",
        "owner": owner,
        "responsible": case_tasks.named(owner),
        "due_on": timezone.localdate() + timedelta(days=days),
        "made_by": case.chief,
        "made_at": timezone.now(),
    }
    return CaseTask.objects.create(case=case, board=case.board, **(given | fields))


def after_minutes(case: Case) -> tuple[MinutesAddendum, Excerpt]:
    """What has come to the minutes of the start-up meeting: an addition, and a copy that the police were given."""
    held, by, now = case.start_up, case.chief, timezone.now()
    entry = MinutesAddendum.objects.create(
        meeting=held, board=case.board, kind="tillagg", text="Skolan ringde också.", by=by, at=now
    )
    police = Actor.objects.get(municipality=case.board.municipality, name="Polismyndigheten")
    copy = Excerpt(
        case=case, board=case.board, meeting=held, actor=police, copy=case.excerpts.count() + 1, digest="x" * 64,
        by=by, at=now,
    )  # fmt: skip
    copy.keep(b"%PDF")
    copy.save(force_insert=True)
    return entry, copy


def consent(case: Case, actor: str = "Polismyndigheten", *, now: datetime | None = None) -> Consent:
    now = now or timezone.now()
    today = timezone.localdate(now)
    return Consent.objects.create(
        case=case,
        board=case.board,
        actor=Actor.objects.get(municipality=case.board.municipality, name=actor),
        scope="Planering av stöd",
        purpose="Samordnat stöd",
        way=Consent.Way.ORAL,
        given_on=today,
        ends=today + timedelta(days=90),
        recorded_by=case.chief,
        recorded_at=now,
    )


def decision(
    case: Case, actor: str = "Polismyndigheten", *, code: str = "OSL 10:18 a", by: Any = None
) -> SharingDecision:
    """The chief's decision that an actor may be given something without consent."""
    now = timezone.now()
    today = timezone.localdate(now)
    return SharingDecision.objects.create(
        case=case,
        board=case.board,
        actor=Actor.objects.get(municipality=case.board.municipality, name=actor),
        row=LegalRow.objects.get(code=code),
        information="Uppgift om konkret risk",
        tested="Finns det risk för brott? Ja",
        reason="Risken är konkret.",
        starts=today,
        ends=today + timedelta(days=30),
        decided_by=by or case.chief,
        decided_at=now,
    )


def information_request(case: Case, code: str = "lag 2025:170, 4 §") -> InformationRequest:
    """The police ask with reference to lag 2025:170."""
    now = timezone.now()
    return InformationRequest.objects.create(
        case=case,
        board=case.board,
        actor=Actor.objects.get(municipality=case.board.municipality, name="Polismyndigheten"),
        asker="Inspektör, motringd genom växeln",
        asked="Telefonnummer",
        asked_at=now,
        row=LegalRow.objects.get(code=code),
        registered_by=case.chief,
        registered_at=now,
    )


def shared(case: Case) -> Disclosure:
    """One of everything that sharing leaves: a paper, a decision, an answered request, and what went wrong."""
    now = timezone.now()
    one = {"case": case, "board": case.board}
    given = case.consents.first() or consent(case)
    if not ConsentPaper.objects.filter(consent=given).exists():
        ConsentPaper.objects.create(
            **one, consent=given, kind="pdf", size=4, content="JVBERg==", added_by=case.chief, added_at=now
        )
    asked = information_request(case)
    asked.answer, asked.reason, asked.answered_by, asked.answered_at = "inte_lamnat", "Sekretess.", case.chief, now
    asked.save()
    decided = decision(case)
    told = Disclosure.objects.create(
        **one,
        what="Skolgång",
        way="muntligt",
        actor=decided.actor,
        recipient="Kommunpolisen",
        decision=decided,
        harm="Ingen lider men.",
        given_at=now,
        by=case.chief,
        entered_at=now,
    )
    Recall.objects.create(**one, disclosure=told, discovered_at=now, note="Bett dem radera.", by=case.chief, at=now)
    return told


def answered_by_link(case: Case, secret: str = "prov") -> SeatAnswer:
    """Somebody outside is called to the start-up meeting, and has answered by link that a deputy comes."""
    meeting = case.start_up
    police = Actor.objects.get(municipality=case.board.municipality, name="Polismyndigheten")
    seat = meeting.seats.create(
        board=case.board, function="Polis", required=False, actor=police, email="kontakt@polisen.example", position=90
    )
    link = seat.links.create(
        board=case.board, email=seat.email, fingerprint=fingerprint(secret), made_at=meeting.summoned_at
    )
    return seat.answers.create(
        board=case.board, answer="ersattare", deputy="Vikarien", for_time=meeting.starts_at, at=meeting.summoned_at,
        link=link,
    )  # fmt: skip


def follow_case(case: Case) -> None:
    """What follows a case through its routine, one of each: the own voice, an age that comes, and a handover that waits."""
    now, jarva = timezone.now(), Unit.objects.get(board__code="jarva", kind=Unit.Kind.CHILDREN)
    by = {"case": case, "board": case.board}
    CaseNote.objects.create(**by, on=timezone.localdate(), text="Vill börja träna igen.", at=now, by=case.chief)
    ComingAge.objects.create(**by, kind=ComingAge.Kind.ADULT, on=timezone.localdate().isoformat(), announced_at=now)
    Transfer.objects.create(
        **by, to_board=jarva.board, to_unit=jarva, to_chief=assignment(cast.OTHER_CHIEF), reason="Har flyttat.",
        number=case.number, asked_at=now, asked_by=case.chief, due_at=now + timedelta(days=3),
    )  # fmt: skip


def recusal(record: Any, who: str, ground: str = "narstaende") -> Recusal:
    """Somebody is recused from a record, without what else follows from it."""
    return Recusal.objects.create(
        user=assignment(who).user,
        kind=record._meta.label_lower,
        object_id=record.pk,
        board=record.board,
        ground=ground,
        marked_by=assignment(cast.CHIEF),
        marked_at=timezone.now(),
    )


def emergency(case: Case, who: str = cast.CASEWORKER, *, hours: int = 4) -> EmergencyOpening:
    """A running emergency opening; with ``hours`` below zero, one that has ended."""
    now = timezone.now()
    return EmergencyOpening.objects.create(
        case=case,
        board=case.board,
        assignment=assignment(who),
        reason="Personen har ringt och hotar att skada sig.",
        opened_at=now - timedelta(hours=1 if hours > 0 else 10),
        ends_at=now + timedelta(hours=hours),
    )


def action_plan(
    *texts: str,
    on: str = "skarholmen",
    decided_on: date | None = date(2024, 2, 26),
    state: PlanState = PlanState.DECIDED,
    title: str = "Handlingsplan",
    year: int = 2024,
) -> ActionPlan:
    """A plan with one section and a measure for each of ``texts``; decided unless another state is given."""
    decided = state == PlanState.DECIDED
    plan = ActionPlan.objects.create(
        board=board(on),
        title=title,
        year_from=year,
        year_to=year,
        created_at=timezone.now(),
        proposed_at=None if state == PlanState.DRAFT else timezone.now(),
        decided_on=decided_on if decided else None,
        paragraph="§ 7" if decided else "",
        outcome="enligt_forslag" if decided else "",
        state=PlanState.DRAFT,
    )
    section = plan.sections.create(
        heading="Förebyggande arbete", position=1, table="Förebyggande aktiviteter", text="Så gör vi."
    )
    section.measures.bulk_create(
        Measure(plan=plan, section=section, position=position, text=text, responsible="Enhetschefer")
        for position, text in enumerate(texts or ("Informera om symboler",), start=1)
    )
    ActionPlan.objects.filter(pk=plan.pk).update(state=state)
    plan.state = state
    return plan


def follow_up(measure: Measure, period: str, status: str = "enligt_plan", **fields: Any) -> FollowUp:
    by = fields.pop("by", None) or assignment(cast.COORDINATOR)
    fields.setdefault("at", timezone.now())
    return FollowUp.objects.create(measure=measure, period=period, status=status, by=by, **fields)


def keep_versions() -> None:
    """A row in every table of earlier versions whose model has a row, as if that had been changed."""
    for event in event_models():
        columns = ", ".join(f'"{f.column}"' for f in event._meta.fields if not f.name.startswith("pgh_"))
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{event._meta.db_table}" (pgh_created_at, pgh_label, pgh_obj_id, {columns})'
                f" SELECT now(), 'update', id, {columns} FROM \"{event.pgh_tracked_model._meta.db_table}\" LIMIT 1"
            )
