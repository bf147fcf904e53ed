"""The second lock as a whole: every table is protected or openly granted, and nothing is seen without a context."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection

from actionplans.models import Reminder
from actionplans.sources import DATA, load_guidelines, load_resources
from cases.disclosure.models import Decision, DocumentPart, ReleasedFile
from cases.sig.models import SigCount, SigPart, StandIn
from cases.sig.states import Step
from cases.submission.models import Draft, Practice
from lagesbild.models import FindingMeasure, FindingReport
from tests import cast
from tests.alarms.running import whole as alarm
from tests.concerns.desk import everything_on
from tests.conftest import ApplicationClient, as_application, assignment
from tests.disclosure.asked import asked
from tests.doors import situations as doors
from tests.factories import (
    ConcernFactory,
    action_plan,
    after_minutes,
    answered_by_link,
    attachment,
    case_at,
    consent,
    emergency,
    follow_case,
    follow_up,
    keep_versions,
    recusal,
    shared,
)
from tests.guide import guides
from tests.importing.lists import read_in
from tests.incidents.registered import incident
from tests.lagesbild import surveys
from tests.lagesbild.pictures import published
from tests.log_review.situations import reviewed
from tests.reorganisation.planned import split_of_skarholmen
from tests.reports import situations
from tests.sig import extracts, relatives, supported
from tests.sig.noted import noted
from tests.sign_in.providers import identity_provider
from vbe.access.operations import APP_ROLE
from vbe.audit import sealing, verifying
from vbe.audit.models import Action, Entry
from vbe.notices.outbox import queue_sms
from vbe.organisation.models import Absence, OnCall, PeopleFile
from vbe.reports.states import State
from vbe.sign_in.models import IdentityLink

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

# Tables the application may use without policies, and why that is right.
OPEN = {
    "django_migrations": "what has been migrated; no content",
    "django_content_type": "names of models",
    "sign_in_session": "found only by the fingerprint of its random key; needed before anybody is known",
    "sign_in_wait": "fingerprints and counts; needed before anybody is known",
    "sign_in_identityprovider": "shown on the sign-in page; the secret is encrypted, and only the owner writes",
    "auth_group": "names of role groups",
    "auth_permission": "names of permissions",
    "incidents_duty": "what the law asks for after an incident; a catalogue",
}
# Protected tables that are one for all municipalities, and why their readers may see every row.
OF_THE_INSTALLATION = {
    "audit_seal": "numbers and hashes of the log's chain; whoever reads a log sees how far it is sealed"
}
# Tables that everybody reads, and whose writers policies name: what a function is called and who has it is no secret.
READ_BY_ALL = {
    "organisation_municipality",
    "organisation_board",
    "organisation_area",
    "organisation_department",
    "organisation_unit",
    "organisation_actor",
    "organisation_phonenumber",
    # Hur gör jag? is a public page; tests/guide has that a draft of it is not.
    "guide_guide",
    "guide_entry",
    "guide_localaddition",
    # Colleagues' names; needed before anybody is signed in.
    "organisation_user",
    # Who holds which function and who is away: needed to find who acts.
    "organisation_assignment",
    "organisation_absence",
    # Whom to call outside office hours.
    "organisation_oncall",
    # The law, to choose among: rows that information is given on, and grounds that records are masked on.
    "organisation_legalrow",
    "disclosure_ground",
    # The municipality's decided routine.
    "sig_routine",
    "sig_seattemplate",
    # The municipality's limits for what waits on a desk.
    "concerns_desklimits",
}


def tables(condition: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            f" WHERE n.nspname = 'public' AND relkind IN ('r', 'p') AND {condition}"
        )
        return {name for (name,) in cursor.fetchall()}


def usable() -> set[str]:
    rights = " OR ".join(
        f"has_any_column_privilege('{APP_ROLE}', c.oid, '{right}')" for right in ("SELECT", "INSERT", "UPDATE")
    )
    return tables(f"({rights} OR has_table_privilege('{APP_ROLE}', c.oid, 'DELETE'))")


def test_every_usable_table_is_protected_or_open_for_a_stated_reason() -> None:
    assert usable() - tables("relrowsecurity") == set(OPEN)


def test_every_protected_table_has_a_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies")
        assert {name for (name,) in cursor.fetchall()} == tables("relrowsecurity")


def test_no_policy_compares_a_column_with_itself() -> None:
    """In a subquery, a column that both tables have is the inner one's: unqualified, it is always its own equal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname, concat(qual, ' ', with_check) FROM pg_policies")
        always = [
            f"{table}.{name}" for table, name, said in cursor.fetchall() if re.search(r"\b(\w+\.\w+) = \1\b", said)
        ]
    assert not always


