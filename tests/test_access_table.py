"""Every URL × every role × another board × another municipality × signed out. A URL that is not listed fails.

tests/test_bad_input.py walks through the table as each of the people: test_who_gets_in.
The rows say who gets in. Everybody else who is signed in meets 404, or 403 where the row says so: 404 outside one's
scope and on everything in the socialtjänst room, 403 for a door that is known to be there. Signed out, a page leads to
the sign-in and a form is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from actionplans.states import State as PlanState
from cases.concerns.models import SavedView
from cases.sig.models import TrackStep
from cases.sig.states import Step
from tests import cast
from tests.alarms.running import whole as alarm
from tests.concerns.desk import everything_on
from tests.conftest import ApplicationClient, SignIn, assignment
from tests.disclosure.asked import asked as asked_for
from tests.doors import situations as doors
from tests.factories import (
    ConcernFactory,
    IntakeFactory,
    action_plan,
    case_at,
    consent,
    information_request,
    recusal,
    shared,
    task,
)
from tests.guide import guides
from tests.incidents.registered import incident
from tests.lagesbild import surveys
from tests.lagesbild.pictures import published
from tests.log_review.situations import reviewed
from tests.reorganisation.planned import split_of_skarholmen
from tests.reports import situations
from tests.sig import extracts, relatives, supported
from tests.sig.noted import assessed
from tests.test_consistency import patterns
from vbe.access.links import fingerprint, new_secret
from vbe.administration.catalogues import site
from vbe.notices.outbox import notify
from vbe.organisation.models import Area, PhoneNumber
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
    "executive board's administrator": ("administrator.kommunstyrelsen", None),
    "socialjour": ("socialjour.socialnamnden", None),
}
EVERYBODY = set(PEOPLE)
# An elected member is no employee, and reaches the board's reports alone.
NOT_READERS = {"member"}
READERS = EVERYBODY - NOT_READERS
COORDINATORS = {"coordinator", "other coordinator", "nyköping coordinator"}
INTAKES = {"intake", "other intake", "socialjour"}
CHIEFS = {"chief", "other chief", "nyköping chief"}
PARTS = {"other department's chief", "summoned head", "head not summoned", "case worker"}
DIRECTORS = {"director", "other director"}
# An administrator on the executive board; on another board she administers that one alone.
REORGANISERS = {"executive board's administrator"}
# Inside the socialtjänst room, but not at the reception.
NOT_AT_RECEPTION = PARTS | DIRECTORS
# See the case and take part in other ways than deciding.
NOT_DECIDING = {"intake", "director", "summoned head"}
# Give support to relatives, when they have a part in it.
GIVERS = INTAKES | CHIEFS | PARTS - {"other department's chief"}
NOT_GIVERS = DIRECTORS | {"other department's chief"}
# In the socialtjänst room, where another role decides.
HAVE_NO_DECISION = INTAKES | DIRECTORS | PARTS - {"other department's chief"}
# In the socialtjänst room in roles that are not called to single cases.
NO_PARTICIPANTS = INTAKES | CHIEFS | DIRECTORS
# In the socialtjänst room without a part in the log of cases.
NOT_IN_LOG = INTAKES | DIRECTORS | {"other department's chief"}


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
    # Something that was given on a decision, and a request for more.
    shared: Any
    asked: Any
    task: Any
    notice: Any
    picture: Any
    survey: Any
    invitation: Any
    # The secret of a personal link.
    link: str
    draft: Any
    proposed: Any
    decided: Any
    # A row of a signed log review, and an incident with something to send.
    read: Any
    incident: Any
    reorganised: Any
    # A reporting link with its secret, an answered question about the report, and a sentence to tell.
    reporting: Any
    # Of a colleague who is recused from the case, from what came in, and from the report.
    recused_case: Any
    recused_intake: Any
    recused_concern: Any
    # A request for public records, with the report.
    records: Any
    desk: Any
    # The draft of Stockholm's guide, and Skärholmen's own number to call.
    guide: Any
    number: Any
    # A coordinator's own choice of filters.
    saved_view: Any
    # A part of the own area.
    area: Any
    # A measure in the case, and a support to a relative that the case worker gives.
    measure: Any
    relative: Any
    # A chain that runs, in Stockholm.
    alarm: Any
    # A request for an extract, with what was gathered.
    extract: Any


@dataclass
class Row:
    """One URL: who gets in, who is told 403, and how the address is made."""

    who: set[str]
    method: str = "get"
    forbidden: set[str] = field(default_factory=set)
    args: Callable[[Things], list[Any]] = lambda things: []
    open: bool = False
    # What an open door answers somebody who is signed out.
    signed_out: int = 200
    # Opened by a personal link, whoever comes with it.
    by_link: bool = False


def saved_view(things: Things) -> list[Any]:
    return [things.saved_view.pk]


def written(what: str) -> Callable[[Things], list[Any]]:
    """The address of something that the desk has written about the report."""
    return lambda things: [things.concern.number, things.desk[what].pk]


def number(things: Things) -> list[Any]:
    return [things.concern.number]


def case(things: Things) -> list[Any]:
    return [things.case.number]


def a_task(things: Things) -> list[Any]:
    return [things.case.number, things.task.pk]


def measure(things: Things) -> list[Any]:
    return [things.case.number, things.measure.pk]


def track_step(things: Things) -> list[Any]:
    return [things.case.number, TrackStep.objects.get(code="avhopp-jobbtorg").pk]


def relative(things: Things) -> list[Any]:
    return [things.relative.pk]


def of_relative(what: str) -> Callable[[Things], list[Any]]:
    """The address of something in the support to a relative."""
    return lambda things: [things.relative.pk, getattr(things.relative, what).first().pk]


def extract(things: Things) -> list[Any]:
    return [things.extract.pk]


def extract_part(things: Things) -> list[Any]:
    return [things.extract.pk, things.extract.records.first().pk]


def report(things: Things) -> list[Any]:
    return [things.report.pk]


def unpublished(things: Things) -> list[Any]:
    return [things.unpublished.pk]


def arrival(things: Things) -> list[Any]:
    return [things.intake.pk]


def picture(things: Things) -> list[Any]:
    return [things.picture.pk]


def finding(things: Things) -> list[Any]:
    return [things.picture.findings.first().pk]


def survey(things: Things) -> list[Any]:
    return [things.survey.pk]


def invitation(things: Things) -> list[Any]:
    return [things.invitation.pk]


def question(things: Things) -> list[Any]:
    return [things.link, 1]


def reorganised(things: Things) -> list[Any]:
    return [things.reorganised.pk]


def link(things: Things) -> list[Any]:
    return [things.link]


def records(things: Things) -> list[Any]:
    return [things.records.pk]


def records_report(things: Things) -> list[Any]:
    return [things.records.pk, things.records.chosen.first().pk]


NOT_COORDINATORS = EVERYBODY - COORDINATORS
# Boards that have nothing to do with Skärholmen's.
ELSEWHERE = {
    "other coordinator",
    "nyköping coordinator",
    "nyköping chief",
    "other intake",
    "other chief",
    "other director",
    "socialjour",
    "executive board's administrator",
}


def measure_of(plan: Any) -> list[Any]:
    return [plan.pk, plan.measures.get().section_id, plan.measures.get().pk]


# Read what Skärholmen has decided and published: its employees, and the central samordnare.
READ_HERE = READERS - ELSEWHERE
ADMINISTRATORS = {"administrator"} | REORGANISERS
NOT_ADMINISTRATORS = EVERYBODY - ADMINISTRATORS
IN_NYKOPING = {"nyköping coordinator", "nyköping chief"}


def skarholmen(things: Things) -> list[Any]:
    return ["skarholmen"]


def somebody(things: Things) -> list[Any]:
    """A colleague in Skärholmen."""
    return [assignment(cast.REPORTER).user_id]


def held(things: Things) -> list[Any]:
    return [assignment(cast.REPORTER).pk]


def nothing(things: Things) -> list[Any]:
    return [uuid4()]


def meeting(things: Things) -> list[Any]:
    called = getattr(things.case, "start_up", None)
    return [things.case.number, called.pk if called else uuid4()]


def phone(things: Things) -> list[Any]:
    """The start-up meeting, and a seat at it that somebody is called to."""
    number, called = meeting(things)
    if not hasattr(things.case, "start_up"):
        return [number, called, uuid4()]
    return [number, called, things.case.start_up.seats.exclude(holder=None)[0].pk]


def letter(things: Things) -> list[Any]:
    """The start-up meeting, and a seat at it that is called on paper."""
    number, called = meeting(things)
    if not hasattr(things.case, "start_up"):
        return [number, called, uuid4()]
    seats, values = things.case.start_up.seats, {"board": things.case.board, "required": False, "by_letter": True}
    return [number, called, seats.get_or_create(function="Samfund", defaults=values)[0].pk]


def summons_link(things: Things) -> list[Any]:
    secret = new_secret()
    if hasattr(things.case, "start_up"):
        called = things.case.start_up
        values = {"board": things.case.board, "required": False, "email": "kontakt@polisen.example"}
        seat = called.seats.get_or_create(function="Polis", defaults=values)[0]
        seat.links.create(
            board=things.case.board, email=seat.email, fingerprint=fingerprint(secret), made_at=called.summoned_at
        )
    return [secret]


# Of each board: those who order, lead or decide. Skärholmen's, and who oversees them all, read Skärholmen's.
REPORTS_OF_SKARHOLMEN = {"coordinator", "chief", "director", "member", "secretary", "central"}
REPORTS = REPORTS_OF_SKARHOLMEN | COORDINATORS | CHIEFS | DIRECTORS
NO_REPORTS = EVERYBODY - REPORTS
NOT_REVIEWERS = EVERYBODY - {"log reviewer"}
HANDLERS = {"log reviewer"} | ADMINISTRATORS
NOT_HANDLERS = EVERYBODY - HANDLERS
# An incident is its board's own, also towards the executive board.
BOARDS_HANDLERS = HANDLERS - REORGANISERS


# Write the guide: the central samordnare for the municipality, a samordnare for the own board.
GUIDE_WRITERS = COORDINATORS | {"central"}
COMMON_WRITERS = {"central", "nyköping coordinator"}
NOT_GUIDE_WRITERS = EVERYBODY - GUIDE_WRITERS


def a_guide(things: Things) -> list[Any]:
    return [things.guide.pk]


def a_number(things: Things) -> list[Any]:
    return [things.number.pk]


# Those with a part in an alarm chain, in Stockholm; everybody else than they and their like in Nyköping is told 403.
IN_CHAIN = {
    "coordinator",
    "other coordinator",
    "central",
    "other department's chief",
    "summoned head",
    "head not summoned",
}
IN_CHAIN |= INTAKES | DIRECTORS | {"chief", "other chief"}
NOT_IN_CHAIN = EVERYBODY - IN_CHAIN - IN_NYKOPING


def an_alarm(things: Things) -> list[Any]:
    return [things.alarm.pk]


def a_step(things: Things) -> list[Any]:
    return [things.alarm.steps.first().pk]


def an_incident(things: Things) -> list[Any]:
    return [things.incident.pk]


TABLE: dict[str, Row] = {
    "start": Row(EVERYBODY),
    "health": Row(EVERYBODY, open=True),
    "sign_in": Row(EVERYBODY, open=True),
    "sign_in_code": Row(EVERYBODY, open=True, signed_out=302),
    "sign_in_passkey": Row(EVERYBODY, open=True),
    "sign_in_keep": Row(EVERYBODY, "post", open=True),
    # Reached only with an answer from a provider, which nobody here has.
    "sign_in_provider": Row(set(), "post", args=lambda things: [uuid4()], open=True, signed_out=404),
    "sign_in_provider_answer": Row(set(), forbidden=EVERYBODY, open=True, signed_out=403),
    "sign_in_provider_finish": Row(set(), "post", forbidden=EVERYBODY, open=True, signed_out=403),
    "password_forgotten": Row(EVERYBODY, open=True),
    # A link that nobody has been sent.
    "password_reset": Row(set(), args=lambda things: ["x"], by_link=True),
    "own_sign_in": Row(EVERYBODY),
    "confirm_sign_in": Row(EVERYBODY),
    "second_factor_set_up": Row(EVERYBODY),
    "own_password": Row(EVERYBODY),
    "own_mobile": Row(EVERYBODY),
    "own_app": Row(EVERYBODY),
    "own_app_picture": Row(EVERYBODY),
    "own_passkey": Row(EVERYBODY),
    "own_recovery_codes": Row(EVERYBODY, "post"),
    "factor_remove": Row(EVERYBODY, "post", args=lambda things: [1]),
    "session_end": Row(EVERYBODY, "post"),
    "session_extend": Row(EVERYBODY, "post"),
    "second_factor_reset": Row(
        ADMINISTRATORS, args=lambda things: [assignment(cast.REPORTER).user_id], forbidden=NOT_ADMINISTRATORS
    ),
    "sign_out": Row(EVERYBODY, "post", open=True, signed_out=302),
    "assignments": Row(EVERYBODY),
    "switch_assignment": Row(EVERYBODY, "post"),
    "notices": Row(EVERYBODY),
    "notice_acknowledge": Row({"director"}, "post", args=lambda things: [things.notice.pk]),
    "guide": Row(EVERYBODY, open=True),
    "guide_situation": Row(EVERYBODY, args=lambda things: ["barn"], open=True),
    "guide_tally": Row(EVERYBODY, "post", args=lambda things: ["barn"], open=True, signed_out=302),
    "guide_print": Row(READERS, forbidden=NOT_READERS),
    "guide_file": Row(READERS, forbidden=NOT_READERS),
    "guide_desk": Row(GUIDE_WRITERS, forbidden=NOT_GUIDE_WRITERS),
    # The common words: the central samordnare's, and where there are no districts the samordnare's.
    "guide_begin": Row(COMMON_WRITERS, "post", forbidden=EVERYBODY - COMMON_WRITERS),
    "guide_entry": Row({"central"}, args=lambda things: ["barn"], forbidden=NOT_GUIDE_WRITERS),
    "guide_publish": Row({"central"}, "post", args=a_guide, forbidden=NOT_GUIDE_WRITERS),
    "guide_discard": Row({"central"}, "post", args=a_guide, forbidden=NOT_GUIDE_WRITERS),
    "guide_again": Row({"central"}, "post", args=a_guide, forbidden=NOT_GUIDE_WRITERS),
    "guide_version": Row({"central"}, args=a_guide, forbidden=NOT_GUIDE_WRITERS),
    "guide_addition": Row(GUIDE_WRITERS, forbidden=NOT_GUIDE_WRITERS),
    "guide_numbers": Row(GUIDE_WRITERS, forbidden=NOT_GUIDE_WRITERS),
    "guide_number_new": Row(GUIDE_WRITERS, forbidden=NOT_GUIDE_WRITERS),
    "guide_number": Row({"coordinator", "central"}, args=a_number, forbidden=NOT_GUIDE_WRITERS),
    "guide_number_checked": Row({"coordinator", "central"}, "post", args=a_number, forbidden=NOT_GUIDE_WRITERS),
    "guide_number_remove": Row({"coordinator", "central"}, "post", args=a_number, forbidden=NOT_GUIDE_WRITERS),
    "alarm_chains": Row(READERS, forbidden=NOT_READERS),
    "alarm_chain_new": Row(COMMON_WRITERS, forbidden=EVERYBODY - COMMON_WRITERS),
    "alarm_chain": Row({"central"}, args=lambda things: [things.alarm.chain_id], forbidden=NOT_GUIDE_WRITERS),
    # Everybody with a part in the chain, on whatever board of the municipality.
    "alarm_start": Row(IN_CHAIN, args=lambda things: [things.alarm.chain_id], forbidden=NOT_IN_CHAIN),
    "alarms": Row(IN_CHAIN | IN_NYKOPING, forbidden=NOT_IN_CHAIN),
    "alarm": Row(IN_CHAIN, args=an_alarm, forbidden=NOT_IN_CHAIN),
    "alarm_end": Row(IN_CHAIN, args=an_alarm, forbidden=NOT_IN_CHAIN),
    "alarm_print": Row(IN_CHAIN, args=an_alarm, forbidden=NOT_IN_CHAIN),
    "alarm_file": Row(IN_CHAIN, args=an_alarm, forbidden=NOT_IN_CHAIN),
    "alarm_step": Row(IN_CHAIN, args=a_step, forbidden=NOT_IN_CHAIN),
    "alarm_mark": Row(IN_CHAIN, "post", args=a_step, forbidden=NOT_IN_CHAIN),
    "alarm_note": Row(IN_CHAIN, "post", args=a_step, forbidden=NOT_IN_CHAIN),
    "report": Row(READERS, forbidden=NOT_READERS),
    "report_draft": Row(READERS, "post", forbidden=NOT_READERS),
    "report_discard": Row(READERS, "post", forbidden=NOT_READERS),
    # Practice: without one of one's own, back to its beginning.
    "practice": Row(READERS, forbidden=NOT_READERS),
    "practice_receipt": Row(READERS, forbidden=NOT_READERS),
    "practice_desk": Row(READERS, forbidden=NOT_READERS),
    "practice_done": Row(READERS, forbidden=NOT_READERS),
    "practice_end": Row(READERS, "post", forbidden=NOT_READERS),
    "report_persons": Row(READERS, "post", forbidden=NOT_READERS),
    "my_reports": Row(READERS, forbidden=NOT_READERS),
    "receipt": Row({"reporter"}, args=lambda things: [things.concern.pk]),
    "reports": Row(REPORTS, forbidden=NO_REPORTS),
    "sig_numbers": Row(COORDINATORS | CHIEFS, forbidden=EVERYBODY - COORDINATORS - CHIEFS),
    "sig_numbers_csv": Row(COORDINATORS | CHIEFS, forbidden=EVERYBODY - COORDINATORS - CHIEFS),
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
    # Requests for public records.
    "records_requests": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "records_request_new": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "records_request": Row({"coordinator"}, args=records, forbidden=NOT_COORDINATORS),
    "records_choose": Row({"coordinator"}, args=records, forbidden=NOT_COORDINATORS),
    "records_mask": Row({"coordinator"}, args=records_report, forbidden=NOT_COORDINATORS),
    "records_leave_out": Row({"coordinator"}, "post", args=records_report, forbidden=NOT_COORDINATORS),
    "records_preview": Row({"coordinator"}, args=records, forbidden=NOT_COORDINATORS),
    "records_decide": Row({"coordinator"}, "post", args=records, forbidden=NOT_COORDINATORS),
    # Not decided yet, so there is no file; tests/disclosure has one that is.
    "records_file": Row(set(), args=records, forbidden=NOT_COORDINATORS),
    "records_part": Row(set(), args=lambda things: [things.records.pk, 1], forbidden=NOT_COORDINATORS),
    "records_attachment": Row(set(), args=lambda things: [things.records.pk, uuid4()], forbidden=NOT_COORDINATORS),
    "records_progress": Row({"coordinator"}, args=records, forbidden=NOT_COORDINATORS),
    "records_remake": Row({"coordinator"}, "post", args=records, forbidden=NOT_COORDINATORS),
    # The report has no file; tests/concerns/test_file.py has one.
    "concern_file": Row(set(), args=lambda things: [things.concern.number, 1]),
    # Lists of other systems, and what has happened on the own area.
    "concerns_import": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "concerns_import_columns": Row(COORDINATORS, args=nothing, forbidden=NOT_COORDINATORS),
    "concerns_import_preview": Row(COORDINATORS, args=nothing, forbidden=NOT_COORDINATORS),
    "concerns_import_discard": Row(COORDINATORS, "post", args=nothing, forbidden=NOT_COORDINATORS),
    "concerns_overview": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "concerns_area": Row({"coordinator"}, args=lambda things: [things.area.pk], forbidden=NOT_COORDINATORS),
    # The queue as a whole, and reports that belong together.
    "concerns_export": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "concerns_assess": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "concern_views": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "concern_view_save": Row(COORDINATORS, "post", forbidden=NOT_COORDINATORS),
    "concern_view_rename": Row({"coordinator"}, "post", args=saved_view, forbidden=NOT_COORDINATORS),
    "concern_view_remove": Row({"coordinator"}, "post", args=saved_view, forbidden=NOT_COORDINATORS),
    "concern_view_bring_back": Row({"coordinator"}, "post", args=saved_view, forbidden=NOT_COORDINATORS),
    "concern_link": Row({"coordinator"}, "post", args=number, forbidden=NOT_COORDINATORS),
    "concern_unlink": Row(
        {"coordinator"},
        "post",
        args=lambda things: [things.concern.number, things.concern.number],
        forbidden=NOT_COORDINATORS,
    ),
    # What the desk writes down, passes on and answers.
    "concern_note": Row({"coordinator"}, args=number, forbidden=NOT_COORDINATORS),
    "concern_police": Row({"coordinator"}, args=number, forbidden=NOT_COORDINATORS),
    "concern_removal": Row({"coordinator"}, args=number, forbidden=NOT_COORDINATORS),
    "concern_ask_look": Row({"coordinator"}, args=number, forbidden=NOT_COORDINATORS),
    "concern_note_correct": Row({"coordinator"}, args=written("note"), forbidden=NOT_COORDINATORS),
    "concern_police_correct": Row({"coordinator"}, args=written("police"), forbidden=NOT_COORDINATORS),
    "concern_removal_done": Row({"coordinator"}, args=written("removal"), forbidden=NOT_COORDINATORS),
    "concern_return": Row({"coordinator"}, args=written("handover"), forbidden=NOT_COORDINATORS),
    "concern_look": Row({"coordinator"}, args=written("look"), forbidden=NOT_COORDINATORS),
    "intakes": Row(INTAKES | CHIEFS, forbidden=NOT_AT_RECEPTION),
    "intake_register": Row(INTAKES, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake": Row({"intake", "chief"}, args=arrival, forbidden=NOT_AT_RECEPTION),
    "intake_confirm": Row({"intake"}, "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake_decide": Row({"intake"}, "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    # Nobody waits for an answer there: tests/sig/test_feedback.py has who may.
    "intake_answer": Row(set(), "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake_link": Row({"intake"}, "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake_protect": Row({"intake"}, "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake_note": Row({"intake"}, "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake_investigation": Row({"intake", "chief"}, args=arrival, forbidden=NOT_AT_RECEPTION),
    "intake_contact": Row({"intake", "chief"}, args=arrival, forbidden=NOT_AT_RECEPTION),
    "intake_information": Row({"intake"}, "post", args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "intake_family": Row({"intake"}, args=arrival, forbidden=CHIEFS | NOT_AT_RECEPTION),
    "case_investigation": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_contact": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_information": Row({"chief", "summoned head"}, "post", args=case, forbidden={"intake", "director"}),
    "case_family": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "cases": Row(INTAKES | CHIEFS | PARTS | DIRECTORS),
    "case_search": Row(INTAKES | CHIEFS | PARTS | DIRECTORS, "post"),
    "case": Row({"intake", "chief", "director", "summoned head"}, args=case),
    # Nobody takes part from another activity: tests/sig/test_own_part.py has who does.
    "own_part": Row(set(), args=case, forbidden=NO_PARTICIPANTS),
    "own_part_answer": Row(set(), "post", args=meeting, forbidden=NO_PARTICIPANTS),
    "own_part_task": Row(set(), "post", args=a_task, forbidden=NO_PARTICIPANTS),
    "own_part_excerpt": Row(set(), args=a_task, forbidden=NO_PARTICIPANTS),
    "case_acknowledge": Row({"chief"} | NOT_DECIDING, "post", args=case),
    "case_take_over": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_inform": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_decide": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_close": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_reopen": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_check": Row({"chief"} | NOT_DECIDING, args=case),
    "case_check_pdf": Row({"chief"} | NOT_DECIDING, args=case),
    "case_timeline": Row({"chief"} | NOT_DECIDING, args=case),
    "case_hand_over": Row({"chief"}, args=case, forbidden=NOT_DECIDING | HAVE_NO_DECISION),
    "case_to_municipality": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING | HAVE_NO_DECISION),
    # There is none: tests/sig/test_transfer.py has who sees one.
    "transfer": Row(set(), args=nothing, forbidden=NOT_DECIDING | HAVE_NO_DECISION),
    "transfer_withdraw": Row(set(), "post", args=nothing, forbidden=NOT_DECIDING | HAVE_NO_DECISION),
    "case_notes": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_age": Row(set(), "post", args=lambda things: [things.case.number, uuid4()], forbidden=NOT_DECIDING),
    "case_identity": Row({"chief", "summoned head"}, "post", args=case, forbidden={"intake", "director"}),
    "case_protect": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "case_summon": Row({"chief"}, args=case, forbidden=NOT_DECIDING),
    "case_meeting_new": Row({"chief"}, args=case, forbidden=NOT_DECIDING),
    "case_meeting_summon": Row({"chief"}, args=meeting, forbidden=NOT_DECIDING),
    "case_meeting_cancel": Row({"chief"}, "post", args=meeting, forbidden=NOT_DECIDING),
    "case_meeting_letter": Row({"chief"}, args=letter, forbidden=NOT_DECIDING),
    # Whoever is called answers, and nobody in their place.
    "case_meeting_answer": Row({"summoned head"}, "post", args=meeting, forbidden={"intake", "director"}),
    "case_meeting_phone": Row({"chief"}, args=phone, forbidden=NOT_DECIDING),
    "summons_answer": Row(EVERYBODY, args=summons_link, by_link=True),
    "case_consent": Row({"chief"}, args=case, forbidden=NOT_DECIDING),
    "case_consent_withdraw": Row(
        {"chief"}, "post", args=lambda things: [things.case.number, things.consent.pk], forbidden=NOT_DECIDING
    ),
    "case_consent_given": Row(
        {"chief"}, args=lambda things: [things.case.number, things.consent.pk], forbidden=NOT_DECIDING
    ),
    "case_consent_paper": Row(
        {"chief"}, args=lambda things: [things.case.number, things.consent.pk], forbidden=NOT_DECIDING
    ),
    # What has left the unit: read by those who take part, decided by the chief.
    "case_disclosures": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_disclosures_print": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_disclosures_csv": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_disclosure_new": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_sharing_decide": Row({"chief"}, args=case, forbidden=NOT_DECIDING),
    "case_sharing_end": Row(
        {"chief"}, "post", args=lambda things: [things.case.number, things.shared.decision_id], forbidden=NOT_DECIDING
    ),
    "case_requests": Row(CHIEFS | {"other department's chief"}, forbidden=HAVE_NO_DECISION),
    "case_request_new": Row({"chief"}, args=case, forbidden=NOT_DECIDING),
    "case_request_answer": Row(
        {"chief"}, args=lambda things: [things.case.number, things.asked.pk], forbidden=NOT_DECIDING
    ),
    "case_disclosure_recall": Row(
        {"chief"}, args=lambda things: [things.case.number, things.shared.pk], forbidden=NOT_DECIDING
    ),
    "case_minutes": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_adjust": Row({"chief"}, "post", args=case, forbidden=NOT_DECIDING),
    "meetings": Row(CHIEFS | PARTS, forbidden=INTAKES | DIRECTORS),
    "case_meetings": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "meeting_minutes": Row({"chief", "summoned head"}, args=meeting, forbidden={"intake", "director"}),
    "meeting_adjust": Row({"chief"}, "post", args=meeting, forbidden=NOT_DECIDING),
    "meeting_addendum": Row({"chief", "summoned head"}, args=meeting, forbidden={"intake", "director"}),
    "meeting_excerpt": Row({"chief"}, args=meeting, forbidden=NOT_DECIDING),
    # No copy has been made: tests/sig/test_excerpts.py has who may read one.
    "meeting_excerpt_file": Row(
        set(), args=lambda things: [*meeting(things), uuid4()], forbidden={"intake", "director"}
    ),
    "case_tasks": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_task_done": Row({"chief", "summoned head"}, "post", args=a_task, forbidden={"intake", "director"}),
    "case_task_reopen": Row({"chief", "summoned head"}, "post", args=a_task, forbidden={"intake", "director"}),
    # Support: whoever takes part proposes and follows up, the chief decides.
    "support": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "support_print": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "support_choose": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "support_propose": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "support_measure": Row({"chief", "summoned head"}, args=measure, forbidden={"intake", "director"}),
    "support_change": Row({"chief", "summoned head"}, args=measure, forbidden={"intake", "director"}),
    "support_decide": Row({"chief"}, "post", args=measure, forbidden=NOT_DECIDING),
    "support_start": Row({"chief", "summoned head"}, "post", args=measure, forbidden={"intake", "director"}),
    "support_review": Row({"chief", "summoned head"}, "post", args=measure, forbidden={"intake", "director"}),
    "support_end": Row({"chief"}, "post", args=measure, forbidden=NOT_DECIDING),
    "case_track": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    "case_track_step": Row({"chief", "summoned head"}, "post", args=track_step, forbidden={"intake", "director"}),
    "case_track_undo": Row({"chief", "summoned head"}, "post", args=track_step, forbidden={"intake", "director"}),
    "case_safety": Row({"chief", "summoned head"}, args=case, forbidden={"intake", "director"}),
    # Support to relatives: who gives it and the board's chief; for the others of the room there is none.
    "relatives": Row(GIVERS, forbidden=NOT_GIVERS),
    "data_access_requests": Row(INTAKES | CHIEFS, forbidden=NOT_AT_RECEPTION),
    "data_access_new": Row(INTAKES | CHIEFS, forbidden=NOT_AT_RECEPTION),
    "data_access": Row({"intake", "chief"}, args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_gather": Row({"intake", "chief"}, "post", args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_mask": Row({"intake", "chief"}, args=extract_part, forbidden=NOT_AT_RECEPTION),
    # No file was gathered and no document is made: tests/sig/test_data_access_document.py has who reads them.
    "data_access_paper": Row(set(), args=extract_part, forbidden=NOT_AT_RECEPTION),
    "data_access_file": Row(set(), args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_preview": Row({"intake", "chief"}, args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_send": Row({"intake", "chief"}, "post", args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_return": Row({"chief"}, "post", args=extract, forbidden=INTAKES | NOT_AT_RECEPTION),
    "data_access_release": Row({"chief"}, "post", args=extract, forbidden=INTAKES | NOT_AT_RECEPTION),
    "data_access_prolong": Row({"intake", "chief"}, "post", args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_deliver": Row({"intake", "chief"}, "post", args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_withdraw": Row({"intake", "chief"}, "post", args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_progress": Row({"intake", "chief"}, args=extract, forbidden=NOT_AT_RECEPTION),
    "data_access_remake": Row({"intake", "chief"}, "post", args=extract, forbidden=NOT_AT_RECEPTION),
    "relative_begin": Row(GIVERS, forbidden=NOT_GIVERS),
    "relative": Row({"chief", "case worker"}, args=relative, forbidden=NOT_GIVERS),
    **{
        f"relative_{verb}": Row({"chief", "case worker"}, "post", args=relative, forbidden=NOT_GIVERS)
        for verb in ("identity", "inform", "note", "measure", "consent", "part", "tie", "close")
    },
    "relative_measure_end": Row({"chief", "case worker"}, "post", args=of_relative("measures"), forbidden=NOT_GIVERS),
    "relative_consent_withdraw": Row(
        {"chief", "case worker"}, "post", args=of_relative("consents"), forbidden=NOT_GIVERS
    ),
    "relative_part_end": Row({"chief", "case worker"}, "post", args=of_relative("parts"), forbidden=NOT_GIVERS),
    # Who sees the case and has no business in its log.
    "case_log": Row({"chief", "summoned head"}, args=case, forbidden=NOT_IN_LOG),
    "case_log_print": Row({"chief", "summoned head"}, args=case, forbidden=NOT_IN_LOG),
    "case_log_csv": Row({"chief", "summoned head"}, args=case, forbidden=NOT_IN_LOG),
    "log_chain": Row(HANDLERS, forbidden=NOT_HANDLERS),
    "emergency": Row(
        INTAKES | PARTS - {"other department's chief"}, forbidden=CHIEFS | DIRECTORS | {"other department's chief"}
    ),
    "emergency_end": Row({"chief"} | NOT_DECIDING, "post", args=case),
    "case_recuse": Row({"chief"} | NOT_DECIDING, args=case),
    "case_recusal_end": Row(
        {"chief"}, "post", args=lambda things: [things.case.number, things.recused_case.pk], forbidden=NOT_DECIDING
    ),
    "intake_recuse": Row({"intake", "chief"}, args=arrival, forbidden=NOT_AT_RECEPTION),
    "intake_recusal_end": Row(
        {"chief"},
        "post",
        args=lambda things: [things.intake.pk, things.recused_intake.pk],
        forbidden=NOT_AT_RECEPTION | {"intake"},
    ),
    # The other doors to the desk, and the line back to the reporter.
    "reporting_links": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "reporting_link_new": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "reporting_link_revoke": Row(
        {"coordinator"}, "post", args=lambda things: [things.reporting.link.pk], forbidden=NOT_COORDINATORS
    ),
    "report_by_link": Row(EVERYBODY, args=lambda things: [things.reporting.secret], by_link=True),
    "register_report": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "receipt_code": Row(EVERYBODY, open=True),
    "receipt_follow": Row(EVERYBODY, open=True, signed_out=302),
    "receipt_answer": Row(
        EVERYBODY, "post", args=lambda things: [things.reporting.answer.question_id], open=True, signed_out=302
    ),
    "receipt_leave": Row(EVERYBODY, "post", open=True, signed_out=302),
    "own_receipt": Row({"reporter"}, args=lambda things: [things.concern.pk]),
    "own_answer": Row(
        {"reporter"}, "post", args=lambda things: [things.concern.pk, things.reporting.answer.question_id]
    ),
    "own_code": Row({"reporter"}, "post", args=lambda things: [things.concern.pk]),
    "concern_reporter": Row({"coordinator"}, args=number, forbidden=NOT_COORDINATORS),
    "concern_tell": Row({"coordinator"}, "post", args=number, forbidden=NOT_COORDINATORS),
    "concern_ask": Row({"coordinator"}, "post", args=number, forbidden=NOT_COORDINATORS),
    "concern_answer_read": Row(
        {"coordinator"},
        "post",
        args=lambda things: [things.concern.number, things.reporting.answer.pk],
        forbidden=NOT_COORDINATORS,
    ),
    "sentences": Row({"central"}, forbidden=EVERYBODY - {"central"}),
    "sentences_standard": Row({"central"}, "post", forbidden=EVERYBODY - {"central"}),
    "sentence_retire": Row(
        {"central"}, "post", args=lambda things: [things.reporting.sentence.pk], forbidden=EVERYBODY - {"central"}
    ),
    "concern_recuse": Row({"coordinator"}, args=number, forbidden=NOT_COORDINATORS),
    "concern_recusal_end": Row(
        {"coordinator"},
        "post",
        args=lambda things: [things.concern.number, things.recused_concern.pk],
        forbidden=NOT_COORDINATORS,
    ),
    "pictures": Row(READERS, forbidden=NOT_READERS),
    "picture_counts": Row(READERS, forbidden=NOT_READERS),
    "picture_new": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "picture": Row(READ_HERE, args=picture, forbidden=NOT_READERS),
    "picture_discard": Row({"coordinator"}, "post", args=picture, forbidden=NOT_COORDINATORS),
    "finding": Row(READ_HERE, args=finding, forbidden=NOT_READERS),
    "finding_reports": Row({"coordinator"}, "post", args=finding, forbidden=NOT_COORDINATORS),
    "finding_measure": Row({"coordinator"}, "post", args=finding, forbidden=NOT_COORDINATORS),
    # What is not tied is not taken away; tests/lagesbild/test_finding.py has what is.
    "finding_report_remove": Row(
        set(), "post", args=lambda things: [*finding(things), uuid4()], forbidden=NOT_COORDINATORS
    ),
    "finding_measure_remove": Row(
        set(), "post", args=lambda things: [*finding(things), uuid4()], forbidden=NOT_COORDINATORS
    ),
    "concern_finding": Row({"coordinator"}, "post", args=number, forbidden=NOT_COORDINATORS),
    "surveys": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "survey_new": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "survey": Row({"coordinator"}, args=survey, forbidden=NOT_COORDINATORS),
    "survey_edit": Row({"coordinator"}, args=survey, forbidden=NOT_COORDINATORS),
    "survey_invite": Row({"coordinator"}, args=survey, forbidden=NOT_COORDINATORS),
    "survey_preview": Row({"coordinator"}, args=survey, forbidden=NOT_COORDINATORS),
    "survey_send": Row({"coordinator"}, "post", args=survey, forbidden=NOT_COORDINATORS),
    "survey_remind": Row({"coordinator"}, "post", args=survey, forbidden=NOT_COORDINATORS),
    "survey_close": Row({"coordinator"}, "post", args=survey, forbidden=NOT_COORDINATORS),
    "survey_csv": Row({"coordinator"}, args=survey, forbidden=NOT_COORDINATORS),
    "invitation": Row({"coordinator"}, args=invitation, forbidden=NOT_COORDINATORS),
    "invitation_revoke": Row({"coordinator"}, "post", args=invitation, forbidden=NOT_COORDINATORS),
    "invitation_renew": Row({"coordinator"}, "post", args=invitation, forbidden=NOT_COORDINATORS),
    "survey_answer": Row(EVERYBODY, args=link, by_link=True),
    "survey_question": Row(EVERYBODY, args=question, by_link=True),
    "survey_save": Row(EVERYBODY, "post", args=question, by_link=True),
    "survey_submit": Row(EVERYBODY, args=link, by_link=True),
    "plans": Row(READERS, forbidden=NOT_READERS),
    "plan_new": Row(COORDINATORS, forbidden=NOT_COORDINATORS),
    "plan": Row(READ_HERE, args=lambda things: [things.decided.pk], forbidden=NOT_READERS),
    "plan_compare": Row(READ_HERE, args=lambda things: [things.decided.pk], forbidden=NOT_READERS),
    "plan_csv": Row(READ_HERE, args=lambda things: [things.decided.pk], forbidden=NOT_READERS),
    "plan_cover": Row({"coordinator"}, args=lambda things: [things.draft.pk], forbidden=NOT_COORDINATORS),
    "plan_propose": Row({"coordinator"}, "post", args=lambda things: [things.draft.pk], forbidden=NOT_COORDINATORS),
    "plan_take_back": Row({"coordinator"}, "post", args=lambda things: [things.draft.pk], forbidden=NOT_COORDINATORS),
    "plan_decide": Row(
        {"coordinator", "secretary"},
        "post",
        args=lambda things: [things.proposed.pk],
        forbidden=NOT_COORDINATORS - {"secretary"},
    ),
    "plan_revise": Row({"coordinator"}, "post", args=lambda things: [things.decided.pk], forbidden=NOT_COORDINATORS),
    "plan_discard": Row({"coordinator"}, "post", args=lambda things: [things.proposed.pk], forbidden=NOT_COORDINATORS),
    "section_save": Row(
        {"coordinator"}, "post", args=lambda things: measure_of(things.draft)[:2], forbidden=NOT_COORDINATORS
    ),
    "measure_save": Row(
        {"coordinator"}, "post", args=lambda things: measure_of(things.draft), forbidden=NOT_COORDINATORS
    ),
    "measure": Row({"coordinator"}, args=lambda things: measure_of(things.draft)[::2], forbidden=NOT_COORDINATORS),
    "follow_up": Row({"coordinator"}, args=lambda things: [things.decided.pk, "2026T1"], forbidden=NOT_COORDINATORS),
    "follow_up_remind": Row(
        {"coordinator"}, "post", args=lambda things: [things.decided.pk, "2026T1"], forbidden=NOT_COORDINATORS
    ),
    # Besides the samordnare, the contact; nobody else of those who read the plan.
    "follow_up_save": Row(
        {"coordinator", "director"},
        "post",
        args=lambda things: [things.decided.measures.get().pk, "2026T1"],
        forbidden=(READ_HERE | {"member"}) - {"coordinator", "director"},
    ),
    "my_measures": Row(READERS, forbidden=NOT_READERS),
    "log_reviews": Row({"log reviewer"}, forbidden=NOT_REVIEWERS),
    "log_review": Row({"log reviewer"}, args=lambda things: [things.read.review_id], forbidden=NOT_REVIEWERS),
    "log_review_file": Row({"log reviewer"}, args=lambda things: [things.read.review_id], forbidden=NOT_REVIEWERS),
    "log_review_ask": Row({"log reviewer"}, "post", args=lambda things: [things.read.pk], forbidden=NOT_REVIEWERS),
    "log_review_answer": Row({"log reviewer"}, args=lambda things: [things.read.pk], forbidden=NOT_REVIEWERS),
    "incidents": Row(HANDLERS, forbidden=NOT_HANDLERS),
    "incident_new": Row(HANDLERS, forbidden=NOT_HANDLERS),
    "incident": Row(BOARDS_HANDLERS, args=an_incident, forbidden=NOT_HANDLERS),
    "incident_answer": Row(
        BOARDS_HANDLERS,
        "post",
        args=lambda things: [things.incident.pk, things.incident.clocks.first().pk],
        forbidden=NOT_HANDLERS,
    ),
    "incident_add": Row(BOARDS_HANDLERS, "post", args=an_incident, forbidden=NOT_HANDLERS),
    "incident_extract": Row(BOARDS_HANDLERS, "post", args=an_incident, forbidden=NOT_HANDLERS),
    "incident_csv": Row(BOARDS_HANDLERS, args=an_incident, forbidden=NOT_HANDLERS),
    "incident_file": Row(BOARDS_HANDLERS, args=an_incident, forbidden=NOT_HANDLERS),
    "incident_close": Row(BOARDS_HANDLERS, "post", args=an_incident, forbidden=NOT_HANDLERS),
    "boards": Row(EVERYBODY),
    "board_merge": Row(REORGANISERS, forbidden=EVERYBODY - REORGANISERS),
    "board_split": Row(REORGANISERS, args=lambda things: ["jarva"], forbidden=EVERYBODY - REORGANISERS),
    "reorganisation": Row(REORGANISERS, args=reorganised, forbidden=EVERYBODY - REORGANISERS),
    "reorganisation_change": Row(REORGANISERS, args=reorganised, forbidden=EVERYBODY - REORGANISERS),
    "reorganisation_withdraw": Row(REORGANISERS, "post", args=reorganised, forbidden=EVERYBODY - REORGANISERS),
    "reorganisation_carry_out": Row(REORGANISERS, "post", args=reorganised, forbidden=EVERYBODY - REORGANISERS),
    "guidelines": Row(READERS, forbidden=NOT_READERS),
    "resources": Row(READERS, forbidden=NOT_READERS),
    "functions": Row(READERS, forbidden=NOT_READERS),
    # Every employee of the municipality.
    "functions_of": Row(READERS - IN_NYKOPING, args=lambda things: ["skarholmen"], forbidden=NOT_READERS),
    "coordinators": Row(ADMINISTRATORS | {"central"}, forbidden=EVERYBODY - ADMINISTRATORS - {"central"}),
    "assign": Row(ADMINISTRATORS, args=lambda things: ["skarholmen"], forbidden=NOT_ADMINISTRATORS),
    "permissions": Row(ADMINISTRATORS, forbidden=NOT_ADMINISTRATORS),
    "people": Row(ADMINISTRATORS, forbidden=NOT_ADMINISTRATORS),
    "people_import": Row(ADMINISTRATORS, forbidden=NOT_ADMINISTRATORS),
    "people_template": Row(ADMINISTRATORS, forbidden=NOT_ADMINISTRATORS),
    "people_export": Row(ADMINISTRATORS, args=lambda things: ["csv"], forbidden=NOT_ADMINISTRATORS),
    # Only the one who chose the file has it; for everybody else there is none.
    "people_import_preview": Row(ADMINISTRATORS, args=nothing, forbidden=NOT_ADMINISTRATORS),
    "people_import_confirm": Row(ADMINISTRATORS, "post", args=nothing, forbidden=NOT_ADMINISTRATORS),
    "people_import_discard": Row(ADMINISTRATORS, "post", args=nothing, forbidden=NOT_ADMINISTRATORS),
    "person": Row(ADMINISTRATORS, args=somebody, forbidden=NOT_ADMINISTRATORS),
    "leave": Row(ADMINISTRATORS, args=somebody, forbidden=NOT_ADMINISTRATORS),
    "person_mobile": Row(ADMINISTRATORS, args=somebody, forbidden=NOT_ADMINISTRATORS),
    "on_call": Row(ADMINISTRATORS, args=skarholmen, forbidden=NOT_ADMINISTRATORS),
    "on_call_remove": Row(
        ADMINISTRATORS, "post", args=lambda things: ["skarholmen", uuid4()], forbidden=NOT_ADMINISTRATORS
    ),
    "reopen_account": Row(ADMINISTRATORS, "post", args=somebody, forbidden=NOT_ADMINISTRATORS),
    "assignment": Row(ADMINISTRATORS, args=held, forbidden=NOT_ADMINISTRATORS),
    "assignment_end": Row(ADMINISTRATORS, "post", args=held, forbidden=NOT_ADMINISTRATORS),
    "assignment_withdraw": Row(ADMINISTRATORS, "post", args=held, forbidden=NOT_ADMINISTRATORS),
    "absence": Row(ADMINISTRATORS, "post", args=held, forbidden=NOT_ADMINISTRATORS),
    "absence_end": Row(ADMINISTRATORS, "post", args=nothing, forbidden=NOT_ADMINISTRATORS),
    "administration": Row(ADMINISTRATORS, forbidden=NOT_ADMINISTRATORS),
}


# The admin site is one family: whoever administers opens the lists and adds to the own board's; rows that belong to the
# municipality are the executive board's administrator's alone (tests/administration).
for catalogue in site._registry.values():
    model = f"{catalogue.opts.app_label}_{catalogue.opts.model_name}"
    of_board = catalogue.opts.model_name in ("area", "department", "unit")
    TABLE[f"{model}_changelist"] = Row(ADMINISTRATORS, forbidden=NOT_ADMINISTRATORS)
    TABLE[f"{model}_change"] = Row(set(), args=nothing, forbidden=NOT_ADMINISTRATORS)
    if catalogue.may_add:
        adding = ADMINISTRATORS if of_board else REORGANISERS
        TABLE[f"{model}_add"] = Row(adding, forbidden=EVERYBODY - adding)
    if catalogue.may_remove:
        TABLE[f"{model}_delete"] = Row(set(), args=nothing, forbidden=NOT_ADMINISTRATORS)


@pytest.fixture(scope="module")
def things(kept_for_the_file: None) -> Things:
    summoned = case_at(Step.SUMMONED)
    asked = surveys.survey()
    decided = action_plan()
    decided.measures.update(contact=assignment(cast.DIRECTOR))
    concern, arrived = ConcernFactory(), assessed(IntakeFactory())
    return Things(
        recused_case=recusal(summoned, cast.COLLEAGUE),
        recused_intake=recusal(arrived, cast.COLLEAGUE),
        recused_concern=recusal(concern, cast.COLLEAGUE),
        concern=concern,
        desk=everything_on(concern),
        report=situations.report(ReportState.PUBLISHED, period="2026T1"),
        unpublished=situations.report(ReportState.READY, period="2026T2"),
        intake=arrived,
        case=summoned,
        consent=consent(summoned),
        shared=shared(summoned),
        asked=information_request(summoned),
        task=task(summoned),
        picture=published(),
        notice=notify(assignment(cast.DIRECTOR), text="Prov", url="/", now=summoned.opened_at),
        survey=asked,
        invitation=asked.invitations.get(name="Enhet 1"),
        link=surveys.link(asked, 0),
        draft=action_plan(state=PlanState.DRAFT),
        proposed=action_plan(state=PlanState.PROPOSED),
        decided=decided,
        read=reviewed(),
        incident=incident(),
        alarm=alarm(),
        records=asked_for(concern),
        reorganised=split_of_skarholmen(),
        reporting=doors.of(concern),
        guide=guides.draft(),
        number=PhoneNumber.objects.get(board__code="skarholmen"),
        area=Area.objects.get(board__code="skarholmen", name="Sätra"),
        measure=supported.everything(summoned),
        relative=relatives.whole(),
        extract=extracts.of_somebody(),
        saved_view=SavedView.objects.create(
            assignment=assignment(cast.COORDINATOR), name="Nya", filters="lage=ny", saved_at=summoned.opened_at
        ),
    )


def test_every_url_is_in_the_table() -> None:
    assert {pattern.name for pattern in patterns()} == set(TABLE)


def is_right(row: Row, person: str, status: int) -> bool:
    if person in row.who:
        return status not in (401, 403, 404) and status < 500
    return status == (403 if person in row.forbidden else 404)


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
    shared=SimpleNamespace(pk=uuid4(), decision_id=uuid4()),
    asked=SimpleNamespace(pk=uuid4()),
    notice=SimpleNamespace(pk=uuid4()),
    picture=SimpleNamespace(pk=uuid4(), findings=SimpleNamespace(first=lambda: SimpleNamespace(pk=uuid4()))),
    alarm=SimpleNamespace(
        pk=uuid4(), chain_id=uuid4(), steps=SimpleNamespace(first=lambda: SimpleNamespace(pk=uuid4()))
    ),
    survey=SimpleNamespace(pk=uuid4()),
    invitation=SimpleNamespace(pk=uuid4()),
    link=new_secret(),
    read=SimpleNamespace(pk=uuid4(), review_id=uuid4()),
    incident=SimpleNamespace(pk=uuid4(), clocks=SimpleNamespace(first=lambda: SimpleNamespace(pk=uuid4()))),
    reorganised=SimpleNamespace(pk=uuid4()),
    records=SimpleNamespace(pk=uuid4(), chosen=SimpleNamespace(first=lambda: SimpleNamespace(pk=uuid4()))),
    reporting=SimpleNamespace(
        secret=new_secret(),
        answer=SimpleNamespace(pk=uuid4(), question_id=uuid4()),
        **dict.fromkeys(("link", "sentence"), SimpleNamespace(pk=uuid4())),
    ),
    desk=defaultdict(lambda: SimpleNamespace(pk=uuid4())),
    guide=SimpleNamespace(pk=uuid4()),
    number=SimpleNamespace(pk=uuid4()),
    saved_view=SimpleNamespace(pk=uuid4()),
    area=SimpleNamespace(pk=uuid4()),
    task=SimpleNamespace(pk=uuid4()),
    measure=SimpleNamespace(pk=uuid4()),
    relative=SimpleNamespace(
        pk=uuid4(),
        **dict.fromkeys(("measures", "consents", "parts"), SimpleNamespace(first=lambda: SimpleNamespace(pk=uuid4()))),
    ),
    extract=SimpleNamespace(pk=uuid4(), records=SimpleNamespace(first=lambda: SimpleNamespace(pk=uuid4()))),
    **dict.fromkeys(("recused_case", "recused_intake", "recused_concern"), SimpleNamespace(pk=uuid4())),
    **dict.fromkeys(("draft", "proposed", "decided"), NO_PLAN),
)


def is_shut(row: Row, response: Any) -> bool:
    """Whether somebody who is signed out is answered as the row says."""
    if row.by_link:
        return response.status_code == 404
    if row.open:
        return response.status_code == row.signed_out
    if row.method == "get":
        return response.status_code == 302 and response.url.startswith(reverse("sign_in"))
    return response.status_code == 401


def test_signed_out() -> None:
    wrong = {}
    for name, row in TABLE.items():
        response = getattr(ApplicationClient(), row.method)(reverse(name, args=row.args(NOTHING)))
        if not is_shut(row, response):
            wrong[name] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_wrong_method_is_refused_without_an_error(method: str, sign_in: SignIn) -> None:
    client = sign_in(cast.CHIEF)
    statuses = {
        name: getattr(client, method)(reverse(name, args=row.args(NOTHING))).status_code for name, row in TABLE.items()
    }
    assert {name: status for name, status in statuses.items() if status not in (403, 404, 405)} == {}
