"""The one door to assignments: given, changed, ended, away. Whoever writes them writes them here, and it is logged.

Each verb is called inside the request's transaction by somebody whom the database lets write: people.manage on the
board (app_managed_boards), or the first sign-in. It raises NotAllowed, with nothing written, when a rule forbids it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.audit.log import record as log
from vbe.audit.models import Action
from vbe.organisation.combining import undecided_conflict
from vbe.organisation.ids import new_id
from vbe.organisation.models import Absence, Assignment, Board, Combination, Conflict, Department, Unit, User
from vbe.organisation.permissions import Role

if TYPE_CHECKING:
    from vbe.access.request import Request


class NotAllowed(Exception):
    """Why an assignment cannot be given, changed or ended, said to the person who tries."""


class CombinationNotDecided(NotAllowed):
    """The roles exclude each other, and nobody has decided otherwise. ``conflict`` names which decision is lacking."""

    def __init__(self, message: str, conflict: Conflict) -> None:
        super().__init__(message)
        self.conflict = conflict


_on_trial: ContextVar[bool] = ContextVar("on_trial", default=False)


@contextmanager
def trial() -> Iterator[None]:
    """Try verbs against every rule, without keeping or logging what they write."""
    token = _on_trial.set(True)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _on_trial.reset(token)


def record(request: Request, action: Action, about: models.Model, *, reason: str) -> None:
    if not _on_trial.get():
        log(request, action, about, reason=reason)


@dataclass(frozen=True)
class Given:
    """What an assignment says."""

    user: User
    role: str
    board: Board
    starts: date
    ends: date | None = None
    department: Department | None = None
    unit: Unit | None = None
    deputy_for: Assignment | None = None


@dataclass(frozen=True)
class Decision:
    """Who decided that two roles may be held together, when, and where it is written."""

    decided_by: str
    decided_on: date
    reference: str


def new_person(*, name: str, email: str) -> User:
    """A person who has not signed in yet. Raises NotAllowed when the address is taken."""
    user = User(id=new_id(), name=name.strip(), email=email.strip().lower())
    with _said_plainly(_("Adressen finns redan. Sök upp personen i stället.")), connection.cursor() as cursor:
        cursor.execute("SELECT app_new_person(%s, %s, %s)", [user.pk, user.email, user.name])
    return User.objects.get(pk=user.pk)


def same(given: Given) -> Assignment | None:
    """The assignment that says exactly this already: the second press of a button, or an unchanged row."""
    return Assignment.objects.filter(
        user=given.user, role=given.role, board=given.board, department=_department(given), unit=given.unit,
        deputy_for=given.deputy_for, starts=given.starts, ends=given.ends, ended_at=None,
    ).first()  # fmt: skip


@transaction.atomic
def assign(request: Request, given: Given, *, decision: Decision | None = None) -> Assignment:
    """Give an assignment; with ``decision`` also where the person's roles otherwise exclude each other."""
    group = Group.objects.get(name=f"{given.board.code}:{given.role}")
    assignment = Assignment(
        user=given.user, role=given.role, board=given.board, group=group, department=_department(given),
        unit=given.unit, deputy_for=given.deputy_for, starts=given.starts, ends=given.ends,
    )  # fmt: skip
    _refuse_misplaced(assignment)
    _decide(request, assignment, decision)
    with _rules(assignment):
        assignment.save(force_insert=True)
    record(request, Action.ASSIGNED, assignment, reason=assignment.role)
    return assignment


def _department(given: Given) -> Department | None:
    return given.unit.department if given.unit else given.department


def _refuse_misplaced(assignment: Assignment) -> None:
    places = [place for place in (assignment.unit, assignment.department) if place]
    if any(place.board_id != assignment.board_id for place in places):
        raise NotAllowed(_("Enheten eller avdelningen hör till en annan nämnd."))
    holder = assignment.deputy_for
    if holder is None:
        return
    if (holder.board_id, holder.role) != (assignment.board_id, assignment.role) or holder.deputy_for_id:
        raise NotAllowed(_("En ersättare har samma roll på samma nämnd som den ordinarie."))
    if holder.user_id == assignment.user_id:
        raise NotAllowed(_("Ingen kan vara sin egen ersättare."))


