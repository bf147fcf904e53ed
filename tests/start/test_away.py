"""When the database does not answer: a page that says so and holds what was sent. tests/submission/test_faults.py
takes a real one away."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from cases.concerns.models import Attachment, Concern
from tests import cast
from tests.bad_input.forms import forms_in
from tests.concerns.test_pictures import png
from tests.conftest import SignIn
from tests.submission.test_files_upload import upload
from tests.submission.written import report, sealed

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def without_database(client: Client, monkeypatch: pytest.MonkeyPatch, method: str, sent: dict[str, Any]) -> Any:
    """The answer when the database goes away while the report is read or stored."""

    def gone(*_asked: Any, **_and: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    client.raise_request_exception = False
    with monkeypatch.context() as away:
        away.setattr("cases.submission.views.Concern.objects.reported_by", gone)
        away.setattr("cases.submission.views.drafts.of", gone)
        return getattr(client, method)(reverse("report"), sent)


def test_a_page_that_is_read_is_tried_again(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    response = without_database(sign_in(cast.REPORTER), monkeypatch, "get", {"slag": "klotter"})
    assert response.status_code == 503 and response["Retry-After"]
    assert 'href="/oro/ny/?slag=klotter"' in response.content.decode()


def test_what_was_sent_is_kept_in_the_page_and_in_no_cache(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client, sent = sign_in(cast.REPORTER), report(**sealed())
    response = without_database(client, monkeypatch, "post", sent)
    assert response.status_code == 503 and response["Cache-Control"] == "no-store"
    (form,) = forms_in("", response.content.decode())
    assert sent.items() <= dict(form.sent).items() and not Concern.objects.exists()
    assert client.post(form.action, dict(form.sent)).url == reverse("receipt", args=[sent["id"]])


def test_files_that_were_lost_are_chosen_again_before_it_is_sent(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(cast.REPORTER)
    response = without_database(client, monkeypatch, "post", report(attachments=upload(png())))
    (form,) = forms_in("", response.content.decode())
    again = client.post(form.action, dict(form.sent))
    assert again.status_code == 422 and "Filerna följde inte med" in again.content.decode()
    assert not Concern.objects.exists()
    sent = dict(next(f for f in forms_in("", again.content.decode()) if "place" in f.names()).sent)
    assert client.post(reverse("report"), sent | {"attachments": upload(png())}).status_code == 302
    assert Attachment.objects.count() == 1


def test_any_other_error_is_still_an_error(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(cast.REPORTER)
    client.raise_request_exception = False
    monkeypatch.setattr("cases.submission.views.drafts.of", lambda _user, _chosen: 1 / 0)
    assert client.get(reverse("report")).status_code == 500
