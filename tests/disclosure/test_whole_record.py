"""Nothing that stands on a report's page is missing in a release, unless it is named why (`texts.LEFT_OUT`)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern, KeptPassage, Link, Note
from cases.concerns.passages import Reason
from cases.concerns.states import Outcome
from cases.disclosure.models import Decision, DocumentPart, RecordsRequest
from cases.disclosure.texts import LEFT_OUT, facts, texts
from tests import cast
from tests.concerns import desk
from tests.conftest import SignIn, assignment
from tests.disclosure.asked import GROUND, asked, decide, mask
from tests.doors import situations as doors
from tests.factories import ConcernFactory, attachment

# The page says it in other words than the release does.
SAID_AS = {
    "rapporten kom in": "rapporterad",
    "rapportören svarade": "rapportörens svar",
    "sluten del skickad": "sluten del",
    "skickad": "skickad till socialtjänsten",
    "den gick direkt till socialtjänsten. du ser den inte.": "skickad till socialtjänsten",
    "bild följde med": "'files': [{'name': 'hän-",
}
# The panels of the page, and by which of the tests below what stands there is looked for.
PANELS = {
    "Vad som har rapporterats": "lines and facts",
    "Om rapporten": "facts",
    "Vad som har hänt": "lines",
    "Hör ihop med": "links",
    "Beställd sanering": "lines",
    "Till rapportören": "lines",
    "Har lett till": LEFT_OUT["findings"],
    "Din bedömning": "What can be done.",
    "Mer du kan göra": "What can be done.",
    "Du loggas snart ut": "No part of the record.",
}


def everything(**changed: Any) -> Concern:
    """A report about which everything that can be written is."""
    report = ConcernFactory(
        done="Fastighetsägaren är tillsagd.", source="eget", sealed_sent_at=timezone.now(), milieu="hybrid", **changed
    )
    report.area = report.board.parts().first()
    report.save()
    attachment(report)
    KeptPassage.objects.create(concern=report, kind="name", reason=Reason.QUOTATION)
    made = desk.everything_on(report)
    desk.note(report, "Det var hyresvärden.", corrects=made["note"])
    desk.police(
        report,
        told="Att symbolerna också stod på en port.",
        function="Vakthavande befäl",
        reference="K-4711",
        reason="Prövat mot 10 kap. 2 §.",
        corrects=made["police"],
    )
    by, now, look = assignment(cast.COORDINATOR), timezone.now(), made["look"]
    look.looked_by, look.looked_at, look.agrees, look.note = by, now, False, "Prata med skolan först."
    look.save()
    back = made["handover"]
    back.from_board, back.to_board = back.to_board, back.from_board
    back.answer, back.return_reason, back.answered_by, back.answered_at = "aterlamnad", "otillrackligt", by, now
    back.save()
    order = made["removal"]
    order.reference, order.done_on, order.done_by, order.done_at = "SAN-88", timezone.localdate(), by, now
    order.save()
    desk.removal(report, to="Bredängs bostäder", reference="SAN-89")
    other = ConcernFactory()
    one, two = sorted((report, other), key=lambda each: each.pk)
    Link.objects.create(one=one, other=two, linked=True, note="Samma tuschpenna.", by=by, at=now)
    report.assess(
        Outcome.ADVICE,
        reason="Skolan har fått råd.",
        by=by,
        now=now,
        follow_up_on=timezone.localdate(now) + timedelta(days=9),
    )
    doors.of(report)
    return report


def released(found: RecordsRequest) -> str:
    return " ".join(
        str(part.content).replace("\\n", " ") for part in DocumentPart.objects.filter(decision__request=found)
    )


def pieces(*texts: str) -> list[str]:
    """The texts as they are compared: the page puts a colon where the release has a heading."""
    found = [piece.strip(" .").casefold() for text in texts for piece in re.split(r"[\n:]", text)]
    return [SAID_AS.get(piece, SAID_AS.get(piece + ".", piece)) for piece in found if piece]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def decided(sign_in: SignIn) -> tuple[Any, str, Concern]:
    """The report's page, what was released of it, and the report."""
    report, client = everything(), sign_in(cast.COORDINATOR)
    found = asked(report)
    page = client.get(reverse("concern", args=[report.number]))
    row = found.chosen.get()
    form = client.get(reverse("records_mask", args=[found.pk, row.pk])).context["form"]
    unticked = {field.name: None for field in form if field.name.startswith("mask-")}
    assert mask(client, found, **unticked, **{"file-0": "ut"}).status_code == 302
    assert decide(client, found).status_code == 302
    assert Decision.objects.get().outcome == Decision.Outcome.WHOLE
    return page, released(found).casefold(), report


