"""Fields that the report has and no other form: places by board, several files, and why a passage is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns import files
from cases.concerns.files import SafeFile
from cases.concerns.models import MOST_FILES
from cases.concerns.passages import Reason
from vbe.organisation.models import Area, Board

LONGEST_NAME = 60


class BoardField(forms.ModelChoiceField):
    """A board by what its area is called in daily speech."""

    def label_from_instance(self, obj: Board) -> str:
        return obj.area


class AreaField(forms.ModelChoiceField):
    """A part of a board's area. Where there are several boards, the parts stand under each."""

    def __init__(self, parts: dict[Board, list[Area]], **options: Any) -> None:
        keys = [area.pk for areas in parts.values() for area in areas]
        super().__init__(queryset=Area.objects.filter(pk__in=keys), required=False, **options)
        self.parts = parts
        groups: list[Any] = [
            (board.area, [(str(area.pk), area.name) for area in areas]) for board, areas in parts.items() if areas
        ]
        self.choices = [("", self.empty_label), *(groups if len(parts) > 1 else groups[0][1] if groups else [])]

    def belongs(self, area: Area, board: Board) -> bool:
        return area in self.parts.get(board, [])


def parts_of(boards: list[Board]) -> dict[Board, list[Area]]:
    """What ``Board.parts`` gives for each of a municipality's ``boards``, in two queries for all of them."""
    everything = {
        board.pk: board for board in Board.objects.filter(municipality__in={b.municipality_id for b in boards})
    }
    areas = list(Area.objects.filter(board__in=everything))
    parts: dict[Board, list[Area]] = {}
    for board in boards:
        before = {board.pk}
        while more := {one.pk for one in everything.values() if one.successor_id in before} - before:
            before |= more
        named = [area for area in areas if area.board_id == board.pk]
        parts[board] = named or [area for area in areas if area.board_id in before]
    return parts


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": files.ACCEPT, "multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else [files[name]] if name in files else []


class FilesField(forms.FileField):
    """Several files; cleaned, a list of what is left of them. Each error says which file it is about."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[SafeFile]:
        uploads = data or []
        if len(uploads) > MOST_FILES:
            raise ValidationError(_now("Välj högst fem filer. Du valde %(n)d.") % {"n": len(uploads)})
        safe, errors = [], []
        for upload in uploads:
            try:
                safe.append(files.safe_file(upload, upload.size))
            except ValidationError as error:
                errors += [f"{upload.name[:LONGEST_NAME]}: {message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return safe


class KeptInput(forms.Widget):
    """Reads pairs of a passage (``kept``) and why it is no person (``kept-why``).

    They are written beside each passage (_possible_person.html), and not where the form's fields are.
    """

    input_type = "hidden"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return mark_safe("")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        if not hasattr(data, "getlist"):
            return {}
        return dict(zip(data.getlist(name), data.getlist(f"{name}-why"), strict=False))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class KeptField(forms.Field):
    """The passages that the writer keeps, with the reason for each: ``{"Lucas": Reason.PUBLIC_PERSON}``."""

    widget = KeptInput

    def clean(self, value: dict[str, str]) -> dict[str, Reason]:
        return {hit: Reason(why) for hit, why in value.items() if why in Reason.values}


KEPT_CHOICES = [("", _("Välj varför")), *Reason.choices]
