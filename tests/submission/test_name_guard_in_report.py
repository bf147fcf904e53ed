from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern, KeptPassage
from tests import cast
from tests.conftest import SignIn
from tests.submission.written import keeping, send

NUMBER = "199006022397"


@pytest.mark.parametrize("field", ["text", "place", "done"])
def test_a_personal_number_is_refused_and_shown_where_it_stands(sign_in: SignIn, field: str) -> None:
    response = send(sign_in(cast.REPORTER), **{field: f"Där står {NUMBER} skrivet"})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert f"Där står <mark>{NUMBER}</mark> skrivet" in response.content.decode()
    assert not Concern.objects.exists()


def test_a_personal_number_cannot_be_kept_for_any_reason(sign_in: SignIn) -> None:
    response = send(sign_in(cast.REPORTER), text=f"Där står {NUMBER}", **keeping(citat=NUMBER))
    assert response.status_code == 422
    assert not Concern.objects.exists()


def test_what_may_be_a_person_must_be_rewritten_or_kept_for_a_reason(sign_in: SignIn) -> None:
    client, text = sign_in(cast.REPORTER), "På väggen stod prov@exempel.se med röd färg."
    response = send(client, text=text)
    assert response.status_code == 422
    assert "<mark>prov@exempel.se</mark>" in response.content.decode()
    assert "Namnet på en organisation" in response.content.decode()
    assert not Concern.objects.exists()

    assert send(client, text=text, **keeping(organisation="prov@exempel.se")).status_code == 302
    assert Concern.objects.get().text == text


@pytest.mark.parametrize("reason", ["", "<b>", "för att"])
def test_a_reason_is_one_of_the_list(sign_in: SignIn, reason: str) -> None:
    kept = {"kept": ["prov@exempel.se"], "kept-why": [reason]}
    assert send(sign_in(cast.REPORTER), text="På väggen stod prov@exempel.se.", **kept).status_code == 422
    assert not Concern.objects.exists()


def test_the_desk_sees_the_reason_and_no_copy_of_the_words_is_kept(sign_in: SignIn) -> None:
    text = "Ring 070-174 06 05 eller prov@exempel.se."
    kept = {"kept": ["prov@exempel.se", "070-174 06 05"], "kept-why": ["organisation", "organisation"]}
    send(sign_in(cast.REPORTER), text=text, **kept)
    rows = KeptPassage.objects.values_list("kind", "reason")
    assert set(rows) == {("phone", "organisation"), ("email", "organisation")}
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[Concern.objects.get().number])).content.decode()
    assert "Rapportören har bekräftat" in page
    assert "Namnet på en organisation (2)" in page


def test_a_reason_does_not_cover_what_was_written_after_it(sign_in: SignIn) -> None:
    text = "Ring 070-174 06 05 eller prov@exempel.se."
    response = send(sign_in(cast.REPORTER), text=text, **keeping(organisation="070-174 06 05"))
    assert response.status_code == 422
    assert not Concern.objects.exists()


def test_a_reason_stays_chosen_while_something_else_is_mended(sign_in: SignIn) -> None:
    response = send(
        sign_in(cast.REPORTER), text="Ring 070-174 06 05.", place="", **keeping(organisation="070-174 06 05")
    )
    assert "kept" not in response.context["form"].errors
    assert '<option value="organisation" selected>' in response.content.decode()


def test_what_was_typed_cannot_become_markup(sign_in: SignIn) -> None:
    page = send(sign_in(cast.REPORTER), text=f"<script>x</script> {NUMBER} <b>y</b>").content.decode()
    assert "<script>x" not in page
    assert "<b>y" not in page


def test_the_day_that_the_form_tells_leaves_few_people_with_a_school_and_an_age(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    told = {"place": "Provbackaskolan", "text": "En 15-åring ritade symboler på dörren i matsalen."}
    response = send(client, **told)
    page = response.content.decode()
    assert response.status_code == 422
    assert [found.passage.hit for found in response.context["form"].pointed_out] == ["15-åring", "Provbackaskolan"]
    assert "kan peka ut den som saknar namn" in page and "Det som kan vara en person: " in page
    assert send(client, **told, **keeping(manga="15-åring")).status_code == 422
    kept = {"kept": ["15-åring", "Provbackaskolan"], "kept-why": ["manga", "manga"]}
    assert send(client, **told, **kept).status_code == 302
    assert set(KeptPassage.objects.values_list("kind", "reason")) == {("few_people", "manga")}


@pytest.mark.parametrize(
    "vague",
    [
        {"when_kind": "okand"},
        {"when_kind": "period", "happened_until": timezone.localdate().isoformat()},
        {"text": "Någon ritade symboler på dörren i matsalen."},
        {"place": "Torget"},
    ],
    ids=["no day", "several days", "no age", "no school"],
)
def test_a_day_with_one_of_them_or_no_day_fits_many(sign_in: SignIn, vague: dict[str, str]) -> None:
    told = {"place": "Provbackaskolan", "text": "En 15-åring ritade symboler på dörren i matsalen."}
    assert send(sign_in(cast.REPORTER), **(told | vague)).status_code == 302
