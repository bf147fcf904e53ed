"""The pages: who may, what is refused, what is shown again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory
from tests.reorganisation.planned import ADMINISTRATOR, NEW, board, merger, settled
from vbe.audit.models import Action, Entry
from vbe.organisation.models import Board, Unit
from vbe.reorganisation.models import Reorganisation

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
OUTSIDERS = ["administrator.skarholmen", cast.COORDINATOR, cast.CHIEF, cast.MEMBER, "central.kommunstyrelsen"]


def sent(**changes: Any) -> dict[str, Any]:
    fields = {
        "id": str(uuid4()),
        "boards": [str(board("skarholmen").pk), str(board("jarva").pk)],
        "takes_effect": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "decision": "Kommunfullmäktige 24 april, § 12",
        "dnr": "KS 2022/1102",
        "heir0-board": "",
        "heir0-name": NEW.name,
        "heir0-area": NEW.area,
        "heir0-code": NEW.code,
        "heir0-prefix": NEW.prefix,
    }
    return {key: value for key, value in (fields | changes).items() if value is not None}


def test_everybody_reads_which_boards_there_are_and_were(sign_in: SignIn) -> None:
    page = sign_in(cast.REPORTER).get(reverse("boards"))
    text = page.content.decode()
    assert "Spånga-Tensta stadsdelsnämnd" in text and "Järva stadsdelsnämnd" in text
    assert "Slå ihop nämnder" not in text and "Nyköping" not in text


def test_a_merger_is_planned_and_previewed(sign_in: SignIn) -> None:
    client = sign_in(ADMINISTRATOR)
    ConcernFactory()
    answer = client.post(reverse("board_merge"), sent())
    plan = Reorganisation.objects.get()
    assert answer.url == reverse("reorganisation", args=[plan.pk])
    text = client.get(answer.url).content.decode()
    assert "Nordvästra stadsdelsnämnden" in text and "Bara en kan ha funktionen" in text
    assert not Board.objects.filter(code=NEW.code).exists()


def test_the_same_form_sent_twice_is_one_plan(sign_in: SignIn) -> None:
    client, form = sign_in(ADMINISTRATOR), sent()
    assert {client.post(reverse("board_merge"), form).status_code for _ in range(2)} == {302}
    assert Reorganisation.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"boards": []},
        {"boards": ["1"]},
        {"boards": ["00000000-0000-0000-0000-000000000000"]},
        {"takes_effect": ""},
        {"takes_effect": "2020-01-01"},
        {"takes_effect": "9999-01-01"},
        {"takes_effect": "i morgon"},
        {"decision": ""},
        {"decision": "x" * 201},
        {"decision": "a\x00b"},
        {"id": "1"},
        {"heir0-name": ""},
        {"heir0-name": "x" * 121},
        {"heir0-code": "jarva"},
        {"heir0-code": "Är inte en kod"},
        {"heir0-prefix": "JAR"},
        {"heir0-prefix": "för långt"},
        {"heir0-board": "x"},
    ],
    ids=str,
)
def test_bad_input_is_shown_again(changes: dict[str, Any], sign_in: SignIn) -> None:
    answer = sign_in(ADMINISTRATOR).post(reverse("board_merge"), sent(**changes))
    assert answer.status_code == 422 and not Reorganisation.objects.exists()
    if "dnr" not in changes:
        assert "KS 2022/1102" in answer.content.decode()


def test_another_municipalitys_board_is_no_choice(sign_in: SignIn) -> None:
    nykoping = str(board("nykoping").pk)
    client = sign_in(ADMINISTRATOR)
    for changes in ({"boards": [nykoping, str(board("jarva").pk)]}, {"heir0-board": nykoping}):
        assert client.post(reverse("board_merge"), sent(**changes)).status_code == 422


def test_one_board_is_no_merger(sign_in: SignIn) -> None:
    answer = sign_in(ADMINISTRATOR).post(reverse("board_merge"), sent(boards=[str(board("jarva").pk)], **{
        "heir0-board": str(board("jarva").pk)}))  # fmt: skip
    assert answer.status_code == 409 and "minst två" in answer.content.decode()


def test_a_board_is_in_one_plan_at_a_time(sign_in: SignIn) -> None:
    merger()
    answer = sign_in(ADMINISTRATOR).post(reverse("board_merge"), sent())
    assert answer.status_code == 409 and "ingår redan" in answer.content.decode()


def test_a_plan_can_be_changed_and_taken_back(sign_in: SignIn) -> None:
    client, plan = sign_in(ADMINISTRATOR), merger(day=timezone.localdate() + timedelta(days=9))
    change = reverse("reorganisation_change", args=[plan.pk])
    assert NEW.name in client.get(change).content.decode()
    assert client.post(change, sent(dnr="KS 2023/1")).status_code == 302
    plan.refresh_from_db()
    assert plan.dnr == "KS 2023/1" and plan.parts.count() == 2 and plan.successors.count() == 1
    for _press in range(2):
        assert client.post(reverse("reorganisation_withdraw", args=[plan.pk])).status_code == 302
    assert client.post(change, sent()).status_code == 409
    assert client.post(reverse("reorganisation_carry_out", args=[plan.pk])).status_code == 409


def test_it_is_carried_out_once_its_day_has_come(sign_in: SignIn) -> None:
    client, concern = sign_in(ADMINISTRATOR), ConcernFactory()
    later = merger(day=timezone.localdate() + timedelta(days=1))
    assert client.post(reverse("reorganisation_carry_out", args=[later.pk])).status_code == 409
    client.post(reverse("reorganisation_withdraw", args=[later.pk]))
    plan = merger()
    url = reverse("reorganisation_carry_out", args=[plan.pk])
    assert client.post(url).status_code == 409
    settled()
    assert {client.post(url).status_code for _press in range(2)} == {302}
    concern.refresh_from_db()
    assert concern.board.code == NEW.code
    assert "Det här flyttades" in client.get(reverse("reorganisation", args=[plan.pk])).content.decode()
    assert client.post(reverse("reorganisation_withdraw", args=[plan.pk])).status_code == 409


@pytest.mark.parametrize("who", OUTSIDERS)
def test_only_the_executive_boards_administrator_plans(who: str, sign_in: SignIn) -> None:
    client, plan = sign_in(who), merger()
    assert client.get(reverse("board_merge")).status_code == 403
    assert client.post(reverse("board_merge"), sent()).status_code == 403
    assert client.get(reverse("reorganisation", args=[plan.pk])).status_code == 403
    assert client.post(reverse("reorganisation_carry_out", args=[plan.pk])).status_code == 403


def test_another_municipalitys_administrator_meets_404(sign_in: SignIn) -> None:
    client, plan = sign_in("administrator.nykoping"), merger()
    for name in ("reorganisation", "reorganisation_change"):
        assert client.get(reverse(name, args=[plan.pk])).status_code == 404
    for name in ("reorganisation_withdraw", "reorganisation_carry_out"):
        assert client.post(reverse(name, args=[plan.pk])).status_code == 404
    assert client.get(reverse("board_split", args=["jarva"])).status_code == 404


def test_carried_out_on_the_page_it_is_logged_once(sign_in: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    settled()
    client, plan = sign_in(ADMINISTRATOR), merger()
    for _n in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(reverse("reorganisation_carry_out", args=[plan.pk])).status_code == 302
    (entry,) = Entry.objects.using("audit").filter(action=Action.REORGANISED)
    assert (entry.object_id, entry.user_id) == (plan.pk, assignment(ADMINISTRATOR).user_id)


def split_of_jarva(**changes: Any) -> dict[str, Any]:
    units = {f"unit-{unit.pk}": "0" for unit in Unit.objects.filter(board__code="jarva")}
    second = {"name": "Kista stadsdelsnämnd", "area": "Kista", "code": "kista", "prefix": "KIS", "board": ""}
    third = dict.fromkeys(("board", "name", "area", "code", "prefix"), "")
    heirs = {f"heir1-{k}": v for k, v in second.items()} | {f"heir2-{k}": v for k, v in third.items()}
    return sent(boards=None) | heirs | units | changes


def test_a_split_is_planned_with_its_units(sign_in: SignIn) -> None:
    client, url = sign_in(ADMINISTRATOR), reverse("board_split", args=["jarva"])
    assert "Enheternas nya nämnder" in client.get(url).content.decode()
    unit = Unit.objects.get(board__code="jarva", kind=Unit.Kind.SIG_ADULT)
    assert client.post(url, split_of_jarva(**{f"unit-{unit.pk}": "1"})).status_code == 302
    plan = Reorganisation.objects.get()
    assert plan.unit_choices.get(unit=unit).successor.code == "kista"
    assert client.get(reverse("reorganisation", args=[plan.pk])).status_code == 200
    assert client.get(reverse("reorganisation_change", args=[plan.pk])).status_code == 200


def test_a_unit_cannot_go_to_a_board_that_is_not_described(sign_in: SignIn) -> None:
    unit = Unit.objects.get(board__code="jarva", kind=Unit.Kind.SIG_ADULT)
    answer = sign_in(ADMINISTRATOR).post(
        reverse("board_split", args=["jarva"]), split_of_jarva(**{f"unit-{unit.pk}": "2"})
    )
    assert answer.status_code == 422