def test_every_line_of_what_has_happened_is_released(decided: tuple[Any, str, Concern]) -> None:
    page, said, _report = decided
    lines = list(page.context["lines"])
    assert len(lines) >= 17
    for line in lines:
        assert set(line) - {"what", "when", "note"} <= set(LEFT_OUT), line
        for piece in pieces(str(line["what"]), str(line.get("note", ""))):
            assert piece in said, (piece, line)


def test_every_fact_is_released(decided: tuple[Any, str, Concern]) -> None:
    page, said, report = decided
    facts = re.findall(r"<dd>(.*?)</dd>", page.content.decode().partition("Om rapporten")[2], re.DOTALL)
    assert len(facts) >= 9
    for fact in facts:
        for part in plain(fact).partition(" · ")[0].split(", "):
            part = re.sub(r"^skickad .*", "skickad", part.casefold())
            assert SAID_AS.get(part, part) in said, fact
    for chosen in (
        report.get_door_display(),
        report.get_state_display(),
        *report.kept_reasons,
        report.text,
        report.done,
    ):
        assert chosen.casefold() in said


def test_every_link_is_released(decided: tuple[Any, str, Concern]) -> None:
    page, said, _report = decided
    assert page.context["linked"]
    for other, step in page.context["linked"]:
        assert str(other).casefold() in said and step.note.casefold() in said


def test_a_new_panel_on_the_page_is_thought_of_here(decided: tuple[Any, str, Concern]) -> None:
    page, *_ = decided
    panels = {plain(found) for found in re.findall(r"<h2[^>]*>(.*?)</h2>", page.content.decode(), re.DOTALL)}
    assert panels <= set(PANELS), panels - set(PANELS)


def test_what_is_written_about_it_stands_in_the_order_of_time_and_can_be_masked(sign_in: SignIn) -> None:
    report, client = everything(), sign_in(cast.COORDINATOR)
    found = asked(report)
    form = client.get(reverse("records_mask", args=[found.pk, found.chosen.get().pk])).context["form"]
    names = [part.text.name for part in form.parts()]
    assert names[:3] == ["text", "place", "area"]
    kinds = [name.rpartition("-")[0] for name in names if "-" in name]
    at = [kinds.index(kind) for kind in ("note", "told", "look", "reason", "looked", "question", "answer")]
    assert at == sorted(at) and kinds.index("note") < kinds.index("told-how") < kinds.index("link")
    secret = {"Vakthavande befäl", "K-4711", "tuschpenna", "Prata med skolan", "Bredängs bostäder", "SAN-89", "råd"}
    assert mask(client, found, ground=GROUND, words="\n".join(secret), **{"file-0": "ut"}).status_code == 302
    assert decide(client, found, reason="Namnen kan skada.").status_code == 302
    assert not [word for word in secret - {"råd"} if word in released(found)]


def test_days_and_hours_are_those_in_sweden(db: None) -> None:
    night = datetime(2026, 6, 18, 22, 30, tzinfo=UTC)
    report = ConcernFactory(reported_at=night, sealed_sent_at=night)
    told = desk.police(report, told_at=night)
    Note.objects.filter(pk=desk.note(report).pk).update(at=night)
    found = {text.name.partition("-")[0]: text for text in texts(report) if not text.name.startswith("told-how")}
    assert "Rapporterad 19 juni 2026" in facts(report) and found["sealed"].text.endswith("19 juni 2026.")
    assert found["note"].label == "Anteckning 19 juni 2026" and found["told"].label.endswith("19 juni 2026")
    how = next(text for text in texts(report) if text.name == f"told-how-{told.pk.hex}")
    assert "2026-06-19 00:30" in how.text


def test_a_handover_that_nobody_answered_is_not_said_to_be_answered(db: None) -> None:
    report = ConcernFactory()
    back = desk.hand_over(report)
    back.come_back(timezone.now())
    (said,) = [text for text in texts(report) if text.name.startswith("handover-")]
    assert said.label.startswith(f"Överlämningen till {back.to_board} ") and said.text == "Kom tillbaka utan svar"


def test_as_many_questions_to_the_database_however_many_reports(sign_in: SignIn) -> None:
    client, few, many = sign_in(cast.COORDINATOR), asked(everything()), asked(*(everything() for _ in range(3)))
    counts = []
    for found in (few, few, many):
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            assert client.get(reverse("records_preview", args=[found.pk])).status_code == 200
        counts.append(len(asked_for))
    assert counts[1] == counts[2]
