"""The seats at a meeting: who may fill them, who is inside the own activity, and what is missing for the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.sig import sharing
from cases.sig.models import Case, Consent, Meeting, Seat, SeatTemplate
from cases.sig.models.meeting import works_in_own_activity
from cases.sig.sharing import Ground
from cases.sig.states import NotAllowed
from vbe.access.recusal import recused_from
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Actor, Assignment, Board
from vbe.organisation.permissions import Role, allows


@dataclass
class Place:
    """One seat as the summons page offers it, before anybody has been called."""

    function: str
    required: bool = False
    candidates: list[Assignment] = field(default_factory=list)
    actor: Actor | None = None
    # What allows the actor to be called, on the day that was asked about.
    ground: Ground | None = None
    # What is missing, in words, when the actor may not be called.
    missing: str = ""
    # Chosen for this meeting: not among the municipality's functions.
    added: bool = False


@dataclass
class Filled:
    """One seat as it was answered: a holder, an actor's address, a letter, or a reason why it is waived."""

    function: str
    required: bool
    holder: Assignment | None = None
    actor: Actor | None = None
    email: str = ""
    waived_reason: str = ""
    by_letter: bool = False

    @property
    def called(self) -> bool:
        return bool(self.holder or self.email or self.by_letter)


def places(case: Case, today: date, *, kind: str = Meeting.Kind.START_UP, added: Iterable[Actor] = ()) -> list[Place]:
    """The seats of the municipality's routine and those of ``added``, with today's holders and what covers whom.

    The routine requires its functions at the start-up meeting. At other meetings the chief chooses freely.
    """
    templates = [
        template
        for template in case.routine.seat_templates.select_related("actor", "board__successor")
        # The own board's heads are called as heads, not as somebody outside.
        if template.board is None or _today(template.board) != case.board_id
    ]
    boards = {template.pk: _today(template.board) for template in templates if template.board}
    present = list(_present(case, templates, boards.values(), today))
    grounds = sharing.covered(case, today)
    consents = _latest_consents(case)
    rows = []
    for template in templates:
        place = Place(template.function, template.required and kind == Meeting.Kind.START_UP)
        place.candidates = [h for h in present if _fills(template, h, case, boards.get(template.pk))]
        place.actor = template.actor if template.fills == SeatTemplate.Fills.ACTOR else None
        rows.append(place)
    known = {place.actor.pk for place in rows if place.actor}
    rows += [Place(actor.name, actor=actor, added=True) for actor in added if actor.pk not in known]
    for place in rows:
        if place.actor:
            place.ground = grounds.get(place.actor.pk)
            place.missing = "" if place.ground else missing(consents.get(place.actor.pk), today)
    return rows


def _today(board: Board) -> UUID:
    """The board, or the one that has taken its place: a merger does not rewrite the municipality's functions."""
    while board.successor:
        board = board.successor
    return board.pk


def _present(
    case: Case, templates: Collection[SeatTemplate], boards: Iterable[UUID], today: date
) -> QuerySet[Assignment]:
    return (
        Assignment.objects.present(today)
        .filter(board__in={case.board_id, *boards}, role__in={template.role for template in templates})
        .exclude(user__in=recused_from(case))
        .select_related("user", "board", "unit", "department")
        .order_by("starts", "id")
    )


def _fills(template: SeatTemplate, holder: Assignment, case: Case, board: UUID | None) -> bool:
    if holder.role != template.role or holder.unit is None:
        return False
    if template.fills == SeatTemplate.Fills.ACTOR:
        return holder.board_id == board and template.unit_kind in ("", holder.unit.kind)
    if not works_in_own_activity(holder, case.board_id):
        return False
    if template.fills == SeatTemplate.Fills.CASE_UNIT_HEAD:
        return holder.unit_id == case.unit_id
    return holder.unit.kind == template.unit_kind


def addable(case: Case, shown: Iterable[Place]) -> QuerySet[Actor]:
    """The municipality's actors that no seat on the page is for."""
    taken = {place.actor.pk for place in shown if place.actor}
    return Actor.objects.filter(municipality=case.board.municipality_id).exclude(pk__in=taken).order_by("name")


