"""Planning a merger or a split, changing the plan, taking it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vbe.organisation.models import Assignment, Board, Unit
from vbe.reorganisation.models import NotAllowed, Part, Reorganisation, Successor, UnitChoice

Kind = Reorganisation.Kind


@dataclass(frozen=True)
class Heir:
    """A board that takes over, as planned: one that is there, or what a new one will be called."""

    board: Board | None = None
    name: str = ""
    area: str = ""
    code: str = ""
    prefix: str = ""


@dataclass(frozen=True)
class Planned:
    """What somebody has planned. ``units`` says which heir each unit goes to, by its place in ``heirs``."""

    kind: str
    takes_effect: date
    decision: str
    dnr: str
    boards: list[Board]
    heirs: list[Heir]
    units: dict[Unit, int] = field(default_factory=dict)


@transaction.atomic
def plan(planned: Planned, *, id: UUID, by: Assignment, now: datetime) -> tuple[Reorganisation, bool]:
    """Keep a new plan under its own id, and whether it is new: the same form sent again is the same plan."""
    wait_for_others(by.board.municipality_id)
    if there := Reorganisation.objects.filter(pk=id, municipality=by.board.municipality_id).first():
        return there, False
    reorganisation = Reorganisation(
        id=id, municipality_id=by.board.municipality_id, planned_by=by, planned_at=now, **_cover(planned)
    )
    _refuse_unfit(planned, reorganisation)
    reorganisation.save(force_insert=True)
    _write(reorganisation, planned)
    return reorganisation, True


@transaction.atomic
def change(reorganisation: Reorganisation, planned: Planned) -> None:
    """Replace what was planned. Raises NotAllowed when it has been carried out or taken back."""
    wait_for_others(reorganisation.municipality_id)
    reorganisation.refresh_from_db()
    refuse_unless_planned(reorganisation)
    for name, value in _cover(planned).items():
        setattr(reorganisation, name, value)
    _refuse_unfit(planned, reorganisation)
    reorganisation.save(update_fields=list(_cover(planned)))
    for rows in (UnitChoice, Successor, Part):
        rows.objects.filter(reorganisation=reorganisation).delete()
    _write(reorganisation, planned)


@transaction.atomic
def withdraw(reorganisation: Reorganisation, *, now: datetime) -> bool:
    """Take the plan back; False when that was done already. Raises NotAllowed when it has been carried out."""
    wait_for_others(reorganisation.municipality_id)
    reorganisation.refresh_from_db()
    if reorganisation.withdrawn_at:
        return False
    refuse_unless_planned(reorganisation)
    reorganisation.withdrawn_at = now
    reorganisation.save(update_fields=["withdrawn_at"])
    return True


def refuse_unless_planned(reorganisation: Reorganisation) -> None:
    if reorganisation.carried_out_at:
        raise NotAllowed(_("Ändringen är redan genomförd och kan inte göras om."))
    if reorganisation.withdrawn_at:
        raise NotAllowed(_("Planen är återtagen. Planera en ny."))


def _cover(planned: Planned) -> dict[str, object]:
    return {name: getattr(planned, name) for name in ("kind", "takes_effect", "decision", "dnr")}


def _refuse_unfit(planned: Planned, itself: Reorganisation) -> None:
    """Raise NotAllowed, in words, for boards that cannot end or take over on the day."""
    day, heirs = planned.takes_effect, [heir.board for heir in planned.heirs if heir.board]
    if planned.kind == Kind.SPLIT and (len(planned.boards) != 1 or len(planned.heirs) < 2):
        raise NotAllowed(_("En delning gäller en nämnd, och minst två nämnder tar över."))
    if planned.kind == Kind.MERGER and len({*planned.boards, *heirs}) < 2:
        raise NotAllowed(_("Välj minst två nämnder som slås ihop."))
    if len(heirs) != len(set(heirs)):
        raise NotAllowed(_("Samma nämnd kan inte ta över två gånger."))
    if both := set(planned.boards) & set(heirs):
        raise NotAllowed(_("%(board)s kan inte både upphöra och ta över.") % {"board": both.pop()})
    for board in planned.boards:
        if board.kind == Board.Kind.EXECUTIVE:
            raise NotAllowed(_("Kommunstyrelsen kan inte upphöra."))
        if board.starts >= day or (board.ends and board.ends < day):
            raise NotAllowed(_("%(board)s finns inte den dagen.") % {"board": board})
    others = Part.objects.filter(reorganisation__in=Reorganisation.objects.planned().exclude(pk=itself.pk))
    if taken := others.filter(board__in=[*planned.boards, *heirs]).select_related("board").first():
        raise NotAllowed(_("%(board)s ingår redan i en annan planerad ändring.") % {"board": taken.board})
    promised = Successor.objects.filter(
        reorganisation__in=Reorganisation.objects.planned().exclude(pk=itself.pk), board__in=planned.boards
    )
    if taken_over := promised.select_related("board").first():
        raise NotAllowed(_("%(board)s ska ta över i en annan planerad ändring.") % {"board": taken_over.board})


def _write(reorganisation: Reorganisation, planned: Planned) -> None:
    Part.objects.bulk_create([Part(reorganisation=reorganisation, board=board) for board in planned.boards])
    heirs = [
        Successor(
            reorganisation=reorganisation,
            position=position,
            board=heir.board,
            **({} if heir.board else {k: getattr(heir, k) for k in ("name", "area", "code", "prefix")}),
        )
        for position, heir in enumerate(planned.heirs)
    ]
    Successor.objects.bulk_create(heirs)
    UnitChoice.objects.bulk_create(
        [UnitChoice(reorganisation=reorganisation, unit=unit, successor=heirs[n]) for unit, n in planned.units.items()]
    )


def wait_for_others(municipality: UUID) -> None:
    """One at a time plans, takes back and carries out, so that no board is promised twice and nothing is done twice.

    Not a lock on the row: what has been carried out can neither be changed nor locked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reorganise:{municipality}"])
