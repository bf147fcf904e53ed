"""Every URL: what it leaves in the log when it answers, and when it refuses. A URL that is not listed fails.

What is logged is what may be about somebody: a record that is opened, a list of cases, a search, a reveal, a file that
leaves the service, a change in a case, and every refusal at a door that is there. Plans, pictures and reports are the
board's documents and hold no person; reading them is not logged, taking them out as a file is. Who holds which function
is told to every colleague; an administrator's pages about a person, with absences and ended assignments, are logged.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tests import test_access_table as access
from tests.conftest import ApplicationClient, SignIn
from tests.people import giving
from tests.sig import forms
from tests.test_access_table import PEOPLE, Row, Things
from tests.test_consistency import patterns
from vbe.access.links import new_secret
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
# The same situation, and the log on the request's own connection.
things = access.things

Asked = Callable[[Things], dict[str, Any]]


@dataclass
class Logged:
    """What one request leaves in the log.

    ``shown``: to somebody who gets in; ``refused``: to somebody who does not, None where everybody gets in.
    """

    shown: list[Action]
    refused: list[Action] | None = None
    # Who asks, when not the first of those who get in; and with what.
    who: str = ""
    data: Asked = lambda things: {}


REFUSED = [Action.REFUSED]
OPENED, LISTED, SEARCHED, WROTE = [Action.OPENED], [Action.LISTED], [Action.SEARCHED], [Action.WROTE]
EXPORTED, RECUSED, DOWNLOADED = [Action.EXPORTED], [Action.RECUSED], [Action.DOWNLOADED]
SIGN_IN_REFUSED = [Action.SIGN_IN_REFUSED]
NOTHING: list[Action] = []

SUPPORT = [
    *("support", "support_choose", "support_propose", "support_measure", "support_change", "support_decide"),
    *("support_start", "support_review", "support_end", "case_track", "case_track_step", "case_safety"),
    *("relative", "relative_identity", "relative_inform", "relative_note", "relative_measure", "relative_consent"),
    *("relative_part", "relative_tie", "relative_close", "relative_measure_end", "relative_part_end"),
]
LOG: dict[str, Logged] = {
    # Numbers and steps, never a person; one's own notices.
    "start": Logged(NOTHING),
    "health": Logged(NOTHING),
    "notices": Logged(NOTHING),
    "notice_acknowledge": Logged(NOTHING, REFUSED),
    # The guide: no person, and who reads it is nobody's business.
    "guide": Logged(NOTHING),
    "guide_situation": Logged(NOTHING),
    "guide_tally": Logged(NOTHING),
    "guide_print": Logged(NOTHING, REFUSED),
    "guide_file": Logged(DOWNLOADED, REFUSED),
    "guide_desk": Logged(NOTHING, REFUSED),
    "guide_begin": Logged(NOTHING, REFUSED),
    "guide_entry": Logged(NOTHING, REFUSED),
    "guide_publish": Logged(NOTHING, REFUSED),
    "guide_discard": Logged(NOTHING, REFUSED),
    "guide_again": Logged(NOTHING, REFUSED),
    "guide_version": Logged(NOTHING, REFUSED),
    "guide_addition": Logged(NOTHING, REFUSED),
    "guide_numbers": Logged(NOTHING, REFUSED),
    "guide_number_new": Logged(NOTHING, REFUSED),
    "guide_number": Logged(NOTHING, REFUSED),
    "guide_number_checked": Logged(NOTHING, REFUSED),
    "guide_number_remove": Logged(NOTHING, REFUSED),
    # Numbers, functions and times, never a person of whom something is told; taking it out as a file is logged.
    "alarm_chains": Logged(NOTHING, REFUSED),
    "alarm_chain_new": Logged(NOTHING, REFUSED),
    "alarm_chain": Logged(NOTHING, REFUSED),
    "alarm_start": Logged(NOTHING, REFUSED),
    "alarms": Logged(NOTHING, REFUSED),
    "alarm": Logged(NOTHING, REFUSED),
    "alarm_end": Logged(NOTHING, REFUSED),
    "alarm_print": Logged(NOTHING, REFUSED),
    "alarm_file": Logged(DOWNLOADED, REFUSED),
    "alarm_step": Logged(NOTHING, REFUSED),
    "alarm_mark": Logged(NOTHING, REFUSED),
    "alarm_note": Logged(NOTHING, REFUSED),
    # Signing in and out, and in what one acts. tests/sign_in has what each way in leaves, and each wrong one.
    "sign_in": Logged(NOTHING),
    "sign_in_code": Logged(NOTHING),
    "sign_in_passkey": Logged(NOTHING),
    "sign_in_keep": Logged(NOTHING),
    "sign_in_provider": Logged(NOTHING, REFUSED),
    "sign_in_provider_answer": Logged(NOTHING, SIGN_IN_REFUSED),
    "sign_in_provider_finish": Logged(NOTHING, SIGN_IN_REFUSED),
    "password_forgotten": Logged(NOTHING),
    "password_reset": Logged(NOTHING, SIGN_IN_REFUSED),
    "sign_out": Logged([Action.SIGNED_OUT]),
    # One's own sign-in; tests/sign_in has what a change leaves.
    "own_sign_in": Logged(NOTHING),
    "confirm_sign_in": Logged(NOTHING),
    "second_factor_set_up": Logged(NOTHING),
    "own_password": Logged(NOTHING),
    "own_mobile": Logged(NOTHING),
    "own_app": Logged(NOTHING),
    "own_app_picture": Logged(NOTHING),
    "own_passkey": Logged(NOTHING),
    "own_recovery_codes": Logged(NOTHING),
    "factor_remove": Logged(NOTHING),
    "session_end": Logged(NOTHING),
    "session_extend": Logged(NOTHING),
    "second_factor_reset": Logged(NOTHING, REFUSED),
    "assignments": Logged(NOTHING),
    "switch_assignment": Logged(NOTHING),
    # What one writes or has written oneself.
    "report": Logged(NOTHING, REFUSED),
    "report_draft": Logged(NOTHING, REFUSED),
    "report_discard": Logged(NOTHING, REFUSED),
    **{f"practice{page}": Logged(NOTHING, REFUSED) for page in ("", "_receipt", "_desk", "_done", "_end")},
    "report_persons": Logged(NOTHING, REFUSED),
    "my_reports": Logged(NOTHING, REFUSED),
    "receipt": Logged(NOTHING, REFUSED),
    # The other doors. A form without what it asks for is shown again; tests/doors has what is written.
    "reporting_links": Logged(NOTHING, REFUSED),
    "reporting_link_new": Logged(NOTHING, REFUSED),
    "reporting_link_revoke": Logged(WROTE, REFUSED),
    "report_by_link": Logged(NOTHING, REFUSED),
    "register_report": Logged(NOTHING, REFUSED),
    "receipt_code": Logged(NOTHING),
    "receipt_follow": Logged(NOTHING),
    "receipt_answer": Logged(NOTHING),
    "receipt_leave": Logged(NOTHING),
    "own_receipt": Logged(NOTHING, REFUSED),
    "own_answer": Logged(NOTHING, REFUSED),
    "own_code": Logged(NOTHING, REFUSED),
    "concern_reporter": Logged(OPENED, REFUSED),
    "concern_tell": Logged(OPENED, REFUSED),
    "concern_ask": Logged(OPENED, REFUSED),
    "concern_answer_read": Logged(NOTHING, REFUSED),
    "sentences": Logged(NOTHING, REFUSED),
    "sentences_standard": Logged(NOTHING, REFUSED),
    "sentence_retire": Logged(WROTE, REFUSED),
    # Reports of concern: no persons, but the record's opening and the words of a search.
    "concerns": Logged(SEARCHED, REFUSED, data=lambda things: {"sok": "torget"}),
    "concern": Logged(OPENED, REFUSED),
    # Shown again with its errors.
    "concern_assess": Logged(OPENED, REFUSED),
    # Without a file there is none to open; tests/concerns/test_file.py has one.
    "concern_file": Logged(NOTHING, REFUSED),
    # The queue as a whole. Without a ticked row there is none to show; tests/concerns/test_several.py has some.
    "concerns_export": Logged(EXPORTED, REFUSED),
    "concerns_assess": Logged(NOTHING, REFUSED),
    # One's own choices of filters, and forms that are shown again with the record.
    "concern_views": Logged(NOTHING, REFUSED),
    "concern_view_save": Logged(NOTHING, REFUSED),
    "concern_view_rename": Logged(NOTHING, REFUSED),
    "concern_view_remove": Logged(NOTHING, REFUSED),
    "concern_view_bring_back": Logged(NOTHING, REFUSED),
    "concern_link": Logged(OPENED, REFUSED),
    "concern_unlink": Logged(NOTHING, REFUSED),
    # The pages show the report.
    "concern_note": Logged(OPENED, REFUSED),
    "concern_police": Logged(OPENED, REFUSED),
    "concern_removal": Logged(OPENED, REFUSED),
    "concern_ask_look": Logged(OPENED, REFUSED),
    "concern_note_correct": Logged(OPENED, REFUSED),
    "concern_police_correct": Logged(OPENED, REFUSED),
    "concern_removal_done": Logged(OPENED, REFUSED),
    "concern_return": Logged(OPENED, REFUSED),
    "concern_look": Logged(OPENED, REFUSED),
    # The reception.
    "intakes": Logged(LISTED, REFUSED),
    "intake_register": Logged(WROTE, REFUSED, data=lambda things: forms.arrival()),
    "intake": Logged(OPENED, REFUSED),
    "intake_confirm": Logged(WROTE, REFUSED, data=lambda things: forms.confirmation()),
    "intake_decide": Logged(
        WROTE,
        REFUSED,
        data=lambda things: {
            "other-state": "ordinarie",
            "other-reason": "Vanlig handläggning.",
            "other-reference": "IFO-2026-7",
        },
    ),
    "intake_protect": Logged(WROTE, REFUSED),
    # Shown again with their errors.
    "intake_link": Logged(OPENED, REFUSED),
    "intake_note": Logged(OPENED, REFUSED),
    "intake_investigation": Logged(OPENED, REFUSED),
    "intake_contact": Logged(OPENED, REFUSED),
    "intake_information": Logged(OPENED, REFUSED),
    "intake_family": Logged(OPENED, REFUSED),
    "case_investigation": Logged(OPENED, REFUSED),
    "case_contact": Logged(OPENED, REFUSED),
    "case_information": Logged(OPENED, REFUSED),
    "case_family": Logged(OPENED, REFUSED),
    # Without a sealed part there is nobody to answer.
    "intake_answer": Logged(NOTHING, REFUSED),
    # Cases. A form that is shown again shows the case; tests/audit/test_case_log.py walks the whole routine.
    "cases": Logged(LISTED, REFUSED),
    "case_search": Logged(SEARCHED, REFUSED, data=lambda things: {"term": things.case.number}),
    "case": Logged(OPENED, REFUSED),
    # tests/sig/test_own_part.py has what reading it leaves.
    **{name: Logged(NOTHING, REFUSED) for name in ("own_part", "own_part_answer", "own_part_task", "own_part_excerpt")},
    "case_acknowledge": Logged(WROTE, REFUSED, who="director"),
    # She leads it already.
    "case_take_over": Logged(NOTHING, REFUSED),
    "case_inform": Logged(NOTHING, REFUSED),
    "case_decide": Logged(OPENED, REFUSED, data=lambda things: {"beslut-reason": "Stöd."}),
    "case_close": Logged(
        OPENED,
        REFUSED,
        data=lambda things: {"avslut-reason": "Klart.", "avslut-outcome": "malen_nadda"},
    ),
    # It is open.
    "case_reopen": Logged(NOTHING, REFUSED),
    "case_check": Logged(OPENED, REFUSED),
    "case_check_pdf": Logged(DOWNLOADED, REFUSED),
    "case_timeline": Logged(OPENED, REFUSED),
    "case_hand_over": Logged(OPENED, REFUSED),
    "case_to_municipality": Logged(OPENED, REFUSED),
    "transfer": Logged(NOTHING, REFUSED),
    "transfer_withdraw": Logged(NOTHING, REFUSED),
    "case_notes": Logged(OPENED, REFUSED),
    "case_age": Logged(NOTHING, REFUSED),
    "case_identity": Logged(
        [Action.REVEALED, Action.OPENED],
        REFUSED,
        data=lambda things: {"identitet-why": "mote", "identitet-text": "Förbereder mötet"},
    ),
    "case_protect": Logged(WROTE, REFUSED),
    "case_summon": Logged(OPENED, REFUSED),
    "case_meeting_new": Logged(OPENED, REFUSED),
    "case_meeting_summon": Logged(OPENED, REFUSED),
    "case_meeting_cancel": Logged(OPENED, REFUSED),
    "case_meeting_letter": Logged([Action.PRINTED], REFUSED),
    "case_meeting_answer": Logged(OPENED, REFUSED),
    "case_meeting_phone": Logged(OPENED, REFUSED),
    "summons_answer": Logged(NOTHING, REFUSED),
    "case_consent": Logged(OPENED, REFUSED),
    "case_consent_withdraw": Logged(WROTE, REFUSED),
    "case_consent_given": Logged(OPENED, REFUSED),
    "case_consent_paper": Logged(OPENED, REFUSED),
    # What has left the unit. A form is shown with the case.
    "case_disclosures": Logged(OPENED, REFUSED),
    "case_disclosures_print": Logged([Action.PRINTED], REFUSED),
    "case_disclosures_csv": Logged(EXPORTED, REFUSED),
    "case_disclosure_new": Logged(OPENED, REFUSED),
    "case_sharing_decide": Logged(OPENED, REFUSED),
    "case_sharing_end": Logged(WROTE, REFUSED),
    "case_requests": Logged(LISTED, REFUSED),
    "case_request_new": Logged(OPENED, REFUSED),
    "case_request_answer": Logged(OPENED, REFUSED),
    "case_disclosure_recall": Logged(OPENED, REFUSED),
    "case_minutes": Logged(OPENED, REFUSED),
    "case_adjust": Logged(OPENED, REFUSED),
    "meetings": Logged(LISTED, REFUSED),
    "case_meetings": Logged(OPENED, REFUSED),
    "meeting_minutes": Logged(OPENED, REFUSED),
    "meeting_adjust": Logged(OPENED, REFUSED),
    "meeting_addendum": Logged(OPENED, REFUSED),
    "meeting_excerpt": Logged(OPENED, REFUSED),
    "meeting_excerpt_file": Logged(NOTHING, REFUSED),
    "case_tasks": Logged(OPENED, REFUSED),
    "case_task_done": Logged(WROTE, REFUSED),
    "case_task_reopen": Logged(NOTHING, REFUSED),
    # Support. A form that is shown again shows the case.
    **{name: Logged(OPENED, REFUSED) for name in SUPPORT},
    "support_print": Logged([Action.PRINTED], REFUSED),
    # Nothing was done to take back.
    "case_track_undo": Logged(NOTHING, REFUSED),
    "relatives": Logged(LISTED, REFUSED),
    "data_access_requests": Logged(NOTHING, REFUSED),
    "data_access_new": Logged(NOTHING, REFUSED),
    "data_access": Logged(OPENED, REFUSED),
    "data_access_mask": Logged(OPENED, REFUSED),
    "data_access_preview": Logged(OPENED, REFUSED),
    # As the request stands nothing of this can be done: shown with what is wrong.
    **{
        f"data_access_{name}": Logged(OPENED, REFUSED)
        for name in ("send", "return", "release", "prolong", "deliver", "withdraw")
    },
    "data_access_gather": Logged(WROTE, REFUSED),
    **{f"data_access_{name}": Logged(NOTHING, REFUSED) for name in ("paper", "file", "progress", "remake")},
    "relative_begin": Logged(NOTHING, REFUSED),
    "relative_consent_withdraw": Logged(WROTE, REFUSED),
    # The log is a record too.
    "case_log": Logged([Action.REVIEWED], REFUSED),
    "case_log_print": Logged([Action.PRINTED], REFUSED),
    "case_log_csv": Logged(EXPORTED, REFUSED),
    # In another way, and not at all.
    "emergency": Logged(
        [Action.EMERGENCY],
        REFUSED,
        who="case worker",
        data=lambda things: {
            "term": things.case.number,
            "reason": "Akut oro i natt, ingen annan är i tjänst.",
            "understood": "on",
        },
    ),
    "emergency_end": Logged(NOTHING, REFUSED),
    "case_recuse": Logged(OPENED, REFUSED),
    "case_recusal_end": Logged(RECUSED, REFUSED, data=lambda things: {"reason": "Hon har flyttat."}),
    "intake_recuse": Logged(OPENED, REFUSED),
    "intake_recusal_end": Logged(RECUSED, REFUSED, data=lambda things: {"reason": "Hon har flyttat."}),
    "concern_recuse": Logged(OPENED, REFUSED),
    "concern_recusal_end": Logged(RECUSED, REFUSED, data=lambda things: {"reason": "Hon har flyttat."}),
    # Numbers and hashes.
    "log_chain": Logged(NOTHING, REFUSED),
    # The board's reports.
    "reports": Logged(NOTHING, REFUSED),
    "sig_numbers": Logged(NOTHING, REFUSED),
    "sig_numbers_csv": Logged(EXPORTED, REFUSED),
    "report_order": Logged(NOTHING, REFUSED),
    "board_report": Logged(NOTHING, REFUSED),
    "report_progress": Logged(NOTHING, REFUSED),
    "report_file": Logged([Action.DOWNLOADED], REFUSED),
    "report_csv": Logged(EXPORTED, REFUSED),
    "report_summary": Logged(NOTHING, REFUSED),
    "report_remake": Logged(NOTHING, REFUSED),
    "report_publish": Logged(NOTHING, REFUSED),
    "report_decision": Logged(NOTHING, REFUSED),
    # The lägesbild and its surveys: counts and organisations.
    "pictures": Logged(NOTHING, REFUSED),
    "picture_counts": Logged(EXPORTED, REFUSED),
    "picture_new": Logged(NOTHING, REFUSED),
    "picture": Logged(NOTHING, REFUSED),
    "picture_discard": Logged(NOTHING, REFUSED),
    "finding": Logged(NOTHING, REFUSED),
    "finding_reports": Logged(NOTHING, REFUSED),
    "finding_measure": Logged(NOTHING, REFUSED),
    "finding_report_remove": Logged(NOTHING, REFUSED),
    "finding_measure_remove": Logged(NOTHING, REFUSED),
    "concern_finding": Logged(NOTHING, REFUSED),
    "surveys": Logged(NOTHING, REFUSED),
    "survey_new": Logged(NOTHING, REFUSED),
    "survey": Logged(NOTHING, REFUSED),
    "survey_edit": Logged(NOTHING, REFUSED),
    "survey_invite": Logged(NOTHING, REFUSED),
    "survey_preview": Logged(NOTHING, REFUSED),
    "survey_send": Logged(NOTHING, REFUSED),
    "survey_remind": Logged(NOTHING, REFUSED),
    "survey_close": Logged(NOTHING, REFUSED),
    "survey_csv": Logged(EXPORTED, REFUSED),
    "invitation": Logged(NOTHING, REFUSED),
    "invitation_revoke": Logged(NOTHING, REFUSED),
    "invitation_renew": Logged(NOTHING, REFUSED),
    # Opened by a personal link. A link that is guessed is refused, and logged as far as it does not fill the log.
    "survey_answer": Logged(NOTHING, REFUSED),
    "survey_question": Logged(NOTHING, REFUSED),
    "survey_save": Logged(NOTHING, REFUSED),
    "survey_submit": Logged(NOTHING, REFUSED),
    # The plans, and what they start from.
    "plans": Logged(NOTHING, REFUSED),
    "plan_new": Logged(NOTHING, REFUSED),
    "plan": Logged(NOTHING, REFUSED),
    "plan_compare": Logged(NOTHING, REFUSED),
    "plan_csv": Logged(EXPORTED, REFUSED),
    "plan_cover": Logged(NOTHING, REFUSED),
    "plan_propose": Logged(NOTHING, REFUSED),
    "plan_take_back": Logged(NOTHING, REFUSED),
    "plan_decide": Logged(NOTHING, REFUSED),
    "plan_revise": Logged(NOTHING, REFUSED),
    "plan_discard": Logged(NOTHING, REFUSED),
    "section_save": Logged(NOTHING, REFUSED),
    "measure_save": Logged(NOTHING, REFUSED),
    "measure": Logged(NOTHING, REFUSED),
    "follow_up": Logged(NOTHING, REFUSED),
    "follow_up_remind": Logged(NOTHING, REFUSED),
    "follow_up_save": Logged(NOTHING, REFUSED),
    "my_measures": Logged(NOTHING, REFUSED),
    # The review of the log: months and numbers, then who read what.
    "log_reviews": Logged(NOTHING, REFUSED),
    "log_review": Logged(OPENED, REFUSED),
    "log_review_file": Logged(DOWNLOADED, REFUSED),
    # Asked already; tests/log_review has the signature.
    "log_review_ask": Logged(NOTHING, REFUSED),
    "log_review_answer": Logged(OPENED, REFUSED),
    # Requests for public records. A form that is shown again shows the request; choosing is logged when it searches.
    # Nobody has chosen a list; tests/importing has some.
    "concerns_import": Logged(NOTHING, REFUSED),
    "concerns_import_columns": Logged(NOTHING, REFUSED),
    "concerns_import_preview": Logged(NOTHING, REFUSED),
    "concerns_import_discard": Logged(NOTHING, REFUSED),
    "concerns_overview": Logged(NOTHING, REFUSED),
    "concerns_area": Logged(NOTHING, REFUSED),
    "records_requests": Logged(NOTHING, REFUSED),
    "records_request_new": Logged(NOTHING, REFUSED),
    "records_request": Logged(OPENED, REFUSED),
    "records_choose": Logged(NOTHING, REFUSED),
    "records_mask": Logged(OPENED, REFUSED),
    "records_leave_out": Logged(NOTHING, REFUSED),
    "records_preview": Logged(OPENED, REFUSED),
    "records_decide": Logged(OPENED, REFUSED),
    "records_file": Logged(NOTHING, REFUSED),
    "records_part": Logged(NOTHING, REFUSED),
    "records_attachment": Logged(NOTHING, REFUSED),
    "records_progress": Logged(NOTHING, REFUSED),
    "records_remake": Logged(OPENED, REFUSED),
    # Incidents. A form that is shown again shows the incident.
    "incidents": Logged(NOTHING, REFUSED),
    "incident_new": Logged(NOTHING, REFUSED),
    "incident": Logged(OPENED, REFUSED),
    "incident_answer": Logged(OPENED, REFUSED),
    "incident_add": Logged(OPENED, REFUSED),
    "incident_extract": Logged(OPENED, REFUSED),
    "incident_csv": Logged(EXPORTED, REFUSED),
    "incident_file": Logged(DOWNLOADED, REFUSED),
    "incident_close": Logged(OPENED, REFUSED),
    # The boards. tests/reorganisation has what is left when one is carried out.
    "boards": Logged(NOTHING),
    "board_merge": Logged(NOTHING, REFUSED),
    "board_split": Logged(NOTHING, REFUSED),
    "reorganisation": Logged(NOTHING, REFUSED),
    "reorganisation_change": Logged(NOTHING, REFUSED),
    "reorganisation_withdraw": Logged(NOTHING, REFUSED),
    # Its day has not come.
    "reorganisation_carry_out": Logged(NOTHING, REFUSED),
    # Who does what, and the people of one's boards.
    "functions": Logged(NOTHING, REFUSED),
    "functions_of": Logged(NOTHING, REFUSED),
    "coordinators": Logged(NOTHING, REFUSED),
    "permissions": Logged(NOTHING, REFUSED),
    "people": Logged(SEARCHED, REFUSED, data=lambda things: {"sok": "lindqvist"}),
    "person": Logged(OPENED, REFUSED),
    "leave": Logged(OPENED, REFUSED),
    "person_mobile": Logged(OPENED, REFUSED),
    "on_call": Logged(NOTHING, REFUSED),
    "on_call_remove": Logged(NOTHING, REFUSED),
    "reopen_account": Logged(NOTHING, REFUSED),
    "assign": Logged([Action.ASSIGNED], REFUSED, data=lambda things: giving.sent()),
    "assignment": Logged(OPENED, REFUSED),
    "assignment_end": Logged([Action.ASSIGNMENT_ENDED], REFUSED, data=lambda things: {"slut-when": "genast"}),
    # It has begun, and is shown again with the reason.
    "assignment_withdraw": Logged(OPENED, REFUSED),
    "absence": Logged(
        [Action.ASSIGNMENT_CHANGED],
        REFUSED,
        data=lambda things: {"borta-starts": giving.day(1), "borta-ends": giving.day(2)},
    ),
    # There is none.
    "absence_end": Logged(NOTHING, REFUSED),
    "people_import": Logged(NOTHING, REFUSED),
    "people_template": Logged(NOTHING, REFUSED),
    "people_export": Logged(EXPORTED, REFUSED),
    # There is no file; tests/people has what one leaves that is read in.
    "people_import_preview": Logged(NOTHING, REFUSED),
    "people_import_confirm": Logged(NOTHING, REFUSED),
    "people_import_discard": Logged(NOTHING, REFUSED),
    # The admin site: organisation and catalogues. tests/administration has what a change leaves.
    "administration": Logged(NOTHING, REFUSED),
    "guidelines": Logged(NOTHING, REFUSED),
    "resources": Logged(NOTHING, REFUSED),
}
for catalogue in access.site._registry.values():
    for page in ("changelist", "change", "add", "delete"):
        if (name := f"{catalogue.opts.app_label}_{catalogue.opts.model_name}_{page}") in access.TABLE:
            LOG[name] = Logged(NOTHING, REFUSED)
# POST, though the table of access asks for the page.
SENT = {"intake_register", "emergency", "assign"}


def test_every_url_has_been_decided() -> None:
    assert {pattern.name for pattern in patterns()} == set(LOG)


@pytest.fixture(autouse=True)
def one_connection(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log on the request's own connection: as ``vbe_app``, behind its policies, with the test's rows in sight."""
    settings.AUDIT_ALIAS = "default"
    monkeypatch.setattr("vbe.access.middleware.refuse_writes", lambda: None)


