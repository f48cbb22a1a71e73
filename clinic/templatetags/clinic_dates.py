"""Dates as people read them: staff 14-Mar-1991, patients "14 March 1991" or "14 de marzo de 1991".

Every filter takes a date, a time, or a stored answer: '2026-03-14', '2026-03', '2026', 'never', 'not_sure'.
"""

import re
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

register = template.Library()

STORED = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _parts(value: object) -> tuple[int, int, int] | None:
    """Year, month and day with 0 where unknown; None where the value is no date."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return value.year, value.month, value.day
    found = STORED.fullmatch(str(value))
    return tuple(int(part or 0) for part in found.groups()) if found else None


def _words(value: object, not_sure: str) -> str:
    """'never' and 'not_sure' in words, anything else that is no date as it stands."""
    known = {"never": gettext("Never"), "not_sure": not_sure, "None": "", "": ""}
    return known.get(str(value), str(value))


@register.filter
def staff_date(value: object) -> str:
    """14-Mar-1991, Mar-1991 or 1991. English letters in every language: no day is read as a month."""
    parts = _parts(value)
    if parts is None:
        return _words(value, gettext("Not sure"))
    year, month, day = parts
    return "-".join([f"{day:02}"] * bool(day) + [MONTHS[month - 1]] * bool(month) + [str(year)])


@register.filter
def staff_time(value: datetime) -> str:
    """22-Nov-2026 08:41 in the clinic's zone."""
    local = timezone.localtime(value)
    return f"{staff_date(local)} {local:%H:%M}"


@register.filter
def clock(value: datetime) -> str:
    """8:30 in the clinic's zone, with the date left out."""
    local = timezone.localtime(value)
    return f"{local.hour}:{local.minute:02}"


@register.filter
def patient_date(value: object) -> str:
    """14 March 1991, March 1991 or 1991 in the reader's language."""
    parts = _parts(value)
    if parts is None:
        return _words(value, gettext("I’m not sure"))
    year, month, day = parts
    if not month:
        return str(year)
    spanish = (get_language() or "").startswith("es")
    of = r" \d\e " if spanish else " "
    layout = f"j{of}F{of}Y" if day else f"F{of}Y"
    text = date_format(date(year, month, day or 1), layout)
    return text.lower() if spanish else text


@register.filter
def patient_time(value: datetime) -> str:
    """Sunday 22 November 2026, 8:30, in the reader's language and the clinic's zone."""
    local = timezone.localtime(value)
    weekday = date_format(local, "l")
    weekday = weekday.lower() if (get_language() or "").startswith("es") else weekday
    return f"{weekday} {patient_date(local)}, {clock(local)}"


@register.filter
def short_date(value: date) -> str:
    """29 Nov, for a badge or a row where the year is plain."""
    return date_format(value, "j M")


@register.filter
def age_on(born: date, day: date) -> int:
    """Completed years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
