"""One active uppdrag at a time: switching, and forms that were opened in another one."""

import pytest
from django.urls import reverse

from tests import cast
from tests.access.test_sign_in import fields
from tests.conftest import SignIn, assignment
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_somebody_with_two_assignments_is_one_at_a_time(sign_in: SignIn) -> None:
    client = sign_in(cast.NYKOPING, role="samordnare")
    assert client.get(reverse("concerns")).status_code == 200
    assert client.get(reverse("cases")).status_code == 404

    chief = assignment(cast.NYKOPING, "avdelningschef")
    response = client.post(reverse("switch_assignment"), {"uppdrag": str(chief.pk)})

    assert response.status_code == 302
    assert client.get(reverse("concerns")).status_code == 403
    assert client.get(reverse("cases")).status_code == 200
    assert Entry.objects.using("audit").filter(action=Action.SWITCHED, object_id=chief.pk).count() == 1


@pytest.mark.parametrize("sent", ["", "not-an-id", None])
def test_one_cannot_switch_to_somebody_elses_assignment(sign_in: SignIn, sent) -> None:
    client = sign_in(cast.REPORTER)
    uppdrag = str(assignment(cast.CHIEF).pk) if sent is None else sent
    assert client.post(reverse("switch_assignment"), {"uppdrag": uppdrag}).status_code == 302
    assert client.get(reverse("cases")).status_code == 404


def test_a_form_opened_in_the_other_assignment_is_not_sent_in_this_one(sign_in: SignIn) -> None:
    client = sign_in(cast.NYKOPING, role="samordnare")
    chief = assignment(cast.NYKOPING, "avdelningschef")

    response = client.post(reverse("report"), {"_uppdrag": str(chief.pk), "text": "Skrivet som chef"})

    assert response.status_code == 409
    carried = fields(response.content.decode())
    assert "Skrivet som chef" in carried["carried"]
    back = client.post(
        reverse("switch_assignment"),
        {"uppdrag": str(chief.pk), "carried": carried["carried"], "carried_path": carried["carried_path"]},
    )
    assert back.status_code == 200 and fields(back.content.decode())["text"] == "Skrivet som chef"


def test_a_forged_assignment_in_the_session_gives_nothing(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    session = client.session
    session["assignment"] = str(assignment(cast.CHIEF).pk)
    session.save()
    assert client.get(reverse("cases")).status_code == 404
