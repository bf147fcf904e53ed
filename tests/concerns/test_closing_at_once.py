"""Two colleagues close the second and the third similar report at the same moment: two real connections."""

from __future__ import annotations

import time
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cases.concerns.models import Concern, NeedsSecondLook
from cases.concerns.states import Outcome, State
from tests import cast
from tests.concerns import desk
from tests.conftest import assignment
from tests.factories import ConcernFactory
from vbe.demo.organisation import load_organisation


def close(concern: Concern, who: str) -> None:
    concern.assess(Outcome.CLOSED, reason="Inget mer.", by=assignment(who), now=timezone.now())


@pytest.mark.django_db(transaction=True, databases=["default", "audit"])
def test_whoever_comes_second_waits_and_counts_again() -> None:
    load_organisation(password=cast.PASSWORD)
    desk.closed_before(1)
    second, third, elsewhere = ConcernFactory(), ConcernFactory(), ConcernFactory(category="hot")
    begun, answers = Event(), {}

    def colleague() -> None:
        try:
            # Another kind of report waits for nobody.
            with transaction.atomic():
                close(Concern.objects.get(pk=elsewhere.pk), cast.COLLEAGUE)
            begun.set()
            with transaction.atomic():
                close(Concern.objects.get(pk=third.pk), cast.COLLEAGUE)
            answers["third"] = "closed"
        except NeedsSecondLook:
            answers["third"] = "needs a look"
        finally:
            connection.close()

    other = Thread(target=colleague)
    with transaction.atomic():
        close(second, cast.COORDINATOR)
        other.start()
        assert begun.wait(20)
        # Long enough for a colleague whom nothing stops.
        time.sleep(1)
        assert not answers
    other.join(20)
    assert answers == {"third": "needs a look"}
    states = dict(Concern.objects.values_list("pk", "state"))
    assert (states[second.pk], states[third.pk], states[elsewhere.pk]) == (State.CLOSED, State.NEW, State.CLOSED)
