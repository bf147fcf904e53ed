"""Every URL × every role × another board × another municipality × signed out. A URL that is not listed fails.

The rows say who gets in. Everybody else who is signed in meets 404, or 403 where the row says so: 404 outside one's
scope and on everything in the socialtjänst room, 403 for a door that is known to be there. Signed out, a page leads to
the sign-in and a form is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from actionplans.states import State as PlanState
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, assignment
from tests.factories import ConcernFactory, IntakeFactory, action_plan, case_at, consent
from tests.reports import situations
from tests.test_consistency import patterns
from vbe.notices.outbox import notify
from vbe.reports.states import State as ReportState

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

# Account, and the role it acts in where it has several.
PEOPLE: dict[str, tuple[str, str | None]] = {
    "coordinator": (cast.COORDINATOR, None),
    "other coordinator": (cast.OTHER_COORDINATOR, None),
    "nyköping coordinator": (cast.NYKOPING, "samordnare"),
    "nyköping chief": (cast.NYKOPING, "avdelningschef"),
    "reporter": (cast.REPORTER, None),
    "intake": (cast.INTAKE, None),
    "other intake": (cast.OTHER_INTAKE, None),
    "chief": (cast.CHIEF, None),
    "deputy, chief not away": (cast.DEPUTY, None),
    "other chief": (cast.OTHER_CHIEF, None),
    "other department's chief": (cast.OTHER_DEPARTMENT_CHIEF, None),
    "summoned head": (cast.HEAD_ADULT, None),
    "head not summoned": (cast.HEAD_YOUNG, None),
    "case worker": (cast.CASEWORKER, None),
    "director": (cast.DIRECTOR, None),
    "other director": ("stadsdelsdirektor.jarva", None),
    "member": (cast.MEMBER, None),
    "secretary": ("namndsekreterare.skarholmen", None),
    "central": ("central.kommunstyrelsen", None),
    "log reviewer": ("loggranskare.skarholmen", None),
    "administrator": ("administrator.skarholmen", None),
    "socialjour": ("socialjour.socialnamnden", None),
}
EVERYBODY = set(PEOPLE)
# An elected member is no employee, and reaches the board's reports alone.
EMPLOYEES = EVERYBODY - {"member"}
COORDINATORS = {"coordinator", "other coordinator", "nyköping coordinator"}
INTAKES = {"intake", "other intake", "socialjour"}
CHIEFS = {"chief", "other chief", "nyköping chief"}
PARTS = {"other department's chief", "summoned head", "head not summoned", "case worker"}
DIRECTORS = {"director", "other director"}
# Inside the socialtjänst room, but not at the reception.
NOT_AT_RECEPTION = PARTS | DIRECTORS
# See the case and take part in other ways than deciding.
NOT_DECIDING = {"intake", "director", "summoned head"}


@dataclass
class Things:
    """One of each, in Skärholmen: a report, something that came in, a case whose meeting has been summoned."""

    concern: Any
    # Published, and made but not published.
    report: Any
    unpublished: Any
    intake: Any
    case: Any
    consent: Any
    notice: Any
    draft: Any
    proposed: Any
    decided: Any


@dataclass
class Row:
    """One URL: who gets in, who is told 403, and how the address is made."""

    who: set[str]
    method: str = "get"
    forbidden: set[str] = field(default_factory=set)
    args: Callable[[Things], list[Any]] = lambda things: []
    open: bool = False


def number(things: Things) -> list[Any]:
    return [things.concern.number]


def case(things: Things) -> list[Any]:
    return [things.case.number]


def report(things: Things) -> list[Any]:
    return [things.report.pk]


def unpublished(things: Things) -> list[Any]:
    return [things.unpublished.pk]


def arrival(things: Things) -> list[Any]:
    return [things.intake.pk]


def measure_of(plan: Any) -> list[Any]:
    return [plan.pk, plan.measures.get().section_id, plan.measures.get().pk]


NOT_COORDINATORS = EVERYBODY - COORDINATORS
# Read the decided plans of Skärholmen: its employees, and the central samordnare.
OUTSIDE = {person for person in PEOPLE if person.startswith(("other c", "other d", "other i", "nyköping"))} - {
    "other department's chief"
}
READ_PLANS = EVERYBODY - OUTSIDE - {"member", "socialjour"}
# Whoever does not write plans is told so before anything is looked for.
NO_WRITERS = EVERYBODY - COORDINATORS
# Of each board: those who order, lead or decide. Skärholmen's, and who oversees them all, read Skärholmen's.
REPORTS_OF_SKARHOLMEN = {"coordinator", "chief", "director", "member", "secretary", "central"}
REPORTS = REPORTS_OF_SKARHOLMEN | COORDINATORS | CHIEFS | DIRECTORS
NO_REPORTS = EVERYBODY - REPORTS
TABLE: dict[str, Row] = {
    "start": Row(EVERYBODY),
    "health": Row(EVERYBODY, open=True),
    "sign_in": Row(EVERYBODY, open=True),
    "sign_out": Row(EVERYBODY, "post", open=True),
    "assignments": Row(EVERYBODY),
    "switch_assignment": Row(EVERYBODY, "post"),
    "notices": Row(EVERYBODY),
    "notice_acknowledge": Row({"director"}, "post", args=lambda things: [things.notice.pk]),
    "guide": Row(EVERYBODY, open=True),
    "report": Row(EMPLOYEES, forbidden={"member"}),
    "report_draft": Row(EMPLOYEES, "post", forbidden={"member"}),
    "report_discard": Row(EMPLOYEES, "post", forbidden={"member"}),
    "my_reports": Row(EMPLOYEES, forbidden={"member"}),
    "receipt": Row({"reporter"}, args=lambda things: [things.concern.pk]),
    "reports": Row(REPORTS, forbidden=NO_REPORTS),
    "report_order": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "board_report": Row(REPORTS_OF_SKARHOLMEN, args=report, forbidden=NO_REPORTS),
    "report_file": Row(REPORTS_OF_SKARHOLMEN, args=report, forbidden=NO_REPORTS),
    "report_csv": Row(REPORTS_OF_SKARHOLMEN, args=report, forbidden=NO_REPORTS),
    "report_progress": Row({"coordinator"}, args=unpublished, forbidden=NOT_COORDINATORS),
    "report_summary": Row({"coordinator"}, args=unpublished, forbidden=NOT_COORDINATORS),
    "report_remake": Row({"coordinator"}, "post", args=unpublished, forbidden=NOT_COORDINATORS),
    "report_publish": Row({"coordinator"}, "post", args=unpublished, forbidden=NOT_COORDINATORS),
    "report_decision": Row({"secretary"}, args=report, forbidden=EVERYBODY - {"secretary"}),
    "concerns": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "concern": Row({"coordinator"}, args=number, forbidden=NOT_COORDINATORS),
    "concern_assess": Row({"coordinator"}, "post", args=number, forbidden=NOT_COORDINATORS),
    "concern_picture": Row(set(), args=number, forbidden=set()),
    "intakes": Row(INTAKES | CHIEFS, forbidden=NOT_AT_RECEPTION),
    "intake_register": Row(INTAKES, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake": Row({"intake", "chief"}, args=arrival, forbidden=NOT_AT_RECEPTION),
    "intake_confirm": Row({"intake"}, "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake_decide": Row({"intake"}, "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "cases": Row(INTAKES | CHIEFS | PARTS | DIRECTORS),
    "case_search": Row(INTAKES | CHIEFS | PARTS | DIRECTORS, "post"),
    "case": Row({"intake", "chief", "director", "summoned head"}, args=case),
    "case_acknowledge": Row({"chief"} | NOT_DECIDING, "post", args=case),
    "case_inform": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_decide": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_close": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_identity": Row({"chief", "summoned head"}, "post", args=case, forbidden={"intake", "director"}),
    "case_summon": Row({"chief"}, args=case, forbidden=NOT_DECIDING),
    "case_consent": Row({"chief"}, args=case, forbidden=NOT_DECIDING),
    "case_consent_withdraw": Row(
        {"chief"}, "post", args=lambda things: [things.case.number, things.consent.pk], forbidden=NOT_DECIDING
    ),
    "case_minutes": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_adjust": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "plans": Row(EVERYBODY - {"member"}, forbidden={"member"}),
    "plan_new": Row(COORDINATORS, forbidden=NO_WRITERS),
    "plan": Row(READ_PLANS, args=lambda things: [things.decided.pk], forbidden={"member"}),
    "plan_compare": Row(READ_PLANS, args=lambda things: [things.decided.pk], forbidden={"member"}),
    "plan_csv": Row(READ_PLANS, args=lambda things: [things.decided.pk], forbidden={"member"}),
    "plan_cover": Row({"coordinator"}, args=lambda things: [things.draft.pk], forbidden=NO_WRITERS),
    "plan_propose": Row({"coordinator"}, "post", args=lambda things: [things.draft.pk], forbidden=NO_WRITERS),
    "plan_take_back": Row({"coordinator"}, "post", args=lambda things: [things.draft.pk], forbidden=NO_WRITERS),
    "plan_decide": Row(
        {"coordinator", "secretary"},
        "post",
        args=lambda things: [things.proposed.pk],
        forbidden=NO_WRITERS - {"secretary"},
    ),
    "plan_revise": Row({"coordinator"}, "post", args=lambda things: [things.decided.pk], forbidden=NO_WRITERS),
    "plan_discard": Row({"coordinator"}, "post", args=lambda things: [things.proposed.pk], forbidden=NO_WRITERS),
    "section_save": Row(
        {"coordinator"}, "post", args=lambda things: measure_of(things.draft)[:2], forbidden=NO_WRITERS
    ),
    "measure_save": Row({"coordinator"}, "post", args=lambda things: measure_of(things.draft), forbidden=NO_WRITERS),
    "measure": Row({"coordinator"}, args=lambda things: measure_of(things.draft)[::2], forbidden=NO_WRITERS),
    "follow_up": Row({"coordinator"}, args=lambda things: [things.decided.pk, "2026T1"], forbidden=NO_WRITERS),
    "follow_up_remind": Row(
        {"coordinator"}, "post", args=lambda things: [things.decided.pk, "2026T1"], forbidden=NO_WRITERS
    ),
    # Besides the samordnare, the contact; nobody else of those who read the plan.
    "follow_up_save": Row(
        {"coordinator", "director"},
        "post",
        args=lambda things: [things.decided.measures.get().pk, "2026T1"],
        forbidden=(READ_PLANS | {"member"}) - {"coordinator", "director"},
    ),
    "my_measures": Row(EVERYBODY - {"member"}, forbidden={"member"}),
    "guidelines": Row(EVERYBODY - {"member"}, forbidden={"member"}),
    "resources": Row(EVERYBODY - {"member"}, forbidden={"member"}),
}


@pytest.fixture
def things() -> Things:
    summoned = case_at(Step.SUMMONED)
    decided = action_plan()
    decided.measures.update(contact=assignment(cast.DIRECTOR))
    return Things(
        concern=ConcernFactory(),
        report=situations.report(ReportState.PUBLISHED, period="2026T1"),
        unpublished=situations.report(ReportState.READY, period="2026T2"),
        intake=IntakeFactory(),
        case=summoned,
        consent=consent(summoned),
        notice=notify(assignment(cast.DIRECTOR), text="Prov", url="/", now=summoned.opened_at),
        draft=action_plan(state=PlanState.DRAFT),
        proposed=action_plan(state=PlanState.PROPOSED),
        decided=decided,
    )


def test_every_url_is_in_the_table() -> None:
    assert {pattern.name for pattern in patterns()} == set(TABLE)


def outcome(client: ApplicationClient, method: str, url: str) -> int:
    return getattr(client, method)(url).status_code


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_in(name: str, things: Things, sign_in: SignIn) -> None:
    row = TABLE[name]
    url = reverse(name, args=row.args(things))
    wrong = {}
    for person, (account, role) in PEOPLE.items():
        status = outcome(sign_in(account, role), row.method, url)
        if person in row.who:
            right = status not in (401, 403, 404) and status < 500
        else:
            right = status == (403 if person in row.forbidden else 404)
        if not right:
            wrong[person] = status
    assert not wrong


NO_MEASURES = SimpleNamespace(get=lambda: SimpleNamespace(pk=uuid4(), section_id=uuid4()))
NO_PLAN = SimpleNamespace(pk=uuid4(), measures=NO_MEASURES)
# Whoever is signed out, or uses a wrong method, is stopped before anything is looked for.
NOTHING = Things(
    concern=SimpleNamespace(number="2025-001", pk=uuid4()),
    report=SimpleNamespace(pk=uuid4()),
    unpublished=SimpleNamespace(pk=uuid4()),
    intake=SimpleNamespace(pk=uuid4()),
    case=SimpleNamespace(number="SKH-2025-001"),
    consent=SimpleNamespace(pk=uuid4()),
    notice=SimpleNamespace(pk=uuid4()),
    **dict.fromkeys(("draft", "proposed", "decided"), NO_PLAN),
)


@pytest.mark.parametrize("name", TABLE)
def test_signed_out(name: str, client: ApplicationClient) -> None:
    row = TABLE[name]
    response = getattr(client, row.method)(reverse(name, args=row.args(NOTHING)))
    if row.open:
        assert response.status_code == 200 or name == "sign_out"
    elif row.method == "get":
        assert response.status_code == 302 and response.url.startswith(reverse("sign_in"))
    else:
        assert response.status_code == 401


@pytest.mark.parametrize("name", TABLE)
def test_a_wrong_method_is_refused_without_an_error(name: str, sign_in: SignIn) -> None:
    client, url = sign_in(cast.CHIEF), reverse(name, args=TABLE[name].args(NOTHING))
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(url).status_code in (403, 404, 405)
