"""Every text of every row made unmistakable: which table it comes from, and HTML that must never be shown raw."""

from __future__ import annotations

import json
import re
from typing import Any

from django.apps import apps
from django.db import models, transaction

# Public, or not prose that a page shows; the log holds no content.
NOT_MARKED = ("organisation", "audit")
# Shown to the writer, who has no business in the socialtjänst room: the name of the reception.
SHOWN_OUTSIDE = {"sig_sealedpart"}
RAW = "<img src=x onerror="
MARK = re.compile(r"onerror=M_(\w+?)&gt;|onerror=M_(\w+?)>")


def mark(table: str) -> str:
    return f"{RAW}M_{table}>"


def mark_every_text() -> set[str]:
    """Write a mark into every stored prose text, and say in which tables there was one."""
    marked = set()
    for model in apps.get_models():
        table = model._meta.db_table
        if model._meta.app_label in NOT_MARKED or table in SHOWN_OUTSIDE or not _is_ours(model):
            continue
        fields = [field for field in model._meta.concrete_fields if _is_prose(field)]
        for row in model._default_manager.all() if fields else ():
            texts = {field.name: _marked(field, getattr(row, field.name), table) for field in fields}
            texts = {name: text for name, text in texts.items() if text}
            if texts and _update(model, row, texts):
                marked.add(table)
    return marked


def tables_in(text: str) -> set[str]:
    """The tables whose marks ``text`` shows."""
    return {first or second for first, second in MARK.findall(text)}


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith(("vbe.", "cases.", "actionplans", "lagesbild"))


def _is_prose(field: models.Field[Any, Any]) -> bool:
    text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)
    return text and not field.choices and not field.unique


def _marked(field: models.Field[Any, Any], value: Any, table: str) -> str:
    """Prose has a space in it; a number, a period and a path have none."""
    if not isinstance(value, str) or " " not in value:
        return ""
    if value.startswith(("[", "{")):
        return json.dumps(_inside(json.loads(value), table))
    long, short = f"{value} {mark(table)}", mark(table)
    most = field.max_length or 10_000
    return long if len(long) <= most else short if len(short) <= most else ""


def _inside(kept: Any, table: str) -> Any:
    """Prose that is kept in parts, each part marked."""
    if isinstance(kept, list):
        return [_inside(one, table) for one in kept]
    if isinstance(kept, dict):
        return {name: _inside(one, table) for name, one in kept.items()}
    return f"{kept} {mark(table)}" if isinstance(kept, str) and " " in kept else kept


def _update(model: type[models.Model], row: models.Model, texts: dict[str, str]) -> bool:
    """False when the database keeps the row as it was decided."""
    try:
        with transaction.atomic():
            return bool(model._default_manager.filter(pk=row.pk).update(**texts))
    except Exception:
        return False
