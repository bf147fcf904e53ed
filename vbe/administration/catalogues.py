"""What the admin site shows. A model that is not here is not in it: no case, no report, no person, no log."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet

from actionplans.models import Resource
from cases.concerns.models import DeskLimits
from cases.sig.models import Routine, SeatTemplate
from vbe.access.queries import on_managed_boards
from vbe.administration.site import MANAGE, Administration, Catalogue
from vbe.organisation.models import (
    Actor,
    Area,
    Board,
    Department,
    Municipality,
    PhoneNumber,
    Unit,
)

site = Administration(name="administration")


def managed_boards() -> QuerySet[Board]:
    return Board.objects.filter(on_managed_boards(MANAGE, "id")).order_by("name")


def municipalities() -> QuerySet[Municipality]:
    """The municipality, to whoever administers it from its executive board."""
    return Municipality.objects.filter(boards__in=managed_boards().filter(kind=Board.Kind.EXECUTIVE)).distinct()


class OfMunicipality(Catalogue):
    """Rows of a municipality; a new one belongs to the administrator's own."""

    exclude: ClassVar[tuple[str, ...]] = ("municipality",)

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(municipality__in=municipalities())

    def has_add_permission(self, request: Any) -> bool:
        return super().has_add_permission(request) and municipalities().exists()

    def prepare(self, request: Any, row: Any) -> None:
        if row.municipality_id is None:
            row.municipality = request.access.acting.board.municipality


class MunicipalityCatalogue(Catalogue):
    slug = "kommun"
    fields = ("name", "assess_days")
    list_display = ("name", "assess_days")

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(pk__in=municipalities())


class BoardCatalogue(Catalogue):
    """Names alone: boards begin and end on the page for reorganisation."""

    slug = "namnder"
    fields = ("name", "area", "needs_coordinator")
    list_display = ("name", "area", "needs_coordinator")
    ordering = ("name",)

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(on_managed_boards(MANAGE, "id"))


class DepartmentCatalogue(Catalogue):
    slug = "avdelningar"
    may_add = True
    fields = ("board", "name")
    list_display = ("name", "board")
    list_select_related = ("board",)
    ordering = ("board__name", "name")

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(on_managed_boards(MANAGE))

    def choices(self, name: str) -> QuerySet[Any] | None:
        return managed_boards()

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        return ("board",) if obj else ()


class AreaCatalogue(DepartmentCatalogue):
    """The parts of a district that people choose among when they report."""

    slug = "delar-av-omraden"


class UnitCatalogue(Catalogue):
    slug = "enheter"
    may_add = True
    fields = ("department", "kind", "name")
    list_display = ("name", "kind", "department", "board")
    list_select_related = ("board", "department")
    ordering = ("board__name", "department__name", "name")

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(on_managed_boards(MANAGE))

    def choices(self, name: str) -> QuerySet[Any] | None:
        return (
            Department.objects.filter(on_managed_boards(MANAGE)).select_related("board").order_by("board__name", "name")
        )

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        return ("department",) if obj else ()

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        obj.board_id = obj.department.board_id
        super().save_model(request, obj, form, change)


class ActorCatalogue(OfMunicipality):
    slug = "aktorer"
    may_add = True
    list_display = ("name", "kind")
    ordering = ("name",)


class PhoneNumberCatalogue(OfMunicipality):
    slug = "telefonnummer"
    may_add = may_remove = True
    exclude = ("municipality", "board", "checked_by")
    list_display = ("situation", "name", "number", "checked_on")
    ordering = ("position", "situation")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        obj.checked_by = request.access.acting
        super().save_model(request, obj, form, change)


class RoutineCatalogue(OfMunicipality):
    slug = "rutin"
    list_display = ("municipality", "acknowledge_minutes", "start_up_days", "informs_director")


class DeskLimitsCatalogue(OfMunicipality):
    """How long a handed-over report or a removal may be unanswered."""

    slug = "granser-for-rapporter"
    list_display = ("municipality", "handover_days", "removal_days", "deputy_after_days")


class SeatCatalogue(Catalogue):
    """The functions that the routine summons."""

    slug = "funktioner"
    may_add = may_remove = True
    fields = ("function", "fills", "unit_kind", "actor", "board", "required", "position")
    list_display = ("function", "fills", "required")
    ordering = ("position",)

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(routine__municipality__in=municipalities())

    def choices(self, name: str) -> QuerySet[Any] | None:
        rows = Actor.objects if name == "actor" else Board.objects.filter(ends=None)
        return rows.filter(municipality__in=municipalities()).order_by("name")

    def has_add_permission(self, request: Any) -> bool:
        return super().has_add_permission(request) and municipalities().exists()

    def prepare(self, request: Any, row: Any) -> None:
        if row.routine_id is None:
            row.routine = Routine.objects.get(municipality=request.access.acting.board.municipality_id)


class ResourceCatalogue(Catalogue):
    slug = "resurser"
    fields = ("name", "description", "checked_on")
    list_display = ("name", "level", "checked_on")
    ordering = ("position",)

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(on_managed_boards(MANAGE))


for model, catalogue in {
    Municipality: MunicipalityCatalogue,
    Board: BoardCatalogue,
    Area: AreaCatalogue,
    Department: DepartmentCatalogue,
    Unit: UnitCatalogue,
    Routine: RoutineCatalogue,
    DeskLimits: DeskLimitsCatalogue,
    SeatTemplate: SeatCatalogue,
    Actor: ActorCatalogue,
    PhoneNumber: PhoneNumberCatalogue,
    Resource: ResourceCatalogue,
}.items():
    site.register(model, catalogue)
