"""A request for public records by situation, on Skärholmen's board."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.disclosure import making
from cases.disclosure.models import RecordsRequest, Review
from tests import cast
from tests.conftest import ApplicationClient, as_application, assignment
from tests.factories import ConcernFactory

GROUND = "osl-21-7"
SECRET = "Sebastian Bergström"


def asked(*concerns: Concern, who: str = cast.COORDINATOR, reviewed: bool = False) -> RecordsRequest:
    """A request with the given reports chosen; ``reviewed``: each is read and nothing is masked."""
    by, now = assignment(who), timezone.now()
    found = RecordsRequest(
        board=by.board,
        received_on=timezone.localdate(now),
        asked="Alla rapporter om klotter i höst.",
        registered_by=by,
        registered_at=now,
    )
    assert found.register()
    found.choose(concerns, by=by, now=now)
    if reviewed:
        for row in found.chosen.all():
            from cases.disclosure.material import Report
            from cases.disclosure.texts import texts

            digest = Report(row, row.concern, texts(row.concern)).digest
            row.reviewed(Review.State.REVIEWED, by=by, now=now, digest=digest).save()
    return found


def with_a_name(**fields: Any) -> Concern:
    report: Concern = ConcernFactory(text=f"Det var {SECRET} som klottrade, sa vittnet.", **fields)
    return report


def mask(client: ApplicationClient, found: RecordsRequest, **data: Any) -> HttpResponse:
    """Send the masking form of the request's first report as it stands, with ``data`` changed."""
    row = found.chosen.first()
    assert row
    url = reverse("records_mask", args=[found.pk, row.pk])
    form = client.get(url).context["form"]
    sent = {
        name: "on" if value is True else value for field in form if (name := field.name) and (value := field.value())
    }
    changed = {name: value for name, value in (sent | data).items() if value is not None}
    return client.post(url, changed)


def decide(client: ApplicationClient, found: RecordsRequest, answer: str = "ut", reason: str = "") -> HttpResponse:
    return client.post(reverse("records_decide", args=[found.pk]), {"answer": answer, "reason": reason})


def make_document(found: RecordsRequest) -> list[bytes]:
    """What the worker does after the decision: the document's parts."""
    with as_application():
        for pk in making.waiting(timezone.now()):
            assert making.make(pk)
    return [bytes(part.document or b"") for part in found.decision.parts.all()]
