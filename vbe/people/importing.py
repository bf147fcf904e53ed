"""People and assignments from a table: every row is tried against every rule before any is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from vbe.access.request import Request
from vbe.organisation import assigning
from vbe.organisation.assigning import Decision, Given, NotAllowed
from vbe.organisation.models import Assignment, Board, Department, Unit, User
from vbe.organisation.permissions import Role
from vbe.people.forms import lacking_place
from vbe.people.scope import boards_of_municipality, managed_assignments, managed_boards
from vbe.people.tables import MOST_SIGNS, Cells

NAME_AT_MOST = 120
Place = TypeVar("Place", Department, Unit)


class State(StrEnum):
    NEW = "ny"
    CHANGED = "andrad"
    UNCHANGED = "oforandrad"
    WRONG = "fel"


@dataclass
class Row:
    """A row of the file: its number there, what it says, and what is wrong with it."""

    number: int
    cells: Cells
    state: State = State.WRONG
    errors: list[str] = field(default_factory=list)
    note: str = ""

    def said(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def in_words(self) -> str:
        return {
            State.NEW: _("Nytt uppdrag"), State.CHANGED: _("Ändras"), State.UNCHANGED: _("Oförändrad"),
            State.WRONG: _("Behöver rättas"),
        }[self.state]  # fmt: skip

    @property
    def tone(self) -> str:
        return {State.NEW: "success", State.CHANGED: "info", State.WRONG: "danger"}.get(self.state, "neutral")


def check(request: Request, table: list[Cells], today: date) -> list[Row]:
    """What every row would do, tried and undone again; nothing is kept or logged."""
    with assigning.trial():
        return _carry_out(request, table, today)


@transaction.atomic
def carry_out(request: Request, table: list[Cells], today: date) -> list[Row]:
    """Keep every row, or none: the rows as they went, with errors when something is wrong by now."""
    rows = check(request, table, today)
    return rows if wrong(rows) else _carry_out(request, table, today)


def wrong(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.state == State.WRONG]


def _carry_out(request: Request, table: list[Cells], today: date) -> list[Row]:
    # The first row of the sheet has the headings.
    rows = [Row(number, cells) for number, cells in enumerate(table, start=2)]
    reading = Reading(request, today)
    # A deputy may stand above the one she stands in for.
    for row in sorted(rows, key=lambda one: bool(one.said("deputy_for"))):
        try:
            with transaction.atomic():
                reading.take(row)
        except Wrong as error:
            row.errors = error.messages
        except NotAllowed as refusal:
            row.errors = [str(refusal)]
    return rows


class Wrong(Exception):
    def __init__(self, messages: list[str]) -> None:
        super().__init__(messages)
        self.messages = messages


class Reading:
    """One pass through a file: what its words mean on the boards that one manages."""

    def __init__(self, request: Request, today: date) -> None:
        self.request, self.today = request, today
        boards = list(managed_boards(request).current(today).prefetch_related("departments", "units__department"))
        self.boards = {name.casefold(): board for board in boards for name in (board.name, board.code)}
        others = boards_of_municipality(request, today)
        self.others = {name.casefold() for board in others for name in (board.name, board.code)} - self.boards.keys()
        self.roles = {name.casefold(): role for role in Role for name in (str(role.label), role.value)}
        self.people = {user.email: user for user in User.objects.filter(assignments__board__in=boards).distinct()}
        self.rows: dict[tuple[str, str, str, date | None], int] = {}
        self.held: dict[tuple[str, str, str], list[Assignment]] = {}
        found = managed_assignments(request).filter(pk__in=Assignment.objects.held(today))
        for one in found.order_by("starts", "id"):
            self.held.setdefault((one.user.email, one.role, one.board.code), []).append(one)

    def take(self, row: Row) -> None:
        """Give or change what the row says, and note in the row which. Raises Wrong or NotAllowed."""
        errors: list[str] = []
        email, role, board = self._email(row, errors), self._role(row, errors), self._board(row, errors)
        starts, ends = self._day(row, "starts", errors), self._day(row, "ends", errors)
        decision = self._decision(row, errors)
        if errors or role is None or board is None:
            raise Wrong(errors)
        department, unit = self._place(row, role, board, errors)
        self._refuse_twice(row, (email, role.value, board.code, starts), errors)
        if starts and ends and ends < starts:
            errors.append(_("Slutdatum kan inte vara före startdatum."))
        if errors:
            raise Wrong(errors)
        holder = self._holder(row, role, board)
        if held := self._same(email, role, board, starts):
            changed = assigning.change(
                self.request, held, starts=starts or held.starts, ends=ends, department=department, unit=unit,
                deputy_for=holder, decision=decision,
            )  # fmt: skip
            row.state = State.CHANGED if changed else State.UNCHANGED
            return
        starts = starts or self.today
        if starts < self.today or (ends and ends < self.today):
            raise Wrong([_("Ett uppdrag kan inte börja eller sluta bakåt i tiden. Lämna datumet tomt för i dag.")])
        user = self._person(row, email)
        given = Given(user, role.value, board, starts, ends, department, unit, holder)
        assignment = assigning.assign(self.request, given, decision=decision)
        self.held.setdefault((email, role.value, board.code), []).append(assignment)
        row.state = State.NEW

    def _email(self, row: Row, errors: list[str]) -> str:
        email = row.said("email").lower()
        try:
            validate_email(email)
        except ValidationError:
            errors.append(_("”%(what)s” är ingen e-postadress.") % {"what": row.said("email")[:60]})
        if len(email) > MOST_SIGNS:
            errors.append(_("E-postadressen är för lång."))
        return email

    def _role(self, row: Row, errors: list[str]) -> Role | None:
        role = self.roles.get(row.said("role").casefold())
        if role is None:
            known = ", ".join(str(one.label) for one in Role)
            errors.append(
                _("Rollen ”%(what)s” finns inte. Välj en av: %(known)s.")
                % {"what": row.said("role")[:60], "known": known}
            )
        return role

    def _board(self, row: Row, errors: list[str]) -> Board | None:
        said = row.said("board")
        if board := self.boards.get(said.casefold()):
            return board
        unmanaged = said.casefold() in self.others
        message = _("Du administrerar inte %(what)s.") if unmanaged else _("Nämnden ”%(what)s” finns inte.")
        errors.append(message % {"what": said[:60]})
        return None

    def _day(self, row: Row, name: str, errors: list[str]) -> date | None:
        said = row.said(name)
        if not said:
            return None
        try:
            # 2026-11-18, or 20261118; a slash would mean another day in English than in Swedish.
            day = date.fromisoformat(said)
        except ValueError:
            errors.append(_("Skriv datumet ”%(what)s” som 2026-11-18.") % {"what": said[:30]})
            return None
        if not 1970 <= day.year <= self.today.year + 10:
            errors.append(_("Datumet %(what)s är inte rimligt.") % {"what": said[:30]})
            return None
        return day

    def _decision(self, row: Row, errors: list[str]) -> Decision | None:
        said = [row.said(name) for name in ("decided_by", "decided_on", "reference")]
        if not any(said):
            return None
        day = self._day(row, "decided_on", errors)
        if not all(said):
            errors.append(_("Ett beslut behöver vem som beslutat, dag och diarienummer."))
        elif day and day > self.today:
            errors.append(_("Beslutsdagen kan inte ligga framåt i tiden."))
        elif len(said[0]) > NAME_AT_MOST or len(said[2]) > NAME_AT_MOST:
            errors.append(_("Korta texten om beslutet till högst 120 tecken."))
        return Decision(said[0], day, said[2]) if day else None

    def _place(self, row: Row, role: Role, board: Board, errors: list[str]) -> tuple[Department | None, Unit | None]:
        department = _named(board.departments.all(), row.said("department"), _("Avdelningen"), board, errors)
        units = [unit for unit in board.units.all() if not department or unit.department_id == department.pk]
        unit = _named(units, row.said("unit"), _("Enheten"), board, errors)
        if not errors and (lacking := lacking_place(role, department, unit)):
            errors.append(lacking)
        return unit.department if unit else department, unit

    def _refuse_twice(self, row: Row, key: tuple[str, str, str, date | None], errors: list[str]) -> None:
        first = self.rows.setdefault(key, row.number)
        if first != row.number:
            errors.append(_("Samma uppdrag står redan på rad %(number)s.") % {"number": first})

    def _holder(self, row: Row, role: Role, board: Board) -> Assignment | None:
        email = row.said("deputy_for").lower()
        if not email:
            return None
        holders = [one for one in self.held.get((email, role.value, board.code), []) if not one.deputy_for_id]
        if not holders:
            raise Wrong([_("%(email)s har inte rollen %(role)s på nämnden, så ingen kan vara ersättare.")
                         % {"email": email[:60], "role": str(role.label).lower()}])  # fmt: skip
        return holders[0]

    def _same(self, email: str, role: Role, board: Board, starts: date | None) -> Assignment | None:
        """The assignment that the row is about: with the same first day, or the one held where no day is given."""
        held = self.held.get((email, role.value, board.code), [])
        return next((one for one in held if starts in (None, one.starts)), None)

    def _person(self, row: Row, email: str) -> User:
        user = self.people.get(email) or User.objects.filter(email=email).first()
        if user is None:
            name = row.said("name")
            if not name or len(name) > NAME_AT_MOST:
                raise Wrong([_("Adressen är ny. Skriv personens namn, högst 120 tecken.")])
            user = assigning.new_person(name=name, email=email)
        elif not user.is_active:
            raise Wrong([_("Kontot är stängt. Öppna det på personens sida först.")])
        self.people[email] = user
        return user


def _named(places: Iterable[Place], said: str, kind: str, board: Board, errors: list[str]) -> Place | None:
    if not said:
        return None
    found = [place for place in places if place.name.casefold() == said.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        errors.append(
            _("%(kind)s ”%(what)s” finns flera gånger. Ange även avdelningen.") % {"kind": kind, "what": said[:60]}
        )
    else:
        errors.append(
            _("%(kind)s ”%(what)s” finns inte i %(board)s.") % {"kind": kind, "what": said[:60], "board": board}
        )
    return None


def rows_of(assignments: Iterable[Assignment]) -> list[Cells]:
    """The same table written out; read in again it changes nothing."""
    return [
        {
            "name": one.user.name,
            "email": one.user.email,
            "role": str(one.get_role_display()),
            "board": one.board.name,
            "department": one.department.name if one.department else "",
            "unit": one.unit.name if one.unit else "",
            "starts": one.starts.isoformat(),
            "ends": one.ends.isoformat() if one.ends else "",
            "deputy_for": one.deputy_for.user.email if one.deputy_for else "",
        }
        for one in assignments
    ]