def chosen(case: Case, ids: Collection[str]) -> list[Actor]:
    """The municipality's actors with these ids, in the order they were chosen; what is no id is nobody's."""
    ours = {str(actor.pk): actor for actor in Actor.objects.filter(municipality=case.board.municipality_id)}
    return [ours[one] for one in dict.fromkeys(ids) if one in ours]


def seated(meeting: Meeting | None) -> list[Actor]:
    """The actors that have a seat at the meeting: they are offered again when it is called anew, or the next one."""
    if meeting is None:
        return []
    return [seat.actor for seat in meeting.seats.select_related("actor") if seat.actor and seat.called]


def latest(case: Case) -> Meeting | None:
    """The meeting whose seats the next one begins with."""
    return case.meetings.filter(cancelled_at=None).order_by("starts_at", "id").last()


def _latest_consents(case: Case) -> dict[UUID, Consent]:
    return {consent.actor_id: consent for consent in case.consents.order_by("given_on", "recorded_at", "id")}


def missing(consent: Consent | None, day: date) -> str:
    """What is missing for an actor to be called on ``day``, when nothing covers it: said exactly."""
    if consent is None:
        return _("Inget samtycke är registrerat, och ingen annan rättslig grund är vald.")
    if consent.answer == Consent.Answer.NO:
        return _("Personen vill inte att uppgifter delas (%(day)s), och ingen annan rättslig grund är vald.") % {
            "day": swedate(consent.given_on)
        }
    if consent.withdrawn_at:
        return _("Samtycket återkallades %(day)s, och ingen annan rättslig grund är vald.") % {
            "day": swedate(consent.withdrawn_at)
        }
    if consent.given_on > day:
        return _("Samtycket gäller först från %(day)s.") % {"day": swedate(consent.given_on)}
    return _("Samtycket gäller till %(day)s, och ingen annan rättslig grund är vald.") % {"day": swedate(consent.ends)}


def grounds_of(case: Case, seats: Iterable[Filled], day: date) -> dict[str, str]:
    """By function: what allows each seat outside the own activity to be called to a meeting on ``day``.

    Raises NotAllowed, naming what is missing, when nothing does, and when a required seat is neither filled nor waived.
    """
    covered, words = sharing.covered(case, day), {}
    for seat in seats:
        if seat.required and not seat.called and not seat.waived_reason:
            raise NotAllowed(
                _("Välj vem som kallas som %(seat)s, eller skriv varför funktionen inte kallas.")
                % {"seat": seat.function}
            )
        if not seat.called or seat.holder and works_in_own_activity(seat.holder, case.board_id):
            continue
        _refuse_stranger(case, seat)
        ground = covered.get(seat.actor.pk) if seat.actor else None
        if ground is None:
            raise NotAllowed(_refusal(case, seat, day))
        words[seat.function] = str(ground)
    return words


def _refuse_stranger(case: Case, seat: Filled) -> None:
    """Somebody outside is called for an actor of the municipality, and takes part only in a role that may."""
    if seat.actor is None or seat.actor.municipality_id != case.board.municipality_id:
        raise NotAllowed(
            _("%(seat)s arbetar utanför verksamheten. Lägg till den aktör som personen kommer från.")
            % {"seat": seat.function}
        )
    if seat.holder and not allows(Role(seat.holder.role), "case.participate"):
        raise NotAllowed(_("%(person)s kan inte delta i ärenden med sitt uppdrag.") % {"person": seat.holder.user})


def _refusal(case: Case, seat: Filled, day: date) -> str:
    consent = _latest_consents(case).get(seat.actor.pk) if seat.actor else None
    return _("%(actor)s kan inte kallas till %(day)s. %(missing)s") % {
        "actor": seat.actor,
        "day": swedate(day),
        "missing": missing(consent, day),
    }


def uncovered(case: Case, seats: Iterable[Seat], day: date) -> list[Seat]:
    """The seats that were called, and that nothing covers any longer on the day of the meeting."""
    covered = sharing.covered(case, day)
    return [seat for seat in seats if seat.called and not seat.inside and seat.actor_id not in covered]