class Asker:
    """Asks as one of the people, and says what the request left in the log; everything is undone afterwards."""

    def __init__(self, sign_in: SignIn, callbacks: Any, things: Things) -> None:
        self.sign_in, self.callbacks, self.things = sign_in, callbacks, things
        self.clients: dict[str, ApplicationClient] = {}

    def ask(self, name: str, person: str, *, method: str = "", link: str = "", **extra: Any) -> tuple[list[str], int]:
        row, things = access.TABLE[name], self.things
        if person not in self.clients:
            self.clients[person] = self.sign_in(*PEOPLE[person], proved=True)
        client = self.clients[person]
        args = [link, *row.args(things)[1:]] if link else row.args(things)
        cookies = deepcopy(client.cookies)
        verb = method or ("post" if name in SENT else row.method)
        with transaction.atomic():
            before = set(Entry.objects.values_list("pk", flat=True))
            with self.callbacks(execute=True):
                answer = getattr(client, verb)(reverse(name, args=args), LOG[name].data(things), **extra)
            left = Entry.objects.exclude(pk__in=before).order_by("position")
            actions = list(left.values_list("action", flat=True))
            self.check(name, person, list(left))
            transaction.set_rollback(True)
        client.cookies = cookies
        return actions, answer.status_code

    def check(self, name: str, person: str, entries: list[Entry]) -> None:
        """Every entry says where and by whom, and nothing of what a record holds."""
        for entry in entries:
            assert entry.path_name == name and entry.user_id and entry.role and entry.assignment_id, (name, person)
            said = f"{entry.reason} {entry.terms} {entry.kind}"
            assert not any(word in said for word in ("Provsson", "2397", "fotbollen", self.things.link)), (name, said)


