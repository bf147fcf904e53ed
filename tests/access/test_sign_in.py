"""Signing in, and what happens to a form that was sent after the session had ended."""

import re

import pytest
from django.urls import reverse

from cases.concerns.models import Concern
from tests import cast
from tests.conftest import ApplicationClient, SignIn, assignment
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def sign_in_with(client: ApplicationClient, who: str, **extra: str):
    return client.post(reverse("sign_in"), {"username": cast.address(who), "password": cast.PASSWORD, **extra})


def test_signing_in_leads_to_the_start_page(client: ApplicationClient) -> None:
    response = sign_in_with(client, cast.COORDINATOR)
    assert response.status_code == 302 and response.url == reverse("start")
    assert Entry.objects.using("audit").filter(action=Action.SIGNED_IN).count() == 1


def test_capital_letters_and_spaces_in_the_address_do_not_matter(client: ApplicationClient) -> None:
    response = client.post(
        reverse("sign_in"), {"username": f" {cast.address(cast.COORDINATOR).upper()} ", "password": cast.PASSWORD}
    )
    assert response.status_code == 302


@pytest.mark.parametrize("who", [cast.address(cast.COORDINATOR), "ingen.alls@demo.example", "", "x" * 5000])
def test_a_wrong_sign_in_says_the_same_whoever_it_is(client: ApplicationClient, who: str) -> None:
    response = client.post(reverse("sign_in"), {"username": who, "password": "fel lösenord"})
    assert response.status_code == 422
    assert Entry.objects.using("audit").filter(action=Action.SIGN_IN_REFUSED).count() == 1


def test_it_goes_on_to_the_page_that_was_asked_for_but_never_to_another_site(client: ApplicationClient) -> None:
    asked = client.get(reverse("concerns"))
    assert asked.status_code == 302 and asked.url.startswith(reverse("sign_in"))
    assert sign_in_with(client, cast.COORDINATOR, next=reverse("concerns")).url == reverse("concerns")

    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "concern"):
        other = ApplicationClient()
        assert sign_in_with(other, cast.COORDINATOR, next=elsewhere).url == reverse("start"), elsewhere


def fields(html: str) -> dict[str, str]:
    """Hidden fields of the page, as a browser would send them."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        if 'type="hidden"' in tag:
            name = re.search(r'name="([^"]*)"', tag)
            value = re.search(r'value="([^"]*)"', tag)
            if name:
                found[name.group(1)] = _unescape(value.group(1)) if value else ""
    return found


def _unescape(text: str) -> str:
    import html

    return html.unescape(text)


def test_a_form_sent_after_the_session_ended_survives_signing_in(sign_in: SignIn, client: ApplicationClient) -> None:
    """legal-grade promise of the forms: nothing typed is ever lost."""
    coordinator = assignment(cast.COORDINATOR)
    typed = {"_uppdrag": str(coordinator.pk), "text": "Det jag skrev i en kvart & lite till", "category": "klotter"}

    late = client.post(reverse("report"), typed)
    assert late.status_code == 401
    assert "Det jag skrev i en kvart" in late.content.decode()
    carried = fields(late.content.decode())

    back = sign_in_with(client, cast.COORDINATOR, carried=carried["carried"], carried_path=carried["carried_path"])
    assert back.status_code == 200
    again = fields(back.content.decode())
    assert again["text"] == typed["text"] and again["_uppdrag"] == typed["_uppdrag"]

    shown = client.post(reverse("report"), {k: v for k, v in again.items() if k != "csrfmiddlewaretoken"})
    assert shown.status_code == 422, "incomplete, so the form is shown again"
    assert "Det jag skrev i en kvart &amp; lite till" in shown.content.decode()
    assert not Concern.objects.exists()


def test_somebody_else_who_signs_in_does_not_send_it(client: ApplicationClient) -> None:
    typed = {"_uppdrag": str(assignment(cast.COORDINATOR).pk), "text": "Hemligt utkast"}
    carried = fields(client.post(reverse("report"), typed).content.decode())
    back = sign_in_with(
        client, cast.OTHER_COORDINATOR, carried=carried["carried"], carried_path=carried["carried_path"]
    )
    again = fields(back.content.decode())

    refused = client.post(reverse("report"), {k: v for k, v in again.items() if k != "csrfmiddlewaretoken"})

    assert refused.status_code == 409
    assert "Hemligt utkast" not in refused.content.decode()


@pytest.mark.parametrize(
    "carried",
    [
        {"carried": "{", "carried_path": "/oro/ny/"},
        {"carried": "[]", "carried_path": "/oro/ny/"},
        {"carried": '{"fields": [1]}', "carried_path": "/oro/ny/"},
        {"carried": '{"fields": []}', "carried_path": "https://evil.example/"},
        {"carried": '{"fields": []}', "carried_path": "//evil.example/"},
        {"carried": '{"fields": []}', "carried_path": "/\\evil.example/"},
        {"carried": '{"fields": ' + "[" * 5000, "carried_path": "/oro/ny/"},
        {"carried": '{"fields": [["text", "\\ud800"]]}', "carried_path": "/oro/ny/"},
        {"carried": '{"fields": [["\\ud800", "text"]]}', "carried_path": "/oro/ny/"},
    ],
)
def test_a_forged_form_is_ignored(client: ApplicationClient, carried: dict[str, str]) -> None:
    assert sign_in_with(client, cast.COORDINATOR, **carried).status_code == 302


def test_signing_out_ends_the_session(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    assert client.get(reverse("sign_out")).status_code == 405
    client.post(reverse("sign_out"))
    assert client.get(reverse("concerns")).status_code == 302


def test_who_signs_out_after_the_session_ended_is_out(client: ApplicationClient) -> None:
    assert client.post(reverse("sign_out")).url == reverse("sign_in")


def test_a_form_is_kept_though_another_tab_signed_in_first(client: ApplicationClient) -> None:
    """Two tabs had forms when the session ended. Signing in from one makes the sign-in page of the other too old."""
    browser = ApplicationClient(enforce_csrf_checks=True)
    typed = {"_uppdrag": str(assignment(cast.COORDINATOR).pk), "text": "Det jag skrev i första fliken"}
    carried = fields(client.post(reverse("report"), typed).content.decode())
    browser.force_login(assignment(cast.COORDINATOR).user)

    again = browser.post(reverse("sign_in"), carried, headers={"Origin": "http://testserver"})

    assert again.status_code == 403
    assert fields(again.content.decode())["text"] == typed["text"]
    assert f'action="{reverse("report")}"' in again.content.decode()


def test_a_form_is_kept_though_the_session_ends_while_switching_back(client: ApplicationClient) -> None:
    carried = fields(client.post(reverse("report"), {"text": "Det jag skrev"}).content.decode())
    late = client.post(
        reverse("switch_assignment"), {"carried": carried["carried"], "carried_path": carried["carried_path"]}
    )
    assert fields(late.content.decode())["carried_path"] == reverse("report")
    assert "Det jag skrev" in fields(late.content.decode())["carried"]


def test_pages_are_not_kept_by_the_browser(sign_in: SignIn) -> None:
    assert sign_in(cast.COORDINATOR).get(reverse("start"))["Cache-Control"] == "no-store"


def test_what_was_typed_is_not_kept_by_the_browser_when_the_session_had_ended(client: ApplicationClient) -> None:
    assert client.post(reverse("report"), {"text": "Det jag skrev"})["Cache-Control"] == "no-store"
