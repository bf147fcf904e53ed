"""Following up: the samordnare all measures, a contact the own ones."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.following_up import last_ended, period_to_report
from actionplans.models import ActionPlan, FollowUp, Measure, Reminder
from actionplans.states import State
from tests import cast
from tests.actionplans.written import report_row, send_report
from tests.conftest import SignIn, assignment
from tests.factories import action_plan, follow_up
from vbe.notices.models import Mail, Notice
from vbe.reports.tertials import Tertial

PERIOD = "2024T2"
MINE = reverse("my_measures")


@pytest.fixture
def plan(db: None) -> ActionPlan:
    plan = action_plan("Ett", "Två", "Tre")
    plan.measures.filter(text="Ett").update(contact=assignment(cast.CHIEF))
    return plan


def measure(plan: ActionPlan, text: str = "Ett") -> Measure:
    return plan.measures.get(text=text)


def address(plan: ActionPlan, period: str = PERIOD, name: str = "follow_up") -> str:
    return reverse(name, args=[plan.pk, period])


def shown(client: Client, plan: ActionPlan, **query: str) -> list[str]:
    parts = client.get(address(plan), query).context["parts"]
    return [row.measure.text for _section, rows in parts for row in rows]


# --- The page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.COORDINATOR, 200),
        (cast.COLLEAGUE, 200),
        (cast.SECRETARY, 403),
        (cast.CHIEF, 403),
        (cast.REPORTER, 403),
        (cast.MEMBER, 403),
        ("central.kommunstyrelsen", 403),
        (cast.OTHER_COORDINATOR, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_opens_a_plans_follow_up(plan: ActionPlan, sign_in: SignIn, who: str, status: int) -> None:
    assert sign_in(who).get(address(plan)).status_code == status


def test_not_reported_is_a_status_of_its_own(plan: ActionPlan, sign_in: SignIn) -> None:
    follow_up(measure(plan, "Två"), PERIOD, "genomford")
    follow_up(measure(plan, "Tre"), PERIOD, "", comment="Mer kommer.")
    page = sign_in(cast.COORDINATOR).get(address(plan)).context["page"]
    assert (page.progress.reported, page.progress.total, page.progress.counts["ej_rapporterat"]) == (1, 3, 2)


def test_who_is_silent_is_seen_at_a_glance(plan: ActionPlan, sign_in: SignIn) -> None:
    plan.sections.get().measures.create(plan=plan, text="Fyra", responsible="", position=9)
    follow_up(measure(plan, "Två"), PERIOD)
    page = sign_in(cast.COORDINATOR).get(address(plan))
    silent = [(one.responsible, one.contact, one.reported, one.total) for one in page.context["page"].answerables]
    assert ("Enhetschefer", assignment(cast.CHIEF), 0, 1) in silent
    assert ("Enhetschefer", None, 1, 2) in silent
    assert ("", None, 0, 1) in silent
    assert "Ingen ansvarig angiven" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Ett", "Två", "Tre"]),
        ({"lage": "ej_rapporterat"}, ["Ett", "Tre"]),
        ({"lage": "avviker"}, ["Två"]),
        ({"ansvarig": "Enhetschefer"}, ["Ett", "Två", "Tre"]),
        ({"ansvarig": "Ingen sådan"}, ["Ett", "Två", "Tre"]),
        ({"lage": "strunt"}, ["Ett", "Två", "Tre"]),
        ({"lage": "genomford"}, []),
    ],
)
def test_filters(plan: ActionPlan, sign_in: SignIn, query: dict[str, str], found: list[str]) -> None:
    follow_up(measure(plan, "Två"), PERIOD, "avviker")
    assert shown(sign_in(cast.COORDINATOR), plan, **query) == found


def test_a_time_plan_that_has_passed_is_marked_until_it_is_done(db: None, sign_in: SignIn) -> None:
    plan = action_plan("Ett", state=State.DRAFT)
    plan.measures.update(time_plan="2019")
    ActionPlan.objects.filter(pk=plan.pk).update(state=State.DECIDED, decided_on="2024-02-26")
    client = sign_in(cast.COORDINATOR)
    assert "Tidplanen har gått ut" in client.get(address(plan)).content.decode()
    follow_up(measure(plan), PERIOD, "genomford")
    assert "Tidplanen har gått ut" not in client.get(address(plan)).content.decode()


def test_what_was_said_the_tertial_before_is_shown(plan: ActionPlan, sign_in: SignIn) -> None:
    follow_up(measure(plan), "2024T1", "avviker")
    assert "tertial 1 2024: avviker" in sign_in(cast.COORDINATOR).get(address(plan)).content.decode()


@pytest.mark.parametrize(
    ("state", "period", "status"),
    [
        (State.DRAFT, PERIOD, 409),
        (State.PROPOSED, PERIOD, 409),
        (State.DECIDED, "2023T1", 409),
        (State.DECIDED, "2099T1", 409),
        (State.DECIDED, "2024", 404),
    ],
)
def test_what_is_not_followed_up(db: None, sign_in: SignIn, state: State, period: str, status: int) -> None:
    plan, client = action_plan("Ett", state=state), sign_in(cast.COORDINATOR)
    assert client.get(address(plan, period)).status_code == status
    assert client.post(address(plan, period, "follow_up_remind")).status_code == status
    response = send_report(client, measure(plan), period, status="avviker", htmx=False)
    assert response.status_code == status
    assert not FollowUp.objects.exists()


def test_same_number_of_queries_for_3_and_300_measures(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)

    def queries(plan: ActionPlan) -> int:
        plan.measures.update(contact=assignment(cast.CHIEF))
        fields = {"period": PERIOD, "status": "avviker", "by": assignment(cast.CHIEF), "at": timezone.now()}
        FollowUp.objects.bulk_create(FollowUp(measure=one, **fields) for one in plan.measures.all())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(plan)).status_code == 200
        return len(captured)

    assert queries(action_plan(*"abc")) == queries(action_plan(*map(str, range(300)))) <= 21


# --- Reporting ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["1\u00a0234,50", "1\u202f234,5", "1234.5 "])
def test_a_number_is_read_as_spreadsheets_write_it(plan: ActionPlan, sign_in: SignIn, number: str) -> None:
    send_report(sign_in(cast.COORDINATOR), measure(plan), PERIOD, number=number)
    assert FollowUp.objects.get().number == Decimal("1234.5")


def test_a_report_without_what_it_read_is_the_first(plan: ActionPlan, sign_in: SignIn) -> None:
    data = {name: value for name, value in report_row(measure(plan), PERIOD, status="avviker").items() if value}
    url = reverse("follow_up_save", args=[measure(plan).pk, PERIOD])
    forged = {name: value for name, value in data.items() if not name.endswith("-var")}
    assert sign_in(cast.COORDINATOR).post(url, forged).status_code == 302
    assert FollowUp.objects.get().status == "avviker"


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("period", ["0001T1", "1999T3", "9998T2", "9999T3"])
@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF])
def test_an_absurd_tertial_is_refused(plan: ActionPlan, sign_in: SignIn, who: str, period: str, htmx: bool) -> None:
    client = sign_in(who)
    answer = send_report(client, measure(plan), period, htmx=htmx, status="avviker", comment="Min kommentar")
    assert answer.status_code in (404, 409, 422)
    assert client.get(MINE, {"period": period}).status_code == 200
    assert client.get(address(plan, period)).status_code in (403, 404, 409)
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF])
def test_a_report_is_saved(plan: ActionPlan, sign_in: SignIn, who: str, htmx: bool) -> None:
    typed = {"status": "avviker", "comment": "Flyttat till våren.", "number": "1 234,5"}
    response = send_report(sign_in(who), measure(plan), PERIOD, htmx=htmx, **typed)
    saved = FollowUp.objects.get()
    assert (saved.status, saved.comment, saved.number) == ("avviker", "Flyttat till våren.", Decimal("1234.5"))
    assert (saved.period, saved.by) == (PERIOD, assignment(who))
    if htmx:
        assert response.status_code == 200
        # How far it has come is the samordnare's to see.
        assert ('id="lage"' in response.content.decode()) == (who == cast.COORDINATOR)
    else:
        assert response.url.startswith(address(plan) if who == cast.COORDINATOR else MINE)


def test_each_tertial_has_a_report_of_its_own(plan: ActionPlan, sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    for period in ("2024T1", "2024T2", "2024T2"):
        send_report(client, measure(plan), period, status="enligt_plan")
    assert FollowUp.objects.count() == 2


def test_a_report_can_be_taken_back(plan: ActionPlan, sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    send_report(client, measure(plan), PERIOD, status="genomford")
    send_report(client, measure(plan), PERIOD, status="")
    assert client.get(address(plan)).context["page"].progress.reported == 0


@pytest.mark.parametrize(
    "typed",
    [
        {"status": "ej_rapporterat"},
        {"status": "klar"},
        {"comment": "x" * 2001},
        {"comment": "noll\x00"},
        {"comment": "Gäller 199006022397"},
        {"number": "många"},
        {"number": "-1"},
        {"number": "1,234"},
        {"number": "NaN"},
        {"number": "Infinity"},
        {"number": "9" * 40},
        {"number": "1e9999"},
    ],
)
def test_bad_input_is_told_and_nothing_lost(plan: ActionPlan, sign_in: SignIn, typed: dict[str, str]) -> None:
    client = sign_in(cast.COORDINATOR)
    assert send_report(client, measure(plan), PERIOD, **typed).status_code == 422
    page = send_report(client, measure(plan), PERIOD, htmx=False, **typed)
    assert page.status_code == 422
    form = next(row.form for row in page.context["page"].rows if row.form.is_bound)
    assert all(form[name].value() == value for name, value in typed.items())
    assert not FollowUp.objects.exists()


def test_two_who_report_the_same_see_both(plan: ActionPlan, sign_in: SignIn) -> None:
    one = measure(plan)
    mine = report_row(one, PERIOD, comment="Samordnarens text")
    send_report(sign_in(cast.CHIEF), one, PERIOD, comment="Chefens text", status="avviker")
    client = sign_in(cast.COORDINATOR)
    response = client.post(reverse("follow_up_save", args=[one.pk, PERIOD]), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Samordnarens text" in page and "Chefens text" in page
    assert FollowUp.objects.get().comment == "Chefens text"
    form = next(row.form for row in response.context["page"].rows if row.form.is_bound)
    assert client.post(reverse("follow_up_save", args=[one.pk, PERIOD]), dict(form.data.items())).status_code == 302
    saved = FollowUp.objects.get()
    assert (saved.comment, saved.status) == ("Samordnarens text", "avviker")


def test_two_who_report_different_things_are_both_saved(plan: ActionPlan, sign_in: SignIn) -> None:
    one = measure(plan)
    mine = report_row(one, PERIOD, number="3")
    send_report(sign_in(cast.CHIEF), one, PERIOD, status="avviker")
    sign_in(cast.COORDINATOR).post(reverse("follow_up_save", args=[one.pk, PERIOD]), mine)
    saved = FollowUp.objects.get()
    assert (saved.status, saved.number) == ("avviker", 3)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.REPORTER, 403),
        (cast.SECRETARY, 403),
        (cast.DIRECTOR, 403),
        (cast.MEMBER, 403),
        ("central.kommunstyrelsen", 403),
        (cast.OTHER_COORDINATOR, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_reports_nothing(plan: ActionPlan, sign_in: SignIn, who: str, status: int) -> None:
    assert send_report(sign_in(who), measure(plan), PERIOD, status="genomford").status_code == status
    assert not FollowUp.objects.exists()


def test_a_contact_reports_only_the_own_measures(plan: ActionPlan, sign_in: SignIn) -> None:
    assert send_report(sign_in(cast.CHIEF), measure(plan, "Två"), PERIOD, status="genomford").status_code == 403


def test_signed_out_and_read(plan: ActionPlan, sign_in: SignIn, client: Client) -> None:
    assert send_report(client, measure(plan), PERIOD, status="genomford").status_code == 401
    url = reverse("follow_up_save", args=[measure(plan).pk, PERIOD])
    assert sign_in(cast.COORDINATOR).get(url).status_code == 405
    assert client.get(address(plan)).status_code == client.get(MINE).status_code == 302


# --- Reminding ------------------------------------------------------------------------------------------------------


def remind(client: Client, plan: ActionPlan, contact: Any = "") -> Any:
    return client.post(address(plan, name="follow_up_remind"), {"kontakt": str(getattr(contact, "pk", contact))})


def test_a_contact_is_reminded_without_content(plan: ActionPlan, sign_in: SignIn) -> None:
    assert remind(sign_in(cast.COORDINATOR), plan, assignment(cast.CHIEF)).status_code == 302
    notice, mail = Notice.objects.get(), Mail.objects.get()
    assert notice.recipient == assignment(cast.CHIEF)
    assert notice.text == "Uppföljning tertial 2: 1 åtgärd väntar på din rapport."
    assert notice.url == f"{MINE}?period={PERIOD}"
    assert "Ett" not in mail.subject + mail.body
    assert "påmind" in sign_in(cast.COORDINATOR).get(address(plan)).content.decode()


def test_all_silent_contacts_are_reminded_once_a_day(plan: ActionPlan, sign_in: SignIn) -> None:
    plan.measures.filter(text="Två").update(contact=assignment(cast.HEAD_YOUNG))
    client = sign_in(cast.COORDINATOR)
    for _time in range(2):
        remind(client, plan)
    assert Notice.objects.count() == Reminder.objects.count() == 2
    Reminder.objects.update(on=timezone.localdate() - timedelta(days=1))
    remind(client, plan)
    assert Notice.objects.count() == 4


def test_who_has_reported_is_not_reminded(plan: ActionPlan, sign_in: SignIn) -> None:
    follow_up(measure(plan), PERIOD)
    remind(sign_in(cast.COORDINATOR), plan)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("contact", ["inget id", "\x00", "01a1fcf6-5b22-7255-a368-66944aee4c04"])
def test_somebody_who_is_no_contact_is_not_reminded(plan: ActionPlan, sign_in: SignIn, contact: str) -> None:
    assert remind(sign_in(cast.COORDINATOR), plan, contact).status_code == 302
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("who", "status"), [(cast.CHIEF, 403), (cast.OTHER_COORDINATOR, 404), (cast.NYKOPING, 404)])
def test_who_reminds_nobody(plan: ActionPlan, sign_in: SignIn, who: str, status: int) -> None:
    assert remind(sign_in(who), plan).status_code == status
    assert not Notice.objects.exists()


# --- The contact's own list -----------------------------------------------------------------------------------------


def mine(client: Client, **query: str) -> list[str]:
    return [row.measure.text for row in client.get(MINE, query).context["rows"]]


def test_a_contact_finds_the_own_measures(plan: ActionPlan, sign_in: SignIn) -> None:
    assert mine(sign_in(cast.CHIEF)) == ["Ett"]
    assert mine(sign_in(cast.REPORTER)) == []
    assert sign_in(cast.MEMBER).get(MINE).status_code == 403


def test_a_drafts_measures_are_not_reported_yet(db: None, sign_in: SignIn) -> None:
    draft = action_plan("Utkast", state=State.DRAFT)
    draft.measures.update(contact=assignment(cast.CHIEF))
    assert mine(sign_in(cast.CHIEF)) == []


@pytest.mark.parametrize("period", ["", "2024T1", "strunt", "2026", "9999T9"])
def test_only_the_tertials_reported_now_are_offered(plan: ActionPlan, sign_in: SignIn, period: str) -> None:
    shown = sign_in(cast.CHIEF).get(MINE, {"period": period}).context["period"]
    assert shown == period_to_report(timezone.localdate())


def test_the_last_ended_tertial_is_still_offered(plan: ActionPlan, sign_in: SignIn) -> None:
    ended = last_ended(timezone.localdate())
    assert sign_in(cast.CHIEF).get(MINE, {"period": str(ended)}).context["period"] == ended


def test_a_contacts_conflict_is_shown_in_the_own_list(plan: ActionPlan, sign_in: SignIn) -> None:
    one, period = measure(plan), str(period_to_report(timezone.localdate()))
    data = report_row(one, period, comment="Chefens text")
    follow_up(one, period, comment="Samordnarens text")
    response = sign_in(cast.CHIEF).post(reverse("follow_up_save", args=[one.pk, period]), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Chefens text" in page and "Samordnarens text" in page
    assert Tertial.parse(period) == response.context["period"]
