"""Requests for extracts, as far as a test needs them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases.sig import data_access, data_access_work
from cases.sig.models import Case, DataAccessRequest, DataAccessStep, DataAccessWork, HeldRecord, Intake
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, assignment
from tests.factories import IntakeFactory, case_at
from vbe.access.context import set_context
from vbe.organisation.ids import new_id

NUMBER, BORN, NAME = "199006022397", "1990-06-02", "Prov Provsson"
# Somebody else, who stands in what is held.
SECRET = "Fatima Granström"
GROUND = "gdpr-15-4"


def person_case(step: Step = Step.HELD, **intake: Any) -> Case:
    """A case about the person, where somebody else is named in what came in."""
    said = {"description": f"Det var {SECRET} som berättade att han har slutat i skolan."}
    return case_at(step, **{"person_number": NUMBER, "birth_date": BORN} | said | intake)


def arrived(**values: Any) -> Intake:
    """Something about the person that the reception has not decided on."""
    return IntakeFactory(**{"person_number": NUMBER, "birth_date": BORN} | values)


def form(**changed: Any) -> dict[str, Any]:
    data = {
        "id": str(new_id()),
        "asker": "personen",
        "identity_checked": "Legitimation vid besök.",
        "person_name": NAME,
        "person_number": "19900602-2397",
        "received_on": timezone.localdate().isoformat(),
    }
    return data | changed


def asked(*, gathered: bool = True, **values: Any) -> DataAccessRequest:
    """A request that the reception has registered, gathered unless it is said."""
    given = {"asker": "personen", "identity_checked": "Legitimation.", "person_name": NAME, "person_number": NUMBER}
    given |= {"received_on": timezone.localdate()}
    found, by = DataAccessRequest(**given | values), assignment(cast.INTAKE)
    set_context(user=by.user_id, assignment=by.pk)
    assert data_access.register(found, by=by, now=timezone.now())
    if gathered:
        work(found)
    set_context()
    return DataAccessRequest.objects.get(pk=found.pk)


def of_somebody() -> DataAccessRequest:
    """A gathered request about somebody whom nothing else is about."""
    arrived(person_number="199906022384", birth_date="1999-06-02", description="Har slutat i skolan.")
    return asked(person_number="199906022384")


def whole(case: Case) -> DataAccessRequest:
    """One with every row there is: gathered, and its document ordered."""
    found = of_somebody()
    DataAccessWork.objects.create(
        request=found, board=found.board, kind="dokument", ordered_by=case.chief, ordered_at=timezone.now(),
        content="{}", document="JVBER",
    )  # fmt: skip
    HeldRecord.objects.update(file="JVBER", kind="pdf")
    DataAccessRequest.objects.update(asker_name="Mamma")
    DataAccessStep.objects.update(text="Anteckning.")
    return found


def work(found: DataAccessRequest) -> None:
    """What the worker does."""
    for waiting in DataAccessWork.objects.filter(request=found, done_at=None):
        assert data_access_work.do(waiting.pk)
    set_context()


def post(client: ApplicationClient, name: str, found: DataAccessRequest, *more: Any, **data: Any) -> Any:
    return client.post(reverse(f"data_access_{name}", args=[found.pk, *more]), data)


def read_all(client: ApplicationClient, found: DataAccessRequest, **data: Any) -> None:
    """Every part is read, and what is said taken out of it."""
    for row in found.records.all():
        answer = post(client, "mask", found, row.pk, **data)
        assert answer.status_code == 302, answer.content.decode()


def masked(client: ApplicationClient, found: DataAccessRequest) -> None:
    """Every part is read, with the other person taken out wherever she stands."""
    for row in found.records.all():
        there = any(SECRET in one.text for one in row.passages)
        data = {"ground": GROUND, "words": SECRET} if there else {}
        answer = post(client, "mask", found, row.pk, **data)
        assert answer.status_code == 302, answer.content.decode()


def sent(reception: ApplicationClient, found: DataAccessRequest) -> None:
    masked(reception, found)
    assert post(reception, "send", found).status_code == 302


def released(reception: ApplicationClient, chief: ApplicationClient, found: DataAccessRequest) -> None:
    sent(reception, found)
    answer = post(chief, "release", found)
    assert answer.status_code == 302, answer.content.decode()
    work(found)
