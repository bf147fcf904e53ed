"""What a report's record holds, as texts that can be read, masked and released: all that stands on its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases.concerns.models import (
    Assessment,
    Concern,
    Handover,
    Link,
    Note,
    PoliceInformation,
    RemovalOrder,
    SecondLook,
)
from cases.concerns.timeline import outcome
from cases.doors.models import Question
from vbe.access.templatetags.dates import date_and_clock, long_date

# What the report's page shows beside its record, and why a release does not have it.
LEFT_OUT = {
    "who": "Who signed a line: the name guard would mark every name, and the municipality's staff are asked for apart.",
    "mark": "That a line was put right later: the correction says so itself.",
    "url": "What can be done with a line, which is no part of the record.",
    "url_text": "What can be done with a line, which is no part of the record.",
    "similar": "Reports that are counted as alike when the page is opened: nobody has written it.",
    "findings": "What the situation picture and the plan say of the report: records of their own, asked for as such.",
}


@dataclass(frozen=True)
class Text:
    """One text of a report; ``name`` is what masks point to."""

    name: str
    label: str
    text: str


def facts(concern: Concern) -> str:
    """What was chosen among fixed words, in one line. Nothing there can be one person's, so nothing is masked."""
    chosen = [
        concern.get_kind_display(),
        concern.get_category_display(),
        concern.when,
        _("Rapporterad %(day)s") % {"day": long_date(concern.reported_at)},
        _("Kom in genom: %(door)s") % {"door": concern.get_door_display()},
        _("Bygger på: %(ground)s") % {"ground": concern.get_ground_display()},
        _("Miljö: %(milieu)s") % {"milieu": concern.get_milieu_display()},
        _("Rapportören vet det så här: %(source)s") % {"source": concern.get_source_display()}
        if concern.source
        else "",
        _("Läge: %(state)s") % {"state": concern.get_state_display()},
        _("Bedöms av: %(board)s") % {"board": concern.board},
        _("Överlämnad av: %(board)s") % {"board": concern.previous_board} if concern.previous_board else "",
    ]
    return " · ".join(str(one) for one in chosen if one)


def texts(concern: Concern, questions: Iterable[Question] = (), links: Iterable[Link] = ()) -> list[Text]:
    """What somebody wrote in the report, and then what was written about it in the order of time; an empty text is
    left out."""
    later = [
        *(one for assessment in concern.assessments.all() for one in _assessed(assessment)),
        *(one for note in concern.notes.all() for one in _note(note)),
        *(one for told in concern.police.all() for one in _police(told)),
        *(one for look in concern.second_looks.all() for one in _look(look)),
        *(one for handover in concern.handovers.all() for one in _answered(handover)),
        *(one for order in concern.removals.all() for one in _removal(order)),
        *(
            (told.at, Text(f"sentence-{told.pk.hex}", _dated(_("Rapportören fick veta"), told.at), told.text))
            for told in concern.told.all()
        ),
        *(one for question in questions for one in _asked(question)),
        *(one for link in links for one in _link(concern, link)),
    ]
    # What happened at the same moment stands in the order above.
    in_time = [text for _at, text in sorted(later, key=lambda one: one[0])]
    return [text for text in [*_arrived(concern), *in_time] if text.text]


# When it was written, and the text.
_Dated = Iterator[tuple[datetime, Text]]


def _arrived(concern: Concern) -> list[Text]:
    sealed_at = concern.sealed_sent_at
    sealed = _("Skickad till socialtjänsten %(day)s.") % {"day": long_date(sealed_at)} if sealed_at else ""
    return [
        Text("text", _("Vad som har rapporterats"), concern.text),
        Text("place", _("Plats"), concern.place),
        Text("area", _("Del av området"), str(concern.area or "")),
        Text("unit", _("Rapporterad från"), f"{concern.reporter_unit}, {concern.reporter_board}"),
        Text("done", _("Vad som har gjorts"), concern.done),
        Text("kept", _("Rapportören har bekräftat att det inte är en person"), "\n".join(concern.kept_reasons)),
        Text("sealed", _("Sluten del"), sealed),
    ]


