"""What the room holds about one person, in the order of the extract: one function for each part of it.

The person's own part alone: support to a relative is in the relative's own extract, and in nobody else's; who works
with a case is no information about the person. Read by the worker, who alone reaches every part (legal.md L17).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.models import (
    Case,
    Consent,
    DataAccessRequest,
    Found,
    HeldRecord,
    Identity,
    Intake,
    Passage,
    RelativeSupport,
    Seat,
    Transfer,
)
from cases.sig.models.intake import number_index
from cases.sig.states import IntakeState
from cases.surnames import fold
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Board

SECTION = HeldRecord.Section
# Tables of the room that are not gathered, and why. Earlier versions of rows are not either: they are kept to show who
# changed what, and what holds about the person is what the row says now.
STAFF = "who works with the case, which is no information about the person"
NOBODYS = "about nobody: what the municipality has settled, and counts"
COPY = "a copy of what is gathered where it stands"
LEFT_OUT = {
    "sig.relativetie": "about two persons, each of whom is told nothing of the other's record",
    "sig.relativepart": STAFF,
    "sig.told": STAFF,
    "sig.standin": STAFF,
    "sig.seatlink": "an address that a link was sent to; the function that was called, and its answer, are gathered",
    "sig.excerpt": COPY,
    "sig.heldrecord": COPY,
    "sig.dataaccesswork": COPY,
    "sig.routine": NOBODYS,
    "sig.seattemplate": NOBODYS,
    "sig.sigcount": NOBODYS,
    "sig.sigpart": NOBODYS,
}


def matters(asked: DataAccessRequest) -> tuple[list[Intake], list[Case], set[UUID]]:
    """What came in about the person and the cases, on the board that was asked; and ids of what is not certain.

    By exact number, also where no investigation was opened: that has left every search, and is still held. What came
    without a number is found by the whole name and the birth date together, for somebody to look at.
    """
    known = set(asked.known())
    boards = _boards(asked)
    on_board = Intake.objects.filter(board__in=boards)
    sure, unsure = set(known), set()
    # Fingerprints are gone from these, so they are read one by one.
    for one in on_board.filter(Q(state=IntakeState.NO_ACTION) | Q(number_index="")).exclude(pk__in=known).iterator():
        if one.twelve and one.twelve == asked.person_number:
            sure.add(one.pk)
        elif not one.twelve and _same_name_and_day(one, asked):
            unsure.add(one.pk)
    cases = Case.objects.filter(Q(pk__in=sure) | Q(intake__in=sure | unsure), board__in=boards)
    intakes = Intake.objects.filter(Q(pk__in=sure | unsure) | Q(case__in=cases) | Q(belongs_to__in=cases))
    of_cases = {case.pk for case in cases if case.pk not in sure and case.intake_id in unsure}
    return list(intakes.order_by("arrived_at", "id")), list(cases.order_by("opened_at", "id")), unsure | of_cases


def supports(asked: DataAccessRequest) -> list[RelativeSupport]:
    """Support that the person has been given as a relative, by exact number: there is no fingerprint to search by."""
    on_board = RelativeSupport.objects.filter(board__in=_boards(asked), identity__isnull=False)
    rows = on_board.select_related("identity").order_by("opened_at", "id")
    return [one for one in rows if number_index(one.identity.number) == asked.number_index != ""]


def _boards(asked: DataAccessRequest) -> list[Board]:
    """What a board has taken over is its own to answer for."""
    return [asked.board, *asked.board.all_predecessors]


def _same_name_and_day(one: Intake, asked: DataAccessRequest) -> bool:
    day = asked.person_number[:8]
    return bool(one.birth_date) and one.birth_date.replace("-", "") == day and _same(one.person_name, asked.person_name)


def _same(one: str, other: str) -> bool:
    return bool(one) and fold(one).split() == fold(other).split()


def everything(asked: DataAccessRequest) -> tuple[list[Found], list[UUID], bool]:
    """All that is held, ids of what it is about, and whether somebody has protected identity there."""
    intakes, cases, unsure = matters(asked)
    found = [of_intake(one) for one in intakes]
    for case in cases:
        found += [of_case(case), *of_meetings(case), *of_support(case), *of_sharing(case), *of_files(case)]
    own = supports(asked)
    found += [of_relative(one) for one in own]
    for one in found:
        one.unsure = bool(unsure & {one.case_id, one.intake_id})
    found += of_requests(asked)
    order = list(SECTION)
    found.sort(key=lambda one: order.index(SECTION(one.section)))
    protected = (
        any(one.protected for one in intakes) or Identity.objects.filter(case__in=cases, protected=True).exists()
    )
    protected = protected or any(one.identity.protected for one in own)
    return [one for one in found if one.passages], [one.pk for one in (*intakes, *cases, *own)], protected


def of_intake(one: Intake) -> Found:
    """One arrival: what was said, who said it, and what the reception noted about it."""
    passages = [
        said(one, "person_name", "person_number", "birth_date", label=_("Vem det gäller")),
        said(one, "description", "contact"),
        said(one, "state", "decided_at", "reason", "reference", label=_("Mottagningens beslut")),
    ]
    who_reported = ("standing", "reporter_role", "answer", "answered_on", "answer_way", "answer_reason")
    passages.append(said(one, *who_reported, label=_("Den som anmälde")))
    if part := getattr(one, "sealed_part", None):
        passages.append(said(part, "unit_name", "sent_at", "about", "standing"))
        if answer := getattr(part, "feedback", None):
            passages += [said(answer, "answer", "given_at"), *of_rows([getattr(answer, "reason", None)], "text")]
    if particulars := getattr(one, "particulars", None):
        lines = [*particulars.about_person(), *particulars.about_writer()]
        passages.append(Passage(_name(particulars), _label(particulars), _lines(lines)))
    passages += of_rows(one.protectionassessments.all(), "made_at", "text")
    passages += of_rows(one.investigationsteps.all(), "step", "at", "due_on", "text")
    passages += of_rows(one.contactattempts.all(), "made_at", "way", "outcome", "text", "again_on")
    passages += of_rows(one.personinformations.all(), "told_on", "how", "why_not", "interpreter")
    passages += of_rows(one.intakenotes.all(), "at", "text")
    passages += of_rows(one.family_reports.all(), "unit_name", "at")
    heading = _("%(source)s, %(day)s") % {"source": one.get_source_display(), "day": _written(one.arrived_at)}
    return Found(SECTION.RECEPTION, f"intake-{one.pk.hex}", heading, _full(passages), intake_id=one.pk)


def of_case(case: Case) -> Found:
    """The case itself: who it is about, the routine's steps, notes, ages, the track, moves and tasks."""
    passages = [
        *(said(one, "name", "number", "birth_date", label=_("Vem ärendet gäller")) for one in _identity(case)),
        said(case, "opened_at", "ground", "age_band", "lead", "step", "track", "unit", label=_("Om ärendet")),
        *of_rows(case.steps.all(), "step", "at", "outcome", "reason"),
        *of_rows(case.notes.order_by("at"), "on", "text"),
        *of_rows(case.coming_ages.order_by("announced_at"), "kind", "announced_at", "done_at"),
        *of_rows(case.track_choices.order_by("at"), "track", "children", "at", "reason"),
        *of_rows(case.track_steps.select_related("step").order_by("at"), "step", "done_on", "note", "cancelled_at"),
        *of_rows(case.emergency_openings.order_by("opened_at"), "opened_at", "reason"),
        *of_rows(case.tasks.order_by("made_at"), "what", "responsible", "due_on", "done_at"),
    ]
    passages += [
        said(one, "to_board", "recipient", "asked_at", "ground", "reason", "answer", "answer_reason")
        for one in Transfer.objects.filter(case=case).select_related("to_board").order_by("asked_at")
    ]
    return Found(SECTION.CASE, f"case-{case.pk.hex}", str(case), _full(passages), case_id=case.pk)


