"""*Hur gör jag?* as it is read: the question first, then one page per situation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.guide.models import Guide
from cases.guide.reading import only_municipality
from cases.guide.situations import BUILT_IN, ReportAs, Situation
from cases.submission.views import _chosen_in_guide
from tests import cast
from tests.conftest import SignIn
from tests.guide import guides
from vbe.organisation.models import Board, Municipality, PhoneNumber

URL = reverse("guide")
STOCKHOLM, NYKOPING = {"kommun": "stockholm"}, {"kommun": "nykoping"}


def page(client: Any, situation: str, data: Any = None) -> str:
    response = client.get(reverse("guide_situation", args=[situation]), data)
    assert response.status_code == 200
    return str(response.content.decode())


def test_open_to_everybody_with_the_question_first(client: Any, db: None) -> None:
    response = client.get(URL)
    assert [one.situation for one in response.context["entries"]] == Situation.values
    text = response.content.decode()
    assert "Vad har hänt?" in text
    assert text.index('href="tel:112"') < text.index("Vad har hänt?")


def test_a_new_installation_has_words_and_somebody_to_call(client: Any, db: None) -> None:
    assert not Guide.objects.exists()
    assert set(BUILT_IN) == set(Situation)
    for situation in Situation:
        text = page(client, situation)
        assert "tel:" in text or reverse("report") in text or "mottagning" in text, situation


def test_the_links_keep_the_chosen_municipality(client: Any, db: None) -> None:
    assert f"{reverse('guide_situation', args=['barn'])}?kommun=nykoping" in client.get(URL, NYKOPING).content.decode()
    assert f"{URL}?kommun=nykoping" in page(client, "barn", NYKOPING)


def test_anonymous_sees_the_common_numbers_until_a_municipality_is_chosen(client: Any, db: None) -> None:
    assert "Röda korset" not in page(client, "anhorig")
    assert "Röda korset" in page(client, "anhorig", NYKOPING)
    assert "Röda korset" not in page(client, "anhorig", STOCKHOLM)


@pytest.mark.parametrize("code", ["", "finns-inte", "<script>x", "å" * 500])
def test_an_unknown_municipality_shows_the_common_numbers(client: Any, db: None, code: str) -> None:
    response = client.get(URL, {"kommun": code})
    assert response.status_code == 200
    assert "<script>x" not in response.content.decode()


@pytest.mark.parametrize("situation", ["okand", "BARN", "x" * 200])
def test_an_unknown_situation_is_not_found(client: Any, db: None, situation: str) -> None:
    assert client.get(reverse("guide_situation", args=[situation])).status_code == 404


def test_the_only_municipality_needs_no_choice(client: Any, db: None) -> None:
    assert only_municipality() is None
    with patch.object(Municipality.objects, "all", lambda: Municipality.objects.filter(code="stockholm")):
        assert only_municipality() == Municipality.objects.get(code="stockholm")


def test_signed_in_reads_the_own_municipalitys_in_the_shell(sign_in: SignIn) -> None:
    assert "Röda korset" in page(sign_in(cast.NYKOPING), "anhorig")
    text = page(sign_in(cast.REPORTER), "anhorig", NYKOPING)
    assert "Röda korset" not in text
    assert "shell-nav" in text


def test_an_employee_calls_the_own_boards_reception_and_a_resident_any(client: Any, sign_in: SignIn) -> None:
    own = page(sign_in(cast.REPORTER), "barn")
    assert "Mottagningen i Skärholmen" in own
    assert "Mottagningen i Järva" not in own
    public = page(client, "barn", STOCKHOLM)
    assert "Mottagningen i Skärholmen" in public
    assert "Mottagningen i Järva" in public


def test_the_numbers_of_the_alarm_chains_are_not_public(client: Any, db: None) -> None:
    for situation in Situation:
        assert "TiB" not in page(client, situation, STOCKHOLM)


def test_a_number_is_data_and_an_old_one_says_so(client: Any, db: None) -> None:
    long_ago = timezone.localdate() - timedelta(days=400)
    PhoneNumber.objects.filter(number="114 14").update(number="114 99", checked_on=long_ago)
    text = page(client, "brott")
    assert 'href="tel:11499"' in text
    assert "114 14" not in text
    assert text.count("Äldre än ett år") == 1


def test_a_situation_whose_number_is_gone_still_has_somebody_to_call(client: Any, db: None) -> None:
    guides.published("nykoping", topics=["hot"], report_as="", to_reception=False)
    assert "tel:112" in page(client, "barn", NYKOPING)


def test_links_to_the_form_are_filled_in(client: Any, rf: Any, db: None) -> None:
    for kind, situation in {"handelse": "fara", "oro": "barn", "klotter": "klotter", "hot": "hot"}.items():
        assert f"{reverse('report')}?slag={kind}" in page(client, situation)
    assert all(_chosen_in_guide(rf.get("/", {"slag": kind})) for kind in ReportAs.values)


def test_who_may_not_report_has_no_link_to_the_form(sign_in: SignIn) -> None:
    text = page(sign_in(cast.MEMBER), "barn")
    assert f"{reverse('report')}?slag" not in text
    assert "Mottagningen i Skärholmen" in text


def test_a_boards_own_lines_are_read_there_and_not_elsewhere(sign_in: SignIn) -> None:
    guides.addition("Fråga på **medborgarkontoret**.\n\n- Vardagar\n- <b>inte</b> helger")
    text = page(sign_in(cast.REPORTER), "hot")
    assert "<li>Vardagar</li>" in text
    assert "&lt;b&gt;" in text
    assert "medborgarkontoret" not in page(sign_in("rapportor.jarva"), "hot")


def test_a_published_version_is_read_and_a_draft_is_not(client: Any, db: None) -> None:
    guides.published(title="Första versionen")
    guides.draft(title="Hemligt utkast")
    assert "Första versionen" in page(client, "barn", STOCKHOLM)
    front = client.get(URL, STOCKHOLM).content.decode()
    assert "Första versionen" in front
    assert "Version 1, publicerad" in front
    assert "Hemligt utkast" not in front
    assert "Första versionen" not in client.get(URL, NYKOPING).content.decode()


def test_few_queries_however_many_numbers(client: Any, db: None, django_assert_max_num_queries: Any) -> None:
    stockholm = Municipality.objects.get(code="stockholm")
    PhoneNumber.objects.bulk_create(
        PhoneNumber(
            municipality=stockholm, board=Board.objects.get(code="jarva"), topic="mottagning", situation=f"Prov {n}",
            name="Prov", number="08-465 004 99", checked_on=timezone.localdate(),
        )
        for n in range(50)
    )  # fmt: skip
    with django_assert_max_num_queries(13):
        page(client, "barn", STOCKHOLM)