@pytest.fixture
def asker(sign_in: SignIn, django_capture_on_commit_callbacks: Any, things: Things) -> Asker:
    return Asker(sign_in, django_capture_on_commit_callbacks, things)


def insider(name: str, row: Row) -> str:
    return LOG[name].who or next((person for person in PEOPLE if person in row.who), "")


def outsiders(name: str, row: Row) -> list[str]:
    """One of those who are told 403, and one of those who are told that there is nothing."""
    kinds = (row.forbidden, set(PEOPLE) - row.who - row.forbidden)
    return [next(person for person in PEOPLE if person in kind) for kind in kinds if kind]


def test_what_is_shown_is_logged(asker: Asker) -> None:
    left = {}
    for name, row in access.TABLE.items():
        if person := insider(name, row):
            left[name], status = asker.ask(name, person)
            assert status < 500 and status not in (401, 403, 404), name
    assert {name: actions for name, actions in left.items() if actions != LOG[name].shown} == {}


@pytest.mark.parametrize(("method", "extra"), [("head", {}), ("get", {"HTTP_HX_REQUEST": "true"})])
def test_another_way_of_asking_for_a_page_hides_nothing(asker: Asker, method: str, extra: dict[str, Any]) -> None:
    left = {}
    for name, row in access.TABLE.items():
        person = insider(name, row)
        if person and row.method == "get" and name not in SENT and LOG[name].shown:
            left[name], status = asker.ask(name, person, method=method, **extra)
            assert status < 500, name
    assert {name: actions for name, actions in left.items() if actions != LOG[name].shown} == {}


def test_what_is_refused_is_logged(asker: Asker) -> None:
    wrong = {}
    for name, row in access.TABLE.items():
        if row.by_link:
            asked = [asker.ask(name, "coordinator", link=new_secret())]
        else:
            asked = [asker.ask(name, person) for person in outsiders(name, row)]
        assert bool(asked) == (LOG[name].refused is not None), name
        for actions, status in asked:
            if actions != LOG[name].refused or status not in (403, 404):
                wrong[name] = (actions, status)
    assert wrong == {}