def _identity(case: Case) -> Iterable[Identity]:
    return Identity.objects.filter(case=case)


def of_meetings(case: Case) -> Iterator[Found]:
    """Each meeting: the functions that were called and what they answered, the five points, what was added later."""
    for one in case.meetings.order_by("starts_at"):
        passages = [
            said(one, "kind", "starts_at", "place", "cancelled_at", "cancel_reason", "next_on", "no_next_reason")
        ]
        passages += [_of_seat(seat) for seat in one.seats.prefetch_related("answers")]
        passages += [
            said(point, "notes", "decision", "responsible", "due_on", label=point.get_point_display())
            for point in one.points.all()
        ]
        passages += of_rows(one.addenda.all(), "kind", "point", "at", "text")
        heading = f"{one.get_kind_display()}, {_written(one.starts_at)} ({case})"
        yield Found(SECTION.MEETINGS, f"meeting-{one.pk.hex}", heading, _full(passages), case_id=case.pk)


def _of_seat(seat: Seat) -> Passage:
    """A function at the table, called or not, and what was answered; not who filled it. Empty when it was neither."""
    lines = list(_said(seat, ("function", "ground", "waived_reason")))
    answers = list(seat.answers.all())
    for one in answers:
        how = _("Svar per telefon") if one.heard_from else _("Svar på kallelse")
        lines += [(f"{how} {_written(one.at)}", one.get_answer_display()), *_said(one, ("deputy",))]
    label = _("Kallad till mötet") if seat.called else _("Inte kallad till mötet")
    return Passage(_name(seat), label, _lines(lines) if seat.called or seat.waived_reason or answers else "")