def _assessed(one: Assessment) -> _Dated:
    said = _("Bedömning %(day)s: %(outcome)s") % {"day": long_date(one.at), "outcome": _small(outcome(one))}
    follow_up = _("Följs upp %(day)s.") % {"day": long_date(one.follow_up_on)} if one.follow_up_on else ""
    yield one.at, Text(f"reason-{one.pk.hex}", said, _lines(one.reason, follow_up))


def _note(note: Note) -> _Dated:
    what = _("Anteckning")
    if note.corrects:
        what = _dated(_("Rättelse av anteckningen"), note.corrects.at) + ","
    yield note.at, Text(f"note-{note.pk.hex}", _dated(what, note.at), note.text)


def _police(told: PoliceInformation) -> _Dated:
    who = told.get_recipient_display()
    label = _dated(_("Vad %(who)s fick veta") % {"who": who}, told.told_at)
    if told.corrects_id:
        label = _("Rättelse: %(label)s") % {"label": _small(label)}
    reference = _("Diarienummer: %(number)s.") % {"number": told.reference} if told.reference else ""
    how = _lines(
        _("Till: %(function)s, %(when)s.") % {"function": told.function, "when": date_and_clock(told.told_at)},
        _("Stöd i lagen: %(row)s.") % {"row": told.legal_row},
        reference,
    )
    yield told.at, Text(f"told-{told.pk.hex}", label, told.told)
    yield told.at, Text(f"told-how-{told.pk.hex}", _("Hur %(who)s fick veta det") % {"who": who}, how)
    yield told.at, Text(f"told-reason-{told.pk.hex}", _("Skäl till att det lämnades"), told.reason)


def _look(look: SecondLook) -> _Dated:
    label = _dated(_("En andra titt önskas"), look.asked_at)
    yield look.asked_at, Text(f"look-{look.pk.hex}", label, look.reason)
    if look.looked_at:
        said = _("Andra titten: kan avslutas") if look.agrees else _("Andra titten: mer behöver göras")
        yield look.looked_at, Text(f"looked-{look.pk.hex}", _dated(said, look.looked_at), look.note or _nothing_more())


def _answered(handover: Handover) -> _Dated:
    """What the other board answered. That it was handed over stands among the assessments."""
    if handover.answered_at and handover.answer != Handover.Answer.ACCEPTED:
        silent = handover.answer == Handover.Answer.UNANSWERED
        what = _("Överlämningen till %(board)s") if silent else _("%(board)s svarade på överlämningen")
        label = _dated(what % {"board": handover.to_board}, handover.answered_at)
        said = [handover.get_answer_display(), handover.get_return_reason_display() if handover.return_reason else ""]
        yield handover.answered_at, Text(f"handover-{handover.pk.hex}", label, _lines(*said))


def _removal(order: RemovalOrder) -> _Dated:
    reference = _("Ordernummer: %(number)s.") % {"number": order.reference} if order.reference else ""
    label = _dated(_("Sanering beställd"), order.at)
    yield order.at, Text(f"removal-{order.pk.hex}", label, _lines(order.to, reference))
    if order.done_at and order.done_on:
        gone = _("Borta %(day)s.") % {"day": long_date(order.done_on)}
        yield order.done_at, Text(f"removed-{order.pk.hex}", _dated(_("Saneringen är klar"), order.done_at), gone)


def _asked(question: Question) -> _Dated:
    label = _dated(_("Fråga till rapportören"), question.at)
    yield question.at, Text(f"question-{question.pk.hex}", label, question.text)
    if answer := question.answer_or_none:
        yield answer.at, Text(f"answer-{answer.pk.hex}", _dated(_("Rapportörens svar"), answer.at), answer.text)


def _link(concern: Concern, step: Link) -> _Dated:
    other = step.other if step.one_id == concern.pk else step.one
    said = _("Kopplad till %(report)s") if step.linked else _("Kopplingen till %(report)s togs bort")
    label = _dated(said % {"report": other}, step.at)
    yield step.at, Text(f"link-{step.pk.hex}", label, step.note or _nothing_more())


def _nothing_more() -> str:
    """For what was done without a word: it is a part of the record all the same."""
    return _("Inget mer är antecknat.")


def _lines(*said: object) -> str:
    return "\n".join(str(one) for one in said if one)


def _dated(what: str, at: datetime) -> str:
    return f"{what} {long_date(at)}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
