"""What is refused is logged with the door and never with what was asked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.conftest import SignIn
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.mark.parametrize(("name", "args", "status"), [("concern", ["2026-999"], 404), ("intake_register", [], 403)])
def test_a_refusal_is_logged(sign_in: SignIn, name: str, args: list[str], status: int) -> None:
    who = cast.COORDINATOR if status == 404 else cast.CHIEF
    assert sign_in(who).get(reverse(name, args=args)).status_code == status
    entry = Entry.objects.using("audit").get(action=Action.REFUSED)
    assert (entry.path_name, entry.reason, entry.object_id) == (name, str(status), None)
    assert entry.user_id and entry.assignment_id


def test_an_address_that_leads_nowhere_is_not_logged(sign_in: SignIn) -> None:
    assert sign_in(cast.COORDINATOR).get("/anna-andersson/").status_code == 404
    assert not Entry.objects.using("audit").filter(action=Action.REFUSED).exists()


def test_nothing_is_counted_for_a_page_that_leads_on(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/anna-andersson/").status_code == 404
    assert not [query for query in asked if "COUNT(" in query["sql"]]


def test_a_refusal_is_one_line_in_the_servers_log(sign_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(cast.CHIEF).get(reverse("intake_register"))
    assert "Forbidden" in caplog.text and "Traceback" not in caplog.text
