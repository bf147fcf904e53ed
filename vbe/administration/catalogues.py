"""What the admin site shows. A model that is not here is not in it: no case, no report, no person, no log."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.forms import Field as FormField
from django.forms import MultipleChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Resource
from cases.concerns.models import DeskLimits
from cases.disclosure.models import Ground
from cases.sig.models import Routine, SeatTemplate
from vbe.access.forms import CheckboxCards, LongText
from vbe.access.queries import on_managed_boards
from vbe.administration.site import MANAGE, Administration, Catalogue
from vbe.organisation.models import (
    Actor,
    Area,
    Board,
    Department,
    LegalRow,
    Municipality,
    PhoneNumber,
    Recipient,
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


class LawCatalogue(Catalogue):
    """The law to choose among: a row ends instead of being deleted, since what was done rests on it."""

    ordering = ("position",)

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """One law for all: whoever administers a whole municipality keeps it in order."""
        return rows if municipalities().exists() else rows.none()

    def formfield_for_dbfield(self, db_field: Field, request: Any, **options: Any) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and db_field.name in ("checked_on", "ended_on"):
            field.validators.append(has_been)
        return field


def has_been(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("Dagen har inte varit än. Välj i dag eller en tidigare dag."))


class LegalRowCatalogue(LawCatalogue):
    slug = "lagrum"
    fields = ("wording", "test", "questions", "recipients", "age_below", "checked_on", "ended_on")
    list_display = ("code", "wording", "checked_on", "ended_on")

    def formfield_for_dbfield(self, db_field: Field, request: Any, **options: Any) -> FormField | None:
        if db_field.name == "questions":
            return Lines(label=db_field.verbose_name, required=False, help_text=_("En fråga på varje rad."))
        if db_field.name == "recipients":
            return MultipleChoiceField(label=db_field.verbose_name, choices=Recipient, widget=CheckboxCards())
        return super().formfield_for_dbfield(db_field, request, **options)


class Lines(LongText):
    """A list of texts, one on each line."""

    most = 300

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > self.most for line in lines):
            raise ValidationError(_("Korta varje fråga till högst 300 tecken."))
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class GroundCatalogue(LawCatalogue):
    slug = "grunder-for-maskning"
    fields = ("reference", "title", "wording", "checked_on", "ended_on")
    list_display = ("reference", "title", "checked_on", "ended_on")


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
    LegalRow: LegalRowCatalogue,
    Ground: GroundCatalogue,
}.items():
    site.register(model, catalogue)
