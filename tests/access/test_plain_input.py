"""What no browser sends is stopped at the door: other charsets than UTF-8, and NUL in addresses and cookies."""

import pytest
from django.urls import reverse

from tests import cast
from tests.conftest import ApplicationClient, SignIn

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

# Some give half signs, some give no text, one gives nothing at all.
CHARSETS = ["unicode_escape", "utf-7", "utf-16", "base64", "idna", "undefined", "finns-inte"]


@pytest.mark.parametrize("charset", CHARSETS)
def test_text_is_read_as_utf_8_whatever_the_request_calls_it(sign_in: SignIn, charset: str) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nOro \\ud800 +2AA- å\r\n--x--\r\n'
    response = sign_in(cast.REPORTER).generic(
        "POST", reverse("report"), body.encode(), f"multipart/form-data; boundary=x; charset={charset}"
    )
    assert response.status_code == 422
    assert "Oro \\ud800 +2AA- å" in response.content.decode()


@pytest.mark.parametrize("address", ["/hur-gor-jag/?kommun=%00", "/hur-gor-jag/?%00=1", "/oro/?sok=a%00b", "/?%00"])
def test_nul_in_an_address_is_refused(sign_in: SignIn, address: str) -> None:
    response = sign_in(cast.COORDINATOR).get(address)
    assert response.status_code == 400
    assert "Content-Security-Policy" in response


def test_nul_in_a_cookie_is_refused(client: ApplicationClient) -> None:
    response = client.get("/", headers={"Cookie": r'sessionid="aaaaaaaa\000"'})
    assert response.status_code == 400


@pytest.mark.parametrize("length", ["abc", "-1", "1e3", "٣".encode().decode("latin-1")])
def test_a_length_that_is_no_number_is_refused(sign_in: SignIn, length: str) -> None:
    sent = {"CONTENT_LENGTH": length, "content_type": "application/x-www-form-urlencoded"}
    assert sign_in(cast.REPORTER).generic("POST", reverse("report"), b"text=a", **sent).status_code == 400


def test_a_wrong_method_is_answered_in_our_own_look(sign_in: SignIn) -> None:
    response = sign_in(cast.REPORTER).get(reverse("report_draft"))
    assert response.status_code == 405 and response["Allow"] == "POST"
    assert "<h1>Adressen går inte att öppna så här</h1>" in response.content.decode()
