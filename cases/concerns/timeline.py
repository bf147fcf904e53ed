"""What has happened to a report, as the lines of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.concerns.models import Assessment, Concern, Handover, Note, PoliceInformation, RemovalOrder
from cases.concerns.states import Outcome
from vbe.access.templatetags.dates import date_and_clock, long_date
from vbe.organisation.models import Assignment, Board

Line = dict[str, Any]
PER_PAGE = 100
# What other rooms know of a report, said by them when the product starts: this room imports none of them.
OTHERS: list[Callable[[Concern], Iterable[Line]]] = []


def timeline(concern: Concern, assessments: list[Assessment], *, correctable: bool = False) -> list[Line]:
    """Newest first, in as many queries whatever has happened. The reporter is the unit, never the person (legal.md L2).

    ``correctable``: the reader may add corrections, so lines that can be corrected link to the form.
    """
    signed = ("by__user", "board")
    notes = list(concern.notes.select_related(*signed, "corrects"))
    told = list(concern.police.select_related(*signed, "legal_row", "corrects"))
    lines = [
        *map(_assessed, assessments),
        *_notes(concern, notes, correctable=correctable),
        *_police(concern, told, correctable=correctable),
        *_looks(concern),
        *_answers(concern),
        *_removals(concern),
        *(line for tell in OTHERS for line in tell(concern)),
        *_files(concern),
        _arrived(concern),
    ]
    if concern.sealed_sent_at:
        note = _("Den gick direkt till socialtjänsten. Du ser den inte.")
        lines.append({"what": _("Sluten del skickad"), "when": concern.sealed_sent_at, "note": note})
    # What happened at the same moment stands in the order of its making, the latest first.
    lines.reverse()
    return sorted(lines, key=itemgetter("when"), reverse=True)


def differences(written: dict[str, Any], saved: Assessment) -> list[dict[str, Any]]:
    """What somebody wrote beside what a colleague saved meanwhile."""
    mine = Outcome(written["outcome"])
    who = f"{saved.by.user}, {saved.board}"
    return [
        {"label": _("Bedömd av"), "mine": _("du"), "theirs": who, "differs": False},
        {"label": _("Bedömning"), "mine": mine.label, "theirs": outcome(saved), "differs": mine != saved.outcome},
        {"label": _("Skäl"), "mine": written["reason"], "theirs": saved.reason, "differs": True},
    ]


def outcome(assessment: Assessment) -> str:
    if assessment.to_board:
        return _("Överlämnad till %(board)s") % {"board": assessment.to_board}
    return assessment.get_outcome_display()


def _line(what: str, when: datetime, by: Assignment | None, board: Board, note: str = "", **more: Any) -> Line:
    return {"what": what, "when": when, "who": f"{by.user}, {board}" if by else str(board), "note": note} | more


def _arrived(concern: Concern) -> Line:
    who = f"{concern.reporter_unit}, {concern.reporter_board}"
    return {"what": _("Rapporten kom in"), "when": concern.reported_at, "who": who}


def _files(concern: Concern) -> list[Line]:
    """What came with the report, told by what it is: the names that the files had are not kept."""
    return [
        {
            "what": _("Bild följde med") if file.is_picture else _("Fil följde med"),
            "when": concern.reported_at,
            "url": reverse("concern_file", args=[concern.number, file.position]),
            "url_text": _("Öppna fil %(n)s") % {"n": file.position},
        }
        for file in concern.attachments.all()
    ]


def _assessed(one: Assessment) -> Line:
    note = one.reason
    if one.follow_up_on:
        note = f"{note}\n{_('Följs upp %(day)s.') % {'day': long_date(one.follow_up_on)}}"
    return _line(outcome(one), one.at, one.by, one.board, note)


def _correction(one: Note | PoliceInformation, corrected: set[Any], concern: Concern, url: str, may: bool) -> Line:
    """How a line says that it was put right, or puts another one right."""
    if one.pk in corrected:
        return {"mark": _("Rättad senare")}
    return {"url": reverse(url, args=[concern.number, one.pk]), "url_text": _("Rätta")} if may else {}


def _notes(concern: Concern, notes: list[Note], *, correctable: bool) -> list[Line]:
    corrected = {note.corrects_id for note in notes}
    return [
        _line(
            _("Rättelse av anteckningen %(day)s") % {"day": long_date(note.corrects.at)}
            if note.corrects
            else _("Anteckning"),
            note.at,
            note.by,
            note.board,
            note.text,
            **_correction(note, corrected, concern, "concern_note_correct", correctable),
        )
        for note in notes
    ]


def _police(concern: Concern, told: list[PoliceInformation], *, correctable: bool) -> list[Line]:
    corrected = {one.corrects_id for one in told}
    return [
        _line(
            (_("Rättelse: %(who)s fick veta") if one.corrects_id else _("%(who)s fick veta"))
            % {"who": one.get_recipient_display()},
            one.at,
            one.by,
            one.board,
            _told(one),
            **_correction(one, corrected, concern, "concern_police_correct", correctable),
        )
        for one in told
    ]


def _told(one: PoliceInformation) -> str:
    to = {"function": one.function, "when": date_and_clock(one.told_at)}
    lines = [one.told, _("Till: %(function)s, %(when)s.") % to]
    lines.append(_("Stöd i lagen: %(row)s.") % {"row": one.legal_row})
    if one.reason:
        lines.append(one.reason)
    if one.reference:
        lines.append(_("Diarienummer: %(number)s.") % {"number": one.reference})
    return "\n".join(lines)


def _looks(concern: Concern) -> list[Line]:
    lines: list[Line] = []
    for look in concern.second_looks.select_related("asked_by__user", "looked_by__user", "board"):
        lines.append(_line(_("En andra titt önskas"), look.asked_at, look.asked_by, look.board, look.reason))
        if look.looked_at:
            said = _("Andra titten: kan avslutas") if look.agrees else _("Andra titten: mer behöver göras")
            lines.append(_line(said, look.looked_at, look.looked_by, look.board, look.note))
    return lines


def _answers(concern: Concern) -> list[Line]:
    """What the other board answered. That it was handed over stands among the assessments."""
    answered = concern.handovers.exclude(answered_at=None).select_related("to_board", "answered_by__user")
    return [
        _line(
            f"{one.get_answer_display()}: {one.get_return_reason_display()}"
            if one.return_reason
            else one.get_answer_display(),
            one.answered_at,
            one.answered_by,
            one.to_board,
        )
        for one in answered
        if one.answered_at and one.answer != Handover.Answer.ACCEPTED
    ]


def _removals(concern: Concern) -> list[Line]:
    lines: list[Line] = []
    for one in concern.removals.select_related("by__user", "done_by__user", "board"):
        reference = _("Ordernummer: %(number)s.") % {"number": one.reference} if one.reference else ""
        ordered = _("Sanering beställd: %(to)s") % {"to": one.to}
        lines.append(_line(ordered, one.at, one.by, one.board, reference))
        lines += _done(one)
    return lines


def _done(one: RemovalOrder) -> list[Line]:
    if not (one.done_at and one.done_on):
        return []
    note = _("Borta %(day)s.") % {"day": long_date(one.done_on)}
    return [_line(_("Saneringen är klar"), one.done_at, one.done_by, one.board, note)]