def test_every_table_with_a_board_is_protected() -> None:
    with_board = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name in ("board", "board_id") for field in model._meta.get_fields() if field.concrete)
    }
    assert with_board <= tables("relrowsecurity")


def test_the_application_owns_nothing_and_cannot_bypass() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = %s", [APP_ROLE])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT current_user, usesuper FROM pg_user WHERE usename = current_user")
        owner, is_superuser = cursor.fetchone()
        assert owner != APP_ROLE and not is_superuser


@pytest.fixture
def full_database() -> set[str]:
    """At least one row in every protected table that a request can fill."""
    report = ConcernFactory(sealed=True)
    case = case_at(Step.CLOSED)
    consent(case)
    answered_by_link(case)
    after_minutes(case)
    situations.decision(situations.report(State.PUBLISHED))
    from cases.concerns.models import Assessment, KeptPassage, Link, SavedView
    from cases.sig.models import Feedback, FeedbackReason, Particulars, SealedPart
    from vbe.notices.models import Mail

    Assessment.objects.create(
        concern=report, board=report.board, outcome="kunskap", reason="Prov", by=assignment(cast.COORDINATOR),
        at=report.reported_at,
    )  # fmt: skip
    everything_on(report)
    read_in(report)
    first, second = sorted((report.pk, ConcernFactory().pk))
    Link.objects.create(
        one_id=first, other_id=second, linked=True, by=assignment(cast.COORDINATOR), at=report.reported_at
    )
    SavedView.objects.create(
        assignment=assignment(cast.COORDINATOR), name="Nya", filters="lage=ny", saved_at=report.reported_at
    )
    part = SealedPart.objects.create(
        intake=case.intake, concern=report, board=case.board, unit_name="Mottagningen", writer=report.reporter,
        sent_at=report.reported_at,
    )  # fmt: skip
    Particulars.objects.create(intake=case.intake, board=case.board)
    told = Feedback.objects.create(part=part, board=case.board, answer="inleds", given_at=report.reported_at)
    FeedbackReason.objects.create(feedback=told, board=case.board, given_by=assignment(cast.INTAKE))
    noted(case.intake)
    Draft.objects.create(user=report.reporter, fields="{}", saved_at=report.reported_at)
    # Of the report: its files, what was kept in it, and practice.
    attachment(report)
    KeptPassage.objects.create(concern=report, kind="phone", reason="organisation")
    Practice.objects.create(user=report.reporter, fields="{}", saved_at=report.reported_at)
    Entry.objects.create(action=Action.OPENED)
    sealing.seal(report.reported_at)
    verifying.keep(verifying.verify(report.reported_at), report.reported_at)
    finding = published().findings.get()
    FindingReport.objects.create(
        finding=finding, concern=report, by=assignment(cast.COORDINATOR), at=report.reported_at
    )
    SigCount.objects.create(
        board=report.board, period="2026T1", what=SigCount.What.OPENED, count=5, frozen_at=report.reported_at
    )
    SigPart.objects.create(
        board=report.board, period="2026T1", table="alder", part="18", count=5, frozen_at=report.reported_at
    )
    surveys.answer(ApplicationClient(), surveys.link(surveys.survey()), surveys.NO)
    load_guidelines(DATA / "guidelines.toml")
    load_resources(DATA / "resources.toml")
    plan, coordinator = action_plan(), assignment(cast.COORDINATOR)
    follow_up(plan.measures.get(), "2026T1")
    FindingMeasure.objects.create(finding=finding, measure=plan.measures.get(), by=coordinator, at=report.reported_at)
    Reminder.objects.create(
        plan=plan, period="2026T1", contact=coordinator, by=coordinator, at=report.reported_at, on=report.happened_on
    )
    reviewed()
    alarm()
    incident(whole=True)
    decision = Decision.objects.create(
        request=asked(report, reviewed=True), board=report.board, outcome="helt", reports=1,
        by=assignment(cast.COORDINATOR), at=report.reported_at,
    )  # fmt: skip
    DocumentPart.objects.create(decision=decision, board=report.board, number=1, content={})
    ReleasedFile.objects.create(decision=decision, board=report.board, name="Prov", kind="png", size=1, file="prov.png")
    guides.whole()
    relatives.tied(case)
    supported.everything(case_at(Step.SUMMONED))
    extracts.whole(case)
    recusal(case, cast.COLLEAGUE)
    emergency(case)
    shared(case)
    StandIn.objects.create(
        case=case, board=case.board, assignment=assignment(cast.DEPUTY), ground="jav", starts_at=case.opened_at
    )
    assert Mail.objects.exists()
    reorganised = split_of_skarholmen()
    reorganised.moves.create(
        kind="sig.case", object_id=case.pk, from_board=case.board, to_board=case.board, at=report.reported_at
    )
    provider, person = identity_provider(), assignment(cast.CHIEF).user
    IdentityLink.objects.create(
        provider=provider, subject="x" * 64, user=person, linked_at=report.reported_at, reason="Prov"
    )
    Authenticator.objects.create(user=person, type="totp", data={})
    Absence.objects.create(assignment=coordinator, starts=report.happened_on, ends=report.happened_on)
    PeopleFile.objects.create(owner=assignment(cast.ADMINISTRATOR), uploaded_at=report.reported_at, rows=[])
    doors.of(report)
    follow_case(case)
    queue_sms(board_id=case.board_id, to="+46701740605", now=case.opened_at)
    OnCall.objects.create(
        board=case.board, assignment=assignment(cast.CHIEF), starts_at=case.opened_at,
        ends_at=case.opened_at + timedelta(hours=1),
    )  # fmt: skip
    keep_versions()
    return tables("relrowsecurity")


