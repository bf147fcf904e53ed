"""Skärholmen and Järva with one of each, open and closed, before they are merged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from actionplans.models import Resource
from actionplans.states import State as PlanState
from cases.concerns.states import State
from cases.sig.models import DataAccessRequest, Feedback, FeedbackReason, Particulars, SealedPart, SigCount, StandIn
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, assignment
from tests.doors import situations as doors
from tests.factories import (
    ConcernFactory,
    IntakeFactory,
    action_plan,
    after_minutes,
    answered_by_link,
    case_at,
    consent,
    emergency,
    follow_case,
    recusal,
    shared,
    task,
)
from tests.lagesbild import surveys
from tests.lagesbild.pictures import draft, published
from tests.reorganisation.planned import board, decision
from tests.reports import situations
from tests.sig import extracts, relatives, supported
from tests.sig.noted import noted
from vbe.notices.outbox import queue_sms, tell
from vbe.organisation.models import Absence, OnCall
from vbe.reports.states import State as ReportState
from vbe.sign_in.models import IdentityProvider

TODAY = timezone.localdate


class City:
    """Skärholmen and Järva with one of each, open and closed."""

    def __init__(self) -> None:
        year = TODAY().year
        self.new = ConcernFactory(sealed=True)
        self.assessed = ConcernFactory(state=State.ASSESSED)
        self.closed_concern = ConcernFactory(closed=True)
        self.jarvas = ConcernFactory(in_jarva=True)
        self.waiting = IntakeFactory()
        self.case = case_at(Step.SUMMONED)
        self.told = case_at(Step.CHIEF_TOLD)
        self.held = case_at(Step.HELD)
        self.closed = case_at(Step.CLOSED)
        self.consent = consent(self.case)
        self.shared = shared(self.case)
        self.answer = answered_by_link(self.case)
        self.task, (self.addendum, self.excerpt) = task(self.case), after_minutes(self.case)
        self.closed_task = self.closed.tasks.first()
        SealedPart.objects.create(
            intake=self.waiting, concern=self.new, board=self.waiting.board, unit_name="Mottagningen",
            writer=self.new.reporter, sent_at=self.new.reported_at,
        )  # fmt: skip
        answered = SealedPart.objects.create(
            intake=self.case.intake, concern=self.assessed, board=self.case.board, unit_name="Mottagningen",
            writer=self.new.reporter, sent_at=self.new.reported_at,
        )  # fmt: skip
        self.family = noted(self.case.intake)
        Particulars.objects.create(intake=self.waiting, board=self.waiting.board)
        told = Feedback.objects.create(
            part=answered, board=self.case.board, answer="inleds", given_at=self.new.reported_at
        )
        FeedbackReason.objects.create(feedback=told, board=self.case.board, given_by=assignment(cast.INTAKE))
        self.in_force = action_plan(year=year)
        self.in_force.measures.update(contact=assignment(cast.CHIEF))
        self.older = action_plan(year=year - 2)
        self.written = action_plan(state=PlanState.DRAFT, year=year + 1)
        self.resource = Resource.objects.create(
            board=board("skarholmen"), level="forebyggande", name="Fältassistenter", checked_on=TODAY()
        )
        self.published = published()
        self.picture = draft(year=year)
        self.survey = surveys.survey()
        self.link = surveys.link(self.survey)
        surveys.answer(ApplicationClient(), self.link, surveys.NO)
        self.closed_survey = surveys.survey(closes_in=-3)
        self.report = situations.report(ReportState.PUBLISHED, period="2026T1")
        self.unpublished = situations.report(ReportState.READY, period="2026T2")
        tell(assignment(cast.DIRECTOR), text="Prov", url="/", now=timezone.now())
        self.stand_in = StandIn.objects.create(
            case=self.case, board=self.case.board, assignment=assignment(cast.DEPUTY, "avdelningschef"),
            ground=StandIn.Ground.RECUSED, starts_at=timezone.now(),
        )  # fmt: skip
        follow_case(self.case)
        OnCall.objects.create(
            board=self.case.board, assignment=self.case.chief, starts_at=timezone.now(),
            ends_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        queue_sms(board_id=self.case.board_id, to="+46701740605", now=timezone.now())
        self.opening = emergency(self.case, cast.HEAD_CHILDREN)
        self.closed_opening = emergency(self.closed)
        self.measure = supported.everything(self.case)
        self.relative, self.closed_relative = relatives.tied(self.case), relatives.closed()
        self.extract, self.closed_extract = extracts.whole(self.case), extracts.asked()
        self.held = self.extract.records.first()
        DataAccessRequest.objects.filter(pk=self.closed_extract.pk).update(state="overlamnat")
        self.recused, self.recused_from_new = recusal(self.case, cast.SECRETARY), recusal(self.new, cast.COLLEAGUE)
        self.recused_from_closed = recusal(self.closed_concern, cast.COLLEAGUE)
        self.provider = provider()
        self.decision = decision(cast.SECRETARY, "skarholmen")
        self.count = SigCount.objects.create(
            board=board("skarholmen"), period="2026T1", what=SigCount.What.OPENED, count=5, frozen_at=timezone.now()
        )
        self.reporting_link, self.expired_link = doors.link()[0], doors.link(ends_in=-1)[0]
        Absence.objects.create(
            assignment=assignment(cast.CHIEF), starts=TODAY() - timedelta(days=3), ends=TODAY() + timedelta(days=3)
        )


def provider() -> IdentityProvider:
    skarholmen = board("skarholmen")
    return IdentityProvider.objects.create(
        municipality=skarholmen.municipality, code="prov", name="Provkommun", issuer="https://id.example",
        origin="https://id.example", client_id="vbe", client_secret="hemlig", first_board=skarholmen,
    )  # fmt: skip


def on(row: Any) -> str:
    row.refresh_from_db()
    return row.board.code
