"""Days and times as Swedish readers write them; in every template without {% load %}."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def local(value: Any) -> Any:
    """Return an aware datetime in Swedish time; dates and empty values pass through."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def as_day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


@register.filter
def swedate(value: date | datetime | None) -> str:
    """18 nov 2026"""
    if not value:
        return ""
    day = as_day(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_date(value: date | datetime) -> str:
    """18 november 2026; the day in Sweden, where ``date_format`` alone gives the one in UTC."""
    return date_format(as_day(value))


def date_and_clock(value: datetime) -> str:
    """2026-11-18 09:12"""
    return date_format(local(value), "SHORT_DATETIME_FORMAT")


@register.filter
def sweclock(value: datetime | None) -> str:
    """09.12"""
    return f"{local(value):%H.%M}" if value else ""


@register.filter
def swewhen(value: date | datetime | None) -> str:
    """A <time> as people say it (i dag 09.12, i går, 18 nov), with the full date as its title."""
    if not value:
        return ""
    clock = f" {sweclock(value)}" if isinstance(value, datetime) else ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local(value).isoformat(),
        swedate(value) + clock,
        near_day(as_day(value)) + clock,
    )


def near_day(day: date) -> str:
    today = timezone.localtime().date()
    names = {-1: _("i går"), 0: _("i dag"), 1: _("i morgon")}
    if name := names.get((day - today).days):
        return name
    return f"{day.day} {MONTHS[day.month - 1]}" if day.year == today.year else swedate(day)


@register.filter
def days_waiting(value: date | datetime | None) -> str:
    """How long something has waited since a date or time: i dag, 1 dag, 3 dagar."""
    if not value:
        return ""
    days = (timezone.localtime().date() - as_day(value)).days
    return ngettext("%(days)s dag", "%(days)s dagar", days) % {"days": days} if days > 0 else _("i dag")
