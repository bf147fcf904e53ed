"""What one person may in one case, and what is under way about what happened, holds through a merger."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig import feedback
from cases.sig.models import Case, Disclosure, StandIn
from cases.sig.states import Answer, IntakeState, Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import ConcernFactory, IntakeFactory, case_at, emergency, recusal
from tests.incidents.registered import REVIEWER, answer_all, incident
from tests.log_review.situations import drawn, entry
from tests.reorganisation.city import on
from tests.reorganisation.planned import NEW, board, decision, give, merger, settled, successor_of
from tests.sig.extracts import asked, person_case, post, sent
from tests.sig.sealed import sealed_part
from vbe.access.context import acting_as_task
from vbe.access.request import SESSION_KEY
from vbe.audit.models import Entry
from vbe.incidents.models import Addition, Incident
from vbe.log_review.drawing import boards_to_review, draw_review
from vbe.log_review.models import Mark, Review
from vbe.organisation.models import Assignment, Unit
from vbe.organisation.permissions import Role
from vbe.reorganisation.carrying_out import carry_out, orphans

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TODAY = timezone.localdate
JARVAS_REVIEWER = "loggranskare.jarva"


def merge() -> None:
    settled()
    with acting_as_task("reorganise"):
        assert carry_out(merger(), now=timezone.now())
        assert orphans(TODAY()) == []


def status(client: ApplicationClient, name: str, *args: object) -> int:
    return client.get(reverse(name, args=args)).status_code


def acting(client: ApplicationClient, chosen: Assignment) -> ApplicationClient:
    session = client.session
    session[SESSION_KEY] = str(chosen.pk)
    session.save()
    return client


def stand_in(case: Case) -> StandIn:
    return StandIn.objects.create(
        case=case, board=case.board, assignment=assignment(cast.DEPUTY, "avdelningschef"),
        ground=StandIn.Ground.SILENT, starts_at=timezone.now(),
    )  # fmt: skip


def test_all_of_it_at_once(sign_in: SignIn) -> None:
    """A running emergency opening, a recusal, a called in deputy, an unsigned review, a decided combination."""
    case, other = case_at(Step.CHIEF_TOLD), case_at(Step.CHIEF_TOLD)
    opening, part = emergency(case), stand_in(case)
    recusal(case, cast.INTAKE)
    read = entry(cast.CHIEF, IntakeFactory())
    Entry.objects.filter(pk=read.pk).update(at=timezone.now() - timedelta(days=40))
    review = drawn(month=(TODAY() - timedelta(days=40)).replace(day=1), now=timezone.now())
    decision(cast.COORDINATOR, "skarholmen")
    children = Unit.objects.get(board__code="skarholmen", kind=Unit.Kind.CHILDREN)
    also = give("samordnare.skarholmen", Role.CASEWORKER, "skarholmen", unit=children)

    merge()

    reader = sign_in(cast.CASEWORKER)
    assert [status(reader, "case", one.number) for one in (case, other)] == [200, 404]
    opening.refresh_from_db()
    assert opening.assignment == successor_of(assignment(cast.CASEWORKER)) and opening.board.code == NEW.code

    barred = sign_in(cast.INTAKE)
    assert [status(barred, "case", one.number) for one in (case, other)] == [404, 200]
    assert case.number not in barred.get(reverse("cases")).content.decode()

    deputy = acting(sign_in(cast.DEPUTY), successor_of(assignment(cast.DEPUTY, "avdelningschef")))
    assert [status(deputy, "case", one.number) for one in (case, other)] == [200, 404]
    part.refresh_from_db()
    assert part.assignment == successor_of(assignment(cast.DEPUTY, "avdelningschef"))
    assert deputy.post(reverse("case_acknowledge", args=[case.number])).status_code == 302

    reviewer, row = sign_in(REVIEWER), review.reads_drawn.get()
    marked = {f"rad-1-{k}": v for k, v in {"mark": Mark.NOTHING, "comment": "", "seen": row.version}.items()}
    assert reviewer.post(reverse("log_review", args=[review.pk]), marked | {"gor": "signera"}).status_code == 302
    review.refresh_from_db()
    assert review.is_signed and review.is_intact() and review.board.code == "skarholmen"

    roles = Assignment.objects.active(TODAY()).filter(user=also.user, board__code=NEW.code)
    assert {one.role for one in roles} == {Role.COORDINATOR, Role.CASEWORKER}


def test_what_had_ended_stays_with_who_it_was(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD)
    was, part = emergency(case, hours=-2), stand_in(case)
    StandIn.objects.filter(pk=part.pk).update(ended_at=timezone.now())
    merge()
    was.refresh_from_db()
    part.refresh_from_db()
    assert was.assignment == assignment(cast.CASEWORKER) and part.assignment.board.code == "skarholmen"
    assert (was.board.code, part.board.code) == (NEW.code, NEW.code)
    assert status(sign_in(cast.CASEWORKER), "case", case.number) == 404


def test_a_recusal_is_ended_by_the_successors_coordinator_and_not_by_the_recused(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    marked = recusal(concern, cast.COORDINATOR)
    merge()
    assert status(sign_in(cast.COORDINATOR), "concern", concern.number) == 404
    with as_application(successor_of(assignment(cast.OTHER_COORDINATOR))):
        assert type(marked).objects.running().filter(pk=marked.pk, board__code=NEW.code).exists()
    with as_application(successor_of(assignment(cast.COORDINATOR))):
        assert not type(marked).objects.filter(pk=marked.pk).exists()


# --- Incidents and reviews stay where it happened, and the successor's people go on with them ------------------------


def test_an_open_incident_is_reported_and_closed_by_the_successors_people(sign_in: SignIn) -> None:
    made = incident()
    merge()
    client = sign_in(JARVAS_REVIEWER)
    page = reverse("incident", args=[made.pk])
    assert client.get(page).status_code == 200 and page in client.get(reverse("start")).content.decode()
    added = {"tillagg-id": str(made.pk), "tillagg-kind": Addition.Kind.FACT, "tillagg-text": "Det gällde en akt."}
    assert client.post(reverse("incident_add", args=[made.pk]), added).status_code == 302
    assert made.additions.get().board.code == "skarholmen"
    answer_all(made)
    closing = {"avslut-id": str(made.board_id), "avslut-text": "Klart."}
    assert client.post(reverse("incident_close", args=[made.pk]), closing).status_code == 302
    assert not Incident.objects.open().filter(pk=made.pk).exists()


def test_a_closed_incident_is_read_and_the_log_of_its_board_still_attached(sign_in: SignIn) -> None:
    made, read = incident(whole=True), entry(cast.CHIEF, IntakeFactory(), timezone.now())
    merge()
    assert status(sign_in("administrator.jarva"), "incident", made.pk) == 200
    span = [timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)]
    with as_application(successor_of(assignment(JARVAS_REVIEWER))), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM app_incident_entries(%s, %s, %s, NULL, '', '{}', 50)", [made.board_id, *span])
        assert read.pk in {pk for (pk,) in cursor.fetchall()}


@pytest.mark.parametrize("who", ["loggranskare.nykoping", cast.COORDINATOR, "administrator.nykoping"])
def test_others_reach_neither(who: str, sign_in: SignIn) -> None:
    made = incident()
    entry(cast.CHIEF, IntakeFactory())
    review = drawn()
    merge()
    client = sign_in(who)
    assert {status(client, "incident", made.pk), status(client, "log_review", review.pk)} <= {403, 404}


def test_the_last_month_of_a_board_is_drawn_after_it_has_ended() -> None:
    merge()
    month = TODAY().replace(day=1)
    with acting_as_task("log_review"):
        codes = {one.code for one in boards_to_review(month, TODAY())}
        assert {NEW.code, "skarholmen", "jarva"} <= codes
        assert draw_review(board("skarholmen"), month, now=timezone.now())


def test_a_board_that_ended_long_ago_has_a_review_when_something_was_read() -> None:
    merge()
    later = (TODAY().replace(day=1) + timedelta(days=70)).replace(day=1)
    with acting_as_task("log_review"):
        assert draw_review(board("skarholmen"), later, now=timezone.now()) is None
    archive = IntakeFactory(board=board("skarholmen"))
    entry(successor_of(assignment(cast.CHIEF, "avdelningschef")), archive, _noon(later + timedelta(days=3)))
    with acting_as_task("log_review"):
        assert draw_review(board("skarholmen"), later, now=timezone.now())
    assert Review.objects.filter(board__code="skarholmen", month=later).count() == 1


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def test_who_waits_for_an_answer_gets_it_from_the_successor() -> None:
    waits, answered = sealed_part(decided=IntakeState.ORDINARY), sealed_part(decided=IntakeState.ORDINARY)
    feedback.give(answered, Answer.OPENED, reason="", by=assignment(cast.INTAKE), now=timezone.now())
    merge()
    assert {on(row) for row in (waits, waits.intake, waits.intake.particulars)} == {NEW.code}
    assert {on(row) for row in (answered, answered.intake, answered.feedback)} == {"skarholmen"}


def test_an_extract_stands_in_the_ledger_of_what_closed_on_the_old_board_too(sign_in: SignIn) -> None:
    closed, running, strangers = person_case(Step.CLOSED), person_case(Step.CHIEF_TOLD), case_at(Step.CLOSED)
    found = asked()
    merge()
    chief = sign_in(cast.CHIEF)
    sent(sign_in(cast.INTAKE), found)
    assert post(chief, "release", found).status_code == 302
    entered = Disclosure.objects.filter(mark=found.number).select_related("board", "by")
    assert {one.case_id: one.board.code for one in entered} == {closed.pk: "skarholmen", running.pk: NEW.code}
    leads = successor_of(assignment(cast.CHIEF, "avdelningschef"))
    assert {one.by for one in entered} == {leads}
    assert found.number in chief.get(reverse("case_disclosures", args=[closed.number])).content.decode()
    # Nothing else is written there, and nothing of it where it does not belong.
    for case, mark in ((closed, ""), (strangers, found.number)):
        row = Disclosure(
            case=case, board_id=case.board_id, what="x", way="brev", recipient="y", harm="z", mark=mark, by=leads,
            given_at=timezone.now(), entered_at=timezone.now(),
        )  # fmt: skip
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic(), as_application(leads):
            row.save(force_insert=True)