def test_without_a_context_no_row_of_any_table_is_seen(full_database: set[str]) -> None:
    with connection.cursor() as cursor:
        for table in full_database:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone()[0] > 0, f"{table} is empty, so this test would prove nothing"
    readable = tables(f"relrowsecurity AND has_table_privilege('{APP_ROLE}', c.oid, 'SELECT')") - READ_BY_ALL
    with as_application(), connection.cursor() as cursor:
        for table in readable:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone()[0] == 0, table


def test_another_municipality_sees_no_row_of_any_table(full_database: set[str]) -> None:
    readable = tables(f"relrowsecurity AND has_table_privilege('{APP_ROLE}', c.oid, 'SELECT')") - READ_BY_ALL
    for role in ("samordnare", "avdelningschef"):
        with as_application(assignment(cast.NYKOPING, role)), connection.cursor() as cursor:
            for table in readable - set(OF_THE_INSTALLATION):
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                assert cursor.fetchone()[0] == 0, table


def test_the_context_ends_with_the_transaction() -> None:
    """``set_config(…, true)``; with ``false`` the next user of a pooled connection would inherit it."""
    from django.db import transaction

    from vbe.access.context import set_context

    chief = assignment(cast.CHIEF)
    with transaction.atomic():
        set_context(user=chief.user_id, assignment=chief.pk)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.user_id', true), '')")
        assert cursor.fetchone() == ("",)
