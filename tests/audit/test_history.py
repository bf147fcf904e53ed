"""Earlier versions of rows: kept by the database, with who changed them, seen by whoever sees the row."""

from __future__ import annotations

import pghistory
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from cases.sig.models import Case
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at
from vbe.access.operations import APP_ROLE

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

# Tables whose rows the application changes without keeping what they were, and why that is right.
WITHOUT_HISTORY = {
    "alarms_alarmrun": "ended once, with its time",
    "disclosure_documentpart": "set once from what was frozen; how far the work has come",
    "concerns_savedview": "one's own name for filters; nothing is decided by it",
    "guardian_userobjectpermission": "follows the participation, which has a history",
    "lagesbild_invitation": "sent, opened, answered: each once, with its time",
    "lagesbild_response": "an answer on its way, whose earlier words are nobody's to read",
    "log_review_inquiry": "answered once, with its time",
    "log_review_review": "signed once, with its time and its hash",
    "mfa_authenticator": "secrets; each change of them is in the log",
    "notices_mail": "how far a mail has come",
    "notices_sms": "how far an SMS has come",
    "notices_notice": "acknowledged once, with its time",
    "doors_answer": "read once, with its time",
    "doors_receipt": "a code that is made anew takes the place of the earlier one; what it opens is in the log",
    "importing_listfile": "kept between preview and confirmation only",
    "organisation_peoplefile": "kept between preview and confirmation only",
    "reorganisation_part": "written anew when a plan is changed; what was carried out has its trace",
    "reorganisation_successor": "written anew when a plan is changed; what was carried out has its trace",
    "reorganisation_unitchoice": "written anew when a plan is changed; what was carried out has its trace",
    "reports_reportfile": "made anew from the same figures, byte for byte",
    "sig_dataaccessrequest": "every step is a row of its own, never changed",
    "sig_dataaccesswork": "set once from what was frozen; how far the work has come",
    "sig_heldrecord": "what is masked until it is released; what was released is frozen",
    "sign_in_session": "last used, ended; each sign-in is in the log",
    "sign_in_wait": "counts that pass",
    "submission_draft": "a person's own, until it is sent",
    "submission_practice": "a person's own, made up, for a day",
}


def test_a_change_keeps_what_the_row_was_and_who_changed_it(sign_in: SignIn) -> None:
    case, chief = case_at(Step.CHIEF_TOLD), assignment(cast.CHIEF)
    before = case.history.count()
    assert sign_in(cast.CHIEF).post(reverse("case_acknowledge", args=[case.number])).status_code == 302
    event = case.history.order_by("-pgh_id")[0]
    assert case.history.count() == before + 1
    assert (event.step, event.pgh_label) == (Step.CHIEF_TOLD, "update")
    assert event.pgh_context == {"user": str(chief.user_id), "assignment": str(chief.pk)}


def test_history_is_seen_by_whoever_sees_the_row() -> None:
    case = case_at(Step.CHIEF_ACKNOWLEDGED)
    assert case.history.exists()
    with as_application(assignment(cast.CHIEF)):
        assert Case.objects.get(pk=case.pk).history.exists()
    for outsider in (cast.COORDINATOR, cast.OTHER_CHIEF, cast.NYKOPING):
        with as_application(assignment(outsider)):
            assert not case.history.exists()


@pytest.mark.parametrize("change", ["update", "delete", "insert"])
def test_the_application_cannot_change_history(change: str) -> None:
    case = case_at(Step.CHIEF_ACKNOWLEDGED)
    statements = {
        "update": "UPDATE sig_caseevent SET step = 'avslutat'",
        "delete": "DELETE FROM sig_caseevent",
        "insert": "INSERT INTO sig_caseevent SELECT * FROM sig_caseevent WHERE pgh_obj_id = %s",
    }
    parameters = [case.pk] if change == "insert" else None
    with as_application(assignment(cast.CHIEF)), connection.cursor() as cursor:  # noqa: SIM117
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(statements[change], parameters)


def test_every_table_that_the_application_changes_has_a_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE n.nspname = 'public' AND relkind IN ('r', 'p')"
            f" AND (has_any_column_privilege('{APP_ROLE}', c.oid, 'UPDATE')"
            f" OR has_table_privilege('{APP_ROLE}', c.oid, 'DELETE'))"
        )
        changed = {name for (name,) in cursor.fetchall()}
    kept = {
        model.pgh_tracked_model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event)
    }
    assert changed - kept == set(WITHOUT_HISTORY)