def of_support(case: Case) -> Iterator[Found]:
    """Each measure with how it has gone, and the safety plan."""
    fields = ("name", "own_goal", "goal", "needs", "protective", "actor", "starts", "ends", "state", "reason")
    for one in case.measures.select_related("actor").order_by("proposed_at"):
        passages = [said(one, *fields, "result", "result_words")]
        passages += of_rows(one.reviews.order_by("held_on"), "held_on", "going", "words", "next_on")
        heading = _("Insats från %(day)s (%(case)s)") % {"day": swedate(one.starts), "case": case}
        yield Found(SECTION.SUPPORT, f"measure-{one.pk.hex}", heading, _full(passages), case_id=case.pk)
    if plan := getattr(case, "safety_plan", None):
        ways = ("contact", "never", "sender", "sign", "if_threatened", "around", "saved_at")
        heading = _("Säkerhetsplan (%(case)s)") % {"case": case}
        yield Found(SECTION.SUPPORT, f"safety-{plan.pk.hex}", heading, _full([said(plan, *ways)]), case_id=case.pk)


def of_relative(support: RelativeSupport) -> Found:
    """The person's own record as a relative. Which case it belongs with is another person's secret."""
    passages = [
        said(support.identity, "name", "number", "contact", "relation", label=_("Vem stödet gäller")),
        said(support, "came", "needs", "opened_at", "informed_on", "informed_how", label=_("Om stödet")),
        *of_rows(support.consents.order_by("at"), "recipient", "scope", "way", "given_on", "ends", "withdrawn_at"),
        *of_rows(support.measures.order_by("at"), "name", "goal", "starts", "ended_on", "result"),
        *of_rows(support.notes.order_by("at"), "at", "text", "again_on"),
        said(support, "outcome", "closed_at", "outcome_words", label=_("Hur det gick")),
    ]
    heading = _("Anhörigstöd %(support)s") % {"support": support}
    return Found(SECTION.SUPPORT, f"relative-{support.pk.hex}", heading, _full(passages))