def _decide(request: Request, assignment: Assignment, decision: Decision | None) -> None:
    """Refuse roles that exclude each other, or record the decision that allows them."""
    meets = undecided_conflict(
        assignment.user, assignment.role, assignment.board, assignment.starts, assignment.ends, besides=assignment
    )
    if meets is None:
        return
    conflict, other = meets
    if decision is None:
        raise CombinationNotDecided(
            _("%(person)s är redan %(other)s. Rollerna får bara förenas efter ett beslut: fyll i vem som har beslutat.")
            % {"person": assignment.user, "other": str(other).lower()},
            conflict,
        )
    Combination(
        user=assignment.user, board=assignment.board, conflict=conflict, recorded_by=request.access.acting,
        decided_by=decision.decided_by, decided_on=decision.decided_on, reference=decision.reference,
    ).save(force_insert=True)  # fmt: skip
    # A role may exclude several of the person's others; one decision each.
    _decide(request, assignment, decision)


@transaction.atomic
def change(
    request: Request,
    assignment: Assignment,
    *,
    starts: date,
    ends: date | None,
    department: Department | None = None,
    unit: Unit | None = None,
    deputy_for: Assignment | None = None,
    decision: Decision | None = None,
) -> bool:
    """Change when and where; another role, person or board is another assignment. False when nothing differs."""
    today = timezone.localdate()
    _read_again(assignment)
    if assignment.is_over(today):
        raise NotAllowed(_("Uppdraget är avslutat och kan inte ändras. Ge ett nytt uppdrag i stället."))
    if starts != assignment.starts and assignment.has_begun(today):
        raise NotAllowed(_("Uppdraget har börjat, så startdatumet kan inte ändras."))
    if starts != assignment.starts and starts < today:
        raise NotAllowed(_("Ett uppdrag kan inte börja bakåt i tiden."))
    if ends and ends < today:
        raise NotAllowed(_("Slutdatumet har passerat. Välj i dag eller en senare dag."))
    wanted = {
        "starts": starts, "ends": ends, "department": unit.department if unit else department, "unit": unit,
        "deputy_for": deputy_for,
    }  # fmt: skip
    if all(getattr(assignment, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(assignment, name, value)
    _refuse_misplaced(assignment)
    _decide(request, assignment, decision)
    with _rules(assignment):
        assignment.save(update_fields=list(wanted))
    record(request, Action.ASSIGNMENT_CHANGED, assignment, reason=assignment.role)
    return True


@transaction.atomic
def end(request: Request, assignment: Assignment, *, on: date | None, now: datetime) -> None:
    """End an assignment after its last day ``on``; with None at once, so that the next request finds it ended."""
    today = timezone.localdate(now)
    _read_again(assignment)
    if assignment.is_over(today):
        raise NotAllowed(_("Uppdraget är redan avslutat."))
    if assignment.starts > (on or today):
        raise NotAllowed(_("Uppdraget har inte börjat den dagen. Ta bort det i stället."))
    if on and on < today:
        raise NotAllowed(_("Dagen har passerat. Avsluta uppdraget genast, eller välj i dag eller en senare dag."))
    assignment.ends, assignment.ended_at = on or today, None if on else now
    with _rules(assignment):
        assignment.save(update_fields=["ends", "ended_at"])
    record(request, Action.ASSIGNMENT_ENDED, assignment, reason=_("genast") if not on else on.isoformat())


def _read_again(assignment: Assignment) -> None:
    """Lock the row and read it: what somebody else ended in the meantime does not begin again."""
    try:
        assignment.refresh_from_db(from_queryset=Assignment.objects.select_for_update())
    except Assignment.DoesNotExist as error:
        raise NotAllowed(_("Uppdraget finns inte längre. Någon annan har tagit bort det.")) from error


def withdraw(request: Request, assignment: Assignment, today: date) -> None:
    """Remove an assignment that has not begun: nobody has acted in it, so nothing that happened is lost."""
    if assignment.has_begun(today):
        raise NotAllowed(_("Uppdraget har börjat. Avsluta det i stället."))
    record(request, Action.ASSIGNMENT_ENDED, assignment, reason=_("togs bort innan det började"))
    try:
        with transaction.atomic():
            assignment.delete()
    except ProtectedError as error:
        raise NotAllowed(_("Något är redan kopplat till uppdraget. Avsluta det när det har börjat.")) from error


def be_away(request: Request, assignment: Assignment, *, starts: date, ends: date, today: date) -> Absence:
    """Register a planned absence, during which the deputies act. The same absence again is the same row."""
    if assignment.is_over(today):
        raise NotAllowed(_("Uppdraget är avslutat."))
    if starts < today:
        raise NotAllowed(_("Frånvaron kan börja tidigast i dag. En ersättare kan inte få åtkomst bakåt i tiden."))
    if ends < starts:
        raise NotAllowed(_("Sista dagen kan inte vara före första dagen."))
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    meets = assignment.absences.filter(starts__lte=ends, ends__gte=starts).first()
    if meets and (meets.starts, meets.ends) == (starts, ends):
        return meets
    if meets:
        raise NotAllowed(_("Det finns redan en frånvaro under de dagarna. Ta bort eller korta den först."))
    absence = Absence(assignment=assignment, starts=starts, ends=ends)
    absence.save(force_insert=True)
    record(request, Action.ASSIGNMENT_CHANGED, assignment, reason=f"{_('frånvaro')} {starts}–{ends}")
    return absence


def be_back(request: Request, absence: Absence, *, today: date) -> None:
    """Remove an absence that has not begun; one that runs ends with yesterday, or with today when it began today."""
    if absence.ends < today:
        raise NotAllowed(_("Frånvaron är redan slut."))
    if absence.starts > today:
        absence.delete()
    else:
        absence.ends = max(absence.starts, today - timedelta(days=1))
        absence.save(update_fields=["ends"])
    record(request, Action.ASSIGNMENT_CHANGED, absence.assignment, reason=_("frånvaro avslutad"))


def leave(request: Request, user: User, *, boards: list[Board], on: date | None, now: datetime) -> list[Assignment]:
    """End everything that ``user`` holds on ``boards``, after ``on`` or at once; what has not begun is removed.

    Returns what was ended. An account that then holds nothing anywhere is closed, if everything ended at once.
    """
    today = timezone.localdate(now)
    held = Assignment.objects.held(today).filter(user=user, board__in=boards).select_related("user", "board")
    ended = []
    for assignment in held.order_by("starts", "id"):
        if not assignment.has_begun(on or today):
            withdraw(request, assignment, today)
        elif on is None or assignment.ends is None or assignment.ends > on:
            end(request, assignment, on=on, now=now)
        ended.append(assignment)
    if on is None and not Assignment.objects.held(today).filter(user=user).exists():
        set_active(user, active=False)
    return ended


def set_active(user: User, *, active: bool) -> None:
    """Close or open the account. Raises NotAllowed when the person holds something on boards of others."""
    with (
        _said_plainly(_("Personen har uppdrag även hos andra, som i så fall ändrar kontot.")),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT app_set_active(%s, %s)", [user.pk, active])
    user.is_active = active


def one_holder(role: str) -> str:
    """What a role may have only one holder of at a time: ``board``, ``unit``, or nothing."""
    return {Role.DIRECTOR.value: "board", Role.UNIT_HEAD.value: "unit"}.get(role, "")


MESSAGES = {constraint.name: constraint for constraint in Assignment._meta.constraints}


@contextmanager
def _rules(assignment: Assignment) -> Iterator[None]:
    """The database's rules, said as NotAllowed: asked first, so that a refusal costs nothing; then kept by itself."""
    try:
        assignment.validate_constraints()
    except ValidationError as error:
        raise NotAllowed(" ".join(error.messages)) from error
    with _said_plainly(_("Någon annan ändrade samma uppdrag just nu. Läs sidan igen.")):
        yield


@contextmanager
def _said_plainly(otherwise: str) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as error:
        # A function of the database that asked who manages whom, and said no.
        if getattr(error.__cause__, "sqlstate", "") != "42501":
            raise
        raise NotAllowed(otherwise) from error
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name == "assignment_excluded_combination":
            raise NotAllowed(_("Rollerna får inte förenas utan ett beslut.")) from error
        rule = MESSAGES.get(name or "")
        raise NotAllowed(str(rule.violation_error_message) if rule else otherwise) from error
