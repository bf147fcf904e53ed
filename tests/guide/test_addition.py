"""A board's own lines under the municipality's common words."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.guide.models import LocalAddition
from tests import cast
from tests.conftest import SignIn
from tests.guide import guides

URL = reverse("guide_addition")


def test_written_and_read_at_once(sign_in: SignIn) -> None:
    her = sign_in(cast.COORDINATOR)
    assert her.post(URL, guides.sent(her, URL) | {"text": "Ring växeln."}).status_code == 302
    own = LocalAddition.objects.get()
    assert (own.board.code, own.text, own.version) == ("skarholmen", "Ring växeln.", 1)
    assert "Ring växeln." in sign_in(cast.REPORTER).get(reverse("guide_situation", args=["barn"])).content.decode()
    her.post(URL, guides.sent(her, URL) | {"text": ""})
    assert "Skärholmens stadsdelsnämnd</h2>" not in her.get(reverse("guide_situation", args=["barn"])).content.decode()


def test_a_colleague_who_was_first_is_shown_beside(sign_in: SignIn) -> None:
    her, colleague = sign_in(cast.COORDINATOR), sign_in(cast.COLLEAGUE)
    mine, theirs = guides.sent(her, URL), guides.sent(colleague, URL)
    colleague.post(URL, theirs | {"text": "Deras"})
    refused = her.post(URL, mine | {"text": "Min"})
    assert refused.status_code == 409
    [row] = refused.context["conflict"]
    assert (row["mine"], row["theirs"]) == ("Min", "Deras")
    assert LocalAddition.objects.get().text == "Deras"


@pytest.mark.parametrize("text", ["x" * 1001, "noll\x00"])
def test_bad_input_is_shown_again(sign_in: SignIn, text: str) -> None:
    her = sign_in(cast.COORDINATOR)
    assert her.post(URL, guides.sent(her, URL) | {"text": text}).status_code == 422
    assert not LocalAddition.objects.exists()


def test_each_board_has_its_own(sign_in: SignIn) -> None:
    guides.addition("Skärholmens")
    other = sign_in(cast.OTHER_COORDINATOR)
    assert "Skärholmens</textarea>" not in other.get(URL).content.decode()
    form: dict[str, Any] = guides.sent(other, URL) | {"text": "Järvas"}
    assert other.post(URL, form).status_code == 302
    texts = dict(LocalAddition.objects.values_list("board__code", "text"))
    assert texts == {"skarholmen": "Skärholmens", "jarva": "Järvas"}
    assert sign_in(cast.REPORTER).post(URL, form).status_code == 403