def of_sharing(case: Case) -> Iterator[Found]:
    """What lets something leave, and everybody whom it has left to (GDPR 15.1 c)."""
    given = ("actor", "answer", "giver", "weighed", "scope", "purpose", "way", "given_on", "ends", "withdrawn_at")
    decided = ("actor", "row", "information", "tested", "reason", "starts", "ends", "ended_at")
    asked = ("actor", "asker", "asked", "asked_at", "row", "answer", "reason")
    passages = [
        *of_rows(case.consents.select_related("actor").order_by("recorded_at"), *given),
        *of_rows(case.sharing_decisions.select_related("actor", "row").order_by("decided_at"), *decided),
        *of_rows(case.requests.select_related("actor", "row").order_by("asked_at"), *asked),
    ]
    heading = _("Samtycken, beslut och begäranden (%(case)s)") % {"case": case}
    yield Found(SECTION.SHARING, f"sharing-{case.pk.hex}", heading, _full(passages), case_id=case.pk)
    recipients = [
        Passage(
            _name(one),
            f"{swedate(timezone.localdate(one.given_at))}: {one.actor or _('mottagare')}",
            _lines([*_said(one, ("recipient", "what", "way", "harm")), (_("Grund"), one.ground)]),
        )
        for one in case.disclosures.with_grounds().order_by("given_at")
    ]
    recipients += of_rows(case.recalls.order_by("at"), "discovered_at", "note")
    recipients += [
        Passage(_name(part), _("Har deltagit i ärendet"), f"{part.assignment.title}, {part.assignment.board}")
        for part in case.participations.select_related("assignment__board", "assignment__unit").order_by("starts")
        if part.assignment.board_id != case.board_id
    ]
    heading = _("Mottagare (%(case)s)") % {"case": case}
    yield Found(SECTION.RECIPIENTS, f"recipients-{case.pk.hex}", heading, _full(recipients), case_id=case.pk)


def of_files(case: Case) -> Iterator[Found]:
    """Signed papers. What left as copies of minutes is among the recipients, and its words among the meetings."""
    for number, consent in enumerate(Consent.objects.filter(case=case, paper__isnull=False).order_by("recorded_at"), 1):
        paper = consent.paper
        name = _("Undertecknat samtycke %(n)d (%(case)s).%(kind)s") % {"n": number, "case": case, "kind": paper.kind}
        passage = Passage(_name(paper), _("Fil"), name)
        key = f"paper-{paper.pk.hex}"
        yield Found(SECTION.FILES, key, name, [passage], case_id=case.pk, kind=paper.kind, file=paper.content)


def of_requests(asked: DataAccessRequest) -> Iterator[Found]:
    """The other requests about the person: who asked, how that was checked, and what was done."""
    about = DataAccessRequest.objects.filter(number_index=asked.number_index, board__in=_boards(asked))
    for one in about.exclude(number_index="").exclude(pk=asked.pk).order_by("registered_at", "id"):
        passages = [said(one, "received_on", "asker", "asker_name", "identity_checked", "state")]
        passages += of_rows(one.steps.all(), "step", "at", "text")
        heading = _("Begäran om registerutdrag %(number)s") % {"number": one}
        yield Found(SECTION.RECEPTION, f"asked-{one.pk.hex}", heading, _full(passages))


# How rows are written.


def of_rows(rows: Iterable[Any], *fields: str) -> list[Passage]:
    return [said(row, *fields) for row in rows if row]


def said(row: Model, *fields: str, label: str = "") -> Passage:
    """One row as one text: each field that is filled in on a line of its own. Its first field names it among others."""
    return Passage(f"{_name(row)}-{fields[0]}", label or _label(row), _lines(_said(row, fields)))


def _said(row: Model, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in fields:
        if value := _value(row, name):
            text = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            yield text[:1].upper() + text[1:], value


def _value(row: Any, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return _written(value) if isinstance(value, date) else str(value) if value else ""


def _written(value: date) -> str:
    return swedate(timezone.localdate(value) if isinstance(value, datetime) else value)


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in pairs)


def _name(row: Model) -> str:
    return f"{row._meta.model_name}-{row.pk.hex}"


def _label(row: Model) -> str:
    text = str(row._meta.verbose_name)
    return text[:1].upper() + text[1:]


def _full(passages: Iterable[Passage]) -> list[Passage]:
    return [one for one in passages if one.text]
