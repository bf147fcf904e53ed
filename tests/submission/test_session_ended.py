"""A whole report sent when the session has ended: signed in again, it arrives as it was sent, and once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver, reverse

from cases.concerns.models import Concern, KeptPassage
from cases.sig.models import Intake
from tests import cast
from tests.access.test_sign_in import sign_in_with
from tests.bad_input.forms import forms_in
from tests.conftest import ApplicationClient
from tests.sign_in.test_sessions import MINUTE, move
from tests.submission.written import keeping, report, sealed
from vbe.access.kept import NOT_KEPT
from vbe.sign_in import sessions

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TEXT = "På väggen stod prov@exempel.se och 070-174 06 05 med röd färg."


def held_in(page: Any, action: str) -> dict[str, list[str]]:
    """The fields of the page's form to ``action``, as a browser sends them."""
    (form,) = [form for form in forms_in("", page.content.decode()) if form.action == action]
    fields: dict[str, list[str]] = defaultdict(list)
    for name, value in form.sent:
        fields[name].append(value)
    return dict(fields)


def test_a_confirmed_passage_and_a_sealed_part_arrive_once(client: ApplicationClient) -> None:
    sign_in_with(client, cast.REPORTER)
    client.get(reverse("report"))
    move(client, sessions.USED, 61 * MINUTE)
    confirmed = keeping(organisation="prov@exempel.se", citat="070-174 06 05")
    late = client.post(reverse("report"), report(text=TEXT, **sealed(), **confirmed))
    assert late.status_code == 401 and not Concern.objects.exists()

    who = {"username": cast.address(cast.REPORTER), "password": cast.PASSWORD}
    back = client.post(reverse("sign_in"), held_in(late, reverse("sign_in")) | who)
    sent = held_in(back, reverse("report"))
    first, second = (client.post(reverse("report"), sent) for _press in range(2))
    concern = Concern.objects.get()
    assert first.status_code == second.status_code == 302
    assert first.url == second.url == reverse("receipt", args=[concern.pk])
    kept = KeptPassage.objects.filter(concern=concern).values_list("kind", "reason")
    assert set(kept) == {("email", "organisation"), ("phone", "citat")}
    intake = Intake.objects.get()
    assert (concern.text, intake.sealed_part.concern, intake.person_name) == (TEXT, concern, "Prov Provsson")


def test_no_form_asks_for_anything_under_a_name_that_is_not_carried() -> None:
    # Whatever imports the views has imported every form.
    assert get_resolver().url_patterns
    below = [forms.BaseForm]
    for form in below:
        below += form.__subclasses__()
    asked = {(form.__qualname__, name) for form in below for name in getattr(form, "base_fields", {})}
    assert len(asked) > 100
    assert not [(form, name) for form, name in asked if name in NOT_KEPT]
